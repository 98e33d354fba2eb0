"""What public figures count: real rows, never mixed with samples.

While there is nothing real at all (a fresh demonstration), the samples are counted instead and every figure made of
them says so. Called by `queries`.
"""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from knowledge.models import KnowledgeItem
from plans.policies import public_entries

REAL = Q(is_sample=False)
REAL_PLAN = Q(book__plan__is_sample=False)


@dataclass(frozen=True)
class Tally:
    """Counts that belong together, and whether they are counts of samples."""

    first: int
    second: int
    is_sample: bool


def _tally(numbers: dict[str, int]) -> Tally:
    if numbers["real"]:
        return Tally(numbers["real"], numbers["real_second"], False)
    return Tally(numbers["every"], numbers["every_second"], bool(numbers["every"]))


def items_and_subdistricts(items: QuerySet[KnowledgeItem]) -> Tally:
    """How many of these items there are, and in how many subdistricts they have evidence; one query."""
    place = "evidence__subdistrict"
    return _tally(
        items.order_by().aggregate(
            real=Count("pk", distinct=True, filter=REAL),
            every=Count("pk", distinct=True),
            real_second=Count(place, distinct=True, filter=REAL),
            every_second=Count(place, distinct=True),
        )
    )


def projects_and_plans_from_research() -> Tally:
    """How many projects in force cite research, and in how many plans; one query."""
    cited = public_entries().filter(citations__isnull=False)
    return _tally(
        cited.order_by().aggregate(
            real=Count("pk", distinct=True, filter=REAL_PLAN),
            every=Count("pk", distinct=True),
            real_second=Count("book__plan", distinct=True, filter=REAL_PLAN),
            every_second=Count("book__plan", distinct=True),
        )
    )


def with_stamp(label: str, is_sample: bool) -> str:
    """The label of a figure, saying "(sample)" where it counts samples."""
    return _("%(words)s (sample)") % {"words": label} if is_sample else label
