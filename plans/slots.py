"""What plans show on pages of the ground floor: uses and actions on knowledge pages, rows on place pages.

Filled once when the app is ready; each filler takes a list and answers in a constant number of queries.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from knowledge.slots import ITEM_ACTIONS, ITEM_USES


@dataclass(frozen=True)
class Uses:
    """How announced plans use an item. Samples are shown in the demonstration and named as such, never counted with
    real ones."""

    entries: list[Any] = field(default_factory=list)

    @property
    def count_plans(self) -> int:
        """Plans, not entries."""
        return len({e.book.plan_id for e in self.entries})

    @property
    def count_subdistricts(self) -> int:
        """Subdistricts of the bodies whose plans they are."""
        return len({e.subdistrict_id or f"body-{e.book.plan.organisation_id}" for e in self.entries})

    @property
    def label(self) -> str:
        """ "2 plans in 1 subdistrict": the count with its unit."""
        return _("%(plans)s plans in %(subdistricts)s subdistricts") % {
            "plans": self.count_plans,
            "subdistricts": self.count_subdistricts,
        }


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
                {"label": _("Use in a plan"), "url": reverse("workspace:use_item", args=[item.pk]), "kind": "clay"}
            )
        if may_offer(user, item.organisation_id):
            buttons.append(
                {
                    "label": _("Offer to a local body"),
                    "url": reverse("workspace:offer_item", args=[item.pk]),
                    "kind": "main",
                }
            )
        answers[item.pk] = buttons
    return answers
