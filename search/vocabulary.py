"""The words that documents hold, kept for "did you mean", and found again by their sound.

`learn` reads what changed; the clock calls it every minute (`SearchConfig.ready`), never a request. Everything is
counted anew after a rebuild of the index and once a week: between two countings words are only added. What is kept
here may thus be older than the content, so `search.spelling` offers nothing that it has not just found in what the
visitor may see. `current` is the vocabulary in memory; a process reads what was added at most every 30 seconds.
"""

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from search import lexicon
from search.analysis import PAIR, document_tokens, folded_runs
from search.closeness import sound, without_one
from search.models import IndexState, SearchDocument, SearchTerm, VocabularyState
from search.registry import Document, sources
from search.synonyms import groups

MOST_WORDS = 30_000
"""The most frequent words are kept; a misspelt word is hardly ever meant to be a rarer one."""

PORTION = 500
CHUNK = 100
LONGEST = 40
CHECK_EVERY_SECONDS = 30.0
COUNT_AGAIN = dt.timedelta(days=7)
OVERLAP = dt.timedelta(minutes=2)
"""A transaction may end this much later than the time that it gave its documents."""

SHORTEST_SOUND = 3
"""Sounds shorter than this are compared as a whole only: with a letter less they could be anything."""


def words_in(document: Document) -> set[str]:
    """The words of a document that may be meant by somebody: at least two letters, no numbers."""
    text = "\n".join([document.title, document.body, *document.names])
    return {
        token
        for token in document_tokens(text)
        if not token.startswith(PAIR) and 2 <= len(token) <= LONGEST and not any(c.isdigit() for c in token)
    }


def _read(keys: Mapping[str, list[str]]) -> Iterator[Document]:
    """The documents of these objects, {source: object ids}."""
    for source in sources():
        wanted = keys.get(source.key, [])
        for start in range(0, len(wanted), CHUNK):
            yield from source.documents(source.objects().filter(pk__in=wanted[start : start + CHUNK]))


def _counted(documents: Iterable[Document]) -> tuple[Counter[str], Counter[str], int]:
    """(all, public, how many documents)."""
    everything: Counter[str] = Counter()
    public: Counter[str] = Counter()
    number = 0
    for document in documents:
        words = words_in(document)
        everything.update(words)
        if document.public:
            public.update(words)
        number += 1
    return everything, public, number


def _keys(rows: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for source, object_id in rows:
        found.setdefault(source, []).append(object_id)
    return found


def learn(portion: int = PORTION) -> int:
    """Take in the words of documents that changed, at most `portion` of them, or count everything where that is due.

    Returns how many documents were read; does nothing where all is known. Called by the clock, and by tests.
    """
    state = VocabularyState.objects.get_or_create(pk=1)[0]
    frozen = lexicon.state()
    now = timezone.now()
    lexicon.use_current(frozen)
    if _is_due(state, frozen, now):
        return _count(state, now)
    changed = SearchDocument.objects.order_by("updated_at", "pk")
    if state.read_until is not None:
        changed = changed.filter(updated_at__gt=state.read_until)
    rows = list(changed.values_list("source", "object_id", "updated_at")[:portion])
    if not rows:
        return 0
    everything, public, number = _counted(_read(_keys((source, pk) for source, pk, _at in rows)))
    last = rows[-1][2]
    with transaction.atomic():
        state = VocabularyState.objects.select_for_update().get(pk=1)
        state.version += 1
        _add(everything, public, state.version)
        # What is younger than the overlap is read once more, when no transaction can be open any longer.
        state.read_until = last if len(rows) == portion else min(last, max(now - OVERLAP, state.read_until or last))
        state.documents = SearchDocument.objects.count()
        state.save()
    return number


def _is_due(state: VocabularyState, frozen: IndexState, now: dt.datetime) -> bool:
    counted = state.counted_at
    if counted is None or now - counted > COUNT_AGAIN:
        return True
    return frozen.built_at is not None and frozen.built_at > counted


def _count(state: VocabularyState, now: dt.datetime) -> int:
    latest = SearchDocument.objects.aggregate(latest=Max("updated_at"))["latest"]
    rows = SearchDocument.objects.values_list("source", "object_id").iterator(chunk_size=2000)
    everything, public, number = _counted(_read(_keys(rows)))
    with transaction.atomic():
        state = VocabularyState.objects.select_for_update().get(pk=state.pk)
        state.version += 1
        state.counted_version = state.version
        state.counted_at = now
        state.read_until = min(latest, now - OVERLAP) if latest else None
        state.documents = number
        SearchTerm.objects.all().delete()
        _add(Counter(dict(everything.most_common(MOST_WORDS))), public, state.version)
        state.save()
    return number


def _add(everything: Mapping[str, int], public: Mapping[str, int], version: int) -> None:
    """Write counts; a word that is known keeps the greater of both, since its documents may have been read before."""
    words = sorted(everything)
    for start in range(0, len(words), 500):
        part = words[start : start + 500]
        known = {term.word: term for term in SearchTerm.objects.filter(word__in=part)}
        changed = []
        for word, term in known.items():
            numbers = max(term.documents, everything[word]), max(term.public, public.get(word, 0))
            if numbers != (term.documents, term.public):
                term.documents, term.public = numbers
                term.version = version
                changed.append(term)
        SearchTerm.objects.bulk_update(changed, ["documents", "public", "version"])
        SearchTerm.objects.bulk_create(
            SearchTerm(word=word, documents=everything[word], public=public.get(word, 0), version=version)
            for word in part
            if word not in known
        )


@dataclass
class Vocabulary:
    """Words with (documents, public documents), and where to find them by their sound or by it less a letter."""

    version: int = -1
    counted_version: int = -1
    documents: int = 0
    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    given: frozenset[str] = frozenset()
    sounds: dict[str, list[str]] = field(default_factory=dict)
    shorter: dict[str, list[str]] = field(default_factory=dict)

    def add(self, word: str, documents: int, public: int) -> None:
        """Add a word, or set its counts."""
        if word not in self.counts:
            key = sound(word)
            self.sounds.setdefault(key, []).append(word)
            if len(key) >= SHORTEST_SOUND:
                for less in without_one(key):
                    self.shorter.setdefault(less, []).append(word)
        self.counts[word] = (documents, public)

    def frequency(self, word: str, everyone: bool) -> int:
        """How many documents held the word: those that everyone may see, or all."""
        documents, public = self.counts.get(word, (0, 0))
        return public if everyone else documents

    def near(self, typed: str) -> set[str]:
        """Words that sound like `typed`, or would with one letter more, less, exchanged, or another."""
        key = sound(typed)
        found = set(self.sounds.get(key, ()))
        if len(key) >= SHORTEST_SOUND:
            found.update(self.shorter.get(key, ()))
            for less in without_one(key):
                found.update(self.sounds.get(less, ()))
                found.update(self.shorter.get(less, ()))
        return found


_vocabulary = Vocabulary()
_checked_at = float("-inf")


def forget() -> None:
    """Read the vocabulary again at the next use. For tests, whose databases come and go within one process."""
    global _vocabulary, _checked_at
    _vocabulary, _checked_at = Vocabulary(), float("-inf")


def current() -> Vocabulary:
    """The vocabulary, at most `CHECK_EVERY_SECONDS` old."""
    global _vocabulary, _checked_at
    if time.monotonic() - _checked_at < CHECK_EVERY_SECONDS:
        return _vocabulary
    state = VocabularyState.objects.filter(pk=1).first() or VocabularyState(pk=1)
    if state.version != _vocabulary.version:
        anew = state.counted_version != _vocabulary.counted_version or state.version < _vocabulary.version
        target = Vocabulary() if anew else _vocabulary
        rows = SearchTerm.objects.filter(version__gt=target.version)
        for word, documents, public in rows.values_list("word", "documents", "public"):
            target.add(word, documents, public)
        target.version, target.counted_version = state.version, state.counted_version
        target.documents = state.documents
        _vocabulary = target
    _add_given(_vocabulary)
    _checked_at = time.monotonic()
    return _vocabulary


def _add_given(vocabulary: Vocabulary) -> None:
    """Words of the synonyms, which are found though no document may hold them."""
    words = {run for group in groups() for _key, written in group for script, run in folded_runs(written) if script}
    vocabulary.given = frozenset(word for word in words if 2 <= len(word) <= LONGEST)
    for word in vocabulary.given:
        if word not in vocabulary.counts:
            vocabulary.add(word, 1, 1)
