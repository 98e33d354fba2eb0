"""Research that can be used at the body's own places, for planners who start an entry or their day.

Called by `plans.views.start` and `plans.views.home`. Matching belongs to knowledge and is asked through its door; here
stands what a plan knows: where the body is, which budget programmes its plan has projects in, what it quotes already.
"""

from collections.abc import Iterable

from knowledge.queries import SuitedItem, suited_items
from plans.models import EntryCitation, Plan, PlanEntry
from plans.states import LEFT_STATES
from portal.people.models import Organisation


def places_of(bodies: Iterable[Organisation]) -> tuple[str, ...]:
    """Codes of the subdistricts that the bodies cover; of a body that covers none, its district."""
    codes: set[str] = set()
    for body in bodies:
        covered = [place.pk for place in body.subdistricts.all()]
        codes |= set(covered) if covered else {body.district_id} if body.district_id else set()
    return tuple(sorted(codes))


def research_for(
    bodies: Iterable[Organisation], plans: Iterable[Plan], *, programme: str = "", limit: int = 5
) -> list[SuitedItem]:
    """What suits the places of the bodies, best first, without what their plans quote already. `programme`: the code of
    the budget programme wanted; otherwise those in which the plans have projects. Nothing for bodies without a place.
    """
    places = places_of(bodies)
    if not places:
        return []
    entries = PlanEntry.objects.filter(book__plan__in=list(plans)).exclude(state__in=LEFT_STATES)
    codes = {programme} if programme else set(entries.values_list("programme__code", flat=True).distinct())
    quoted = EntryCitation.objects.filter(entry__in=entries).values_list("item_key", flat=True)
    return suited_items(
        places, programmes={code for code in codes if code}, without=[str(key) for key in quoted], limit=limit
    )
