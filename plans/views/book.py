"""A book in the workspace: opening it, its sheet, its settings."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from plans.actions import ActionError, OpenBook, Refused
from plans.actions.base import key_mark, new_key
from plans.exports.form_rows import printed_entries, summary_table, year_sums
from plans.exports.paper import PaperEntry, paper_entries, paper_of
from plans.forms.book import BookNewForm, BookSettingsForm
from plans.models import PlanBook, PlanEntry, PlanEvent
from plans.policies import can
from plans.queries import missing_stages
from plans.round_labels import suggested_label
from plans.setting_up import save_book_settings
from plans.states import LEFT_STATES, BookKind, BookState, EntryState, Verb
from plans.views.access import book_for, frame, plan_for, workspace
from plans.views.announcing import announce, texts
from plans.views.home import book_rows
from plans.views.posting import posted_key, posted_version
from portal.kit.tables.html import table_html

__all__ = ["announce", "book", "book_new", "book_settings", "texts"]


@workspace
def book_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a book. A blank round label takes the suggestion for its kind."""
    plan = plan_for(request, pk, "open_book")
    has_original = plan.books.filter(kind=BookKind.ORIGINAL).exists()
    kind = request.GET.get("kind", "")
    if kind not in BookKind.values:
        kind = BookKind.ADDITION if has_original else BookKind.ORIGINAL
    form = BookNewForm(request.POST or None, initial={"kind": kind, "first_page": 1})
    error = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        chosen = BookKind(given["kind"])
        # Sent twice with a blank label, the second sending would take the next suggestion and open another book.
        twin = opened_by(request.user, posted_key(request)) if not given["label"] else None
        if twin is not None and twin.plan_id == plan.pk and twin.kind == chosen:
            return redirect("workspace:book", pk=twin.pk)
        try:
            opened = OpenBook(
                request.user,
                plan,
                chosen,
                given["label"] or suggested_label(plan, chosen),
                reason=given["reason"],
                first_page=given["first_page"] or 1,
                key=posted_key(request),
            ).execute()
        except Refused as refused:
            raise Http404 from refused
        except ActionError as failed:
            error = str(failed)
        else:
            messages.success(request, _("The book is open; projects can be added now"))
            return redirect("workspace:book", pk=opened.pk)
    context = {
        **frame(request, plan.organisation),
        "plan": plan,
        "form": form,
        "error": error,
        "suggestions": [(k, suggested_label(plan, k)) for k in BookKind if k != BookKind.ORIGINAL or not has_original],
        "key": request.POST.get("key") or new_key(),
    }
    return render(request, "workspace/book_new.html", context, status=422 if error or form.errors else 200)


def opened_by(user: Any, key: str) -> PlanBook | None:
    """The book that this person's form opened before, if it was sent twice."""
    events = PlanEvent.objects.filter(actor=user, verb=Verb.OPEN_BOOK, key__startswith=key_mark(key))
    event = events.select_related("book").first()
    return event.book if event else None


@workspace
def book(request: HttpRequest, pk: int) -> HttpResponse:
    """The book as a sheet: its projects in printed order, sums by year, ผ.01, and what can be done next."""
    shown = book_for(request, pk)
    entries = printed_entries(shown)
    kept = None if shown.is_open else paper_of(shown)
    summary = kept.summary if kept else summary_table(shown, entries)
    at_work = book_rows([shown])[0] if shown.is_open else None
    undecided = [e for e in entries if e.state not in (EntryState.DRAFT, EntryState.RETURNED, EntryState.SUBMITTED)]
    context: dict[str, Any] = {
        **frame(request, shown.plan.organisation),
        "book": shown,
        "plan": shown.plan,
        "sheet": sheet_of(shown, entries, kept.entries if kept else paper_entries(shown, entries)),
        # table_html escapes every cell itself.
        "summary": mark_safe(table_html(summary, caption=False, css_class="sheet"))  # noqa: S308
        if summary and entries
        else "",
        "summary_label": shown.plan.type.summary_form,
        "left": left_entries(shown),
        "open_books": list(PlanBook.objects.filter(plan=shown.plan, state=BookState.OPEN).select_related("plan")),
        "at_work": at_work,
        "ready": bool(entries) and all(e.state == EntryState.ENDORSED and not e.adjusting for e in entries),
        "missing": missing_stages(shown, undecided) if shown.is_open and undecided else [],
        "meetings": meetings_of(shown),
        "may_start": can(request.user, Verb.START, shown) and shown.is_open,
        "may_record": can(request.user, Verb.RECORD, shown) and shown.is_open,
        "may_announce": can(request.user, Verb.ANNOUNCE, shown),
        "may_edit": can(request.user, "edit", shown),
        "key": new_key(),
    }
    return render(request, "workspace/book.html", context)


def sheet_of(book: PlanBook, entries: Sequence[PlanEntry], printed: Sequence[PaperEntry]) -> dict[str, Any]:
    """The entries as rows of a spreadsheet: {years, rows, sums, total, count}. A row is a heading {heading, level} or
    an entry {entry, number, place, amounts, total}: its state as it is now, its words as `printed` has them."""
    years = list(book.plan.edition.years)
    stored = {entry.pk: entry for entry in entries}
    rows: list[dict[str, Any]] = []
    above: list[str] = []
    several_forms = len({row.form for row in printed}) > 1
    for row in printed:
        chain = list(row.headings) or [_("Not placed in the plan's structure yet")]
        if several_forms:
            chain = [book.plan.edition.form(row.form).label, *chain]
        rows += [
            {"heading": label, "level": level + 1}
            for level, label in enumerate(chain)
            if above[: level + 1] != chain[: level + 1]
        ]
        above = chain
        rows.append(
            {
                "entry": stored[row.pk],
                "number": row.number,
                "place": row.place,
                "amounts": [row.amounts.get(year) for year in years],
                "total": row.total,
            }
        )
    sums = year_sums(entries, years)
    return {
        "years": years,
        "rows": rows,
        "count": len(entries),
        "sums": list(sums.values()),
        "total": sum((s.amount for s in sums.values()), Decimal(0)),
    }


def left_entries(book: PlanBook) -> list[dict[str, Any]]:
    """Entries that left the book with the resolution or the reason that took them out. Four queries at most."""
    entries = list(
        book.entries.filter(state__in=LEFT_STATES)
        .prefetch_related("resolutions__meeting", "proposed_again__book__plan")
        .order_by("position", "pk")
    )
    removals = PlanEvent.objects.filter(entry__in=[e.pk for e in entries], verb=Verb.REMOVE).order_by("at", "pk")
    removed = {event.entry_id: event for event in removals}
    rows = []
    for entry in entries:
        last = max(entry.resolutions.all(), key=lambda r: (r.meeting.date, r.pk), default=None)
        gone = removed.get(entry.pk) if entry.state == EntryState.REMOVED else None
        rows.append(
            {
                "entry": entry,
                "resolution": None if gone else last,
                "removal": gone,
                "again": next(iter(entry.proposed_again.all()), None),
            }
        )
    return rows


def meetings_of(book: PlanBook) -> list[Any]:
    """Meetings on the book in order, with files and how many entries each resolved on."""
    meetings = book.meetings.select_related("recorded_by").prefetch_related("files", "resolutions")
    return list(meetings.order_by("date", "pk"))


@workspace
def book_settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Round label, reason and first page, while the book is open."""
    shown = book_for(request, pk, "edit")
    if not shown.is_open:
        messages.info(request, _("This book has been announced; its label, reason and page numbers stay as they are"))
        return redirect("workspace:book", pk=shown.pk)
    initial = {"label": shown.label, "reason": shown.reason, "first_page": shown.first_page}
    form = BookSettingsForm(request.POST or None, initial=initial)
    error = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            save_book_settings(
                request.user,
                shown,
                label=given["label"],
                reason=given["reason"],
                first_page=given["first_page"] or 1,
                expected=posted_version(request),
            )
        except Refused as refused:
            raise Http404 from refused
        except ActionError as failed:
            error = str(failed)
        else:
            messages.success(request, _("Saved"))
            return redirect("workspace:book", pk=shown.pk)
    context = {
        **frame(request, shown.plan.organisation),
        "book": shown,
        "form": form,
        "error": error,
        "version": request.POST.get("version", shown.version),
        "key": new_key(),
    }
    return render(request, "workspace/book_settings.html", context, status=422 if error or form.errors else 200)
