"""How close two words are to somebody who types Thai: letters that sound alike, tone marks, short and long vowels.

Called by `search.vocabulary` (words are found again by their sound) and by `search.spelling` (which of them is meant).
Both take folded text (`search.analysis.fold`). The classes follow Thai spelling: consonants of one sound, vowels that
differ in length only, marks that people leave out; for Latin letters, the ways in which Thai names are romanised.
"""

import re
from functools import lru_cache

_SAME_SOUND = (
    "สศษซ", "ลรฬฤ", "นณ", "ยญ", "ดฎ", "ตฏ", "ทฐถธฑฒ", "พภผ", "คขฃฅฆ", "ชฉฌ", "ฟฝ", "หฮ",
    "าะัๅ", "ิี", "ึื", "ุู", "ไใ",
    "lr", "sz", "vw", "iy", "kcq",
)  # fmt: skip
_SOUND = {letter: group[0] for group in _SAME_SOUND for letter in group}
_TABLE = str.maketrans({**_SOUND, **dict.fromkeys("็่้๊๋์๎ฺๆ", ""), "ำ": "าม"})
_SILENCED = re.compile("[ก-ฮ][ิุ]?์")
_BARE_R = re.compile("(?<=[ก-ฮ])อ[นร]")
"""A final ร without a vowel is spoken like อน: people write นคอน for นคร."""
_BREATH = re.compile("(?<=[bcdgkpt])h")
_DOUBLED = re.compile(r"(.)\1+")
_MARKS = frozenset("็่้๊๋์๎ฺๆh")
_VOWELS = frozenset("aeiou")

ALIKE = 0.35
"""What a letter of the same sound, or a mark left out, costs; an unlike letter costs 1."""


@lru_cache(maxsize=8192)
def sound(word: str) -> str:
    """What is left of a word when letters of one sound are one letter, without marks, silent and doubled letters."""
    bare = _BARE_R.sub("ร", _SILENCED.sub("", word)).translate(_TABLE)
    return _DOUBLED.sub(r"\1", _BREATH.sub("", bare).replace("oo", "u").replace("ee", "i"))


def apart(typed: str, word: str) -> float:
    """`distance`; words that sound the same are never far from each other."""
    return min(distance(typed, word), 2 * ALIKE) if sound(typed) == sound(word) else distance(typed, word)


def without_one(key: str) -> set[str]:
    """`key` with each of its letters left out in turn."""
    return {key[:place] + key[place + 1 :] for place in range(len(key))}


def _left_out(letters: str, place: int) -> float:
    """What the letter at `place` costs when the other word lacks it."""
    letter = letters[place]
    if letter in _MARKS:
        return ALIKE
    if place and letters[place - 1] == letter:
        return ALIKE
    return 0.6 if "์" in letters[place + 1 : place + 3] else 1.0


def _changed(one: str, other: str) -> float:
    if one == other:
        return 0.0
    if _SOUND.get(one, one) == _SOUND.get(other, other) or (one in _MARKS and other in _MARKS):
        return ALIKE
    return 0.7 if one in _VOWELS and other in _VOWELS else 1.0


@lru_cache(maxsize=8192)
def distance(typed: str, word: str) -> float:
    """The least cost of making `word` out of `typed`: letters changed, left out, put in, or exchanged with the next."""
    before: list[float] = []
    row = [0.0]
    for place in range(len(word)):
        row.append(row[-1] + _left_out(word, place))
    for at, letter in enumerate(typed):
        earlier, before, row = before, row, [row[0] + _left_out(typed, at)]
        drop = _left_out(typed, at)
        for place, wanted in enumerate(word):
            cost = min(
                before[place] + _changed(letter, wanted), before[place + 1] + drop, row[place] + _left_out(word, place)
            )
            if at and place and letter == word[place - 1] and typed[at - 1] == wanted and letter != wanted:
                cost = min(cost, earlier[place - 1] + 0.7)
            row.append(cost)
    return row[-1]
