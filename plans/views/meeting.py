"""Recording what a meeting resolved, and the guarded files of meetings."""

from typing import Any
from urllib.parse import quote as url_quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plans.actions import ActionError, RecordMeeting, Refused
from plans.actions.base import new_key
from plans.exports.cells import place_text
from plans.exports.form_rows import fetch_villages
from plans.forms.meeting import NOT_CONSIDERED, OUTCOMES, MeetingForm
from plans.models import MeetingFile, PlanBook, PlanEntry
from plans.numbering import in_book_order, number_entries
from plans.policies import can
from plans.queries import outcomes_by_entry
from plans.states import DECIDING_STATES, LEFT_STATES, Stage, Verb, open_stages
from plans.views.access import book_for, frame, workspace
from plans.views.posting import posted_key, posted_version

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@workspace
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """บันทึกมติที่ประชุม: a list to tick, big enough for a thumb; each entry with its own outcome."""
    book = book_for(request, pk, Verb.RECORD)
    if not book.is_open:
        messages.info(request, _("This book has been announced; nothing more can be resolved on it"))
        return redirect("workspace:book", pk=book.pk)
    agendas, everything = agendas_of(book)
    wanted = request.POST.get("stage") or request.GET.get("stage", "")
    if request.method == "POST":
        stage = Stage(wanted) if wanted in Stage.values else None
    else:
        stage = next((s for s in agendas if s.value == wanted), next(iter(agendas), None))
    error = ""
    form = MeetingForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        if stage is None:
            error = _("Please choose which meeting it was")
        elif form.is_valid():
            error = _record(request, book, stage, form)
            if not error:
                messages.success(request, _("The resolutions have been recorded"))
                return redirect("workspace:book", pk=book.pk)
    entries = agendas.get(stage, []) if stage else []
    if request.method == "POST":
        # What was shown stays on the page with what was typed, also when it has left the agenda meanwhile.
        listed = set(request.POST.getlist("listed"))
        known = {e.pk for e in entries}
        entries = entries + [e for e in everything if str(e.pk) in listed and e.pk not in known]
    context: dict[str, Any] = {
        **frame(request, book.plan.organisation),
        "book": book,
        "stage": stage,
        "stages": [
            {"stage": s, "count": len(waiting), "current": s == stage, "value": s.value, "label": s.label}
            for s, waiting in agendas.items()
        ],
        "rows": _rows(book, form, entries, everything),
        "outcomes": OUTCOMES,
        "not_considered": NOT_CONSIDERED,
        "form": form,
        "error": error,
        "lost_file": bool(request.FILES) and bool(error or form.errors),
        "version": request.POST.get("version", book.version),
        "key": request.POST.get("key") or new_key(),
    }
    return render(request, "workspace/meeting.html", context, status=422 if error or form.errors else 200)


def _record(request: HttpRequest, book: PlanBook, stage: Stage, form: MeetingForm) -> str:
    """Do it; the sentence that says why not, or ""."""
    given = form.cleaned_data
    try:
        RecordMeeting(
            request.user,
            book,
            stage,
            given["date"],
            form.verdicts(),
            session=given["session"],
            number=given["number"],
            attendance=given["attendance"],
            votes=(given["votes_for"], given["votes_against"], given["votes_abstain"]),
            note=given["note"],
            minutes=[given["minutes"]] if given["minutes"] else [],
            expected=posted_version(request),
            key=posted_key(request),
        ).execute()
    except Refused as refused:
        raise Http404 from refused
    except ActionError as failed:
        return str(failed)
    return ""


def agendas_of(book: PlanBook) -> tuple[dict[Stage, list[PlanEntry]], list[PlanEntry]]:
    """{stage: entries that it can resolve on now} for the stages that have any, in order; and every entry of the book
    in its order. The same as `queries.agenda` for each stage, in a constant number of queries."""
    everything = in_book_order(
        book,
        book.entries.select_related(
            "group__parent", "programme", "subdistrict", "book__plan__organisation"
        ).prefetch_related("budgets"),
    )
    fetch_villages(everything)
    deciding = [e for e in everything if e.state in DECIDING_STATES and not e.adjusting]
    outcomes = outcomes_by_entry(deciding)
    agendas: dict[Stage, list[PlanEntry]] = {}
    for stage in book.stages:
        waiting = [e for e in deciding if stage in open_stages(book.stages, outcomes.get(e.pk, {}))]
        if waiting:
            agendas[stage] = waiting
    return agendas, everything


def _rows(
    book: PlanBook, form: MeetingForm, entries: list[PlanEntry], everything: list[PlanEntry]
) -> list[dict[str, Any]]:
    numbers = number_entries(book, [entry for entry in everything if entry.state not in LEFT_STATES])
    rows = form.agenda(entries)
    for row in rows:
        row["number"] = numbers[row["entry"].pk]
        row["place"] = place_text(row["entry"])
    return rows


@workspace
def meeting_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Minutes and notices: for people of the body only, never kept by a cache."""
    stored = MeetingFile.objects.select_related("meeting__book__plan").filter(pk=pk).first()
    if stored is None or not can(request.user, "read", stored.meeting.book):
        raise Http404
    kind = (stored.file.name or "").rsplit(".", 1)[-1].lower()
    try:
        handle = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(handle, content_type=CONTENT_TYPES.get(kind, "application/octet-stream"))
    shown = "inline" if kind in ("pdf", "png", "jpg") else "attachment"
    response.headers["Content-Disposition"] = f"{shown}; filename*=UTF-8''{url_quote(stored.name)}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
