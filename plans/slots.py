"""What plans show on pages of the ground floor: uses and actions on knowledge pages, rows on place pages.

Filled once when the app is ready; each filler takes a list and answers in a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.slots import ITEM_ACTIONS, ITEM_USES
from portal.places.models import District, Subdistrict
from portal.places.slots import PLACE_PLANS, PlanRow

PLACE_LIMIT = 40
"""Rows of plans on the page of a place; the rest is found by search."""


@dataclass(frozen=True)
class Uses:
    """How announced plans use an item. `entries` are shown; only real ones are counted, and where there are none the
    samples of the demonstration, which the label then calls so."""

    entries: list[Any] = field(default_factory=list)

    @property
    def counted(self) -> list[Any]:
        """The entries that the counts are about."""
        return [e for e in self.entries if not e.book.plan.is_sample] or self.entries

    @property
    def is_sample(self) -> bool:
        """Whether the counts are about samples."""
        return bool(self.entries) and all(e.book.plan.is_sample for e in self.entries)

    @property
    def count_plans(self) -> int:
        """Plans, not entries."""
        return len({e.book.plan_id for e in self.counted})

    @property
    def count_subdistricts(self) -> int:
        """Subdistricts of the entries; an entry for a whole body counts as one."""
        return len({e.subdistrict_id or f"body-{e.book.plan.organisation_id}" for e in self.counted})

    @property
    def rows(self) -> list[dict[str, str]]:
        """Each entry with its address and its body, for the item's page."""
        return [
            {"title": e.title, "url": reverse("plan_entry", args=[e.pk]), "body": e.book.plan.organisation.name}
            for e in self.entries
        ]

    @property
    def label(self) -> str:
        """ "2 plans in 1 subdistrict": the count with its unit; " (sample)" behind it where it is one."""
        plans = ngettext("%(count)s plan", "%(count)s plans", self.count_plans) % {"count": self.count_plans}
        places = ngettext("%(count)s subdistrict", "%(count)s subdistricts", self.count_subdistricts) % {
            "count": self.count_subdistricts
        }
        words = _("%(plans)s in %(subdistricts)s") % {"plans": plans, "subdistricts": places}
        return _("%(words)s (sample)") % {"words": words} if self.is_sample else words


@ITEM_USES.fill_with
def item_uses(items: Sequence[Any], user: Any) -> Mapping[Hashable, Uses]:
    """{item pk: Uses}; only announced entries."""
    from plans.queries import uses_of

    keys = {str(item.translation_key): item.pk for item in items}
    return {keys[key]: Uses(entries) for key, entries in uses_of(list(keys)).items()}


@ITEM_ACTIONS.fill_with
def item_actions(items: Sequence[Any], user: Any) -> Mapping[Hashable, list[dict[str, str]]]:
    """{item pk: buttons}: use in a plan for everyone (signing in is asked there), offer for area managers."""
    from plans.policies import BODY_ROLES, may_offer
    from portal.people.policies import organisations_of

    outsider = getattr(user, "is_authenticated", False) and not organisations_of(user, *BODY_ROLES)
    answers: dict[Hashable, list[dict[str, str]]] = {}
    for item in items:
        buttons = []
        if not outsider:
            buttons.append(
                {"label": _("Use in a plan"), "url": reverse("workspace:use_item", args=[item.pk]), "kind": "primary"}
            )
        if may_offer(user, item.organisation_id):
            buttons.append(
                {
                    "label": _("Offer to a local body"),
                    "url": reverse("workspace:offer_item", args=[item.pk]),
                    "kind": "secondary",
                }
            )
        answers[item.pk] = buttons
    return answers


@PLACE_PLANS.fill_with
def plans_in_places(places: Sequence[District | Subdistrict], user: Any) -> Mapping[Hashable, list[PlanRow]]:
    """{code: announced projects there}, newest book first. A project that names no subdistrict stands at those of its
    body (a local body), or at the district of a body that covers none (a district office, an agency)."""
    from plans.policies import public_entries

    districts = {place.code for place in places if isinstance(place, District)}
    subdistricts = {place.code for place in places if isinstance(place, Subdistrict)}
    unplaced = Q(subdistrict=None)
    entries = (
        public_entries()
        .filter(
            Q(subdistrict__in=subdistricts)
            | Q(subdistrict__district__in=districts)
            | unplaced & Q(book__plan__organisation__district__in=districts)
            | unplaced & Q(book__plan__organisation__subdistricts__in=subdistricts)
        )
        .distinct()
        .select_related("book__plan__organisation", "subdistrict")
        .prefetch_related("budgets", "book__plan__organisation__subdistricts")
        .order_by("-book__announcement__date", "book", "position", "pk")
    )
    answers: dict[Hashable, list[PlanRow]] = defaultdict(list)
    for entry in entries:
        row = _place_row(entry)
        for code in _places_of(entry) & (districts | subdistricts):
            if len(answers[code]) < PLACE_LIMIT:
                answers[code].append(row)
    return answers


def _places_of(entry: Any) -> set[str]:
    if entry.subdistrict_id:
        return {entry.subdistrict_id, entry.subdistrict.district_id}
    body = entry.book.plan.organisation
    covered = {subdistrict.code for subdistrict in body.subdistricts.all()}
    return covered | {body.district_id or ""}


def _place_row(entry: Any) -> PlanRow:
    budgets = list(entry.budgets.all())
    edition = entry.book.plan.edition
    return PlanRow(
        title=entry.title,
        url=reverse("plan_entry", args=[entry.pk]),
        body=entry.book.plan.organisation.name,
        book=entry.book.title,
        amount=sum((b.amount for b in budgets), Decimal(0)) if budgets else None,
        years=f"{edition.first_year}–{edition.last_year}",
        is_sample=entry.book.plan.is_sample,
    )
