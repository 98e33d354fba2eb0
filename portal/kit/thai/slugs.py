"""Addresses in plain ASCII. Called wherever a page, file or organisation gets a name that stands in a URL.

Django's and Wagtail's own slugs drop Thai vowels and tones (กุดบากโมเดล becomes กดบากโมเดล), and a Thai address turns
into a row of %E0%B8 when it is pasted into a chat. So a slug is a rough romanisation, or a short code.
"""

import re

from anyascii import anyascii

from portal.kit.thai.text import CONSONANTS, LEADING_VOWELS, squash

MAX_LENGTH = 60

_PREFIX = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LEADING = re.compile(f"([{LEADING_VOWELS}])([{CONSONANTS}])")
_SILENT = re.compile(f"[{CONSONANTS}][\u0e34\u0e38]?\u0e4c")


def _checked_prefix(prefix: str) -> str:
    if not _PREFIX.fullmatch(prefix):
        raise ValueError(f"a slug's prefix is lower-case ASCII beginning with a letter, not {prefix!r}")
    return prefix


def code_slug(prefix: str, number: int) -> str:
    """A short code: ("tech", 42) → "tech-0042". Numbers above 9999 simply grow longer."""
    if number < 0:
        raise ValueError("a code's number is 0 or more")
    return f"{_checked_prefix(prefix)}-{number:04d}"


def ascii_slug(text: str, prefix: str, number: int | None = None, max_length: int = MAX_LENGTH) -> str:
    """A slug of lower-case ASCII letters, digits and single hyphens, beginning with a letter, never empty.

    The text is romanised; `prefix` goes before a text that begins with a figure and stands for one that leaves nothing.
    `number`, if given, closes the slug and makes it unique; it is never cut off. At most `max_length` characters, cut
    at a hyphen where one is near. The romanisation is for recognising, not for reading aloud.
    """
    _checked_prefix(prefix)
    tail = "" if number is None else f"-{number}"
    room = max_length - len(tail)
    if room < len(prefix):
        raise ValueError("max_length leaves no room for the prefix")
    spoken = _LEADING.sub(r"\2\1", _SILENT.sub("", squash(text)))
    words = re.sub("[^a-z0-9]+", "-", anyascii(spoken).lower()).strip("-")
    if not words:
        words = prefix
    elif not words[0].isalpha():
        words = f"{prefix}-{words}"
    if len(words) > room:
        cut = words[:room]
        hyphen = cut.rfind("-") if words[room] != "-" else room
        words = (cut[:hyphen] if hyphen > room // 2 else cut).strip("-")
    return words + tail
