"""Thai text as people type it, brought to one spelling.

Called on every save, import, search query and comparison. The faults mended here were all seen in real files: ำ typed
as ํ + า, เเ for แ, a tone typed before its vowel, doubled marks, zero-width and no-break spaces from Word and PDFs.

NFC is used, never NFKC: NFKC takes ำ apart into ํ + า, which is the very fault that must be mended.
"""

import re
import unicodedata
from typing import Literal

DigitStyle = Literal["arabic", "thai"]

ARABIC_DIGITS = "0123456789"
THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
CONSONANTS = "ก-ฮ"
LEADING_VOWELS = "เแโใไ"
TONES = "\u0e48-\u0e4b"
NIKHAHIT = "\u0e4d"
# Everything that is drawn above or below a consonant.
MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"

_TO_ARABIC = str.maketrans(THAI_DIGITS, ARABIC_DIGITS)
_TO_THAI = str.maketrans(ARABIC_DIGITS, THAI_DIGITS)

# Zero-width characters, direction marks, soft hyphen, and control characters but tab and newline (XLSX refuses them).
_INVISIBLE = re.compile(
    "[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]"
)
_ODD_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Marks with the consonant before and the vowel after them; marks typed after that vowel belong before it (นำ้ → น้ำ,
# คะ่ → ค่ะ).
_MARK_RUN = re.compile(
    f"(?P<base>[{CONSONANTS}]?)(?P<marks>[{MARKS}]*)"
    f"(?:(?P<am>ำ[ำ{TONES}{NIKHAHIT}]*)|(?P<closing>[ะา])(?P<late>[{TONES}{NIKHAHIT}]*))|[{MARKS}]+"
)
# Mending one fault can uncover another, but two or three rounds mend all that people type.
_MOST_ROUNDS = 8

# Order of marks on one consonant: ฺ, vowel, ็ and ํ, tone, ์ and ๎. It agrees with Unicode's own canonical order.
_MARK_ORDER = {
    "\u0e3a": 0,
    **dict.fromkeys("\u0e31\u0e34\u0e35\u0e36\u0e37\u0e38\u0e39", 1),
    **dict.fromkeys("\u0e47\u0e4d", 2),
    **dict.fromkeys("\u0e48\u0e49\u0e4a\u0e4b", 3),
    **dict.fromkeys("\u0e4c\u0e4e", 4),
}

_NAME_NOISE = re.compile("[\\s\"'`´.…‘’‚‛“”„‟«»‹›′″]+")

# One separator, at most, between the groups 1-2345-67890-12-3 of a citizen's number; or thirteen boxed digits.
_ID_GAP = "[ \t]?[-‐‑‒–—−.]?[ \t]?"
_THAI_ID = re.compile(
    rf"(?<!\d)(?:[0-9]{_ID_GAP}[0-9]{{4}}{_ID_GAP}[0-9]{{5}}{_ID_GAP}[0-9]{{2}}{_ID_GAP}[0-9]"
    r"|[0-9](?:[ \t][0-9]){12})(?!\d)"
)
_CLUSTER = re.compile(
    f"[{LEADING_VOWELS}]?[{CONSONANTS}][{MARKS}]*[ะาำๅ]{{0,2}}|\r\n|.[{MARKS}\u0300-\u036f\u200d\ufe0f]*", re.DOTALL
)


def arabic_digits(text: str) -> str:
    """The text with Thai digits ๐–๙ written as 0–9."""
    return text.translate(_TO_ARABIC)


def thai_digits(text: str) -> str:
    """The text with 0–9 written as Thai digits, for covers, letters and announcements; never for storing."""
    return text.translate(_TO_THAI)


def _ordered(marks: str) -> str:
    """Each mark once, in the order in which they are stored."""
    return "".join(sorted(dict.fromkeys(marks), key=_MARK_ORDER.__getitem__))


def _mend_marks(match: re.Match[str]) -> str:
    base, marks, am, closing, late = match.group("base", "marks", "am", "closing", "late")
    if am:
        return base + _ordered((marks + am).replace("ำ", "").replace(NIKHAHIT, "")) + "ำ"
    if closing is None:
        return _ordered(match[0])
    if base:
        marks, late = marks + late, ""
    if closing == "า" and NIKHAHIT in marks:
        marks, closing = marks.replace(NIKHAHIT, ""), "ำ"
    return base + _ordered(marks) + closing + _ordered(late)


def normalise(text: str) -> str:
    """The text in the one spelling that is stored: same words, same digits, same lines, only faults of typing mended.

    Doing it twice changes nothing. Newlines and tabs stay, other line ends become newlines; Thai digits stay as typed.
    """
    text = _LINE_END.sub("\n", text)
    text = _ODD_SPACE.sub(" ", _INVISIBLE.sub("", text))
    for _ in range(_MOST_ROUNDS):
        mended = _MARK_RUN.sub(_mend_marks, unicodedata.normalize("NFC", text).replace("เเ", "แ"))
        if mended == text:
            break
        text = mended
    return text


def squash(text: str) -> str:
    """One line in the stored spelling, with Arabic digits, single spaces and nothing at the ends."""
    return " ".join(arabic_digits(normalise(text)).split())


def name_key(text: str) -> str:
    """What two project names share when a planner would call them the same name.

    Spaces, digit style, capitals, quotation marks and full stops do not count. For comparing and for unique look-ups
    only; never shown.
    """
    return normalise(_NAME_NOISE.sub("", squash(text)).casefold())


def is_thai_id(digits: str) -> bool:
    """Whether thirteen Arabic digits are a person's number by its first digit and its check digit.

    Numbers beginning with 0 belong to companies and offices, but for 89 in the sixth and seventh place (persons without
    registration). Source: general knowledge of the numbering; the checksum is modulo 11.
    """
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        return False
    if digits[0] == "9" or (digits[0] == "0" and digits[5:7] != "89"):
        return False
    weighted = sum(int(digit) * (13 - place) for place, digit in enumerate(digits[:12]))
    return (11 - weighted % 11) % 10 == int(digits[12])


def has_thai_id(text: str) -> list[str]:
    """Citizens' numbers in the text, each as thirteen Arabic digits in order of appearance; empty if there are none.

    Thai digits, the official dashes, spaces and boxed single digits are seen through.
    """
    found = (re.sub("[^0-9]", "", match[0]) for match in _THAI_ID.finditer(arabic_digits(normalise(text))))
    return [digits for digits in found if is_thai_id(digits)]


def clusters(text: str) -> list[str]:
    """The text cut where a reader could put a cursor: consonants with their marks and the vowels bound to them.

    The pieces joined give the text again. Use it to cut or highlight without tearing a mark from its consonant.
    """
    return _CLUSTER.findall(text)
