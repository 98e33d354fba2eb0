"""Models of the knowledge half."""

from .case_study import CaseStudy
from .children import Evidence, EvidenceRelation, ItemDocument, ItemResearcher, SeedCostLine
from .course import Course
from .index import KnowledgeIndex, KnowledgeSection
from .item import KnowledgeItem, SeedKind
from .likeness import ItemLikeness
from .research_output import OutputType, ResearchOutput
from .review_task import KnowledgeReviewTask
from .technology import Procurement, Technology
from .vocabulary import (
    VOCABULARIES,
    LivelihoodCapital,
    Occupation,
    PartnerKind,
    PovertyModel,
    Season,
    SustainableGoal,
    TpmapDimension,
    ValueChain,
)

ITEM_KINDS = (Technology, Course, CaseStudy, ResearchOutput)

__all__ = [
    "ITEM_KINDS",
    "VOCABULARIES",
    "CaseStudy",
    "Course",
    "Evidence",
    "EvidenceRelation",
    "ItemDocument",
    "ItemLikeness",
    "ItemResearcher",
    "KnowledgeIndex",
    "KnowledgeItem",
    "KnowledgeReviewTask",
    "KnowledgeSection",
    "LivelihoodCapital",
    "Occupation",
    "OutputType",
    "PartnerKind",
    "PovertyModel",
    "Procurement",
    "ResearchOutput",
    "Season",
    "SeedCostLine",
    "SeedKind",
    "SustainableGoal",
    "Technology",
    "TpmapDimension",
    "ValueChain",
]
