"""Searching in SQL, common to the engines that live in the database: `sqlite` and `postgres`.

One search costs two statements: the frequencies of its terms, and one that finds, ranks, counts and facets. The rarest
terms choose the candidates, common terms only add to the scores: the cost of a query is driven by its common terms
otherwise. Steps are `MATERIALIZED` so that none is worked out twice. The engines differ in how postings are stored and
read, and in a few words of SQL, which are their `Dialect`.
"""
# The SQL is put together from constant pieces only; every value is a parameter.
# ruff: noqa: S608

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from search.analysis import PAIR
from search.engines.base import Engine, Scope, SearchAnswer, SearchRequest
from search.engines.impact import term, weight

MAX_TERMS = 64
MIN_RARE_TERMS = 2
CANDIDATE_POSTINGS = 2_000
CANDIDATE_SHARE = 0.10
RESCORED = 300
MAX_OFFSET = 10_000
MOST_PREFIXES = 1_500
"""So many places where a name may begin are weighed for a suggestion: one letter fits hundreds of thousands."""


_LAST = "\U0010ffff"

Weighted = list[tuple[int, int]]
"""(term, weight) pairs."""


class Sql:
    """A piece of SQL with its parameters, so that the two are always joined in the same order."""

    def __init__(self, text: str = "", *params: Any) -> None:
        self.text = text
        self.params: list[Any] = list(params)

    def __add__(self, other: "Sql") -> "Sql":
        return Sql(f"{self.text} {other.text}", *self.params, *other.params)


@dataclass(frozen=True)
class Split:
    """The terms of a query that are in the index: the rare ones choose the candidates, the common ones only add."""

    rare: Weighted
    common: Weighted


def split(frequencies: Mapping[int, int], documents: int, pieces: Collection[int] = ()) -> Split:
    """Weigh the rarest `MAX_TERMS` terms and split them where their postings become too many to read."""
    chosen = sorted(frequencies.items(), key=lambda item: (item[1], item[0]))[:MAX_TERMS]
    budget = max(CANDIDATE_POSTINGS, int(documents * CANDIDATE_SHARE))
    answer = Split([], [])
    for key, frequency in chosen:
        inside = len(answer.rare) < MIN_RARE_TERMS or budget > 0
        (answer.rare if inside else answer.common).append((key, weight(frequency, documents, key in pieces)))
        budget -= frequency
    return answer


class SqlEngine(Engine):
    """An engine whose tables lie beside the content and change in its transactions."""

    join = "JOIN"
    """How two tables are joined in the order in which they are written."""

    apart = "OFFSET 0"
    """What keeps a subquery apart, so that it is worked out once and in its own order."""

    in_order = "ORDER BY c.cover DESC"
    """What makes a join come in the order of its left side, where it does not do so by itself."""

    binary = ""
    """What makes text sort by code point, where the database would sort otherwise."""

    # What an engine must know for itself

    @abstractmethod
    def impacts(self, ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
        """Documents with their terms and the impacts of these, as they are stored; none for what is not."""

    @abstractmethod
    def listed(self, values: Iterable[str]) -> Sql:
        """The condition that what stands before it is one of `values`."""

    @abstractmethod
    def candidates(self, rare: Weighted) -> Sql:
        """A query of (doc, score, cover) of the documents that hold any of the terms `rare`; the cover is the weight
        of those that it holds."""

    def best_cover(self, scope: Sql) -> Sql:
        """A query of the greatest cover of a row of the step `candidate` that `scope` allows; none when there is none.
        The documents are looked at best first, so as a rule only one is."""
        sql = Sql(f"SELECT c.cover FROM (SELECT doc, cover FROM candidate ORDER BY cover DESC {self.apart}) c")
        sql += Sql(f"{self.join} search_searchdocument d ON d.id = c.doc WHERE") + scope
        return sql + Sql(f"{self.in_order} LIMIT 1")

    def scored(self, rare: Weighted) -> Sql:
        """A query of (doc, score) of the step `passed`, for an engine that scores only what passed the filters."""
        return Sql("SELECT doc, score FROM passed")

    @abstractmethod
    def added(self, common: Weighted) -> Sql:
        """The steps of `WITH` that turn best(doc, score) into ranked(doc, score) by adding the terms `common`."""

    # Searching

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Find, rank, count and facet. Without tokens everything that the scope and the filters allow is listed."""
        if not request.tokens:
            everything = Sql("kept AS MATERIALIZED (SELECT d.id AS doc, 0 AS score, 0 AS cover")
            everything += Sql("FROM search_searchdocument d WHERE") + self._scope(request.scope) + Sql("),")
            return self._answer(request, everything, [], [])
        found = self.split(request.tokens)
        if not found.rare:
            return SearchAnswer(0, [], {})
        answer = self._answer(request, self._kept(request, found.rare), found.rare, found.common)
        if not answer.total and found.common:
            # The filters leave nothing of the rarest terms; let every term choose.
            every = found.rare + found.common
            answer = self._answer(request, self._kept(request, every), every, [])
        return answer

    def split(self, tokens: Sequence[str]) -> Split:
        """The terms of `tokens`, weighed and split."""
        pieces = {term(token) for token in tokens if token.startswith(PAIR)}
        return split(*self.frequencies(list(dict.fromkeys(map(term, tokens)))), pieces)

    def _kept(self, request: SearchRequest, rare: Weighted) -> Sql:
        """The steps of `WITH` up to kept(doc, score, cover): what may be seen and covers enough of the query."""
        scope = self._scope(request.scope)
        sql = Sql("candidate AS MATERIALIZED (") + self.candidates(rare)
        sql += Sql("), best_cover AS MATERIALIZED (") + self.best_cover(scope)
        sql += Sql(
            "), kept AS MATERIALIZED (SELECT c.doc, c.score, c.cover FROM candidate c"
            f" {self.join} search_searchdocument d ON d.id = c.doc"
            " WHERE c.cover * 100 >= %s * (SELECT cover FROM best_cover) AND",
            request.cover,
        )
        return sql + scope + Sql("),")

    def _scope(self, scope: Scope, alias: str = "d") -> Sql:
        """The condition that the document `alias` may be seen, and is of the kinds and language asked for."""
        now = connections[self.using].ops.adapt_datetimefield_value(scope.now)
        public = Sql(f"{alias}.is_public")
        if scope.audiences:
            public = Sql(
                f"({alias}.is_public OR EXISTS (SELECT 1 FROM search_searchaudience a"
                f" WHERE a.document_id = {alias}.id AND a.key"
            )
            public += self.listed(sorted(scope.audiences)) + Sql("))")
        sql = public + Sql(f"AND ({alias}.expires_at IS NULL OR {alias}.expires_at > %s)", now)
        if scope.kinds is not None:
            sql += Sql(f"AND {alias}.kind") + self.listed(scope.kinds)
        if scope.without:
            sql += Sql(f"AND {alias}.id NOT IN ({', '.join(['%s'] * len(scope.without))})", *scope.without)
        if scope.language is not None:
            visible = Scope(now=scope.now, audiences=scope.audiences)
            sql += (
                Sql(
                    f"AND ({alias}.language IN (%s, '') OR NOT EXISTS (SELECT 1 FROM search_searchdocument t WHERE"
                    f" t.translation_group = {alias}.translation_group AND t.language = %s AND",
                    scope.language,
                    scope.language,
                )
                + self._scope(visible, "t")
                + Sql("))")
            )
        return sql

    def _answer(self, request: SearchRequest, kept: Sql, rare: Weighted, common: Weighted) -> SearchAnswer:
        offset = min(max(request.offset, 0), MAX_OFFSET)
        sql = Sql("WITH") + kept
        sql += Sql("matched AS MATERIALIZED (SELECT doc, score, cover,") + self._missing(request)
        sql += Sql("AS missing FROM kept), passed AS (SELECT doc, score, cover FROM matched WHERE missing = 0),")
        sql += Sql("hit AS MATERIALIZED (") + self.scored(rare) + Sql("),")
        sql += self._ranked(request, common, offset)
        sql += Sql("SELECT 'hit' AS part, NULL AS name, NULL AS value, doc, score AS number FROM (")
        sql += self._page(request, offset)
        sql += Sql(") page UNION ALL SELECT 'total', NULL, NULL, NULL, count(*) FROM hit")
        sql += self._facets(request)
        with connections[self.using].cursor() as cursor:
            cursor.execute(sql.text, sql.params)
            rows = cursor.fetchall()
        answer = SearchAnswer(next(row[4] for row in rows if row[0] == "total"), [], {})
        for part, name, value, doc, number in rows:
            if part == "hit":
                answer.ranked.append((doc, int(number)))
            elif part == "facet":
                answer.facets.setdefault(name, {})[value] = number
        return answer

    def _missing(self, request: SearchRequest) -> Sql:
        """A bit for each filter that the document fails: 0 is a hit, one bit counts in that filter's facet."""
        sql = Sql("0")
        for bit, (name, values) in enumerate(request.filters.items()):
            sql += Sql(
                "+ CASE WHEN EXISTS (SELECT 1 FROM search_searchfacet f WHERE f.document_id = doc AND f.name = %s"
                " AND f.value",
                name,
            )
            sql += self.listed(values) + Sql(f") THEN 0 ELSE {1 << bit} END")
        return sql

    def _ranked(self, request: SearchRequest, common: Weighted, offset: int) -> Sql:
        """The hits with their scores; by relevance the best of them get the common terms added."""
        if request.order != "relevance" or not common:
            return Sql("ranked AS (SELECT doc, score FROM hit)")
        best = Sql(
            "best AS MATERIALIZED (SELECT doc, score FROM hit ORDER BY score DESC, doc LIMIT %s),",
            max(RESCORED, offset + request.limit),
        )
        return best + self.added(common)

    def _page(self, request: SearchRequest, offset: int) -> Sql:
        if request.order == "relevance" and request.tokens:
            sql = Sql("SELECT r.doc, r.score FROM ranked r ORDER BY r.score DESC, r.doc")
        else:
            sql = Sql(f"SELECT r.doc, r.score FROM ranked r {self.join} search_searchdocument d ON d.id = r.doc")
            order = "newest" if request.order == "relevance" else request.order
            if order == "nearest" and request.near is not None:
                latitude, longitude = request.near
                # Near enough for a province: a degree of longitude is 0.956 of one of latitude at 17° north.
                sql += Sql(
                    "ORDER BY (d.latitude - %s) * (d.latitude - %s) + 0.914 * (d.longitude - %s) * (d.longitude - %s)"
                    " NULLS LAST, r.score DESC, r.doc",
                    latitude,
                    latitude,
                    longitude,
                    longitude,
                )
            elif order == "title":
                sql += Sql(f"ORDER BY d.title {self.binary}, r.doc")
            else:
                column = "figure" if order == "largest" else "date"
                sql += Sql(f"ORDER BY d.{column} DESC NULLS LAST, r.score DESC, r.doc")
        return sql + Sql("LIMIT %s OFFSET %s", request.limit, offset)

    def _facets(self, request: SearchRequest) -> Sql:
        """Counts of every value; the values of a filtered facet are counted as if that filter were not set."""
        if request.facets == ():
            return Sql()
        own = Sql("0")
        if request.filters:
            own = Sql("CASE f.name")
            for bit, name in enumerate(request.filters):
                own += Sql(f"WHEN %s THEN {1 << bit}", name)
            own += Sql("ELSE 0 END")
        sql = Sql(
            "UNION ALL SELECT 'facet', f.name, f.value, NULL, count(*) FROM matched m"
            f" {self.join} search_searchfacet f ON f.document_id = m.doc WHERE (m.missing = 0 OR m.missing ="
        )
        sql += own + Sql(")")
        if request.facets is not None:
            sql += Sql("AND f.name") + self.listed(request.facets)
        return sql + Sql("GROUP BY f.name, f.value")

    def translated(self, scope: Scope) -> list[int]:
        """Documents in other languages than the scope's that have a translation into it, which may be seen."""
        sql = Sql(
            "SELECT DISTINCT d.id FROM search_searchdocument t JOIN search_searchdocument d"
            " ON d.translation_group = t.translation_group WHERE t.language = %s AND d.language NOT IN (%s, '') AND",
            scope.language,
            scope.language,
        )
        sql += self._scope(Scope(now=scope.now, audiences=scope.audiences), "t")
        with connections[self.using].cursor() as cursor:
            cursor.execute(sql.text, sql.params)
            return [row[0] for row in cursor.fetchall()]

    def suggest(self, prefix: str, scope: Scope, limit: int) -> list[int]:
        """Documents with a name in which `prefix` begins: at its start before inside it, short titles first."""
        sql = Sql(
            "SELECT p.doc FROM (SELECT doc, start FROM search_prefix WHERE token >= %s AND token < %s"
            f" ORDER BY token LIMIT %s) p {self.join} search_searchdocument d ON d.id = p.doc WHERE",
            prefix,
            prefix + _LAST,
            MOST_PREFIXES,
        )
        sql += self._scope(scope)
        sql += Sql("GROUP BY p.doc, d.title ORDER BY min(p.start) > 0, length(d.title), p.doc LIMIT %s", limit)
        with connections[self.using].cursor() as cursor:
            cursor.execute(sql.text, sql.params)
            return [row[0] for row in cursor.fetchall()]
