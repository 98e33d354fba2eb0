"""Plan → book → entry, and what is decided about them."""

from .book import Announcement, BookAsAnnounced, BookFile, PlanBook
from .budget import EntryBudget, EntryCostLine
from .decision import Meeting, MeetingFile, Resolution
from .entry import PlanEntry
from .event import PlanEvent
from .lineage import EntryCitation, Offer
from .plan import ExistingProject, HeadingLine, Plan, PlanGroup

__all__ = [
    "Announcement",
    "BookAsAnnounced",
    "BookFile",
    "EntryBudget",
    "EntryCitation",
    "EntryCostLine",
    "ExistingProject",
    "HeadingLine",
    "Meeting",
    "MeetingFile",
    "Offer",
    "Plan",
    "PlanBook",
    "PlanEntry",
    "PlanEvent",
    "PlanGroup",
    "Resolution",
]
