"""What every search engine takes and gives, so that `search.query` and `search.indexing` need not know which one runs.

An engine stores for each document the impact of each token and answers one `SearchRequest`. Relevance is the same on
every engine: score = sum of weight(token) * impact(token, document), both integers, so that ties break alike.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from search.engines.impact import Vector

ORDERS = ("relevance", "newest", "largest", "nearest", "title")

COVER_PERCENT = 35
"""The share of the weight that the best document covers which every hit must cover as well."""

PATIENCE = 15.0
"""Seconds that a command gives a search server to take what others changed while it ran."""


@dataclass(frozen=True)
class Scope:
    """Who asks: what a request may see at all, before any filter of the visitor's own.

    `audiences` are the keys beside "public"; `kinds` None means every kind; `language` None means every language,
    otherwise documents of that language and those that have no translation into it. `without`: ids of documents that
    are left out, a few.
    """

    now: datetime
    audiences: frozenset[str] = frozenset()
    kinds: tuple[str, ...] | None = None
    language: str | None = None
    without: tuple[int, ...] = ()


@dataclass(frozen=True)
class SearchRequest:
    """One search. `filters`: facet name → values, any of which will do; several names must all hold.

    `facets` None counts every facet, an empty tuple none. `near` is (latitude, longitude) for the order "nearest".
    `cover`: see `COVER_PERCENT`.
    """

    tokens: Sequence[str]
    scope: Scope
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    order: str = "relevance"
    near: tuple[float, float] | None = None
    offset: int = 0
    limit: int = 20
    facets: tuple[str, ...] | None = None
    cover: int = COVER_PERCENT


@dataclass(frozen=True)
class SearchAnswer:
    """`ranked`: (document id, score) of the page asked for. `facets`: name → {value: count}, all values."""

    total: int
    ranked: list[tuple[int, int]]
    facets: dict[str, dict[str, int]]


class Engine(ABC):
    """Stores and ranks tokens of one index. `using` is the alias of the database that holds the documents."""

    def __init__(self, using: str = "default") -> None:
        self.using = using

    @abstractmethod
    def store(self, vectors: Mapping[int, Vector]) -> None:
        """Store or replace documents by id. The `SearchDocument` rows exist. Part of the caller's transaction."""

    @abstractmethod
    def remove(self, ids: Sequence[int]) -> None:
        """Forget documents. Ids that are not stored are passed over."""

    @abstractmethod
    def stored_ids(self) -> set[int]:
        """The ids of all documents held, for reconciling."""

    def begin_rebuild(self) -> None:
        """All documents are going to be stored anew."""
        return None

    def finish_rebuild(self, done: bool) -> None:
        """All documents were stored anew; not `done` when it was broken off."""
        return None

    def tidy(self) -> None:
        """Put in order what single changes leave behind. Called at the end of a rebuild or reconciliation."""
        return None

    def waiting(self, patience: float = 0) -> int:
        """How many changes a search server beside the database has not taken, nor takes within `patience` seconds."""
        return 0

    def server_bytes(self) -> int:
        """How much a search server beside the database stores."""
        return 0

    @abstractmethod
    def frequencies(self, terms: Sequence[int]) -> tuple[dict[int, int], int]:
        """How many documents hold each of `terms` (only those that occur), and how many documents there are."""

    @abstractmethod
    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer `request`."""

    @abstractmethod
    def suggest(self, prefix: str, scope: Scope, limit: int) -> list[int]:
        """Ids of documents with a title in which `prefix` (see `search.prefixes`) begins somewhere, best first."""
