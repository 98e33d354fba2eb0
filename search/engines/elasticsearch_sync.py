"""Keeps the index on an Elasticsearch server equal to the database's. Called by `search.engines.elasticsearch`.

Whatever changes is written down as `SearchPending` in the transaction that changes it, and struck out when the server
holds it. So nothing is forgotten, whichever process dies at whichever moment; and as long as anything is written down
the server is not asked. A row of the document `COMPARE` says that nobody knows what the server holds: everything is
compared then.
"""

import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from elastic_transport import TransportError
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk, scan

from search.engines import elasticsearch_schema as schema
from search.engines.circuit import circuit_of
from search.engines.sql import SqlEngine
from search.models import SearchAudience, SearchDocument, SearchFacet, SearchPending

SETTLED = timedelta(seconds=5)
"""What waits longer than this was left behind by an outage, not by a transaction that has just ended."""
COMPARING = timedelta(seconds=60)
"""Who has been comparing for longer than this has died over it."""
PORTION = 200
COMPARE = 0

NEVER_AGAIN = 2**62
"""The version of what is gone: keys of documents are never used again, so nothing that was read before and arrives
later, from another process, may bring it back."""

UNDER_WAY = 1
"""So many portions of a rebuild are sent while the next one is written."""

_building: dict[str, "_Building"] = {}
_catching = threading.Lock()


class Follower:
    """What is on the server, and what is not yet, of what the engine `database` holds."""

    def __init__(self, database: SqlEngine, url: str) -> None:
        self.database = database
        self.using = database.using
        self.url = url
        self.client, self.alias = schema.connect(url)
        self.circuit = circuit_of(url)

    # What waits

    def remember(self, ids: Iterable[int], *, at_once: bool = False) -> list[int]:
        """Write down that documents have changed; `at_once`: nobody else is about to send them."""
        since = timezone.now() - (SETTLED if at_once else timedelta(0))
        rows = [SearchPending(document_id=pk, since=since) for pk in ids]
        made = SearchPending.objects.using(self.using).bulk_create(rows, batch_size=1000)
        return [row.pk for row in made]

    def forget(self, rows: Iterable[int]) -> None:
        """Strike out what the server holds now."""
        SearchPending.objects.using(self.using).filter(pk__in=list(rows)).delete()

    def is_complete(self) -> bool:
        """Whether the server holds everything that is committed. What an outage left is sent first, a portion of it."""
        waiting = SearchPending.objects.using(self.using)
        if not waiting.exists():
            return True
        # One visitor waits for it, not all of them.
        if _catching.acquire(blocking=False):
            try:
                if waiting.filter(document_id=COMPARE, since__lte=timezone.now() - COMPARING).exists():
                    self.compare()
                if self.catch_up(schema.SEND_SECONDS):
                    self.circuit.worked()
            finally:
                _catching.release()
        return not waiting.exists()

    def catch_up(self, seconds: float) -> int:
        """Send what was left behind, at most `PORTION` documents, in at most `seconds`; returns how many rows.

        Raises a transport or API error when the server is down.
        """
        left = SearchPending.objects.using(self.using).filter(since__lte=timezone.now() - SETTLED)
        rows = list(left.exclude(document_id=COMPARE).order_by("pk").values_list("pk", "document_id")[:PORTION])
        if rows:
            self.send(list(dict.fromkeys(pk for _row, pk in rows)), seconds)
            self.forget(row for row, _pk in rows)
        return len(rows)

    def catch_up_with_all(self) -> None:
        """Send everything that was left behind, and compare where nobody knows. Raises when the server is down."""
        if SearchPending.objects.using(self.using).filter(document_id=COMPARE).exists():
            self.compare()
        while self.catch_up(schema.SWEEP_SECONDS):
            continue

    # Sending

    def deliver(self, ids: Sequence[int], rows: Sequence[int]) -> None:
        """Send documents that wait as `rows`, and strike these out. While this process fills a new index the sending
        goes on beside the writing, and `rows` wait until then. Raises when the server does not take all of them."""
        building = _building.get(self.url)
        if building is None:
            self.send(ids, schema.SEND_SECONDS)
            self.forget(rows)
            return
        self.forget(building.taken())
        if self.client.indices.exists(index=building.index):
            building.send(self.client, list(self._actions(ids, building.index)), rows)
        else:  # another rebuild was quicker and has cleared it away
            _building.pop(self.url).close()
            self.deliver(ids, rows)

    def send(self, ids: Sequence[int], seconds: float) -> None:
        """Bring documents behind the alias to what the database holds now. Raises when it does not take all of them."""
        self.ready()
        actions = list(self._actions(ids, self.alias))
        _send(self.client.options(request_timeout=seconds), actions, refresh=True, require_alias=True)

    def _actions(self, ids: Sequence[int], target: str) -> Iterator[dict[str, Any]]:
        # The rows first: their versions are then never newer than what is read after them.
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
        impacts = self.database.impacts(ids)
        for pk in ids:
            row = rows.get(pk)
            if row is None or pk not in impacts:
                yield {
                    "_op_type": "delete", "_index": target, "_id": str(pk),
                    "version": NEVER_AGAIN if row is None else _version(timezone.now()),
                    "version_type": "external_gte",
                }  # fmt: skip
            else:
                yield {
                    "_op_type": "index", "_index": target, "_id": str(pk),
                    "version": _version(row.updated_at), "version_type": "external_gte",
                    "_source": schema.body(row, impacts[pk], facets.get(pk, []), audiences.get(pk, [])),
                }  # fmt: skip

    # The index

    def ready(self) -> None:
        """See to it that there is an index behind the alias; a server that lost it gets everything again. While this
        process fills a new one, that is going to be it: another would take its place and end it."""
        if not self.is_building() and not self.client.indices.exists_alias(name=self.alias):
            self.exchange(schema.create(self.client, self.alias))

    def exchange(self, index: str) -> None:
        """Let the alias mean `index`; the database answers until what is missing there has been sent."""
        guard = self.remember([COMPARE])
        schema.swap(self.client, self.alias, index)
        self.compare()
        self.forget(guard)

    def compare(self) -> None:
        """Write down every document that the server does not hold as the database does, or holds though it is gone."""
        guards = SearchPending.objects.using(self.using).filter(document_id=COMPARE)
        known = list(guards.values_list("pk", flat=True))
        there = self.digests()
        rows = dict(SearchDocument.objects.using(self.using).values_list("pk", "digest"))
        differing = {pk for pk, digest in rows.items() if there.get(pk) != digest} | (there.keys() - rows.keys())
        self.remember(sorted(differing), at_once=True)
        self.forget(known)

    def digests(self) -> dict[int, str]:
        """{document: digest} of what the server holds."""
        building = _building.get(self.url)
        index = self.alias if building is None else building.index
        client: Elasticsearch = self.client.options(request_timeout=schema.SWEEP_SECONDS)
        client.indices.refresh(index=index)
        query = {"query": {"match_all": {}}, "docvalue_fields": ["digest"], "_source": False}
        hits = scan(client, index=index, query=query, size=1000)
        return {int(hit["_id"]): hit.get("fields", {}).get("digest", [""])[0] for hit in hits}

    def is_building(self) -> bool:
        """Whether this process fills a new index."""
        return self.url in _building

    def begin(self) -> None:
        """From now on this process sends to a new index, which nobody asks yet."""
        _building[self.url] = _Building(schema.create(self.client, self.alias))

    def finish(self, done: bool) -> None:
        """Let the new index answer, or drop it when it is not `done`. Without one there is nothing to do."""
        building = _building.pop(self.url, None)
        if building is None:
            return
        # What was not taken goes on waiting, and is found missing.
        self.forget(building.close())
        if not done:
            self.client.indices.delete(index=building.index, ignore_unavailable=True)
            return
        self.exchange(building.index)
        self.catch_up_with_all()


class _Building:
    """A new index that a rebuild of this process fills: one thread sends while the next documents are written."""

    def __init__(self, index: str) -> None:
        self.index = index
        self._sender = ThreadPoolExecutor(1, thread_name_prefix="search-rebuild")
        self._under_way: deque[tuple[Future[None], Sequence[int]]] = deque()

    def send(self, client: Elasticsearch, actions: list[dict[str, Any]], rows: Sequence[int]) -> None:
        """Begin to send; `rows` are given back by `taken` or `close` afterwards."""
        client = client.options(request_timeout=schema.SWEEP_SECONDS)
        self._under_way.append((self._sender.submit(_send, client, actions, refresh=False, require_alias=False), rows))

    def taken(self) -> list[int]:
        """Wait until at most `UNDER_WAY` portions are under way; the rows of those that the server took meanwhile.
        Raises what the sending of one raised."""
        rows: list[int] = []
        while len(self._under_way) > UNDER_WAY:
            task, own = self._under_way.popleft()
            task.result()
            rows += own
        return rows

    def close(self) -> list[int]:
        """Wait for what is under way; the rows of what the server took."""
        self._sender.shutdown()
        return [row for task, rows in self._under_way if task.exception() is None for row in rows]


def _version(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def _send(client: Elasticsearch, actions: list[dict[str, Any]], *, refresh: bool, require_alias: bool) -> None:
    _done, errors = bulk(client, actions, refresh=refresh, require_alias=require_alias, raise_on_error=False)
    refused = [error for error in errors if not _is_settled(error)]  # type: ignore[union-attr]
    if refused:
        raise TransportError(f"{len(refused)} documents refused: {refused[0]}")


def _is_settled(error: Mapping[str, Any]) -> bool:
    """Whether the server holds it all the same: something newer (409), or what was to be removed was not there."""
    kind, told = next(iter(error.items()))
    return told.get("status") == 409 or (kind == "delete" and told.get("status") == 404 and "error" not in told)
