"""Analyses documents in a second process while the first one writes others. Called by `search.indexing` at a rebuild.

What comes of it is only a store of finished work: a document is read again in the transaction that writes it, and a
vector is taken from here only when exactly its texts were analysed. Where the second process does not keep up, has not
started yet or has ended, the first one analyses for itself.
"""

import logging
import os
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_all_start_methods, get_context
from types import TracebackType
from typing import Generic, TypeVar

from portal.kit.supervisor import end_with
from search import analysis, segmenter
from search.engines.impact import Counts, Vector, vector
from search.prefixes import document_prefixes
from search.registry import Document

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

WORTH_FROM = 500
"""Documents from which on it pays to start another process, which takes up to a second."""
PORTION = 25


@dataclass(frozen=True)
class Texts:
    """What a vector is made of. `suggested`: with the prefixes of the names."""

    title: str
    body: str
    names: tuple[str, ...]
    suggested: bool
    attached: str = ""

    @classmethod
    def of(cls, document: Document, suggested: bool) -> "Texts":
        """The texts of a document."""
        return cls(document.title, document.body, document.names, suggested, document.attached)


@dataclass(frozen=True)
class Offered(Generic[Result]):
    """What is to be done with texts, and the portions of them with the tasks that do it."""

    work: Callable[[Sequence[Texts]], list[Result]]
    portions: list[tuple[Sequence[Texts], Future[list[Result]]]]


def counts_of(texts: Texts) -> Counts:
    """How often the terms of a document occur."""
    body = analysis.document_tokens(texts.body)
    for name in texts.names:
        body.extend(analysis.document_tokens(name))
    attached = analysis.document_tokens(texts.attached)
    return Counts.of(analysis.document_tokens(texts.title), body, attached)


def vector_of(texts: Texts, average_title: float, average_all: float, counts: Counts | None = None) -> Vector:
    """The vector of a document; `counts` where they are known."""
    prefixes = document_prefixes([texts.title, *texts.names]) if texts.suggested else ()
    return vector(counts or counts_of(texts), average_title, average_all, prefixes)


def all_counts(portion: Sequence[Texts]) -> list[Counts]:
    """`counts_of` of each: work to offer to an `Analyst`."""
    return [counts_of(texts) for texts in portion]


def all_vectors(portion: Sequence[Texts], average_title: float, average_all: float) -> list[Vector]:
    """`vector_of` of each: work to offer to an `Analyst`, once the averages are bound to it."""
    return [vector_of(texts, average_title, average_all) for texts in portion]


def _begin(words: Sequence[str], parent: int) -> None:
    """Called once in the second process: it ends with the first one, and has the dictionary that that one uses."""
    end_with(parent)
    segmenter.use_words(words)
    segmenter.segment("ก")
    os.nice(1)  # the first process, and the search server, go first: nobody waits for this one


def _ready() -> None:
    """Something to do that ends as soon as the process has started."""


def _method() -> str:
    """How the second process is made: a copy of this one, which starts at once with its dictionary loaded and never
    touches the database; where other threads run, which a copy may leave holding a lock, a new one."""
    return "fork" if threading.active_count() == 1 and "fork" in get_all_start_methods() else "spawn"


class Analyst:
    """The second process; `with Analyst(words) as analyst`. Without a second processor it does nothing.

    `words`: what `search.segmenter.use_words` was given.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._pool: ProcessPoolExecutor | None = None
        if (os.cpu_count() or 1) > 1:
            segmenter.segment("ก")  # loads the dictionary, once for both
            self._pool = ProcessPoolExecutor(1, get_context(_method()), _begin, (list(words), os.getpid()))
            self._started = self._pool.submit(_ready)

    def __enter__(self) -> "Analyst":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    @property
    def started(self) -> bool:
        """Whether there is a second process that takes work."""
        return self._pool is not None and self._started.done()

    def offer(self, work: Callable[[Sequence[Texts]], list[Result]], texts: Sequence[Texts]) -> Offered[Result]:
        """Let `work` be done; `take` what is given back when its results are needed."""
        offered = Offered(work, [])
        if self._pool is None or not self._started.done():
            return offered
        try:
            for start in range(0, len(texts), PORTION):
                part = texts[start : start + PORTION]
                offered.portions.append((part, self._pool.submit(work, part)))
        except BrokenProcessPool:
            self._give_up()
        return offered

    def take(self, offered: Offered[Result]) -> dict[Texts, Result]:
        """What became of what was offered. What is not begun yet is done here, from the end, while the second process
        goes on from the front, so that neither waits for the other."""
        found: dict[Texts, Result] = {}
        for part, task in reversed(offered.portions):
            if task.cancel():
                found.update(zip(part, offered.work(part), strict=True))
                continue
            try:
                found.update(zip(part, task.result(), strict=True))
            except (BrokenProcessPool, CancelledError):
                self._give_up()
        return found

    def _give_up(self) -> None:
        if self._pool is not None:
            logger.warning("The process that analyses ahead has ended; the rebuild goes on without it")
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None
