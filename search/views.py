"""The public search page, which works without script, and the names offered while typing.

Everything that a visitor sends is taken as it comes: unknown filters, orders and pages are passed over, nothing raises.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.base.filters import chosen_filters
from search import facets as facet_words
from search import misses
from search.models import SearchFacet
from search.query import Results, clean, search, suggest

PER_PAGE = 12
LAST_PAGE = 400
LONGEST = 200
MOST_VALUES = 40
SORTS = ("relevance", "newest", "largest", "title")
SAMPLE_FACET = "sample"
PREFIXES = ("/th/", "/en/")


@dataclass(frozen=True)
class Asked:
    """What the address asks for: words, filter values by facet, order, page (from 1)."""

    words: str
    filters: Mapping[str, list[str]]
    sort: str
    page: int


def asked_by(query: QueryDict) -> Asked:
    """Read the address."""
    names = [facet.name for facet in facet_words.offered()]
    filters = {name: [clean(value)[:60] for value in query.getlist(name)[:MOST_VALUES] if value] for name in names}
    words = clean(query.get("q", "")).strip()[:LONGEST]
    sort = query.get("sort", "")
    number = query.get("page", "")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    return Asked(
        words=words,
        filters={name: values for name, values in filters.items() if values},
        sort=sort if sort in SORTS else ("relevance" if words else "newest"),
        page=min(max(1, page), LAST_PAGE),
    )


def in_language(url: str) -> str:
    """The address under the language being read: documents keep one address, untranslated pages answer in both."""
    if url.startswith(PREFIXES):
        return f"/{(translation.get_language() or 'th')[:2]}{url[3:]}"
    return url


def ask(asked: Asked, user: Any) -> Results:
    """The page asked for, or the last one where it lies beyond the end."""
    wanted: dict[str, Any] = {"user": user, "filters": asked.filters, "order": asked.sort, "per_page": PER_PAGE}
    found = search(asked.words, page=asked.page, **wanted)
    if not found.hits and found.total and asked.page > found.pages:
        found = search(asked.words, page=found.pages, **wanted)
    return found


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Hits with filters, order and pages; without words everything that the filters allow, newest first."""
    asked = asked_by(request.GET)
    found = ask(asked, request.user)
    if asked.words and not found.total and not asked.filters and asked.page == 1:
        misses.record(asked.words)
    words = words_of_facets(found, asked)
    facets = facets_of(found, asked, words)
    samples = sample_ids(found)
    context = {
        "query": asked.words,
        "sort": asked.sort if request.GET.get("sort") else "",
        "sorts": sorts_of(asked, request.GET),
        "facets": facets,
        "chosen": chosen_filters(facets, request.GET),
        "clear_url": clear_url(asked),
        "hits": [
            {
                "title": hit.title_html,
                "snippet": hit.snippet_html,
                "url": in_language(hit.document.url),
                "kind": words.get("kind", {}).get(hit.document.kind, ""),
                "place": words.get("district", {}).get(hit.document.district_code, ""),
                "date": hit.document.date,
                "is_sample": hit.document.pk in samples,
                "lang": hit.document.language if hit.document.language != _language() else "",
            }
            for hit in found.hits
        ],
        "total": found.total,
        "page": Paginator(range(found.total), PER_PAGE).get_page(found.page),
        "breadcrumbs": [{"title": _("Search"), "url": ""}],
    }
    return render(request, "search/results.html", context)


def _language() -> str:
    return (translation.get_language() or "th")[:2]


def clear_url(asked: Asked) -> str:
    """The address that keeps the words and drops the filters."""
    query = QueryDict(mutable=True)
    if asked.words:
        query["q"] = asked.words
    return f"?{query.urlencode()}"


def words_of_facets(found: Results, asked: Asked) -> dict[str, Mapping[str, str]]:
    """{facet: {value: words}} for every value counted or chosen, and for what the hits themselves name."""
    answer: dict[str, Mapping[str, str]] = {}
    for facet in facet_words.offered():
        values = {value for value, _count in found.facets.get(facet.name, [])} | set(asked.filters.get(facet.name, []))
        if facet.name == "district":
            values |= {hit.document.district_code for hit in found.hits if hit.document.district_code}
        if facet.name == "kind":
            values |= {hit.document.kind for hit in found.hits}
        answer[facet.name] = facet.words(sorted(values)) if values else {}
    return answer


def facets_of(found: Results, asked: Asked, words: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """Filters with their counts, as `components/facet_drawer.html` shows them."""
    shown = []
    for facet in facet_words.offered():
        counts = dict(found.facets.get(facet.name, []))
        picked = asked.filters.get(facet.name, [])
        named = words[facet.name]
        values = list(named) if facet.keep_order else [value for value in counts if value in named]
        values += [value for value in picked if value in named and value not in values]
        options = [
            {"value": value, "label": named[value], "count": counts.get(value, 0), "selected": value in picked}
            for value in values
            if counts.get(value) or value in picked
        ]
        shown.append(
            {
                "name": facet.name,
                "label": facet.heading,
                "open": bool(picked) or facet.name == "kind",
                "options": options,
            }
        )
    return shown


def sorts_of(asked: Asked, query: QueryDict) -> list[dict[str, Any]]:
    """The orders offered, with their addresses."""
    offered = [("newest", _("Newest first")), ("largest", _("Largest figure first")), ("title", _("By title"))]
    if asked.words:
        offered.insert(0, ("relevance", _("Best match")))
    rows = []
    for value, label in offered:
        rest = query.copy()
        rest.pop("page", None)
        rest["sort"] = value
        rows.append({"label": label, "url": f"?{rest.urlencode()}", "current": value == asked.sort})
    return rows


def sample_ids(found: Results) -> set[int]:
    """Which of the hits the demonstration invented; one query."""
    ids = [hit.document.pk for hit in found.hits]
    if not ids:
        return set()
    marked = SearchFacet.objects.filter(document__in=ids, name=SAMPLE_FACET, value="1")
    return set(marked.values_list("document", flat=True))


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Names for the search box: {"suggestions": [{title, url, kind}]}, at most eight."""
    typed = clean(request.GET.get("q", "")).strip()[:LONGEST]
    found = suggest(typed, user=request.user) if typed else []
    kinds: Mapping[str, str] = {}
    for facet in facet_words.offered():
        if facet.name == "kind":
            kinds = facet.words(sorted({name.kind for name in found}))
    answer = JsonResponse(
        {
            "suggestions": [
                {"title": name.title, "url": in_language(name.url), "kind": kinds.get(name.kind, "")} for name in found
            ]
        }
    )
    answer.headers["Cache-Control"] = "private, max-age=60"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
