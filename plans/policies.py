"""Who may do what with plans. Every view, list, export, history, file and feed asks `can` or `visible_to`.

A refused object answers 404: another body's draft does not even exist for you.
"""

from typing import Any

from django.db.models import Q, QuerySet

from plans.models import Offer, Plan, PlanBook, PlanEntry
from plans.states import TRANSITIONS, BookState, EntryState, Verb
from portal.people.models import Role
from portal.people.policies import holds, is_operator, organisations_of

BODY_ROLES = (Role.PLANNER, Role.CHECKER)


def organisation_id_of(obj: Plan | PlanBook | PlanEntry | Offer) -> int:
    """The body that owns the object."""
    if isinstance(obj, PlanEntry):
        return obj.book.plan.organisation_id
    if isinstance(obj, PlanBook):
        return obj.plan.organisation_id
    return obj.organisation_id


def is_public(obj: Plan | PlanBook | PlanEntry | Offer) -> bool:
    """What anyone may read: announced books, and the entries in force in them."""
    if isinstance(obj, PlanEntry):
        return obj.state == EntryState.IN_FORCE and obj.book.state == BookState.ANNOUNCED
    if isinstance(obj, PlanBook):
        return obj.state == BookState.ANNOUNCED
    if isinstance(obj, Plan):
        return obj.books.filter(state=BookState.ANNOUNCED).exists()
    return False


def can(user: Any, verb: str, obj: Plan | PlanBook | PlanEntry | Offer) -> bool:
    """Verbs: `view` (as the public), `read` (inside the body: drafts, history, files), `edit` (words of an entry,
    set-up of a plan, book labels), `open_book`, `announce`, `answer` (an offer), and every `Verb` of the table."""
    body = organisation_id_of(obj)
    inside = holds(user, body, *BODY_ROLES)
    if verb == "view":
        return is_public(obj) or inside or is_operator(user)
    if verb == "read":
        return inside or is_operator(user)
    if verb == "edit":
        editor = holds(user, body, Role.PLANNER) or (isinstance(obj, PlanBook | Plan) and inside)
        return editor and (not isinstance(obj, PlanEntry) or obj.is_editable)
    if verb in ("open_book", "answer"):
        return inside
    if verb == Verb.ADJUST:
        return inside
    transition = TRANSITIONS.get(Verb(verb)) if verb in Verb.values else None
    if transition is None:
        return inside and verb in (Verb.START, Verb.PROPOSE_AGAIN, Verb.AMEND, Verb.ADOPT)
    return holds(user, body, *(Role(role) for role in transition.roles))


def may_offer(user: Any, from_organisation: int) -> bool:
    """Whether the person is an area manager of that university."""
    return holds(user, from_organisation, Role.AREA_MANAGER)


def visible_plans(user: Any) -> QuerySet[Plan]:
    """Plans with an announced book, and every plan of the person's bodies."""
    plans = Plan.objects.all()
    if is_operator(user):
        return plans
    public = Q(books__state=BookState.ANNOUNCED)
    return plans.filter(public | Q(organisation__in=organisations_of(user, *BODY_ROLES))).distinct()


def visible_to(user: Any) -> QuerySet[PlanEntry]:
    """Entries in force, and every entry of the person's bodies."""
    entries = PlanEntry.objects.all()
    if is_operator(user):
        return entries
    public = Q(state=EntryState.IN_FORCE, book__state=BookState.ANNOUNCED)
    return entries.filter(public | Q(book__plan__organisation__in=organisations_of(user, *BODY_ROLES)))


def public_entries() -> QuerySet[PlanEntry]:
    """Entries in force in announced books."""
    return PlanEntry.objects.filter(state=EntryState.IN_FORCE, book__state=BookState.ANNOUNCED)


def own_books(user: Any) -> QuerySet[PlanBook]:
    """Books of the bodies in which the person plans or checks."""
    return PlanBook.objects.filter(plan__organisation__in=organisations_of(user, *BODY_ROLES))
