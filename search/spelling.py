""" "Did you mean": the nearest query made of words that occur in what this visitor may see.

Called by the search page when a query found little, or holds a word that no document has. A misspelt Thai word falls
apart in segmentation, so a run of letters is not corrected word by word: all ways of reading it as words of the
vocabulary (`search.vocabulary`), typed rightly or wrongly, are weighed against each other and against what was typed.
The proposal is then looked up with the engine, in the visitor's own scope: a word of private documents is never
offered, whatever the vocabulary holds, nor one whose last document is gone. Nothing replaces what was typed.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from search import analysis, lexicon, segmenter, vocabulary
from search.closeness import apart, sound
from search.engines import get_engine
from search.engines.base import Scope, SearchRequest
from search.registry import audiences_of
from search.synonyms import equivalents

LITTLE = 3
"""So few hits are little."""

LONGEST = 80
LONGEST_RUN = 48
LONGEST_WORD = 24
MOST_LOOKS = 2
"""Words that are looked up in the index, each in one search, for all proposals together."""

MARGIN = 0.5
"""How much likelier than the typed text a proposal must be; a wrong letter costs 1."""

WORD = 0.5
RARE = 0.12
ABSENT = 1.2
UNKNOWN = 1.5
UNKNOWN_LATIN = 3.4
NEW_SPACE = 0.3
PER_LETTER = 0.3
MOST_COMPARED = 24

_RUN = re.compile(r"(?P<thai>[ก-ฺเ-๎]+)|(?P<latin>[a-zA-Z]{2,})")
_NO_START = frozenset("ะัาำิีึืฺุูๅๆ็่้๊๋์ํ๎")
_LEADING = frozenset("เแโใไ")


@dataclass(frozen=True)
class Reading:
    """A way to read a run: its cost, its words, and those of them that were not typed so."""

    cost: float
    words: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def then(self, cost: float, word: str, changed: bool) -> "Reading":
        """The reading with one more word."""
        return Reading(self.cost + cost, (*self.words, word), (*self.changed, word) if changed else self.changed)


@dataclass
class Speller:
    """One question: the vocabulary as `everyone` sees it or in all, and words that were looked up in vain."""

    words: vocabulary.Vocabulary
    everyone: bool
    banned: set[str] = field(default_factory=set)

    def frequency(self, word: str) -> int:
        """In how many documents the word is, as far as the vocabulary knows."""
        return 0 if word in self.banned else self.words.frequency(word, self.everyone)

    def cost_of(self, word: str) -> float:
        """What the word itself costs, the less the more documents hold it."""
        return WORD + RARE * math.log((self.words.documents + 2) / (self.frequency(word) + 1))

    def typed_cost(self, word: str) -> float | None:
        """What reading `word` as it was typed costs; None when it is no word at all."""
        if word in analysis.FUNCTION_WORDS:
            return WORD
        if self.frequency(word):
            return self.cost_of(word)
        return self.cost_of(word) + ABSENT if segmenter.knows(word) else None

    def meant(self, typed: str) -> list[tuple[float, str]]:
        """(cost, word) of the words that somebody may have meant who typed this, unless it is a Thai word itself."""
        if segmenter.knows(typed):
            return []
        near = [
            word
            for word in self.words.near(typed)
            if word != typed and abs(len(word) - len(typed)) <= 2 and self.frequency(word)
        ]
        near.sort(key=lambda word: (abs(len(word) - len(typed)), -self.frequency(word), word))
        found = []
        for word in near[:MOST_COMPARED]:
            far = apart(typed, word)
            if 0 < far <= PER_LETTER * max(len(sound(typed)), len(sound(word))):
                found.append((far + self.cost_of(word), word))
        return found

    def best(self, run: str, correct: bool = True) -> Reading | None:
        """The cheapest reading of a folded run, as it was typed unless `correct`."""
        thai = not run.isascii()
        starts = [at for at in range(len(run)) if at == 0 or not thai or _may_start(run, at)]
        ends = [*starts[1:], len(run)]
        readings: dict[int, Reading] = {0: Reading(0.0)}
        for at in starts:
            so_far = readings.get(at)
            if so_far is None:
                continue
            gap = NEW_SPACE if at and not thai else 0.0
            for number, end in enumerate(e for e in ends if at < e <= at + LONGEST_WORD):
                piece = run[at:end]
                steps = [(self.typed_cost(piece), piece)]
                if steps[0][0] is None and (number == 0 if thai else (at, end) == (0, len(run))):
                    steps = [(UNKNOWN if thai else UNKNOWN_LATIN, piece)]
                if correct and len(piece) > 2:
                    steps += self.meant(piece)
                for cost, word in steps:
                    if cost is not None:
                        total = so_far.cost + cost + gap
                        if end not in readings or total < readings[end].cost:
                            readings[end] = so_far.then(cost + gap, word, word != piece)
        return readings.get(len(run))


def _may_start(run: str, at: int) -> bool:
    return run[at] not in _NO_START and run[at - 1] not in _LEADING


def worth_asking(text: str, total: int, speller: Speller) -> bool:
    """Whether a query that found `total` may hold a mistake: little was found, or a word that nothing holds."""
    if total <= LITTLE:
        return True
    words = [word for word in analysis.plain_words(text) if not word.isdigit()]
    return any(speller.frequency(word) == 0 and word not in analysis.FUNCTION_WORDS for word in words)


def did_you_mean(text: str, *, user: Any = None, language: str | None = None, total: int = 0) -> str | None:
    """The nearest query that finds something for `user`, or None where what was typed seems meant, or none is near.

    `text` is what was typed and `total` how much it found; `language` limits the documents as in `search.query`. What
    is longer than 80 characters is not corrected. Costs no look into the index when every word is known, otherwise at
    most `MOST_LOOKS`.
    """
    text = analysis.fold(text[: LONGEST + 1]).strip().lower()
    if not 3 <= len(text) <= LONGEST:
        return None
    lexicon.check()
    audiences = audiences_of(user)
    speller = Speller(vocabulary.current(), everyone=not audiences)
    if not speller.words.documents or not worth_asking(text, total, speller):
        return None
    scope = Scope(now=timezone.now(), audiences=audiences, language=language)
    visible: dict[str, bool] = {}
    while True:
        proposal, changed = _proposal(text, speller)
        unseen = [word for word in changed if word not in visible]
        if proposal == text or len(visible) + len(unseen) > MOST_LOOKS:
            return None
        visible |= {word: _occurs(word, scope, speller.words) for word in unseen}
        gone = {word for word in changed if not visible[word]}
        if not gone:
            return proposal
        # Another word may be meant, which this visitor may see.
        speller.banned |= gone


def is_unknown(text: str) -> bool:
    """Whether none of the words typed is in any document that everyone may see: what was found, was found by pieces
    of words only. False while there is no vocabulary."""
    known = vocabulary.current()
    words = [word for word in analysis.plain_words(text) if word not in analysis.FUNCTION_WORDS]
    if not known.documents or not words or any(word in known.given or word.isdigit() for word in words):
        return False
    return not any(known.frequency(word, everyone=True) for word in words)


def _proposal(text: str, speller: Speller) -> tuple[str, Sequence[str]]:
    """The text with its runs corrected, and the words that were not typed so."""
    parts: list[str] = []
    changed: dict[str, None] = {}
    position = 0
    for match in _RUN.finditer(text):
        run = match.group()
        if len(run) > LONGEST_RUN:
            continue
        best, typed = speller.best(run), speller.best(run, correct=False)
        if best is None or not best.changed or (typed is not None and best.cost + MARGIN > typed.cost):
            continue
        parts += [text[position : match.start()], ("" if match.lastgroup == "thai" else " ").join(best.words)]
        changed.update(dict.fromkeys(best.changed))
        position = match.end()
    return "".join([*parts, text[position:]]), tuple(changed)


def _occurs(word: str, scope: Scope, words: vocabulary.Vocabulary) -> bool:
    """Whether a document that the visitor may see holds the word, or what a synonym of it stands for."""
    tokens: tuple[str, ...] = (word,)
    if word in words.given:
        tokens += tuple(token for other in equivalents(word, [word]) for token in analysis.query_tokens(other))
    return get_engine().search(SearchRequest(tokens=tokens, scope=scope, limit=1, facets=())).total > 0
