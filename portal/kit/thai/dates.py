"""Dates and years as Thai offices write and type them. The only place that turns a date into text or text into a date.

Stored dates are Gregorian; years of plans and budgets are whole numbers of the Buddhist era (B.E. = C.E. + 543).
Fiscal year 2570 runs from 1 October 2569 (2026) to 30 September 2570 (2027).
"""

import re
from datetime import date, datetime, timedelta, timezone
from typing import Any, Literal

from portal.kit.thai.text import DigitStyle, squash, thai_digits

ERA = 543
BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")

DateStyle = Literal["short", "long", "full"]

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน",
    "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
MONTHS_SHORT = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_YEARS_BE = range(2400, 2701)
_YEARS_CE = range(1900, 2101)
_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})\s?([-/.\s])\s?(\d{1,2})\s?\2\s?(\d+)")
_WORDED = re.compile(r"(?:ที่)?\s?(\d{1,2})\s?[-/,]?\s?([^\d\s/,-][^\d/,-]*?)\s?[-/,]?\s?(พ\.?ศ\.?|ค\.?ศ\.?)?\s?(\d+)")
_DAY_WORDS = re.compile(r"^(?:วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)?)?\s?(?:ที่)?\s?")
_FISCAL = re.compile(r"(?:ปี)?\s?(?:งบประมาณ)?\s?(พ\.?ศ\.?|ค\.?ศ\.?)?\s?(\d+)")


class DateUnclear(ValueError):
    """A typed date that cannot be taken as one certain day. The form makes the sentence from `code` and `params`.

    Codes: ``blank``; ``unreadable``; ``two_digit_year``; ``year_range`` (neither B.E. 2400–2700 nor C.E. 1900–2100, or
    against the era typed with it); ``no_such_day`` (31 April, month 20); ``future`` (later than `today`; params hold
    `date`). `value` is the text as typed.
    """

    def __init__(self, code: str, value: str, **params: Any) -> None:
        super().__init__(code, value)
        self.code = code
        self.value = value
        self.params: dict[str, Any] = {"value": value, **params}


class YearUnclear(ValueError):
    """A typed fiscal year that is not a year of the Buddhist era.

    Codes: ``blank``, ``unreadable``, ``year_range``, ``gregorian``.
    """

    def __init__(self, code: str, value: str, **params: Any) -> None:
        super().__init__(code, value)
        self.code = code
        self.value = value
        self.params: dict[str, Any] = {"value": value, **params}


class GregorianYear(YearUnclear):
    """A year of the common era was typed: `suggestion` is the same year in the Buddhist era (2028 → 2571)."""

    def __init__(self, value: str, suggestion: int) -> None:
        super().__init__("gregorian", value, suggestion=suggestion)
        self.args = (value, suggestion)
        self.suggestion = suggestion


def _local(moment: date) -> date:
    """The moment as an office in Thailand sees it: aware datetimes are moved to Bangkok, everything else stays."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(BANGKOK)
    return moment


def be_year(day: date) -> int:
    """Calendar year of the Buddhist era in which the day lies."""
    return _local(day).year + ERA


def fiscal_year(day: date) -> int:
    """Fiscal year (B.E.) in which the day lies: 2026-10-01 → 2570."""
    day = _local(day)
    return day.year + ERA + (day.month >= 10)


def fiscal_year_bounds(be: int) -> tuple[date, date]:
    """First and last day of fiscal year `be` (B.E.): 2570 → (2026-10-01, 2027-09-30)."""
    return date(be - ERA - 1, 10, 1), date(be - ERA, 9, 30)


def _digits(text: str, digits: DigitStyle) -> str:
    return thai_digits(text) if digits == "thai" else text


def format_date(day: date, style: DateStyle = "short", lang: str = "th", digits: DigitStyle = "arabic") -> str:
    """The day in words: "22 พ.ย. 2569", "22 พฤศจิกายน 2569", "วันที่ 22 พฤศจิกายน พ.ศ. 2569"; "22 Nov 2026" in English.

    Thai prints the Buddhist year, every other language English with the Gregorian one. An aware datetime is first
    moved to Bangkok.
    """
    day = _local(day)
    if lang[:2] != "th":
        month = ENGLISH_MONTHS[day.month - 1]
        return f"{day.day} {month[:3] if style == 'short' else month} {day.year}"
    if style == "short":
        text = f"{day.day} {MONTHS_SHORT[day.month - 1]} {day.year + ERA}"
    elif style == "long":
        text = f"{day.day} {MONTHS[day.month - 1]} {day.year + ERA}"
    else:
        text = f"วันที่ {day.day} {MONTHS[day.month - 1]} พ.ศ. {day.year + ERA}"
    return _digits(text, digits)


def format_time(moment: datetime, lang: str = "th", digits: DigitStyle = "arabic") -> str:
    """The time of day: "14.05 น." in Thai, "14:05" in English. Aware datetimes are moved to Bangkok."""
    moment = moment.astimezone(BANGKOK) if moment.tzinfo is not None else moment
    if lang[:2] != "th":
        return f"{moment:%H:%M}"
    return _digits(f"{moment:%H.%M} น.", digits)


def format_datetime(
    moment: datetime, style: DateStyle = "short", lang: str = "th", digits: DigitStyle = "arabic"
) -> str:
    """Day and time: "22 พ.ย. 2569 14.05 น.", longer styles "… เวลา 14.05 น."; English "22 Nov 2026, 14:05"."""
    joint = ", " if lang[:2] != "th" else " " if style == "short" else " เวลา "
    return format_date(moment, style, lang, digits) + joint + format_time(moment, lang, digits)


def format_year(be: int, lang: str = "th", digits: DigitStyle = "arabic", era: bool = False) -> str:
    """A year of the Buddhist era: "2570", with `era` "พ.ศ. 2570"; English "2570 (2027)", with `era` "B.E. 2570 (2027)".

    English keeps the Buddhist year in front, because plans and their files are named by it.
    """
    if lang[:2] != "th":
        return f"{'B.E. ' if era else ''}{be} ({be - ERA})"
    return _digits(f"{'พ.ศ. ' if era else ''}{be}", digits)


def _month_names() -> dict[str, int]:
    names: dict[str, int] = {}
    for number, (full, short, english) in enumerate(zip(MONTHS, MONTHS_SHORT, ENGLISH_MONTHS, strict=True), start=1):
        # The spoken form drops the ending: มกรา, กุมภา, พฤศจิกา.
        spoken = re.sub("(คม|ยน|พันธ์)$", "", full)
        for name in (full, spoken, short.replace(".", ""), english.casefold(), english[:3].casefold()):
            names[name] = number
    names["sept"] = 9
    return names


_MONTH_NUMBERS = _month_names()


def _gregorian_year(digits: str, era: str, value: str) -> int:
    if len(digits) <= 2:
        raise DateUnclear("two_digit_year", value)
    year = int(digits) if len(digits) == 4 else 0
    if year in _YEARS_BE and not era.startswith("ค"):
        return year - ERA
    if year in _YEARS_CE and not era.startswith("พ"):
        return year
    raise DateUnclear("year_range", value, year=digits)


def parse_date(text: str, today: date | None = None) -> date:
    """The day that a person typed: 20/11/2569, 20-11-2026, ๒๐ พ.ย. ๒๕๖๙, วันที่ 20 พฤศจิกายน พ.ศ. 2569, 2026-11-20.

    The day comes before the month, unless the year comes first. Years from 2400 are Buddhist, up to 2100 Gregorian.
    With `today`, a later day is refused (meetings that were held, announcements that were made).

    Raises DateUnclear.
    """
    value = text.strip()
    typed = squash(text)
    if not typed:
        raise DateUnclear("blank", value)
    plain = _DAY_WORDS.sub("", typed, count=1)
    era = ""
    if match := _ISO.fullmatch(plain):
        year, month, day = match[1], int(match[3]), int(match[4])
    elif match := _NUMERIC.fullmatch(plain):
        day, month, year = int(match[1]), int(match[3]), match[4]
    elif match := _WORDED.fullmatch(plain):
        name = re.sub(r"[.\s]", "", match[2].removeprefix("เดือน")).casefold()
        if name not in _MONTH_NUMBERS:
            raise DateUnclear("unreadable", value)
        day, month, year, era = int(match[1]), _MONTH_NUMBERS[name], match[4], match[3] or ""
    else:
        raise DateUnclear("unreadable", value)
    gregorian = _gregorian_year(year, era, value)
    try:
        parsed = date(gregorian, month, day)
    except ValueError:
        raise DateUnclear("no_such_day", value, day=day, month=month) from None
    if today is not None and parsed > today:
        raise DateUnclear("future", value, date=parsed)
    return parsed


def parse_fiscal_year(text: str) -> int:
    """The fiscal year (B.E.) that a person typed: "2571", "๒๕๗๑", "พ.ศ. 2571", "ปีงบประมาณ 2571".

    Raises GregorianYear when a year of the common era was typed (the person can then be asked), else YearUnclear.
    """
    value = text.strip()
    typed = squash(text)
    if not typed:
        raise YearUnclear("blank", value)
    match = _FISCAL.fullmatch(typed)
    if not match:
        raise YearUnclear("unreadable", value)
    year = int(match[2]) if len(match[2]) == 4 else 0
    era = match[1] or ""
    if year in _YEARS_CE and not era.startswith("พ"):
        raise GregorianYear(value, year + ERA)
    if year not in _YEARS_BE or era.startswith("ค"):
        raise YearUnclear("year_range", value, year=match[2])
    return year
