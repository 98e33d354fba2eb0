"""The Elasticsearch engine: the same tokens on a search server, chosen by the setting `SEARCH_URL`.

Called through `search.engines.get_engine`. The engine of the database is kept up to date beside it and answers whenever
the server cannot: while it is down, and while anything that was committed has not reached it. So no answer is ever
older than the content, whoever may see it, and nobody notices an outage. What the server missed is sent to it by the
first searches after its return, a portion at a time, or at once by `manage.py search_reconcile`.
"""

import time
from collections.abc import Mapping, Sequence

from django.db import transaction
from elastic_transport import TransportError
from elasticsearch import ApiError, NotFoundError

from search.engines.base import Engine, Scope, SearchAnswer, SearchRequest
from search.engines.elasticsearch_query import DEEPEST, cover, page
from search.engines.elasticsearch_sync import Follower
from search.engines.impact import Vector
from search.engines.sql import SqlEngine, Weighted
from search.models import SearchDocument, SearchPending

Failure = (TransportError, ApiError)


class ElasticsearchEngine(Engine):
    """`database` is the engine beside it; `url` is a `SEARCH_URL`."""

    def __init__(self, using: str, database: SqlEngine, url: str) -> None:
        super().__init__(using)
        self.database = database
        self.url = url
        self.follower = Follower(database, url)
        self.client, self.alias = self.follower.client, self.follower.alias
        self.circuit = self.follower.circuit

    # Storing

    def store(self, vectors: Mapping[int, Vector]) -> None:
        """Store in the database now, on the server when the transaction is committed."""
        self.database.store(vectors)
        self._send_later(list(vectors))

    def remove(self, ids: Sequence[int]) -> None:
        """Remove from the database now, from the server when the transaction is committed."""
        self.database.remove(ids)
        if ids:
            self._send_later(ids)

    def _send_later(self, ids: Sequence[int]) -> None:
        rows = self.follower.remember(ids)
        # The change is made: whatever goes wrong with the server is no error of the one who made it.
        transaction.on_commit(lambda: self._deliver(ids, rows), using=self.using, robust=True)

    def _deliver(self, ids: Sequence[int], rows: Sequence[int]) -> None:
        """Send documents, and forget that they wait; without the server they go on waiting."""
        if not self.circuit.may_try():
            return
        try:
            self.follower.deliver(ids, rows)
        except Failure as error:
            self.circuit.failed(error)
        else:
            self.circuit.worked()

    # The life of the server

    def stored_ids(self) -> set[int]:
        """The documents that both hold alike, and those that only one holds though they are gone."""
        held = self.database.stored_ids()
        self.circuit.try_now()
        try:
            self.follower.ready()
            there = self.follower.digests()
        except Failure as error:
            self.circuit.failed(error)
            return held
        self.circuit.worked()
        rows = dict(SearchDocument.objects.using(self.using).values_list("pk", "digest"))
        agreed = {pk for pk in held if pk in rows and there.get(pk) == rows[pk]}
        return agreed | (held - rows.keys()) | (there.keys() - rows.keys())

    def begin_rebuild(self) -> None:
        """Fill a new index while the old one answers."""
        self.database.begin_rebuild()
        self.circuit.try_now()
        try:
            self.follower.begin()
        except Failure as error:
            self.circuit.failed(error)

    def finish_rebuild(self, done: bool) -> None:
        """Let the new index answer, once it holds what others changed meanwhile; or drop it when not `done`."""
        self.database.finish_rebuild(done)
        try:
            self.follower.finish(done)
        except Failure as error:
            self.circuit.failed(error)

    def tidy(self) -> None:
        """Put the database's tables in order."""
        self.database.tidy()

    def waiting(self, patience: float = 0) -> int:
        """How many of the changes that wait now the server does not take; what was left behind is sent. `patience`:
        seconds in which what somebody else is just sending may arrive."""
        waiting = SearchPending.objects.using(self.using)
        rows = set(waiting.values_list("pk", flat=True))
        until = time.monotonic() + patience
        try:
            self.follower.catch_up_with_all()
            while (rows := rows & set(waiting.values_list("pk", flat=True))) and time.monotonic() < until:
                time.sleep(0.2)
                self.follower.catch_up_with_all()
        except Failure as error:
            self.circuit.failed(error)
        return len(rows)

    def server_bytes(self) -> int:
        """The size of the index behind the alias."""
        try:
            self.client.indices.refresh(index=self.alias)
            return int(self.client.indices.stats(index=self.alias)["_all"]["total"]["store"]["size_in_bytes"])
        except NotFoundError:
            return 0

    # Searching

    def frequencies(self, terms: Sequence[int]) -> tuple[dict[int, int], int]:
        """The database's own, which weigh every query."""
        return self.database.frequencies(terms)

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Ask the server; the database when it cannot answer, or not yet, or not so far down the list."""
        if request.offset + request.limit > DEEPEST or not self.circuit.may_try():
            return self.database.search(request)
        try:
            answer = self._ask(request) if self.follower.is_complete() else None
        except Failure as error:
            if isinstance(error, NotFoundError):
                self._restore_index()
            self.circuit.failed(error)
            return self.database.search(request)
        if answer is None:
            return self.database.search(request)
        self.circuit.worked()
        return answer

    def _restore_index(self) -> None:
        try:
            self.follower.ready()
        except Failure as error:
            self.circuit.failed(error)

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
        least = -(-best * request.cover // 100)
        return page(self.client, self.alias, request, hidden, rare, common, least)

    def _translated(self, scope: Scope) -> list[int]:
        """Documents in other languages that have a translation into the language asked for, and so are left out."""
        if scope.language is None:
            return []
        return self.database.translated(scope)

    def suggest(self, prefix: str, scope: Scope, limit: int) -> list[int]:
        """The database's own: a range of one index, quicker than a request to a server."""
        return self.database.suggest(prefix, scope, limit)
