"""The PostgreSQL engine: one row a document with its sorted terms and their impacts, found through a GIN index.

Called through `search.engines.get_engine`. `width_bucket` is PostgreSQL's binary search in a sorted array. `OFFSET 0`
keeps the planner from flattening a step, after which it would read large values again and again.
"""

# The SQL is put together from constant pieces only; every value is a parameter.
# ruff: noqa: S608

import logging
from collections.abc import Iterable, Mapping, Sequence

from django.db import OperationalError, connections, transaction

from search.engines.impact import Vector
from search.engines.sql import Sql, SqlEngine, Weighted

logger = logging.getLogger(__name__)


def _array(numbers: Iterable[int]) -> str:
    """Numbers as PostgreSQL writes an array of them: psycopg takes five times as long for a list."""
    return "{" + ",".join(map(str, numbers)) + "}"


MOST_SCORED = 8_000
"""Documents that are weighed, those that hold most of the query, of these the newest. Who types nothing but words that
more documents hold gets, instead of an answer after a second, one in which the others come last; all are counted."""


class PostgresEngine(SqlEngine):
    """Vectors in PostgreSQL; tested with 15."""

    binary = 'COLLATE "C"'

    # Storing

    def store(self, vectors: Mapping[int, Vector]) -> None:
        """Write the vectors and prefixes, and how the frequencies change."""
        ids = list(vectors)
        with connections[self.using].cursor() as cursor:
            ordered = sorted(vectors.items())
            # One statement, so that the frequencies are counted where the terms are.
            cursor.execute(
                "WITH was AS MATERIALIZED (SELECT terms FROM search_vector WHERE doc = ANY(%s::bigint[])),"
                " now AS MATERIALIZED (SELECT doc, terms::int4[] AS terms, imps"
                " FROM unnest(%s::bigint[], %s::text[], %s::bytea[]) AS t(doc, terms, imps)),"
                " stored AS (INSERT INTO search_vector (doc, terms, imps) SELECT doc, terms, imps FROM now"
                " ON CONFLICT (doc) DO UPDATE SET terms = EXCLUDED.terms, imps = EXCLUDED.imps)"
                " INSERT INTO search_frequency (term, change) SELECT term, sum(change) FROM"
                " (SELECT unnest(terms) AS term, 1 AS change FROM now"
                " UNION ALL SELECT unnest(terms), -1 FROM was) changes GROUP BY term HAVING sum(change) <> 0",
                [
                    ids,
                    [doc for doc, _ in ordered],
                    [_array(vector.terms) for _, vector in ordered],
                    [vector.impacts for _, vector in ordered],
                ],
            )
            cursor.execute("DELETE FROM search_prefix WHERE doc = ANY(%s::bigint[])", [ids])
            rows = sorted((token, doc, start) for doc, vector in vectors.items() for token, start in vector.prefixes)
            if rows:
                tokens, docs, starts = map(list, zip(*rows, strict=True))
                cursor.execute(
                    "INSERT INTO search_prefix (token, doc, start)"
                    " SELECT * FROM unnest(%s::text[], %s::bigint[], %s::int4[])",
                    [tokens, docs, starts],
                )

    def remove(self, ids: Sequence[int]) -> None:
        """Remove the vectors and prefixes of documents, and take their terms off the frequencies."""
        if not ids:
            return
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "WITH gone AS (DELETE FROM search_vector WHERE doc = ANY(%s::bigint[]) RETURNING terms)"
                " INSERT INTO search_frequency (term, change)"
                " SELECT term, -count(*) FROM (SELECT unnest(terms) AS term FROM gone) g GROUP BY term",
                [list(ids)],
            )
            cursor.execute("DELETE FROM search_prefix WHERE doc = ANY(%s::bigint[])", [list(ids)])

    def impacts(self, ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
        """Both arrays side by side."""
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT doc, terms, imps FROM search_vector WHERE doc = ANY(%s::bigint[])", [list(ids)])
            return {doc: list(zip(terms, bytes(imps), strict=True)) for doc, terms, imps in cursor.fetchall()}

    def stored_ids(self) -> set[int]:
        """The documents that have a vector."""
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT doc FROM search_vector")
            return {row[0] for row in cursor.fetchall()}

    def tidy(self) -> None:
        """Sum up the frequencies, and let PostgreSQL look at what changed; whatever a rebuild that died left."""
        with connections[self.using].cursor() as cursor:
            cursor.execute("LOCK TABLE search_frequency IN EXCLUSIVE MODE")
            # A vector has an impact for each term. Where the sums differ, somebody changed a table by hand.
            cursor.execute(
                "SELECT (SELECT COALESCE(sum(change), 0) FROM search_frequency)"
                " = (SELECT COALESCE(sum(octet_length(imps)), 0) FROM search_vector)"
            )
            agree = cursor.fetchone()[0]
            cursor.execute(
                "CREATE TEMPORARY TABLE counted AS SELECT term, sum(change) AS change FROM "
                + ("search_frequency" if agree else "(SELECT unnest(terms) AS term, 1 AS change FROM search_vector) v")
                + " GROUP BY term HAVING sum(change) <> 0 ORDER BY term"
            )
            for table in ("search_vector", "search_prefix", "search_searchdocument"):
                cursor.execute(f"ANALYZE {table}")
            # Searches read on until here, and wait from now to the end of the transaction: rows that were deleted
            # instead would lie in their way until the next VACUUM.
            cursor.execute("TRUNCATE search_frequency")
            cursor.execute("INSERT INTO search_frequency (term, change) SELECT term, change FROM counted")
            cursor.execute("DROP TABLE counted")
            cursor.execute("ANALYZE search_frequency")
        self._collect_in_index(False)

    def begin_rebuild(self) -> None:
        """Let the index take many documents at once; until they are sorted in, searches read them one by one."""
        self._collect_in_index(True)

    def finish_rebuild(self, done: bool) -> None:
        """Sort in what is left, and let every change be sorted in at once again."""
        self._collect_in_index(False)
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('search_vector_terms')")

    def _collect_in_index(self, collecting: bool) -> None:
        """Changing the index waits for whoever reads it, and whoever comes later waits for the change: not for long."""
        try:
            with transaction.atomic(using=self.using), connections[self.using].cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                cursor.execute(f"ALTER INDEX search_vector_terms SET (fastupdate = {'on' if collecting else 'off'})")
        except OperationalError as error:
            logger.warning("The index is in use and stays as it is: %s", error)

    # Searching

    def listed(self, values: Iterable[str]) -> Sql:
        """Values go in as one array."""
        return Sql("= ANY(%s::text[])", list(values))

    def frequencies(self, terms: Sequence[int]) -> tuple[dict[int, int], int]:
        """Summed from the changes since the last rebuild or reconciliation."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT term, sum(change) FROM search_frequency WHERE term = ANY(%s::int4[])"
                " GROUP BY term HAVING sum(change) > 0"
                " UNION ALL SELECT NULL, count(*) FROM search_searchdocument",
                [list(terms)],
            )
            found = {key: int(count) for key, count in cursor.fetchall()}
        documents = found.pop(None)
        return found, documents

    def candidates(self, rare: Weighted) -> Sql:
        """Which documents hold which terms, from the index alone: most of them hold too little to be looked into."""
        # One look-up a term: for `&&` with many terms the planner reads the whole table.
        return Sql(
            "SELECT f.doc, 0::bigint AS score, sum(q.weight) AS cover FROM unnest(%s::int4[], %s::int4[])"
            " AS q(term, weight) CROSS JOIN LATERAL"
            " (SELECT doc FROM search_vector x WHERE x.terms @> ARRAY[q.term] OFFSET 0) f GROUP BY f.doc",
            [key for key, _ in rare],
            [value for _, value in rare],
        )

    def best_cover(self, scope: Sql) -> Sql:
        """Mostly one of those with the greatest cover may be seen: then fifty thousand need not be sorted."""
        sql = Sql("SELECT cover FROM (SELECT COALESCE((SELECT c.cover FROM")
        sql += Sql("(SELECT doc, cover FROM candidate WHERE cover = (SELECT max(cover) FROM candidate) OFFSET 0) c")
        sql += Sql("JOIN search_searchdocument d ON d.id = c.doc WHERE") + scope
        return sql + Sql("LIMIT 1), (") + super().best_cover(scope) + Sql(")) AS cover) best")

    def scored(self, rare: Weighted) -> Sql:
        """Look the impacts up in each document that passed."""
        if not rare:
            return super().scored(rare)
        return Sql(
            "WITH weighed AS MATERIALIZED (SELECT doc, cover FROM passed ORDER BY cover DESC, doc DESC LIMIT %s)"
            " SELECT v.doc, s.score FROM (SELECT v.doc, " + _WHOLE + " FROM weighed k"
            " JOIN search_vector v ON v.doc = k.doc OFFSET 0) v"
            " CROSS JOIN LATERAL (" + _IMPACTS + " OFFSET 0) s"
            " UNION ALL SELECT doc, 0 FROM passed"
            " WHERE (cover, doc) < (SELECT cover, doc FROM weighed ORDER BY cover, doc LIMIT 1)",
            MOST_SCORED,
            [key for key, _ in rare],
            [value for _, value in rare],
        )

    def added(self, common: Weighted) -> Sql:
        """Look the common terms up in each of the best documents."""
        return Sql(
            "vectored AS MATERIALIZED (SELECT b.doc, b.score, " + _WHOLE + " FROM best b"
            " JOIN search_vector v ON v.doc = b.doc),"
            " ranked AS (SELECT v.doc, v.score + COALESCE(s.score, 0) AS score FROM vectored v"
            " CROSS JOIN LATERAL (" + _IMPACTS + " OFFSET 0) s)",
            [key for key, _ in common],
            [value for _, value in common],
        )


_WHOLE = "v.terms || '{}'::int4[] AS terms, v.imps || ''::bytea AS imps"
"""A vector fetched once: as they are stored, long values would be fetched again for every term looked up in them."""

_IMPACTS = (
    "SELECT sum(q.weight * get_byte(v.imps, q.place - 1)) AS score FROM"
    " (SELECT t.term, t.weight, width_bucket(t.term, v.terms) AS place"
    " FROM unnest(%s::int4[], %s::int4[]) AS t(term, weight) OFFSET 0) q WHERE v.terms[q.place] = q.term"
)
"""The score of vector `v` over a list of terms and weights."""
