"""The names that the dictionary of the segmenter takes from the database, frozen between two rebuilds.

Called by `search.indexing` before it analyses documents and by `search.query` before it analyses a query: both must
cut words alike, in every process. A new word takes effect with the next rebuild: stored documents were cut without it.
"""

import time
from collections.abc import Iterable

from django.db import transaction

from search import analysis, segmenter
from search.models import IndexState, SearchWord

CHECK_EVERY_SECONDS = 5.0

_version: int | None = None
_checked_at = float("-inf")


def state() -> IndexState:
    """The frozen state of the index; made with its defaults when the index is new."""
    return IndexState.objects.get_or_create(pk=1)[0]


def use_current(frozen: IndexState) -> None:
    """Make this process cut words as the index was built."""
    global _version
    if frozen.dictionary_version != _version:
        active = SearchWord.objects.filter(since_version__isnull=False)
        segmenter.use_words(active.values_list("word", flat=True))
        analysis.query_tokens.cache_clear()
        _version = frozen.dictionary_version


def check() -> None:
    """`use_current`, asking the database at most every `CHECK_EVERY_SECONDS`."""
    global _checked_at
    if time.monotonic() - _checked_at >= CHECK_EVERY_SECONDS:
        frozen = IndexState.objects.filter(pk=1).first() or IndexState(pk=1)
        use_current(frozen)
        _checked_at = time.monotonic()


def forget() -> None:
    """Ask the database again at the next use. For tests, whose databases come and go within one process."""
    global _version, _checked_at
    _version, _checked_at = None, float("-inf")


def freeze(names: Iterable[tuple[str, str]]) -> IndexState:
    """Take in (source, name) pairs and what editors added; a dictionary that changes gets a new version.

    Names that the sources no longer give are dropped; words without a source, which editors added, stay.
    """
    wanted: dict[str, str] = {}
    for source, name in names:
        word = analysis.fold(name).strip()
        if 2 <= len(word) <= 40:
            wanted.setdefault(word, source)
    with transaction.atomic():
        frozen = state()
        known = {word.word: word for word in SearchWord.objects.all()}
        gone = [word.pk for word in known.values() if word.source and word.word not in wanted]
        new = [SearchWord(word=word, source=source) for word, source in wanted.items() if word not in known]
        pending = any(word.since_version is None for word in known.values())
        if gone or new or pending:
            SearchWord.objects.filter(pk__in=gone).delete()
            SearchWord.objects.bulk_create(new, batch_size=500)
            frozen.dictionary_version += 1
            frozen.save(update_fields=["dictionary_version"])
            SearchWord.objects.filter(since_version=None).update(since_version=frozen.dictionary_version)
    use_current(frozen)
    return frozen
