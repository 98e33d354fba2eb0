"""Everything that changes the state of a plan: one verb, one class, `execute()` once.

Each asks the policy, runs the rules, writes in one transaction, pins the wording, logs one event and notifies
after commit. Errors are `ActionError`s with a sentence for the person.
"""

from .adopt import AdoptSource
from .amend import Amend
from .announce import Announce
from .base import ActionError, Blocked, Conflict, Refused
from .decide import RecordMeeting, Verdict
from .offer import AnswerOffer, OfferItem
from .open_book import OpenBook
from .propose_again import ProposeAgain
from .remove import DeleteDraft, Remove
from .review import Accept, FinishAdjusting, PullBack, Return
from .save import SaveEntry
from .start_from import StartEntry
from .submit import Submit

__all__ = [
    "Accept",
    "ActionError",
    "AdoptSource",
    "Amend",
    "Announce",
    "AnswerOffer",
    "Blocked",
    "Conflict",
    "DeleteDraft",
    "FinishAdjusting",
    "OfferItem",
    "OpenBook",
    "ProposeAgain",
    "PullBack",
    "RecordMeeting",
    "Refused",
    "Remove",
    "Return",
    "SaveEntry",
    "StartEntry",
    "Submit",
    "Verdict",
]
