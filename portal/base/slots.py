"""Slots: places on a page that an upper floor fills, so that the import arrow stays one-way.

A slot takes a *list* of subjects and answers in a constant number of queries. `knowledge` offers slots
(`knowledge.slots`), `plans` fills them in its `AppConfig.ready()`.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

Subject = TypeVar("Subject")
Answer = TypeVar("Answer")

Filler = Callable[[Sequence[Any], Any], Mapping[Hashable, Any]]


class Slot(Generic[Subject, Answer]):
    """A named hole. `fill(subjects, user)` → {subject.pk: answer}; without a filler every answer is missing."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._filler: Filler | None = None

    def fill_with(self, filler: Filler) -> Filler:
        """Register the one filler. A second one is a programming error, except the same function again (reload)."""
        if self._filler is not None and self._filler is not filler:
            raise RuntimeError(f"slot {self.name} is already filled")
        self._filler = filler
        return filler

    def fill(self, subjects: Sequence[Subject], user: Any) -> Mapping[Hashable, Answer]:
        """Answers by subject key; one call for a whole list."""
        if self._filler is None or not subjects:
            return {}
        return self._filler(subjects, user)
