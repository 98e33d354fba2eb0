"""Asking: what the public search page, the suggestions, choosers and lists call.

Every answer is cut to what the person may see, in SQL, before anything is counted.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from search import analysis, lexicon, synonyms
from search.engines import get_engine
from search.engines.base import ORDERS, Scope, SearchRequest
from search.models import SearchDocument
from search.prefixes import query_prefix
from search.registry import audiences_of
from search.snippets import highlight, snippet

MAX_PER_PAGE = 100
MAX_FILTERS = 20
MAX_FILTER_VALUES = 200


@dataclass(frozen=True)
class Hit:
    """A document found. `score` orders within one answer and means nothing elsewhere. Both HTML texts are safe."""

    document: SearchDocument
    score: int
    title_html: SafeString
    snippet_html: SafeString


@dataclass(frozen=True)
class Results:
    """A page of hits. `facets`: name → (value, count) for every value, most frequent first.

    `took_ms`: milliseconds in all; `engine_ms`: of these, in the engine. `words`: those of the query that are marked.
    """

    total: int
    hits: list[Hit]
    facets: dict[str, list[tuple[str, int]]]
    took_ms: float
    page: int = 1
    per_page: int = 20
    words: tuple[str, ...] = field(default=())
    engine_ms: float = 0.0

    @property
    def pages(self) -> int:
        """How many pages there are; at least 1."""
        return max(1, -(-self.total // self.per_page))


@dataclass(frozen=True)
class Suggestion:
    """A name offered while typing."""

    document_id: int
    title: str
    url: str
    kind: str


def clean(text: object) -> str:
    """What a visitor sent, made safe for every layer below: text without surrogates and control characters, cut."""
    text = str(text)[: analysis.MAX_QUERY_CHARACTERS]
    return "".join(c for c in text if c >= " " and not "\ud800" <= c <= "\udfff")


def _scope(user: Any, kinds: Sequence[str] | None, language: str | None) -> Scope:
    return Scope(
        now=timezone.now(),
        audiences=audiences_of(user),
        kinds=None if kinds is None else tuple(clean(kind) for kind in kinds),
        language=None if language is None else clean(language),
    )


def _filters(filters: Mapping[str, Sequence[str]] | None) -> dict[str, list[str]]:
    wanted: dict[str, list[str]] = {}
    for name, values in list((filters or {}).items())[:MAX_FILTERS]:
        cleaned = [clean(value) for value in list(values)[:MAX_FILTER_VALUES]]
        if cleaned:
            wanted[clean(name)] = cleaned
    return wanted


def search(
    text: str,
    *,
    user: Any = None,
    kinds: Sequence[str] | None = None,
    language: str | None = None,
    filters: Mapping[str, Sequence[str]] | None = None,
    order: str = "relevance",
    near: tuple[float, float] | None = None,
    page: int = 1,
    per_page: int = 20,
    facets: Sequence[str] | None = None,
) -> Results:
    """Search for `text` as `user` (None: anybody).

    `kinds` and `language` limit what is searched at all; `filters` (facet name → values, any of which will do; all
    names must hold) are the visitor's own; the other values of a filtered facet are still counted. `order` is one of
    `search.engines.base.ORDERS`; an unknown one counts as relevance. `near` is (latitude, longitude) for "nearest".
    `facets` None counts all, `()` none. An empty `text` lists everything that the filters allow, newest first; a text
    without a letter or digit finds nothing. No text, however odd, raises an error.
    """
    started = time.perf_counter()
    text = clean(text).strip()
    page = max(1, page)
    per_page = min(max(1, per_page), MAX_PER_PAGE)
    lexicon.check()
    tokens = analysis.query_tokens(text)
    if text and not tokens:
        return Results(0, [], {}, (time.perf_counter() - started) * 1000, page, per_page)
    words = analysis.plain_words(text)
    meant = synonyms.equivalents(text, words) if words else ()
    for other in meant:
        tokens += tuple(token for token in analysis.query_tokens(other) if token not in tokens)
        words += [word for word in analysis.plain_words(other) if word not in words]
    asked = time.perf_counter()
    answer = get_engine().search(
        SearchRequest(
            tokens=tokens,
            scope=_scope(user, kinds, language),
            filters=_filters(filters),
            order=order if order in ORDERS else "relevance",
            near=near,
            offset=(page - 1) * per_page,
            limit=per_page,
            facets=None if facets is None else tuple(facets),
        )
    )
    engine_ms = (time.perf_counter() - asked) * 1000
    marked = tuple(words)
    documents = SearchDocument.objects.in_bulk([pk for pk, _ in answer.ranked])
    hits = [
        Hit(document, score, highlight(document.title, marked), snippet(document.body, marked))
        for pk, score in answer.ranked
        if (document := documents.get(pk)) is not None
    ]
    counted = {
        name: sorted(values.items(), key=lambda item: (-item[1], item[0])) for name, values in answer.facets.items()
    }
    return Results(
        answer.total, hits, counted, (time.perf_counter() - started) * 1000, page, per_page, marked, engine_ms
    )


def suggest(
    prefix: str,
    *,
    user: Any = None,
    kinds: Sequence[str] | None = None,
    language: str | None = None,
    limit: int = 8,
) -> list[Suggestion]:
    """Names that contain what is being typed, from one character, each title and kind once."""
    typed = query_prefix(clean(prefix))
    if not typed:
        return []
    limit = min(max(1, limit), MAX_PER_PAGE)
    ids = get_engine().suggest(typed, _scope(user, kinds, language), limit * 2)
    documents = SearchDocument.objects.defer("body").in_bulk(ids)
    found: dict[tuple[str, str], Suggestion] = {}
    for pk in ids:
        if (document := documents.get(pk)) is not None:
            key = (document.title, document.kind)
            found.setdefault(key, Suggestion(pk, document.title, document.url, document.kind))
    return list(found.values())[:limit]
