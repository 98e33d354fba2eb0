"""The verbs of an entry that are one button and perhaps a reason: pull back, return, accept, remove, delete, propose
again. GET shows the page that asks; POST does it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.actions import (
    Accept,
    ActionError,
    Amend,
    Blocked,
    DeleteDraft,
    ProposeAgain,
    PullBack,
    Refused,
    Remove,
    Return,
)
from plans.models import PlanBook, PlanEntry
from plans.views.access import book_for, entry_for, workspace
from plans.views.entry import reading_context
from plans.views.posting import posted_key, posted_version

Maker = Callable[[HttpRequest, PlanEntry], Any]


def _common(request: HttpRequest) -> dict[str, Any]:
    return {"expected": posted_version(request), "key": posted_key(request)}


MAKERS: dict[str, tuple[Maker, Any]] = {
    "pull_back": (lambda r, e: PullBack(r.user, e, **_common(r)), gettext_lazy("Pulled back to draft")),
    "return": (
        lambda r, e: Return(r.user, e, r.POST.get("reason", ""), **_common(r)),
        gettext_lazy("Returned for improvement"),
    ),
    "accept": (lambda r, e: Accept(r.user, e, **_common(r)), gettext_lazy("Checked and put on the agenda")),
    "remove": (
        lambda r, e: Remove(r.user, e, r.POST.get("reason", ""), **_common(r)),
        gettext_lazy("Taken out of this book"),
    ),
    "delete": (lambda r, e: DeleteDraft(r.user, e, key=posted_key(r)), gettext_lazy("The draft has been deleted")),
    "amend": (
        lambda r, e: Amend(r.user, e, _chosen_book(r), key=posted_key(r)),
        gettext_lazy("A draft of the change or correction has been made"),
    ),
    "propose_again": (
        lambda r, e: ProposeAgain(r.user, e, _chosen_book(r), key=posted_key(r)),
        gettext_lazy("Proposed again as a draft"),
    ),
}


def _chosen_book(request: HttpRequest) -> PlanBook:
    text = request.POST.get("book", "")
    if not (text.isascii() and text.isdecimal()):
        raise ActionError(_("Please choose an open book of the same plan"))
    return book_for(request, int(text))


@workspace
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Do one verb; on a refusal by the rules the reading page comes back with the sentence and what was typed."""
    if verb not in MAKERS:
        raise Http404
    if request.method != "POST":
        entry_for(request, pk)
        return redirect("workspace:entry", pk=pk)
    entry = PlanEntry.objects.filter(pk=pk).first()
    if entry is None and verb == "delete":
        return redirect("workspace:home")
    shown = entry_for(request, pk)
    maker, done = MAKERS[verb]
    try:
        result = maker(request, shown).execute()
    except Refused as error:
        raise Http404 from error
    except Blocked as error:
        context = reading_context(
            request, entry_for(request, pk), error=str(error), findings=error.findings, failed_verb=verb
        )
        return render(request, "workspace/entry.html", context, status=422)
    except ActionError as error:
        context = reading_context(
            request,
            entry_for(request, pk),
            error=str(error),
            failed_verb=verb,
            typed_reason=request.POST.get("reason", ""),
        )
        return render(request, "workspace/entry.html", context, status=422)
    messages.success(request, done)
    if verb == "delete":
        return redirect("workspace:book", pk=shown.book_id)
    target = result if isinstance(result, PlanEntry) else shown
    return redirect("workspace:entry_edit" if verb in ("propose_again", "amend") else "workspace:entry", pk=target.pk)
