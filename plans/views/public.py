"""Public pages of plans: the list, a plan, a book with its files, an entry with its trail back to the research."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from plans import listing, presentation
from plans.exports.form_rows import body_line
from plans.exports.paper import announced_entry, paper_of
from plans.exports.texts import citation_line
from plans.models import BookFile, Plan, PlanBook
from plans.policies import can, public_entries
from plans.states import BookState
from plans.trail import quoted_sources, trail_of
from portal.base.filters import chosen_filters
from portal.kit.tables.html import table_html
from portal.kit.tables.table import Table

ENTRIES_PER_PAGE = 40
FILE_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ANNOUNCED = (
    PlanBook.objects.filter(state=BookState.ANNOUNCED)
    .select_related("announcement")
    .prefetch_related("files")
    .order_by("-announcement__date", "-pk")
)


def _crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    """The chain from the list of plans to this page; the page itself last, without an address."""
    first = {"title": _("Development plans"), "url": reverse("plan_list") if steps else ""}
    return [first, *({"title": title, "url": url} for title, url in steps)]


@require_safe
def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans with an announced book, by kind, period and district."""
    chosen = listing.chosen_from(request.GET)
    facets = listing.facets(chosen)
    page = listing.page_of(chosen, request.GET.get("page"))
    return render(
        request,
        "plans/plan_list.html",
        {
            "page": page,
            "total": page.paginator.count,
            "facets": facets,
            "chosen": chosen_filters(facets, request.GET),
            "clear_url": request.path,
            "breadcrumbs": _crumbs(),
            "description": _("Announced development plans of Sakon Nakhon, with the research behind their projects."),
        },
    )


@require_safe
def plan_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan: what is in it by year and programme, its books, its projects."""
    plan = (
        Plan.objects.select_related("organisation__district__province")
        .prefetch_related(Prefetch("books", queryset=ANNOUNCED, to_attr="announced_books"))
        .filter(pk=pk)
        .first()
    )
    if plan is None or not plan.announced_books:
        raise Http404
    entries = presentation.entries_to_show().filter(book__plan=plan)
    only_research = request.GET.get("research") == "1"
    if only_research:
        entries = entries.filter(citations__isnull=False).distinct()
    page = Paginator(entries.order_by("book", "position", "pk"), ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    bars, total = presentation.year_bars(plan)
    listed = listing.with_figures([plan])[0]
    return render(
        request,
        "plans/plan_detail.html",
        {
            "plan": plan,
            "body_line": body_line(plan.announced_books[0]),
            "type_words": listing.type_words(plan.type_code),
            "listed": listed,
            "books": [
                {"book": book, "files": presentation.files(book, book.files.all())} for book in plan.announced_books
            ],
            "bars": bars,
            "total": total,
            "programmes": presentation.programme_bars(plan),
            "page": page,
            "rows": presentation.rows(page.object_list),
            "only_research": only_research,
            "breadcrumbs": _crumbs((plan.organisation.name, "")),
            "description": f"{plan.title} {plan.organisation.name}",
        },
    )


def _html(table: Table) -> str:
    """Every text in a table is escaped by `table_html`."""
    return mark_safe(table_html(table, caption=False, widths="none", css_class="sheet"))  # noqa: S308


@require_safe
def book_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """An announced book as a document: its tables as on paper, who decided, its announcement and its files."""
    book = (
        PlanBook.objects.select_related("plan__organisation__district__province", "announcement")
        .prefetch_related("files")
        .filter(pk=pk, state=BookState.ANNOUNCED)
        .first()
    )
    if book is None:
        raise Http404
    plan = book.plan
    paper = paper_of(book)
    # What a later book replaced stays in the list as announced; a page of its own has only what is in force.
    in_force = set(public_entries().filter(book=book).values_list("pk", flat=True))
    tables = [{"name": printed.name, "title": printed.title, "html": _html(printed.table)} for printed in paper.forms]
    if paper.summary is not None:
        name = paper.summary_code.replace("แบบ ", "")
        tables.insert(0, {"name": name, "title": paper.summary.titles[1].text, "html": _html(paper.summary)})
    return render(
        request,
        "plans/book_detail.html",
        {
            "book": book,
            "plan": plan,
            "paper": paper,
            "announcement": book.announcement,
            "tables": tables,
            "entries": [
                {"title": row.title, "url": reverse("plan_entry", args=[row.pk]) if row.pk in in_force else ""}
                for row in paper.entries
            ],
            "decisions": presentation.decisions(book),
            "files": presentation.files(book, book.files.all()),
            "citation": f"{paper.title} {paper.body_line}",
            "breadcrumbs": _crumbs(
                (plan.organisation.name, reverse("plan_detail", args=[plan.pk])),
                (book.get_kind_display() if book.kind == "original" else book.label, ""),
            ),
            "description": f"{book.title} {plan.organisation.name}",
        },
    )


@require_safe
def book_file(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The announced file as it was, with its hash as the entity tag."""
    stored = (
        BookFile.objects.select_related("book__plan__organisation").filter(book=pk, kind=kind).first()
        if kind in BookFile.Kind.values
        else None
    )
    if stored is None or not can(request.user, "view", stored.book):
        raise Http404
    response = FileResponse(
        stored.file.open("rb"),
        content_type=FILE_TYPES[kind],
        as_attachment=kind != "pdf",
        filename=f"{stored.book.title} {stored.book.plan.organisation.name_th}.{kind}",
    )
    response.headers["ETag"] = f'"{stored.sha256}"'
    return response


@require_safe
def entry_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A project in force with its trail back to the research."""
    entry = (
        presentation.entries_to_show()
        .select_related("book__announcement", "subdistrict", "department", "book__plan__organisation__district")
        .prefetch_related("resolutions__meeting")
        .filter(pk=pk)
        .first()
    )
    if entry is None:
        raise Http404
    book, plan = entry.book, entry.book.plan
    sources = quoted_sources(entry)
    years, total = presentation.year_money(entry)
    context: dict[str, Any] = {
        "entry": entry,
        "book": book,
        "plan": plan,
        "stations": trail_of(entry, sources),
        "facts": [(fact.head, fact.text) for fact in announced_entry(entry).facts],
        "sources": presentation.source_rows(sources),
        "resolutions": presentation.resolution_rows(entry),
        "years": years,
        "total": total,
        "citation": citation_line(entry),
        "breadcrumbs": _crumbs(
            (plan.organisation.name, reverse("plan_detail", args=[plan.pk])),
            (book.get_kind_display() if book.kind == "original" else book.label, reverse("plan_book", args=[book.pk])),
            (entry.title, ""),
        ),
        "description": f"{entry.title} {plan.organisation.name}",
        "last_updated": book.announcement.date,
    }
    return render(request, "plans/entry_detail.html", context)
