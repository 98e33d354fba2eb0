"""The public list of plans: filters with counts from the address, usable without script. Called by `views.public`.

There are at most some hundreds of public plans, so one query reads what the filters count by, and the counting is done
here; what a page shows costs a constant number of queries.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Sum
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from plans.models import EntryBudget, Plan
from plans.policies import public_entries
from plans.states import BookState, EntryState
from plans.types import PLAN_TYPES
from portal.kit.thai.collate import thai_sorted
from portal.places.models import District
from portal.places.names import full_name

PER_PAGE = 20
FILTERS = ("type", "period", "district")
APART_FORMS = ("p02-2", "p03")
"""ผ.02/2 is sent elsewhere and ผ.03 is a list of equipment: neither is counted with a body's projects (as in ผ.01)."""
COLUMNS = {"type": "type_code", "period": "edition_code", "district": "organisation__district"}


@dataclass(frozen=True)
class Listed:
    """A plan in the list with its figures: projects in force, those that cite research, baht over all years."""

    plan: Plan
    projects: int
    research: int
    amount: Decimal


def type_words(code: str) -> str:
    """The name of a plan type in the language being read."""
    plan_type = PLAN_TYPES[code]
    return plan_type.name if (translation.get_language() or "th")[:2] == "th" else plan_type.name_en


def public_plans() -> QuerySet[Plan]:
    """Plans with an announced book, each once."""
    return Plan.objects.filter(pk__in=Plan.objects.filter(books__state=BookState.ANNOUNCED).values("pk"))


def chosen_from(query: QueryDict) -> dict[str, list[str]]:
    """Filter values of the address; unknown names are passed over, values are compared with what exists."""
    chosen = {name: [value[:8] for value in query.getlist(name)[:40] if value] for name in FILTERS}
    return {name: values for name, values in chosen.items() if values}


def filter_rows() -> list[dict[str, str]]:
    """{filter: value} of every public plan; one query."""
    rows = public_plans().values_list(*COLUMNS.values())
    return [dict(zip(FILTERS, row, strict=True)) for row in rows]


def count_by(rows: list[dict[str, str]], chosen: Mapping[str, list[str]], name: str) -> Counter[str]:
    """How many plans each value of a filter would leave, the other filters applied."""
    others = {other: values for other, values in chosen.items() if other != name}
    left = (row for row in rows if all(row[other] in values for other, values in others.items()))
    return Counter(row[name] for row in left if row[name])


def facets(chosen: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """The filters as `components/facet_drawer.html` shows them; two queries."""
    rows = filter_rows()
    counts = {name: count_by(rows, chosen, name) for name in FILTERS}
    districts = {d.code: full_name(d) for d in District.objects.filter(code__in={r["district"] for r in rows})}
    words: dict[str, dict[str, str]] = {
        "type": {code: type_words(code) for code in PLAN_TYPES},
        "period": {row["period"]: _period(row) for row in sorted(rows, key=lambda r: r["period"], reverse=True)},
        "district": {code: districts[code] for code in thai_sorted(districts, key=lambda code: districts[code])},
    }
    headings = {"type": _("Kind of plan"), "period": _("Period"), "district": _("District")}
    return [
        {
            "name": name,
            "label": headings[name],
            "open": name != "district" or bool(chosen.get(name)),
            "options": [
                {"value": v, "label": label, "count": counts[name][v], "selected": v in chosen.get(name, [])}
                for v, label in words[name].items()
                if counts[name][v] or v in chosen.get(name, [])
            ],
        }
        for name in FILTERS
    ]


def _period(row: Mapping[str, str]) -> str:
    edition = PLAN_TYPES[row["type"]].edition(row["period"])
    return f"{edition.first_year}–{edition.last_year}"


def page_of(chosen: Mapping[str, list[str]], number: str | None) -> Page[Plan]:
    """One page of plans, the newest period first; its objects are `Listed`."""
    condition = Q()
    for name, values in chosen.items():
        condition &= Q(**{f"{COLUMNS[name]}__in": values})
    plans = (
        public_plans()
        .filter(condition)
        .select_related("organisation__district")
        .order_by("-edition_code", "type_code", "organisation__name_th", "pk")
    )
    page = Paginator(plans, PER_PAGE).get_page(number)
    page.object_list = cast(Any, with_figures(list(page.object_list)))
    return page


def with_figures(plans: list[Plan]) -> list[Listed]:
    """The plans with what is in force in them; two queries."""
    ids = [plan.pk for plan in plans]
    counts = {
        row["book__plan"]: row
        for row in public_entries()
        .filter(book__plan__in=ids)
        .exclude(form__in=APART_FORMS)
        .order_by()
        .values("book__plan")
        .annotate(
            projects=Count("pk", distinct=True),
            research=Count("pk", distinct=True, filter=Q(citations__isnull=False)),
        )
    }
    amounts = dict(
        EntryBudget.objects.filter(
            entry__book__plan__in=ids, entry__state=EntryState.IN_FORCE, entry__book__state=BookState.ANNOUNCED
        )
        .exclude(entry__form__in=APART_FORMS)
        .order_by()
        .values_list("entry__book__plan")
        .annotate(Sum("amount"))
    )
    return [
        Listed(
            plan,
            counts.get(plan.pk, {}).get("projects", 0),
            counts.get(plan.pk, {}).get("research", 0),
            amounts.get(plan.pk) or Decimal(0),
        )
        for plan in plans
    ]
