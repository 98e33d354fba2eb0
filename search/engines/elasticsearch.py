"""The Elasticsearch engine: the same tokens on a search server, chosen by the setting `SEARCH_URL`.

Called through `search.engines.get_engine`. The engine of the database is kept up to date beside it and answers whenever
the server cannot: while it is down, and while anything that was committed has not reached it (`SearchPending`). So no
answer is ever older than the content, whoever may see it, and nobody notices an outage. What the server missed is sent
to it by the first searches after its return, a portion at a time, or at once by `manage.py search_reconcile`.
"""

import logging
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from elastic_transport import TransportError
from elasticsearch import ApiError, NotFoundError
from elasticsearch.helpers import bulk, scan

from search.engines import elasticsearch_schema as schema
from search.engines.base import Engine, Scope, SearchAnswer, SearchRequest
from search.engines.elasticsearch_query import DEEPEST, cover, page
from search.engines.impact import Vector
from search.engines.sql import COVER_PERCENT, SqlEngine, Weighted
from search.models import SearchAudience, SearchDocument, SearchFacet, SearchPending

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
SETTLED = timedelta(seconds=5)
"""What waits longer than this was left behind by an outage, not by a transaction that has just ended."""
PORTION = 200
BUILDING = 0
"""A `SearchPending` of this document means: ask the database until the new index is complete."""

_waiting: dict[str, float] = {}
_building: dict[str, str] = {}

Failure = (TransportError, ApiError)


class ElasticsearchEngine(Engine):
    """`database` is the engine beside it; `url` is a `SEARCH_URL`."""

    def __init__(self, using: str, database: SqlEngine, url: str) -> None:
        super().__init__(using)
        self.database = database
        self.url = url
        self.client, self.alias = schema.connect(url)

    # Storing

    def store(self, vectors: Mapping[int, Vector]) -> None:
        """Store in the database now, on the server when the transaction is committed."""
        self.database.store(vectors)
        rows = self._remember(vectors)
        transaction.on_commit(lambda: self._deliver(dict(vectors), rows), using=self.using)

    def remove(self, ids: Sequence[int]) -> None:
        """Remove from the database now, from the server when the transaction is committed."""
        self.database.remove(ids)
        if ids:
            rows = self._remember(ids)
            transaction.on_commit(lambda: self._deliver(dict.fromkeys(ids), rows), using=self.using)

    def _remember(self, ids: Iterable[int]) -> list[int]:
        rows = SearchPending.objects.using(self.using).bulk_create([SearchPending(document_id=pk) for pk in ids])
        return [row.pk for row in rows]

    def _deliver(self, vectors: Mapping[int, Vector | None], rows: Sequence[int]) -> None:
        """Send documents, and forget that they wait; without the server they go on waiting."""
        if self._is_waiting():
            return
        try:
            self._send(vectors)
        except Failure as error:
            self._went_down(error)
        else:
            SearchPending.objects.using(self.using).filter(pk__in=rows).delete()

    def _send(self, vectors: Mapping[int, Vector | None]) -> None:
        """Bring documents on the server to what the database holds now."""
        target = _building.get(self.url) or self._ready_alias()
        actions = list(self._actions(vectors, target))
        _done, errors = bulk(self.client, actions, refresh=self.url not in _building, raise_on_error=False)
        # 409: a newer version is there already. 404: what was to be removed was not there.
        refused = [e for e in errors if next(iter(e.values())).get("status") not in (404, 409)]  # type: ignore[union-attr]
        if refused:
            raise TransportError(f"{len(refused)} documents refused: {refused[0]}")

    def _actions(self, vectors: Mapping[int, Vector | None], target: str) -> Iterator[dict[str, Any]]:
        ids = list(vectors)
        rows = SearchDocument.objects.using(self.using).defer("body").in_bulk(ids)
        facets: dict[int, list[str]] = {}
        for pk, name, value in (
            SearchFacet.objects.using(self.using).filter(document__in=ids).values_list("document_id", "name", "value")
        ):
            facets.setdefault(pk, []).append(f"{name}={value}")
        audiences: dict[int, list[str]] = {}
        for pk, key in (
            SearchAudience.objects.using(self.using).filter(document__in=ids).values_list("document_id", "key")
        ):
            audiences.setdefault(pk, []).append(key)
        for pk, vector in vectors.items():
            row = rows.get(pk)
            if row is None or vector is None:
                yield {"_op_type": "delete", "_index": target, "_id": str(pk)}
            elif vector.counts is not None and vector.digest == row.digest:
                # Another process that changed the document since sends it itself: its digest differs.
                yield {
                    "_op_type": "index", "_index": target, "_id": str(pk),
                    "version": int(row.updated_at.timestamp() * 1_000_000), "version_type": "external_gte",
                    "_source": schema.body(row, vector.counts, facets.get(pk, []), audiences.get(pk, [])),
                }  # fmt: skip

    def _ready_alias(self) -> str:
        """The alias, with an index behind it; a server without one gets an empty one, and everything to catch up."""
        if not self.client.indices.exists_alias(name=self.alias):
            schema.swap(self.client, self.alias, schema.create(self.client, self.alias))
            known = SearchDocument.objects.using(self.using).values_list("pk", flat=True)
            old = timezone.now() - SETTLED
            SearchPending.objects.using(self.using).bulk_create(
                [SearchPending(document_id=pk, since=old) for pk in known], batch_size=1000
            )
        return self.alias

    # The life of the server

    def _is_waiting(self) -> bool:
        return time.monotonic() < _waiting.get(self.url, 0.0)

    def _went_down(self, error: Exception) -> None:
        if self.url not in _waiting:
            logger.error("The search server does not answer; the database does: %s", error)
        _waiting[self.url] = time.monotonic() + RETRY_SECONDS

    def _is_up(self) -> None:
        if _waiting.pop(self.url, None) is not None:
            logger.warning("The search server answers again")

    def catch_up(self, portion: int = PORTION) -> int:
        """Send what waits since an outage, at most `portion` documents; returns how many. Raises when it is down."""
        from search.indexing import vectors_of

        left = SearchPending.objects.using(self.using).filter(since__lte=timezone.now() - SETTLED)
        rows = list(left.exclude(document_id=BUILDING).order_by("pk").values_list("pk", "document_id")[:portion])
        if rows:
            ids = list(dict.fromkeys(pk for _row, pk in rows))
            vectors: dict[int, Vector | None] = dict.fromkeys(ids)
            vectors.update(vectors_of(ids))
            self._send(vectors)
            SearchPending.objects.using(self.using).filter(pk__in=[row for row, _pk in rows]).delete()
        return len(rows)

    def _can_ask(self) -> bool:
        """Whether the server holds everything that is committed; sends it a portion of what it missed."""
        if self._is_waiting():
            return False
        waiting = SearchPending.objects.using(self.using)
        if not waiting.exists():
            return True
        if waiting.filter(since__lte=timezone.now() - SETTLED).exclude(document_id=BUILDING).exists():
            self.catch_up()
        return not waiting.exists()

    def stored_ids(self) -> set[int]:
        """The documents that both hold alike, and those that only one holds though they are gone."""
        held = self.database.stored_ids()
        try:
            there = self._digests(_building.get(self.url) or self._ready_alias())
        except Failure as error:
            self._went_down(error)
            return held
        rows = dict(SearchDocument.objects.using(self.using).values_list("pk", "digest"))
        agreed = {pk for pk in held if pk in rows and there.get(pk) == rows[pk]}
        return agreed | (held - rows.keys()) | (there.keys() - rows.keys())

    def _digests(self, index: str) -> dict[int, str]:
        self.client.indices.refresh(index=index)
        query = {"query": {"match_all": {}}, "docvalue_fields": ["digest"], "_source": False}
        hits = scan(self.client, index=index, query=query, size=1000)
        return {int(hit["_id"]): hit["fields"]["digest"][0] for hit in hits}

    def begin_rebuild(self) -> None:
        """Fill a new index while the old one answers."""
        self.database.begin_rebuild()
        try:
            _building[self.url] = schema.create(self.client, self.alias)
        except Failure as error:
            self._went_down(error)

    def finish_rebuild(self, done: bool) -> None:
        """Let the new index answer, once it holds what others changed meanwhile; or drop it when not `done`."""
        self.database.finish_rebuild(done)
        index = _building.pop(self.url, None)
        if index is None:
            return
        try:
            if not done:
                self.client.indices.delete(index=index, ignore_unavailable=True)
                return
            guard = self._remember([BUILDING])
            schema.swap(self.client, self.alias, index)
            there = self._digests(index)
            rows = dict(SearchDocument.objects.using(self.using).values_list("pk", "digest"))
            differing = {pk for pk, digest in rows.items() if there.get(pk) != digest} | (there.keys() - rows.keys())
            old = timezone.now() - SETTLED
            SearchPending.objects.using(self.using).bulk_create(
                [SearchPending(document_id=pk, since=old) for pk in differing], batch_size=1000
            )
            while self.catch_up():
                continue
            SearchPending.objects.using(self.using).filter(pk__in=guard).delete()
        except Failure as error:
            self._went_down(error)

    def tidy(self) -> None:
        """Put the database's tables in order."""
        self.database.tidy()

    def server_bytes(self) -> int:
        """The size of the index behind the alias."""
        try:
            self.client.indices.refresh(index=self.alias)
            return int(self.client.indices.stats(index=self.alias)["_all"]["total"]["store"]["size_in_bytes"])
        except NotFoundError:
            return 0

    # Searching

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Ask the server; the database when it cannot answer, or not yet, or not so far down the list."""
        if request.offset + request.limit > DEEPEST:
            return self.database.search(request)
        try:
            if not self._can_ask():
                return self.database.search(request)
            answer = self._ask(request)
        except Failure as error:
            if isinstance(error, NotFoundError):
                self._lost_index()
            self._went_down(error)
            return self.database.search(request)
        self._is_up()
        return answer

    def _lost_index(self) -> None:
        try:
            self._ready_alias()
        except Failure as error:
            self._went_down(error)

    def _ask(self, request: SearchRequest) -> SearchAnswer:
        hidden = self._translated(request.scope)
        if not request.tokens:
            return page(self.client, self.alias, request, hidden, [], [], 0)
        found = self.database.split(request.tokens)
        if not found.rare:
            return SearchAnswer(0, [], {})
        answer = self._matching(request, hidden, found.rare, found.common)
        if not answer.total and found.common:
            answer = self._matching(request, hidden, found.rare + found.common, [])
        return answer

    def _matching(self, request: SearchRequest, hidden: list[int], rare: Weighted, common: Weighted) -> SearchAnswer:
        best = cover(self.client, self.alias, request, hidden, rare)
        if not best:
            return SearchAnswer(0, [], {})
        least = -(-best * COVER_PERCENT // 100)
        return page(self.client, self.alias, request, hidden, rare, common, least)

    def _translated(self, scope: Scope) -> list[int]:
        """Documents in other languages that have a translation into the language asked for, and so are left out."""
        if scope.language is None:
            return []
        return self.database.translated(scope)

    def suggest(self, prefix: str, scope: Scope, limit: int) -> list[int]:
        """The database's own: a range of one index, quicker than a request to a server."""
        return self.database.suggest(prefix, scope, limit)
