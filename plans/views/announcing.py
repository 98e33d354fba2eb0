"""Announcing a book, the state of its files, and the texts to copy from it. Routed through `plans.views.book`."""

import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.actions import ActionError, Announce, Refused
from plans.actions.announce import order_printing
from plans.actions.base import new_key
from plans.actions.pages import SetPrintedPage
from plans.exports.form_rows import printed_entries
from plans.exports.paper import paper_of
from plans.exports.texts import citation_line
from plans.forms.announce import AnnounceForm
from plans.models import Announcement, BookFile, PlanBook
from plans.policies import can
from plans.queries import missing_stages
from plans.states import ANNOUNCED_STATES, DECIDING_STATES, OPEN_STATES, EntryState, Verb
from plans.views.access import book_for, frame, workspace
from plans.views.posting import posted_key, posted_version

PATIENCE = datetime.timedelta(minutes=2)
"""How long the files may be under way before a person is offered to order them again."""


@workspace
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Announce an open book; afterwards the same address shows the act and its files."""
    book = book_for(request, pk, Verb.ANNOUNCE)
    if not book.is_open:
        return _announced(request, book)
    form = AnnounceForm(request.POST or None, initial=_signer_before(book))
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            Announce(
                request.user, book, **form.cleaned_data, expected=posted_version(request), key=posted_key(request)
            ).execute()
        except Refused as refused:
            raise Http404 from refused
        except ActionError as failed:
            error = str(failed)
        else:
            messages.success(request, _("The book is in force; its files are being made"))
            return redirect("workspace:announce", pk=book.pk)
    context = {
        **frame(request, book.plan.organisation),
        "book": book,
        "form": form,
        "error": error,
        "version": request.POST.get("version", book.version),
        "key": request.POST.get("key") or new_key(),
        **obstacles(book),
    }
    return render(request, "workspace/announce.html", context, status=422 if error or form.errors else 200)


def obstacles(book: PlanBook) -> dict[str, Any]:
    """What stands in the way of announcing, named: stages without a resolution, entries without an end."""
    entries = list(book.entries.select_related("book__plan").order_by("position", "pk"))
    endorsed = [e for e in entries if e.state == EntryState.ENDORSED]
    waiting = [e for e in entries if e.state in DECIDING_STATES]
    return {
        "missing": missing_stages(book, [*endorsed, *waiting]),
        "unfinished": [e for e in entries if e.state in OPEN_STATES or e.state == EntryState.SUBMITTED],
        "waiting": waiting,
        "adjusting": [e for e in endorsed if e.adjusting],
        "endorsed": endorsed,
    }


def _signer_before(book: PlanBook) -> dict[str, str]:
    """Who signed the body's last announcement: mostly the same person signs again."""
    last = (
        Announcement.objects.filter(book__plan__organisation=book.plan.organisation_id)
        .order_by("-date", "-pk")
        .values("signer", "signer_title")
        .first()
    )
    return {"signer": last["signer"], "signer_title": last["signer_title"]} if last else {}


def _announced(request: HttpRequest, book: PlanBook) -> HttpResponse:
    files = list(book.files.order_by("kind"))
    act = book.announcement
    under_way = len(files) < len(BookFile.Kind)
    late = under_way and timezone.now() - act.announced_at > PATIENCE
    if request.method == "POST":
        if "print" not in request.POST:
            messages.info(request, _("This book has been announced already"))
        elif under_way:
            order_printing(book.pk)
            messages.info(request, _("The files have been ordered again"))
        return redirect("workspace:announce", pk=book.pk)
    context = {
        **frame(request, book.plan.organisation),
        "book": book,
        "act": act,
        "files": files,
        "under_way": under_way,
        "late": late,
        "projects": book.entries.filter(state__in=ANNOUNCED_STATES).count(),
        "key": new_key(),
    }
    return render(request, "workspace/announced.html", context)


@workspace
def texts(request: HttpRequest, pk: int) -> HttpResponse:
    """The announcement and the citation lines, to copy; and the page as printed, where it differs from the PDF."""
    book = book_for(request, pk)
    if book.is_open:
        messages.info(request, _("The texts can be copied when the book has been announced"))
        return redirect("workspace:book", pk=book.pk)
    entries = printed_entries(book)
    may_edit = can(request.user, "edit", book)
    error = ""
    typed: dict[int, str] = {}
    if request.method == "POST":
        if not may_edit:
            raise Http404
        key = posted_key(request)
        for entry in entries:
            page = request.POST.get(f"page_{entry.pk}")
            if page is None or page.strip() == entry.printed_page:
                continue
            try:
                SetPrintedPage(request.user, entry, page, key=f"{key[:60]}-{entry.pk}").execute()
            except Refused as refused:
                raise Http404 from refused
            except ActionError as failed:
                error = str(failed)
                typed[entry.pk] = page
        if not error:
            messages.success(request, _("Saved"))
            return redirect("workspace:book_texts", pk=book.pk)
        entries = printed_entries(book)
    context = {
        **frame(request, book.plan.organisation),
        "book": book,
        "announcement": paper_of(book).announcement,
        "rows": [
            {"entry": e, "line": citation_line(e), "page": typed.get(e.pk, e.printed_page), "wrong": e.pk in typed}
            for e in entries
        ],
        "may_edit": may_edit,
        "error": error,
        "key": new_key(),
    }
    return render(request, "workspace/texts.html", context, status=422 if error else 200)
