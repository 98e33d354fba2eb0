"""The public search page, which works without script, and the names offered while typing.

Everything that a visitor sends is taken as it comes: unknown filters, orders and pages are passed over, nothing raises.
"""

from collections.abc import Collection, Mapping
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
from search import misses, places, promoted, spelling
from search.models import SearchDocument, SearchFacet
from search.promoted import in_language
from search.query import Hit, Results, clean, search, suggest

PER_PAGE = 12
LAST_PAGE = 400
LONGEST = 200
MOST_VALUES = 40
SORTS = ("relevance", "newest", "nearest", "largest", "title")
SAMPLE_FACET = "sample"
PLACE_FACETS = ("subdistrict", "district")
HOME_LANGUAGE = "th"
"""What documents without a language are written in."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for: words, filter values by facet, order, page (from 1), and from where "nearest" is
    measured: the code of a place or "latitude,longitude", "" for the other orders."""

    words: str
    filters: Mapping[str, list[str]]
    sort: str
    page: int
    near: str = ""


def asked_by(query: QueryDict) -> Asked:
    """Read the address."""
    names = [facet.name for facet in facet_words.offered()]
    filters = {name: [clean(value)[:60] for value in query.getlist(name)[:MOST_VALUES] if value] for name in names}
    filters = {name: values for name, values in filters.items() if values}
    words = clean(query.get("q", "")).strip()[:LONGEST]
    sort = query.get("sort", "")
    number = query.get("page", "")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 1
    near = near_of(query.get("near", ""), filters) if sort == "nearest" else ""
    if sort not in SORTS or (sort == "nearest" and not near):
        sort = "relevance" if words else "newest"
    return Asked(words=words, filters=filters, sort=sort, page=min(max(1, page), LAST_PAGE), near=near)


def near_of(given: str, filters: Mapping[str, list[str]]) -> str:
    """From where "nearest" is measured: what the address says, else the one place that is filtered by, else ""."""
    if places.point_from(given) is not None:
        return given
    for name in PLACE_FACETS:
        chosen = filters.get(name, [])
        if len(chosen) == 1 and places.point_from(chosen[0]) is not None:
            return chosen[0]
    return ""


def ask(asked: Asked, user: Any) -> Results:
    """The page asked for, or the last one where it lies beyond the end."""
    wanted: dict[str, Any] = {
        "user": user,
        "filters": asked.filters,
        "order": asked.sort,
        "near": places.point_from(asked.near),
        "per_page": PER_PAGE,
    }
    found = search(asked.words, page=asked.page, **wanted)
    if not found.hits and found.total and asked.page > found.pages:
        found = search(asked.words, page=found.pages, **wanted)
    return found


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Hits with filters, order and pages; without words everything that the filters allow, newest first."""
    asked = asked_by(request.GET)
    found = ask(asked, request.user)
    first = bool(asked.words) and asked.page == 1
    if first and not asked.filters and (not found.total or spelling.is_unknown(asked.words)):
        misses.record(asked.words)
    meant = spelling.did_you_mean(asked.words, user=request.user, total=found.total) if first else None
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
        "meant": {"text": meant, "url": meant_url(meant, request.GET)} if meant else None,
        "promoted": promoted.for_query(asked.words, request) if first else [],
        "near": near_context(asked, request.GET),
        "near_from": asked.near,
        "hits": [shown(hit, words, asked, samples) for hit in found.hits],
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


def shown(hit: Hit, words: Mapping[str, Mapping[str, str]], asked: Asked, samples: Collection[int]) -> dict[str, Any]:
    """A hit as the page shows it. Places bear their name in the language being read; what stands in another language
    says so (`lang`, `title_lang`)."""
    document = hit.document
    language = document.language or HOME_LANGUAGE
    lang = "" if language == _language() else language
    name = ""
    if lang and document.kind in PLACE_FACETS:
        name = words.get(document.kind, {}).get(document.subdistrict_code or document.district_code, "")
    return {
        "title": name or hit.title_html,
        "title_lang": "" if name else lang,
        "snippet": hit.snippet_html,
        "url": in_language(document.url),
        "kind": words.get("kind", {}).get(document.kind, ""),
        "place": words.get("district", {}).get(document.district_code, ""),
        "date": document.date,
        "distance": distance_to(document, asked),
        "is_sample": document.pk in samples,
        "lang": lang,
    }


def meant_url(meant: str, query: QueryDict) -> str:
    """The address that searches for what may be meant, with the filters and the order chosen."""
    rest = query.copy()
    rest.pop("page", None)
    rest["q"] = meant
    return f"?{rest.urlencode()}"


def distance_to(document: SearchDocument, asked: Asked) -> int | None:
    """Kilometres from where "nearest" is measured to the place of a hit; None where there is nothing to measure."""
    point = places.point_from(asked.near)
    if point is None or document.latitude is None or document.longitude is None:
        return None
    return places.kilometres(point, (document.latitude, document.longitude))


def near_context(asked: Asked, query: QueryDict) -> dict[str, Any]:
    """The form that asks from where "nearest" is measured: districts to choose from, and what the address keeps."""
    words: Mapping[str, str] = {}
    for facet in facet_words.offered():
        if facet.name == "district":
            words = facet.words(places.district_codes())
    chosen = asked.near
    is_place = chosen.isdecimal()
    if is_place and chosen not in words:
        chosen = chosen[:4]
    return {
        "is_current": asked.sort == "nearest",
        "is_position": bool(asked.near) and not is_place,
        "place": words.get(chosen, ""),
        "options": [{"value": code, "label": label, "selected": code == chosen} for code, label in words.items()],
        "kept": [
            (name, value) for name in query if name not in ("sort", "near", "page") for value in query.getlist(name)
        ],
    }


def words_of_facets(found: Results, asked: Asked) -> dict[str, Mapping[str, str]]:
    """{facet: {value: words}} for every value counted or chosen, and for what the hits themselves name."""
    answer: dict[str, Mapping[str, str]] = {}
    for facet in facet_words.offered():
        values = {value for value, _count in found.facets.get(facet.name, [])} | set(asked.filters.get(facet.name, []))
        if facet.name == "district":
            values |= {hit.document.district_code for hit in found.hits if hit.document.district_code}
        if facet.name == "subdistrict":
            values |= {hit.document.subdistrict_code for hit in found.hits if hit.document.kind == facet.name}
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
        rest.pop("near", None)
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
