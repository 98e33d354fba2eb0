"""เสนอให้ อปท.: an area manager offers an item to bodies; a planner sets an offer aside."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from knowledge.citations import NotQuotable, quote
from knowledge.queries import item_for_use
from plans.actions import ActionError, AnswerOffer, OfferItem, Refused
from plans.actions.base import new_key
from plans.forms.offer import OfferForm
from plans.models import Offer
from plans.prefill import readiness
from plans.views.access import frame, offer_for, workspace
from plans.views.posting import posted_key
from portal.base.links import page_path
from portal.kit.thai.collate import thai_sorted
from portal.people.models import Organisation, Role
from portal.people.policies import organisations_of
from search.columns import holds_words

NAMES = ("name_th", "short_name", "name_en", "district__name_th", "district__name_en")


@workspace
def offer_item(request: HttpRequest, item: int) -> HttpResponse:
    """Choose the bodies and send the offer. Only for the area managers of a university."""
    universities = list(Organisation.objects.filter(pk__in=organisations_of(request.user, Role.AREA_MANAGER)))
    page = item_for_use(item) if universities else None
    if page is None:
        raise Http404
    try:
        citation = quote(page)
    except NotQuotable as gone:
        raise Http404 from gone
    # An item is offered in the name of its own university where the person works there.
    universities.sort(key=lambda u: u.pk != citation.organisation_id)
    form = OfferForm(request.POST or None, universities=universities)
    error = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        key = posted_key(request)
        try:
            for body in given["bodies"]:
                OfferItem(
                    request.user,
                    citation,
                    body,
                    given["offered_from"],
                    message=given["message"],
                    key=f"{key[:60]}-{body.pk}",
                ).execute()
        except Refused as refused:
            raise Http404 from refused
        except ActionError as failed:
            error = str(failed)
        else:
            count = len(given["bodies"])
            messages.success(
                request,
                ngettext("Offered to %(count)s body", "Offered to %(count)s bodies", count) % {"count": count},
            )
            return redirect(page_path(page))
    context = {
        **frame(request),
        "workspace_organisation": universities[0].name,
        "item": page,
        "citation": citation,
        "item_url": page_path(page),
        "lacking": readiness(citation),
        "form": form,
        "error": error,
        "query": request.GET.get("q", ""),
        "districts": bodies_by_district(citation.key, request),
        "key": new_key(),
    }
    return render(request, "workspace/offer.html", context, status=422 if error or form.errors else 200)


def bodies_by_district(item_key: str, request: HttpRequest) -> list[dict[str, Any]]:
    """Bodies that have a plan, by district: {name, bodies: [{body, offered, ticked}]}. Three queries."""
    bodies = Organisation.objects.filter(plans__isnull=False).select_related("district").distinct()
    bodies = bodies.filter(holds_words(request.GET.get("q", ""), NAMES))
    waiting = set(
        Offer.objects.filter(item_key=item_key, state=Offer.State.OPEN).values_list("organisation_id", flat=True)
    )
    ticked = set(request.POST.getlist("bodies"))
    found: dict[str, dict[str, Any]] = {}
    for body in thai_sorted(bodies, key=lambda b: b.name_th):
        name = body.district.name if body.district else ""
        part = found.setdefault(name, {"name": name, "bodies": []})
        part["bodies"].append({"body": body, "offered": body.pk in waiting, "ticked": str(body.pk) in ticked})
    return thai_sorted(found.values(), key=lambda part: part["name"])


@workspace
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Set an offer aside; sent twice it stays set aside."""
    offer = offer_for(request, pk)
    try:
        AnswerOffer(request.user, offer, key=posted_key(request)).execute()
    except Refused as refused:
        raise Http404 from refused
    messages.success(request, _("The offer has been set aside"))
    return redirect("workspace:home")
