"""Which plan types there are, found by code or by who may make them."""

from plans.types.agency import AGENCY
from plans.types.base import PlanType
from plans.types.district import DISTRICT
from plans.types.subdistrict import SUBDISTRICT

PLAN_TYPES: dict[str, PlanType] = {t.code: t for t in (SUBDISTRICT, DISTRICT, AGENCY)}


def plan_type(code: str) -> PlanType:
    """The plan type of that code; KeyError otherwise."""
    return PLAN_TYPES[code]


def plan_types_for(organisation_kind: str) -> list[PlanType]:
    """The plan types that an organisation of this kind makes."""
    return [t for t in PLAN_TYPES.values() if organisation_kind in t.organisation_kinds]
