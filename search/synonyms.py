"""Words that mean the same: what is typed also finds what is written with the other word.

Asked by `search.query`. The groups are those of `search/dictionary/synonyms.txt` and those that editors keep
(`SearchSynonym`); a change takes effect in every process within `CHECK_EVERY_SECONDS`, without a rebuild, since only
queries are widened.
"""

import re
import time
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from django.db.models.signals import post_delete, post_save

from search.analysis import fold, folded_runs
from search.models import SearchSynonym

CHECK_EVERY_SECONDS = 5.0
MOST_EQUIVALENTS = 6

_FILE = Path(__file__).parent / "dictionary" / "synonyms.txt"
_PARTS = re.compile("[,\n;=]")

Group = tuple[tuple[str, str], ...]
"""(key, words as written) of each member; a key is a stretch of folded runs parted by single spaces."""

_groups: list[Group] = []
_checked_at = float("-inf")


def key_of(text: str) -> str:
    """`text` as members are compared: folded runs of one script, parted by single spaces."""
    return " ".join(run for _script, run in folded_runs(text))


def group_of(line: str) -> Group:
    """The members of a line; fewer than two make no group."""
    found = {key_of(part): fold(part).strip() for part in _PARTS.split(line) if key_of(part)}
    return tuple(found.items()) if len(found) > 1 else ()


@cache
def _of_file() -> tuple[Group, ...]:
    lines = (line.partition("#")[0] for line in _FILE.read_text(encoding="utf-8").splitlines())
    return tuple(group for line in lines if (group := group_of(line)))


def forget() -> None:
    """Read the editors' groups again at the next query. For tests, and after a change in this process."""
    global _checked_at
    _checked_at = float("-inf")


def _changed(**_signal: object) -> None:
    forget()


post_save.connect(_changed, sender=SearchSynonym, dispatch_uid="search.synonyms")
post_delete.connect(_changed, sender=SearchSynonym, dispatch_uid="search.synonyms")


def groups() -> Sequence[Group]:
    """All groups."""
    global _groups, _checked_at
    if time.monotonic() - _checked_at >= CHECK_EVERY_SECONDS:
        kept: Iterable[str] = SearchSynonym.objects.values_list("words", flat=True)
        _groups = [*_of_file(), *(group for line in kept if (group := group_of(line)))]
        _checked_at = time.monotonic()
    return _groups


def _occurs(key: str, words: frozenset[str], text: str) -> bool:
    """Whether `key` is a word of the query, or a stretch of several words. Short keys never match inside a word."""
    if key in words or f" {key} " in f" {text} ":
        return True
    return len(key) > 6 and not key.isascii() and key in text


def equivalents(text: str, words: Sequence[str]) -> tuple[str, ...]:
    """What else to look for when `text`, cut into `words`, was typed; at most `MOST_EQUIVALENTS`."""
    typed, whole = frozenset(words), key_of(text)
    found: dict[str, None] = {}
    for group in groups():
        present = [key for key, _written in group if _occurs(key, typed, whole)]
        if present:
            found.update((written, None) for key, written in group if key not in present)
    return tuple(found)[:MOST_EQUIVALENTS]
