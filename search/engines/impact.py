"""The impact of a token in a document: BM25's saturated frequency as one byte, worked out when indexing.

Called by `search.indexing`. Title and body are one field for length and frequency, the title counts double by itself,
and the better of the two readings holds (cross-field BM25 with tie 0). The text of attached files is a field of its
own that counts little, so a long file neither lifts its document nor thins out what the document says itself. An engine
then only sums weight * impact.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

# Tried out on the development set; the neighbourhood is flat (docs/search.md).
K1 = 0.8
B = 0.5
TITLE_WEIGHT = 1.75
RARITY = 1.2
"""Power to which a term's inverse document frequency counts: a misspelling leaves only its rare pieces to go by."""
ATTACHED_WEIGHT = 0.3
"""What a term counts that occurs in an attached file only."""
PIECE_SHARE = 0.9
"""What a piece of a word (`search.analysis.PAIR`) counts beside a whole word."""
MAX_IMPACT = 127
MOST_REMEMBERED = 300_000
"""Tokens whose hash is kept in memory: about 40 MB when full."""


class _Terms(dict[str, int]):
    """Token → term, worked out at the first use: a plain look-up is what indexing does most often."""

    def __missing__(self, token: str) -> int:
        digest = blake2b(token.encode("utf-8", "surrogatepass"), digest_size=4).digest()
        if len(self) >= MOST_REMEMBERED:
            self.clear()
        found = self[token] = int.from_bytes(digest, "little", signed=True)
        return found


_terms = _Terms()


def term(token: str) -> int:
    """The signed 4-byte hash under which `token` is stored. About one collision among 84,000 tokens."""
    return _terms[token]


@dataclass(frozen=True)
class Counts:
    """How often each term occurs in a title, in title and body together, and in attached files."""

    title: Counter[int]
    everything: Counter[int]
    attached: Counter[int] = field(default_factory=Counter)

    @classmethod
    def of(cls, title: Sequence[str], body: Sequence[str], attached: Sequence[str] = ()) -> "Counts":
        """Count tokens of a title, a body and attached files."""
        in_title = _counted(title)
        everything = _counted(body)
        everything.update(in_title)
        return cls(in_title, everything, _counted(attached))


def _counted(tokens: Sequence[str]) -> Counter[int]:
    """How often each term occurs; two tokens of one hash count together."""
    return Counter(map(_terms.__getitem__, tokens))


@dataclass(frozen=True)
class Vector:
    """A document as the engine stores it: sorted terms with their impacts (1 to 127), and prefixes."""

    terms: tuple[int, ...]
    impacts: bytes
    prefixes: tuple[tuple[str, int], ...] = ()


def vector(
    counts: Counts,
    average_title: float,
    average_all: float,
    prefixes: Iterable[tuple[str, int]] = (),
) -> Vector:
    """The vector of a document, given the average lengths that were frozen at the last rebuild."""
    scale = MAX_IMPACT / TITLE_WEIGHT
    slack_title = K1 * (1 - B + B * counts.title.total() / average_title)
    slack_all = K1 * (1 - B + B * counts.everything.total() / average_all)
    # Few frequencies occur, so each is worked out once.
    of = {times: max(1, round(scale * times / (times + slack_all))) for times in set(counts.everything.values())}
    impacts = {key: of[times] for key, times in counts.everything.items()}
    for key, times in counts.title.items():
        impacts[key] = max(impacts[key], round(MAX_IMPACT * times / (times + slack_title)))
    slack_attached = K1 * (1 - B + B * counts.attached.total() / average_all)
    for key, times in counts.attached.items():
        impact = max(1, round(scale * ATTACHED_WEIGHT * times / (times + slack_attached)))
        impacts[key] = max(impacts.get(key, 0), impact)
    terms = sorted(impacts)
    return Vector(tuple(terms), bytes([impacts[key] for key in terms]), tuple(prefixes))


def weight(frequency: int, documents: int, piece: bool = False) -> int:
    """The integer weight of a term, or of a `piece` of a word, that occurs in `frequency` of `documents` documents."""
    documents = max(documents, frequency)
    rarity = math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5)) ** RARITY
    return max(1, round(1000 * rarity * (PIECE_SHARE if piece else 1)))
