"""Snippets: the piece of a text that shows why it was found, with the query's words marked.

Called by `search.query`; the same for every engine, since it works on the text that the document keeps. A cut never
falls inside a word, nor inside a character cluster.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.segmenter import segment

LENGTH = 220
BEFORE = 50
MAX_SEARCHED = 100_000
MAX_MATCHES = 400
SHORT = 3
"""Words up to this many letters are marked only where the segmenter sees a word of its own."""

_THAI_DIGIT_FROM = {str(i): f"[{i}{chr(0x0E50 + i)}]" for i in range(10)}
_CONSONANTS = re.compile("[ก-ฮ]{2,6}")
_UNIT = re.compile(r"[ก-ฺเ-๎]+|\w+|\s+|.", re.DOTALL)


def _pattern(word: str) -> str:
    """A pattern that finds the folded `word` in text as people write it: either digits, dots in an abbreviation."""
    if _CONSONANTS.fullmatch(word):
        return r"\.?".join(word)
    if word.isdigit():
        return r",?".join(_THAI_DIGIT_FROM[digit] if digit in _THAI_DIGIT_FROM else re.escape(digit) for digit in word)
    return re.escape(word)


@lru_cache(maxsize=256)
def _matcher(words: tuple[str, ...]) -> re.Pattern[str] | None:
    found = sorted({word for word in words if word}, key=lambda word: (-len(word), word))
    if not found:
        return None
    parts = []
    for word in found:
        pattern = _pattern(word)
        if word[0].isascii() and word[0].isalnum():
            pattern = rf"(?<![^\W_ก-๎]){pattern}(?![^\W_ก-๎])" if word.isdigit() else rf"(?<![a-z]){pattern}"
        parts.append(pattern)
    return re.compile("|".join(parts), re.IGNORECASE)


def _borders(text: str) -> list[int]:
    """Every position of `text` at which a word begins or the text ends."""
    borders = [0]
    for match in _UNIT.finditer(text):
        unit = match.group()
        pieces = segment(unit) if "ก" <= unit[0] <= "๎" else [unit]
        position = match.start()
        for piece in pieces:
            position += len(piece)
            borders.append(position)
    return borders


def _matches(text: str, matcher: re.Pattern[str] | None) -> list[tuple[int, int]]:
    if matcher is None:
        return []
    spans = []
    for match in matcher.finditer(text, 0, MAX_SEARCHED):
        spans.append(match.span())
        if len(spans) == MAX_MATCHES:
            break
    return spans


def _densest(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """Where the window begins that holds the most different words, then the most matches."""
    best, best_start = (0, 0), 0
    for index, (start, _) in enumerate(spans):
        inside = [text[a:b].lower() for a, b in spans[index : index + 40] if b - start <= LENGTH - BEFORE]
        value = (sum(len(word) for word in set(inside)), len(inside))
        if value > best:
            best, best_start = value, start
    return best_start


def highlight(text: str, words: Sequence[str]) -> SafeString:
    """`text` as safe HTML with the folded `words` marked."""
    matcher = _matcher(tuple(words))
    spans = _matches(text, matcher)
    if spans:
        borders = set(_borders(text))
        spans = [(a, b) for a, b in spans if b - a > SHORT or (a in borders and b in borders)]
    parts: list[str] = []
    position = 0
    for start, end in spans:
        parts.append(f"{escape(text[position:start])}<mark>{escape(text[start:end])}</mark>")
        position = end
    parts.append(escape(text[position:]))
    return mark_safe("".join(parts))  # noqa: S308 - every piece is escaped above


def snippet(body: str, words: Sequence[str], length: int = LENGTH) -> SafeString:
    """About `length` characters of `body` round the words found, as safe HTML; its beginning when none is found."""
    spans = _matches(body, _matcher(tuple(words)))
    wanted = max(0, _densest(body, spans) - BEFORE) if spans else 0
    origin = max(0, wanted - 60)
    region = body[origin : wanted + length + 60]
    borders = _borders(region)
    after = [border for border in borders if border + origin >= wanted] if wanted else [0]
    start = after[0] if after else 0
    # A sentence or phrase that begins close by reads better than the next word.
    for border in after[1:]:
        if border - start > BEFORE // 2:
            break
        if region[border - 1 : border].isspace() and wanted:
            start = border
            break
    inside = [border for border in borders if start < border <= start + length]
    end = inside[-1] if inside else min(len(region), start + length)
    text = " ".join(region[start:end].split())
    html = highlight(text, words)
    before = "… " if origin + start > 0 and text else ""
    more = " …" if origin + end < len(body.rstrip()) and text else ""
    return mark_safe(f"{before}{html}{more}")  # noqa: S308 - `highlight` escapes, the rest is constant
