"""Public pages of plans: the list, a plan, a book with its files, an entry with its trail back to the research."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, Sum
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from knowledge.citations import from_json
from plans.exports.form_rows import form_tables, printed_entries, summary_table, year_sums
from plans.exports.texts import citation_line, page_of
from plans.models import BookFile, Plan, PlanBook, PlanEntry
from plans.policies import can, public_entries
from plans.states import BookState, EntryState
from plans.trail import quoted_sources, trail_of
from plans.types import PLAN_TYPES
from portal.kit.tables.html import table_html

PER_PAGE = 20
ANNOUNCED = PlanBook.objects.filter(state=BookState.ANNOUNCED).select_related("announcement").order_by("-pk")


def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans with an announced book, by kind, period and district."""
    plans = (
        Plan.objects.filter(books__state=BookState.ANNOUNCED)
        .distinct()
        .select_related("organisation__district")
        .annotate(
            projects=Count("books__entries", filter=Q(books__entries__state=EntryState.IN_FORCE), distinct=True),
            research=Count(
                "books__entries",
                filter=Q(books__entries__state=EntryState.IN_FORCE, books__entries__citations__isnull=False),
                distinct=True,
            ),
        )
        .order_by("-edition_code", "type_code", "organisation__code")
    )
    kind = request.GET.get("type", "")
    period = request.GET.get("period", "")
    district = request.GET.get("district", "")
    if kind in PLAN_TYPES:
        plans = plans.filter(type_code=kind)
    if period.isascii() and period.isdecimal():
        plans = plans.filter(edition_code=period)
    if district.isascii() and district.isdecimal():
        plans = plans.filter(organisation__district=district)
    page = Paginator(plans, PER_PAGE).get_page(request.GET.get("page"))
    districts = (
        Plan.objects.filter(books__state=BookState.ANNOUNCED, organisation__district__isnull=False)
        .values_list("organisation__district", "organisation__district__name_th", "organisation__district__name_en")
        .distinct()
        .order_by("organisation__district")
    )
    return render(
        request,
        "plans/plan_list.html",
        {
            "page": page,
            "types": list(PLAN_TYPES.values()),
            "periods": ["2571", "2566"],
            "districts": list(districts),
            "chosen": {"type": kind, "period": period, "district": district},
        },
    )


def _entries(book: PlanBook | None = None) -> Any:
    entries = public_entries().select_related("book__plan__organisation", "group__parent", "programme")
    if book is not None:
        entries = entries.filter(book=book)
    return entries.prefetch_related("budgets", "citations")


def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan: what is in it by year, its books, its projects."""
    plan = (
        Plan.objects.select_related("organisation__district__province")
        .prefetch_related(Prefetch("books", queryset=ANNOUNCED, to_attr="announced_books"))
        .filter(pk=pk)
        .first()
    )
    if plan is None or not plan.announced_books:
        raise Http404
    entries = list(_entries().filter(book__plan=plan).order_by("book", "position", "pk"))
    sums = year_sums(entries, plan.edition.years)
    highest = max((s.amount for s in sums.values()), default=0)
    return render(
        request,
        "plans/plan_detail.html",
        {
            "plan": plan,
            "entries": [_row(e) for e in entries],
            "sums": [
                {"year": y, "projects": s.projects, "amount": s.amount, "highest": highest} for y, s in sums.items()
            ],
            "total": sum(s.amount for s in sums.values()),
        },
    )


def _row(entry: PlanEntry) -> dict[str, Any]:
    citations = [from_json(c.content) for c in entry.citations.all()]
    return {
        "entry": entry,
        "amount": sum(b.amount for b in entry.budgets.all()),
        "sources": [c.title for c in citations],
        "page": page_of(entry),
    }


def book_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An announced book as a document: its tables, its decision, its files."""
    book = (
        PlanBook.objects.select_related("plan__organisation__district__province", "announcement")
        .filter(pk=pk, state=BookState.ANNOUNCED)
        .first()
    )
    if book is None:
        raise Http404
    entries = printed_entries(book)
    summary = summary_table(book, entries)
    meetings = book.meetings.annotate(count=Count("resolutions")).order_by("date", "pk")
    return render(
        request,
        "plans/book_detail.html",
        {
            "book": book,
            "plan": book.plan,
            "announcement": book.announcement,
            "summary": table_html(summary, caption=False, css_class="sheet") if summary else "",
            "tables": [
                (t.name, table_html(t.table, caption=False, css_class="sheet")) for t in form_tables(book, entries)
            ],
            "entries": [_row(e) for e in _entries(book).order_by("position", "pk")],
            "meetings": meetings,
            "files": book.files.order_by("kind"),
            "total": PlanEntry.objects.filter(pk__in=[e.pk for e in entries]).aggregate(t=Sum("budgets__amount"))["t"],
        },
    )


def book_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The announced file as it was, with its hash as the entity tag."""
    stored = (
        BookFile.objects.select_related("book__plan__organisation").filter(book=pk, kind=kind).first()
        if kind in BookFile.Kind.values
        else None
    )
    if stored is None or not can(request.user, "view", stored.book):
        raise Http404
    types = {
        "pdf": "application/pdf",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    }
    response = FileResponse(
        stored.file.open("rb"),
        content_type=types[kind],
        as_attachment=kind != "pdf",
        filename=f"{stored.book.title} {stored.book.plan.organisation.name_th}.{kind}",
    )
    response.headers["ETag"] = f'"{stored.sha256}"'
    return response


def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A project in force with its trail back to the research."""
    entry = (
        _entries()
        .select_related("book__announcement", "subdistrict", "department", "book__plan__organisation__district")
        .prefetch_related("resolutions__meeting", "cost_lines")
        .filter(pk=pk)
        .first()
    )
    if entry is None:
        raise Http404
    sources = quoted_sources(entry)
    years = list(entry.book.plan.edition.years)
    amounts = {b.fiscal_year: b.amount for b in entry.budgets.all()}
    return render(
        request,
        "plans/entry_detail.html",
        {
            "entry": entry,
            "book": entry.book,
            "plan": entry.book.plan,
            "stations": trail_of(entry, sources),
            "sources": sources,
            "money": [(year, amounts.get(year)) for year in years],
            "total": sum(amounts.values()),
            "citation": citation_line(entry),
            "planned_note": _("In the plan is not yet funded: the amounts are estimates"),
        },
    )
