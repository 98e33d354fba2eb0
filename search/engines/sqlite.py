"""The SQLite engine: plain rows (term, document, impact) and plain SQL, in the same transaction as the content.

Called through `search.engines.get_engine`. One search costs two statements: the frequencies of its terms, and one that
finds, ranks, counts and facets. The rarest terms choose the candidates, common terms only add to the scores: the cost
of a query is driven by its common terms otherwise. `CROSS JOIN` pins the order of joins, `MATERIALIZED` keeps a step
from being worked out twice.
"""
# The SQL is put together from constant pieces only; every value is a parameter.
# ruff: noqa: S608

import json
import struct
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

from django.db import connections

from search.engines.base import Engine, Scope, SearchAnswer, SearchRequest
from search.engines.impact import Vector, term, weight

MAX_TERMS = 64
MIN_RARE_TERMS = 2
CANDIDATE_POSTINGS = 2_000
CANDIDATE_SHARE = 0.10
RESCORED = 300
COVER_PERCENT = 35
MAX_OFFSET = 10_000

_LAST = "\U0010ffff"

_ORDER_BY = {
    "relevance": "r.score DESC, r.doc",
    "newest": "d.date DESC NULLS LAST, r.score DESC, r.doc",
    "largest": "d.figure DESC NULLS LAST, r.score DESC, r.doc",
    "title": "d.title, r.doc",
}


class _Sql:
    """A piece of SQL with its parameters, so that the two are always joined in the same order."""

    def __init__(self, text: str = "", *params: Any) -> None:
        self.text = text
        self.params: list[Any] = list(params)

    def __add__(self, other: "_Sql") -> "_Sql":
        return _Sql(f"{self.text} {other.text}", *self.params, *other.params)


def _pack(terms: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(terms)}i", *terms)


def _unpack(blob: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(blob) // 4}i", blob)


class SqliteEngine(Engine):
    """Posting rows in SQLite; needs 3.35 or newer."""

    # Storing

    def store(self, vectors: Mapping[int, Vector]) -> None:
        """Write only the postings and prefixes that differ from what is stored."""
        ids = json.dumps(list(vectors))
        gone: list[tuple[int, int]] = []
        new: list[tuple[int, int, int]] = []
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT doc, terms, imps FROM search_vector WHERE doc IN (SELECT value FROM json_each(%s))", [ids]
            )
            stored = {doc: dict(zip(_unpack(terms), imps, strict=True)) for doc, terms, imps in cursor.fetchall()}
            cursor.execute(
                "SELECT doc, token, start FROM search_prefix WHERE doc IN (SELECT value FROM json_each(%s))", [ids]
            )
            old_prefixes = set(cursor.fetchall())
            for doc, vector in vectors.items():
                before = stored.get(doc)
                if before is None:
                    new.extend(zip(vector.terms, repeat(doc), vector.impacts))
                    continue
                now = dict(zip(vector.terms, vector.impacts, strict=True))
                gone.extend((key, doc) for key in before.keys() - now.keys())
                new.extend((key, doc, value) for key, value in now.items() if before.get(key) != value)
            new.sort()
            cursor.executemany("DELETE FROM search_posting WHERE term = %s AND doc = %s", gone)
            cursor.executemany("INSERT OR REPLACE INTO search_posting (term, doc, imp) VALUES (%s, %s, %s)", new)
            cursor.executemany(
                "INSERT OR REPLACE INTO search_vector (doc, terms, imps) VALUES (%s, %s, %s)",
                [(doc, _pack(vector.terms), vector.impacts) for doc, vector in vectors.items()],
            )
            prefixes = {(doc, token, start) for doc, vector in vectors.items() for token, start in vector.prefixes}
            cursor.executemany(
                "DELETE FROM search_prefix WHERE doc = %s AND token = %s",
                [(doc, token) for doc, token, _ in old_prefixes - prefixes],
            )
            cursor.executemany(
                "INSERT INTO search_prefix (doc, token, start) VALUES (%s, %s, %s)", sorted(prefixes - old_prefixes)
            )

    def remove(self, ids: Sequence[int]) -> None:
        """Remove the postings, vectors and prefixes of documents."""
        listed = json.dumps(list(ids))
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT doc, terms FROM search_vector WHERE doc IN (SELECT value FROM json_each(%s))", [listed]
            )
            keys = [(key, doc) for doc, terms in cursor.fetchall() for key in _unpack(terms)]
            cursor.executemany("DELETE FROM search_posting WHERE term = %s AND doc = %s", keys)
            cursor.execute("DELETE FROM search_vector WHERE doc IN (SELECT value FROM json_each(%s))", [listed])
            cursor.execute("DELETE FROM search_prefix WHERE doc IN (SELECT value FROM json_each(%s))", [listed])

    def stored_ids(self) -> set[int]:
        """The documents that have a vector."""
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT doc FROM search_vector")
            return {row[0] for row in cursor.fetchall()}

    # Searching

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Find, rank, count and facet. Without tokens everything that the scope and the filters allow is listed."""
        if not request.tokens:
            everything = _Sql("SELECT d.id, 0, 0 FROM search_searchdocument d WHERE") + self._scope(request.scope)
            return self._answer(request, everything, [])
        rare, common = self._weighted(request.tokens)
        if not rare:
            return SearchAnswer(0, [], {})
        answer = self._answer(request, self._candidates(request.scope, rare), common)
        if not answer.total and common:
            # The filters leave nothing of the rarest terms; let every term choose.
            answer = self._answer(request, self._candidates(request.scope, rare + common), [])
        return answer

    def _weighted(self, tokens: Sequence[str]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """(term, weight) of the rare terms, which choose the candidates, and of the common ones, which only add."""
        terms = list(dict.fromkeys(map(term, tokens)))
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT term, count(*) FROM search_posting WHERE term IN (SELECT value FROM json_each(%s))"
                " GROUP BY term"
                " UNION ALL SELECT NULL, count(*) FROM search_searchdocument",
                [json.dumps(terms)],
            )
            frequencies = dict(cursor.fetchall())
        documents = frequencies.pop(None)
        chosen = sorted(frequencies.items(), key=lambda item: (item[1], item[0]))[:MAX_TERMS]
        budget = max(CANDIDATE_POSTINGS, int(documents * CANDIDATE_SHARE))
        rare: list[tuple[int, int]] = []
        common: list[tuple[int, int]] = []
        for key, frequency in chosen:
            inside = len(rare) < MIN_RARE_TERMS or budget > 0
            (rare if inside else common).append((key, weight(frequency, documents)))
            budget -= frequency
        return rare, common

    def _candidates(self, scope: Scope, rare: list[tuple[int, int]]) -> _Sql:
        """Rows (document, score, weight covered) of what the rare terms find within the scope."""
        return _Sql(
            "SELECT c.doc, c.score, c.cover FROM ("
            " SELECT p.doc, SUM(q.weight * p.imp) AS score, SUM(q.weight) AS cover FROM"
            " (SELECT json_extract(value, '$[0]') AS term, json_extract(value, '$[1]') AS weight"
            " FROM json_each(%s)) q"
            " CROSS JOIN search_posting p ON p.term = q.term GROUP BY p.doc) c"
            " CROSS JOIN search_searchdocument d ON d.id = c.doc WHERE",
            json.dumps(rare),
        ) + self._scope(scope)

    def _scope(self, scope: Scope, alias: str = "d") -> _Sql:
        """The condition that the document `alias` may be seen, and is of the kinds and language asked for."""
        now = connections[self.using].ops.adapt_datetimefield_value(scope.now)
        public = _Sql(f"{alias}.is_public")
        if scope.audiences:
            public = _Sql(
                f"({alias}.is_public OR EXISTS (SELECT 1 FROM search_searchaudience a WHERE a.document_id = {alias}.id"
                " AND a.key IN (SELECT value FROM json_each(%s))))",
                json.dumps(sorted(scope.audiences)),
            )
        sql = public + _Sql(f"AND ({alias}.expires_at IS NULL OR {alias}.expires_at > %s)", now)
        if scope.kinds is not None:
            sql += _Sql(f"AND {alias}.kind IN (SELECT value FROM json_each(%s))", json.dumps(scope.kinds))
        if scope.language is not None:
            visible = Scope(now=scope.now, audiences=scope.audiences)
            sql += (
                _Sql(
                    f"AND ({alias}.language IN (%s, '') OR NOT EXISTS (SELECT 1 FROM search_searchdocument t WHERE"
                    f" t.translation_group = {alias}.translation_group AND t.language = %s AND",
                    scope.language,
                    scope.language,
                )
                + self._scope(visible, "t")
                + _Sql("))")
            )
        return sql

    def _answer(self, request: SearchRequest, candidates: _Sql, common: list[tuple[int, int]]) -> SearchAnswer:
        offset = min(max(request.offset, 0), MAX_OFFSET)
        sql = _Sql("WITH candidate(doc, score, cover) AS MATERIALIZED (") + candidates + _Sql("),")
        sql += _Sql("matched(doc, score, missing) AS MATERIALIZED (SELECT doc, score,") + self._missing(request)
        sql += _Sql(
            "FROM candidate WHERE cover * 100 >= %s * (SELECT max(cover) FROM candidate)),"
            " hit AS MATERIALIZED (SELECT doc, score FROM matched WHERE missing = 0),",
            COVER_PERCENT,
        )
        sql += self._ranked(request, common, offset)
        sql += _Sql("SELECT 'hit' AS part, doc, score, NULL FROM (") + self._page(request, offset)
        sql += _Sql(") UNION ALL SELECT 'total', count(*), NULL, NULL FROM hit")
        sql += self._facets(request)
        with connections[self.using].cursor() as cursor:
            cursor.execute(sql.text, sql.params)
            rows = cursor.fetchall()
        total = next(row[1] for row in rows if row[0] == "total")
        facets: dict[str, dict[str, int]] = {}
        for part, name, count, value in rows:
            if part == "facet":
                facets.setdefault(name, {})[value] = count
        return SearchAnswer(total, [(row[1], row[2]) for row in rows if row[0] == "hit"], facets)

    @staticmethod
    def _missing(request: SearchRequest) -> _Sql:
        """A bit for each filter that the document fails: 0 is a hit, one bit counts in that filter's facet."""
        sql = _Sql("0")
        for bit, (name, values) in enumerate(request.filters.items()):
            sql += _Sql(
                "+ CASE WHEN EXISTS (SELECT 1 FROM search_searchfacet f WHERE f.document_id = doc AND f.name = %s"
                f" AND f.value IN (SELECT value FROM json_each(%s))) THEN 0 ELSE {1 << bit} END",
                name,
                json.dumps(list(values)),
            )
        return sql

    @staticmethod
    def _ranked(request: SearchRequest, common: list[tuple[int, int]], offset: int) -> _Sql:
        """The hits with their scores; by relevance the best of them get the common terms added."""
        if request.order != "relevance" or not common:
            return _Sql("ranked AS (SELECT doc, score FROM hit)")
        return _Sql(
            "best AS MATERIALIZED (SELECT doc, score FROM hit ORDER BY score DESC, doc LIMIT %s),"
            " common AS MATERIALIZED (SELECT json_extract(value, '$[0]') AS term, json_extract(value, '$[1]') AS weight"
            " FROM json_each(%s)),"
            " ranked AS (SELECT b.doc, b.score + COALESCE((SELECT SUM(q.weight * p.imp) FROM common q"
            " CROSS JOIN search_posting p ON p.term = q.term AND p.doc = b.doc), 0) AS score FROM best b)",
            max(RESCORED, offset + request.limit),
            json.dumps(common),
        )

    @staticmethod
    def _page(request: SearchRequest, offset: int) -> _Sql:
        if request.order == "relevance" and request.tokens:
            sql = _Sql(f"SELECT r.doc, r.score FROM ranked r ORDER BY {_ORDER_BY['relevance']}")
        else:
            sql = _Sql(
                "SELECT r.doc, r.score FROM ranked r CROSS JOIN search_searchdocument d ON d.id = r.doc ORDER BY"
            )
            if request.order == "nearest" and request.near is not None:
                latitude, longitude = request.near
                # Near enough for a province: a degree of longitude is 0.956 of one of latitude at 17° north.
                sql += _Sql(
                    "(d.latitude - %s) * (d.latitude - %s) + 0.914 * (d.longitude - %s) * (d.longitude - %s)"
                    " NULLS LAST, r.score DESC, r.doc",
                    latitude,
                    latitude,
                    longitude,
                    longitude,
                )
            else:
                sql += _Sql(_ORDER_BY["newest" if request.order in ("relevance", "nearest") else request.order])
        return sql + _Sql("LIMIT %s OFFSET %s", request.limit, offset)

    @staticmethod
    def _facets(request: SearchRequest) -> _Sql:
        """Counts of every value; the values of a filtered facet are counted as if that filter were not set."""
        if request.facets == ():
            return _Sql()
        own = _Sql("0")
        if request.filters:
            own = _Sql("CASE f.name")
            for bit, name in enumerate(request.filters):
                own += _Sql(f"WHEN %s THEN {1 << bit}", name)
            own += _Sql("ELSE 0 END")
        sql = _Sql(
            "UNION ALL SELECT 'facet', f.name, count(*), f.value FROM matched m"
            " CROSS JOIN search_searchfacet f ON f.document_id = m.doc WHERE (m.missing = 0 OR m.missing ="
        )
        sql += own + _Sql(")")
        if request.facets is not None:
            sql += _Sql("AND f.name IN (SELECT value FROM json_each(%s))", json.dumps(request.facets))
        return sql + _Sql("GROUP BY f.name, f.value")

    def suggest(self, prefix: str, scope: Scope, limit: int) -> list[int]:
        """Documents with a name in which `prefix` begins: at its start before inside it, short titles first."""
        sql = _Sql(
            "SELECT p.doc FROM search_prefix p CROSS JOIN search_searchdocument d ON d.id = p.doc"
            " WHERE p.token >= %s AND p.token < %s AND",
            prefix,
            prefix + _LAST,
        )
        sql += self._scope(scope)
        sql += _Sql("GROUP BY p.doc ORDER BY min(p.start) > 0, length(d.title), p.doc LIMIT %s", limit)
        with connections[self.using].cursor() as cursor:
            cursor.execute(sql.text, sql.params)
            return [row[0] for row in cursor.fetchall()]
