"""Finding objects for a person: what the policy refuses does not exist (404). Used by every workspace view."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from plans.models import Offer, Plan, PlanBook, PlanEntry
from plans.policies import BODY_ROLES, can
from portal.people.models import Membership, Organisation

View = Callable[..., HttpResponseBase]


def workspace(view: View) -> View:
    """A page of the workspace: signed in, never kept by a shared cache."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs)

    return never_cache(login_required(wrapped))


def entry_for(request: HttpRequest, pk: int, verb: str = "read") -> PlanEntry:
    """The entry, if the person may do `verb` to it; Http404 otherwise."""
    entry = (
        PlanEntry.objects.select_related(
            "book__plan__organisation__district__province", "group__parent", "programme", "department", "subdistrict"
        )
        .filter(pk=pk)
        .first()
    )
    if entry is None or not can(request.user, verb, entry):
        raise Http404
    return entry


def book_for(request: HttpRequest, pk: int, verb: str = "read") -> PlanBook:
    """The book, if the person may do `verb` to it; Http404 otherwise."""
    book = PlanBook.objects.select_related("plan__organisation__district__province").filter(pk=pk).first()
    if book is None or not can(request.user, verb, book):
        raise Http404
    return book


def plan_for(request: HttpRequest, pk: int, verb: str = "read") -> Plan:
    """The plan, if the person may do `verb` to it; Http404 otherwise."""
    plan = Plan.objects.select_related("organisation__district__province").filter(pk=pk).first()
    if plan is None or not can(request.user, verb, plan):
        raise Http404
    return plan


def offer_for(request: HttpRequest, pk: int) -> Offer:
    """The offer, if the person may answer it; Http404 otherwise."""
    offer = Offer.objects.select_related("organisation", "offered_from").filter(pk=pk).first()
    if offer is None or not can(request.user, "answer", offer):
        raise Http404
    return offer


def frame(request: HttpRequest, organisation: Organisation | None = None) -> dict[str, Any]:
    """What the frame of the workspace shows: the body and the role. One query."""
    memberships = Membership.objects.filter(user=request.user.pk, is_active=True, role__in=BODY_ROLES).select_related(
        "organisation"
    )
    if organisation is not None:
        memberships = memberships.filter(organisation=organisation)
    found = list(memberships)
    if not found:
        return {"workspace_organisation": organisation, "workspace_role": ""}
    names = {m.organisation.name for m in found}
    return {
        "workspace_organisation": next(iter(names)) if len(names) == 1 else "",
        "workspace_role": ", ".join(sorted({m.get_role_display() for m in found})),
    }
