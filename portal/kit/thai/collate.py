"""The order of a Thai dictionary, for every list that people read from top to bottom.

Rules (Royal Institute dictionary): consonants in the order ก–ฮ with ฤ after ร and ฦ after ล; a consonant without a
vowel before one with; vowels in the order ะ ั า ำ ิ ี ึ ื ุ ู เ แ โ ใ ไ; a leading vowel (เ แ โ ใ ไ) counts after the
consonant that it is written before; ็, the tones and ์ count only between words that are otherwise alike.

Where the dictionary is silent: spaces and punctuation count last of all; figures come first, by their value (หมู่ 2
before หมู่ 10, ๒ like 2); then Thai, then Latin letters (without regard to capitals), then other scripts.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

from portal.kit.thai.text import CONSONANTS, LEADING_VOWELS, arabic_digits, normalise

T = TypeVar("T")
SortKey = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]

# Figures of at most 18 digits are read as one number; longer runs are read in pieces.
_FIGURES = re.compile(r"[0-9]{1,18}")
_LEADING = re.compile(f"([{LEADING_VOWELS}])([{CONSONANTS}])")
_SECONDARY = {
    mark: weight for weight, mark in enumerate("\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4d\u0e4e\u0e3a", start=1)
}
# Signs of writing and money, which count no more than a full stop.
_SIGNS = frozenset("ฯๆ฿๏๚๛")
_FIGURE, _THAI, _LATIN, _OTHER = range(4)


def sort_key(text: str) -> SortKey:
    """A key whose order is dictionary order. Opaque: compare it, do not look inside."""
    stored = arabic_digits(normalise(text))
    swapped = _LEADING.sub(r"\2\1", stored.casefold())
    primary: list[tuple[int, int]] = []
    secondary: list[int] = []
    position = 0
    while position < len(swapped):
        if figures := _FIGURES.match(swapped, position):
            primary.append((_FIGURE, int(figures[0])))
            secondary.append(0)
            position = figures.end()
            continue
        for character in unicodedata.normalize("NFD", swapped[position]):
            if character in _SIGNS:
                continue
            if mark := _SECONDARY.get(character) or (unicodedata.combining(character) and ord(character)):
                if "\u0e38" <= character <= "\u0e39":
                    primary.append((_THAI, ord(character)))
                    secondary.append(0)
                elif secondary:
                    # A second mark on the same letter weighs after any single one.
                    secondary[-1] = secondary[-1] * 0x20000 + mark
            elif "\u0e01" <= character <= "\u0e45":
                primary.append((_THAI, ord(character)))
                secondary.append(0)
            elif character.isalnum():
                primary.append((_LATIN if ord(character) < 0x250 else _OTHER, ord(character)))
                secondary.append(0)
        position += 1
    return tuple(primary), tuple(secondary), stored


def thai_sorted(items: Iterable[T], key: Callable[[T], str] | None = None) -> list[T]:
    """The items in dictionary order of their text (`key`, or the item itself); equal ones keep their order."""
    return sorted(items, key=lambda item: sort_key(str(item) if key is None else key(item)))
