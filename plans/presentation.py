"""What the public pages of plans show, gathered in a constant number of queries. Called by `plans.views.public`.

Only what is in force in announced books stands here; the words of the printed forms come from `plans.exports.paper`.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from plans.exports.cells import money_of
from plans.exports.texts import page_of
from plans.listing import APART_FORMS
from plans.models import BookFile, EntryBudget, Plan, PlanBook, PlanEntry, Resolution
from plans.policies import public_entries
from plans.states import BookState, EntryState, Outcome
from plans.trail import Source, outcome_words, source_url
from portal.kit.thai.numbers import format_number

HASH_SHOWN = 16


def entries_to_show() -> QuerySet[PlanEntry]:
    """Entries in force with what a row of a list needs."""
    return (
        public_entries()
        .select_related("book__plan__organisation", "group__parent", "programme")
        .prefetch_related("budgets", "citations")
    )


def row(entry: PlanEntry) -> dict[str, Any]:
    """An entry as a row that opens: what is asked first, then the sources by title."""
    amounts = money_of(entry)
    return {
        "entry": entry,
        "url": reverse("plan_entry", args=[entry.pk]),
        "amount": sum(amounts.values(), Decimal(0)) if amounts else None,
        "years": [(year, amounts[year]) for year in sorted(amounts)],
        "sources": [citation.content.get("title", "") for citation in entry.citations.all()],
        "page": page_of(entry),
        "book": entry.book.title,
    }


def rows(entries: Iterable[PlanEntry]) -> list[dict[str, Any]]:
    """Rows in the order given."""
    return [row(entry) for entry in entries]


def _money(plan: Plan) -> QuerySet[EntryBudget]:
    """The amounts that count in a plan's totals: projects of the body itself, in force."""
    return (
        EntryBudget.objects.filter(
            entry__book__plan=plan, entry__state=EntryState.IN_FORCE, entry__book__state=BookState.ANNOUNCED
        )
        .exclude(entry__form__in=APART_FORMS)
        .order_by()
    )


def year_bars(plan: Plan) -> tuple[list[dict[str, Any]], Decimal]:
    """([{year, projects, amount or None, highest}] for every year of the plan, baht over all years); one query."""
    found = {
        line["fiscal_year"]: line
        for line in _money(plan)
        .values("fiscal_year")
        .annotate(baht=Sum("amount"), projects=Count("entry", filter=Q(amount__gt=0), distinct=True))
    }
    highest = max((line["baht"] for line in found.values()), default=Decimal(0))
    bars: list[dict[str, Any]] = [
        {
            "year": year,
            "projects": found[year]["projects"] if year in found else 0,
            "amount": found[year]["baht"] if year in found else None,
            "highest": highest,
        }
        for year in plan.edition.years
    ]
    return bars, sum((bar["amount"] or Decimal(0) for bar in bars), Decimal(0))


def programme_bars(plan: Plan) -> list[dict[str, Any]]:
    """[{name, projects, amount, highest}] by budget programme, most money first; empty where none is named."""
    found = list(
        _money(plan)
        .exclude(entry__programme=None)
        .values(name=F("entry__programme__name"))
        .annotate(baht=Sum("amount"), projects=Count("entry", distinct=True))
        .order_by("-baht", "name")
    )
    highest = max((line["baht"] for line in found), default=Decimal(0))
    return [
        {"name": line["name"], "projects": line["projects"], "amount": line["baht"], "highest": highest}
        for line in found
    ]


def files(book: PlanBook, stored: Iterable[BookFile]) -> list[dict[str, Any]]:
    """Downloads as `components/file_link.html` shows them, each with the beginning of its hash."""
    labels = {
        BookFile.Kind.PDF: _("The book as announced"),
        BookFile.Kind.XLSX: _("The same tables as a spreadsheet"),
    }
    return [
        {
            "url": reverse("plan_book_file", args=[book.pk, kept.kind]),
            "label": labels[BookFile.Kind(kept.kind)],
            "kind": kept.get_kind_display(),
            "size": kept.size,
            "pages": kept.pages,
            "date": kept.made_at,
            "hash": kept.sha256,
            "hash_short": kept.sha256[:HASH_SHOWN],
        }
        for kept in stored
    ]


def decisions(book: PlanBook) -> list[dict[str, Any]]:
    """Meetings and announcement as `components/timeline.html` shows them, oldest first. Counts only entries in force,
    since what left the book is not public; two queries."""
    outcomes: dict[int, list[str]] = defaultdict(list)
    counted = (
        Resolution.objects.filter(meeting__book=book, entry__in=public_entries())
        .order_by()
        .values_list("meeting", "outcome")
        .annotate(Count("pk"))
    )
    for meeting_id, outcome, count in counted:
        projects = ngettext("%(count)s project", "%(count)s projects", count) % {"count": format_number(count)}
        outcomes[meeting_id].append(f"{Outcome(outcome).label}: {projects}")
    events = [
        {
            "at": meeting.date,
            "title": meeting.get_stage_display(),
            "who": " ".join(filter(None, [meeting.session, meeting.number])),
            "reason": "\n".join(outcomes[meeting.pk]),
        }
        for meeting in book.meetings.order_by("date", "pk")
        if outcomes[meeting.pk]
    ]
    act = book.announcement
    events.append({"at": act.date, "title": _("In force"), "who": f"{act.signer_title} {act.number}".strip()})
    return events


def year_money(entry: PlanEntry) -> tuple[list[dict[str, Any]], Decimal]:
    """([{year, amount or None, highest}] over the plan's years, baht in all); None where nothing is planned."""
    amounts = money_of(entry)
    highest = max(amounts.values(), default=Decimal(0))
    years = [{"year": y, "amount": amounts.get(y), "highest": highest} for y in entry.book.plan.edition.years]
    return years, sum(amounts.values(), Decimal(0))


def source_rows(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """What the entry quotes, as it was quoted, and whether it can still be read."""
    return [
        {
            "title": citation.title,
            "organisation": citation.organisation,
            "version": citation.version,
            "newer": status.live and status.version > citation.version,
            "contract_number": citation.contract_number,
            "taken_at": citation.taken_at,
            "url": source_url(status),
            "is_live": status.live,
        }
        for citation, status in sources
    ]


def resolution_rows(entry: PlanEntry) -> list[dict[str, Any]]:
    """Resolutions on an entry as `components/resolution_card.html` shows them, oldest first. Reads prefetched
    `resolutions` with their meetings."""
    ordered = sorted(entry.resolutions.all(), key=lambda r: (r.meeting.date, r.pk))
    return [
        {
            "body": r.meeting.get_stage_display(),
            "meeting": " ".join(filter(None, [r.meeting.session, r.meeting.number])),
            "date": r.meeting.date,
            "outcome": r.outcome,
            "word": outcome_words(r),
        }
        for r in ordered
    ]
