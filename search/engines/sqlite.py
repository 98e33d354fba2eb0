"""The SQLite engine: plain rows (term, document, impact) and plain SQL, in the same transaction as the content.

Called through `search.engines.get_engine`. `CROSS JOIN` pins the order of joins, and so that of what they give.
"""

import json
import struct
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from operator import itemgetter

from django.db import connections
from django.db.backends.utils import CursorWrapper

from search.engines.impact import Vector
from search.engines.sql import Sql, SqlEngine, Weighted
from search.engines.sqlite_schema import COUNTED
from search.rows import insert


def _pack(terms: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(terms)}i", *terms)


def _unpack(blob: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(blob) // 4}i", blob)


class SqliteEngine(SqlEngine):
    """Posting rows in SQLite; needs 3.35 or newer."""

    join = "CROSS JOIN"
    apart = "LIMIT -1"
    in_order = ""

    # Storing

    def store(self, vectors: Mapping[int, Vector]) -> None:
        """Write only the postings and prefixes that differ from what is stored."""
        gone: list[tuple[int, int]] = []
        new: list[tuple[int, int, int]] = []
        stored = {doc: dict(impacts) for doc, impacts in self.impacts(list(vectors)).items()}
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT doc, token, start FROM search_prefix WHERE doc IN (SELECT value FROM json_each(%s))",
                [json.dumps(list(vectors))],
            )
            old_prefixes = set(cursor.fetchall())
            changes: Counter[int] = Counter()
            for doc, vector in sorted(vectors.items()):
                before = stored.get(doc)
                if before is None:
                    new.extend(zip(vector.terms, repeat(doc), vector.impacts))
                    changes.update(vector.terms)
                    continue
                now = dict(zip(vector.terms, vector.impacts, strict=True))
                lost = before.keys() - now.keys()
                changes.update(now.keys() - before.keys())
                changes.subtract(lost)
                gone.extend((key, doc) for key in lost)
                new.extend((key, doc, value) for key, value in now.items() if before.get(key) != value)
            new.sort(key=itemgetter(0))  # in the order in which they are stored; documents come in order already
            cursor.executemany("DELETE FROM search_posting WHERE term = %s AND doc = %s", gone)
            insert(cursor, "OR REPLACE INTO search_posting (term, doc, imp)", new)
            self._change_frequencies(cursor, changes)
            cursor.executemany(
                "INSERT OR REPLACE INTO search_vector (doc, terms, imps) VALUES (%s, %s, %s)",
                [(doc, _pack(vector.terms), vector.impacts) for doc, vector in vectors.items()],
            )
            prefixes = {(doc, token, start) for doc, vector in vectors.items() for token, start in vector.prefixes}
            cursor.executemany(
                "DELETE FROM search_prefix WHERE doc = %s AND token = %s",
                [(doc, token) for doc, token, _ in old_prefixes - prefixes],
            )
            insert(cursor, "INTO search_prefix (doc, token, start)", sorted(prefixes - old_prefixes))

    def remove(self, ids: Sequence[int]) -> None:
        """Remove the postings, vectors and prefixes of documents."""
        listed = json.dumps(list(ids))
        keys = [(key, doc) for doc, impacts in self.impacts(ids).items() for key, _impact in impacts]
        with connections[self.using].cursor() as cursor:
            cursor.executemany("DELETE FROM search_posting WHERE term = %s AND doc = %s", keys)
            changes: Counter[int] = Counter()
            changes.subtract(key for key, _doc in keys)
            self._change_frequencies(cursor, changes)
            cursor.execute("DELETE FROM search_vector WHERE doc IN (SELECT value FROM json_each(%s))", [listed])
            cursor.execute("DELETE FROM search_prefix WHERE doc IN (SELECT value FROM json_each(%s))", [listed])

    def _change_frequencies(self, cursor: CursorWrapper, changes: Counter[int]) -> None:
        insert(
            cursor,
            "INTO search_frequency (term, documents)",
            sorted((key, change) for key, change in changes.items() if change),
            "ON CONFLICT (term) DO UPDATE SET documents = documents + EXCLUDED.documents",
        )

    def tidy(self) -> None:
        """Count the frequencies anew."""
        with connections[self.using].cursor() as cursor:
            cursor.execute("DELETE FROM search_frequency")
            cursor.execute(COUNTED)

    def impacts(self, ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
        """Unpacked."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT doc, terms, imps FROM search_vector WHERE doc IN (SELECT value FROM json_each(%s))",
                [json.dumps(list(ids))],
            )
            return {doc: list(zip(_unpack(terms), imps, strict=True)) for doc, terms, imps in cursor.fetchall()}

    def stored_ids(self) -> set[int]:
        """The documents that have a vector."""
        with connections[self.using].cursor() as cursor:
            cursor.execute("SELECT doc FROM search_vector")
            return {row[0] for row in cursor.fetchall()}

    # Searching

    def listed(self, values: Iterable[str]) -> Sql:
        """Values go in as one JSON list: SQLite limits the number of parameters."""
        return Sql("IN (SELECT value FROM json_each(%s))", json.dumps(list(values)))

    def frequencies(self, terms: Sequence[int]) -> tuple[dict[int, int], int]:
        """As they were counted while documents were stored."""
        with connections[self.using].cursor() as cursor:
            cursor.execute(
                "SELECT term, documents FROM search_frequency"
                " WHERE term IN (SELECT value FROM json_each(%s)) AND documents > 0"
                " UNION ALL SELECT NULL, count(*) FROM search_searchdocument",
                [json.dumps(list(terms))],
            )
            found = dict(cursor.fetchall())
        documents = found.pop(None)
        return found, documents

    def candidates(self, rare: Weighted) -> Sql:
        """Read the postings of the rare terms."""
        return Sql(
            "SELECT p.doc, SUM(q.weight * p.imp) AS score, SUM(q.weight) AS cover FROM"
            # Apart, or the weights would be read out of the JSON again for every posting.
            " (SELECT json_extract(value, '$[0]') AS term, json_extract(value, '$[1]') AS weight"
            " FROM json_each(%s) LIMIT -1) q"
            " CROSS JOIN search_posting p ON p.term = q.term GROUP BY p.doc",
            json.dumps(rare),
        )

    def added(self, common: Weighted) -> Sql:
        """Look each common term up in each of the best documents."""
        return Sql(
            "common AS MATERIALIZED (SELECT json_extract(value, '$[0]') AS term, json_extract(value, '$[1]') AS weight"
            " FROM json_each(%s)),"
            " ranked AS (SELECT b.doc, b.score + COALESCE((SELECT SUM(q.weight * p.imp) FROM common q"
            " CROSS JOIN search_posting p ON p.term = q.term AND p.doc = b.doc), 0) AS score FROM best b)",
            json.dumps(common),
        )
