"""Money and numbers as Thai offices type, print and spell them. Called by forms, imports and every export.

Blank, "-" and 0 are different things in a plan: the first two mean no money in this year (None), the last is an amount.
"""

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from portal.kit.thai.text import DigitStyle, squash, thai_digits

# More baht than any budget holds: a longer run of digits is a slip of the finger or a number of another kind.
MAX_WHOLE_DIGITS = 13

_DASHES = re.compile("[-‐‑‒–—−]+")
_AMOUNT = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]{1,2})?|\.[0-9]{1,2}")
_CURRENCY = re.compile(r"^฿\s?|\.[-–—]$|\s?(?:บาทถ้วน|บาท)$")
_CENT = Decimal("0.01")

_DIGIT_WORDS = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACE_WORDS = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")


class AmountUnclear(ValueError):
    """A typed amount that could be read in more than one way, or in none. `value` is what was typed."""

    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value
        self.params = {"value": value}


def parse_amount(text: str | int | float | Decimal | None) -> Decimal | None:
    """Baht as typed in a form or found in a spreadsheet cell; None for blank and for a dash.

    "๖๐,๐๐๐", "1,632,820.50", "60,000.-" and "60,000 บาท" are clear. "60.000" (sixty, or sixty thousand?), "60,00",
    "1.000.000", "60 000", more than two decimals, signs and words are not. Numbers from a spreadsheet may carry its
    rounding noise; an amount finer than one satang is refused.

    Raises AmountUnclear.
    """
    if text is None:
        return None
    if isinstance(text, int | float | Decimal):
        return _amount_from_number(text)
    value = squash(text)
    if not value or _DASHES.fullmatch(value):
        return None
    plain = _CURRENCY.sub("", value)
    if not _AMOUNT.fullmatch(plain):
        raise AmountUnclear(text.strip())
    amount = Decimal(plain.replace(",", ""))
    if amount >= 10**MAX_WHOLE_DIGITS:
        raise AmountUnclear(text.strip())
    return amount


def _amount_from_number(number: int | float | Decimal) -> Decimal:
    shown = str(number)
    if isinstance(number, bool) or not math.isfinite(number) or number < 0 or number >= 10**MAX_WHOLE_DIGITS:
        raise AmountUnclear(shown)
    amount = Decimal(shown)
    rounded = amount.quantize(_CENT, ROUND_HALF_UP)
    if abs(rounded - amount) > (Decimal("0.00001") if isinstance(number, float) else 0):
        raise AmountUnclear(shown)
    return Decimal(int(rounded)) if rounded == int(rounded) else rounded


def format_number(number: int | float | Decimal, places: int | None = None, digits: DigitStyle = "arabic") -> str:
    """A number with comma groups: 1234.5 → "1,234.5". `places` fixes the decimals (half up); None keeps them."""
    value = Decimal(str(number))
    if places is None:
        text = f"{value:,f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
    else:
        text = f"{value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    text = "0" if text == "-0" else text
    return thai_digits(text) if digits == "thai" else text


def format_amount(amount: Decimal | int | None, none: str = "-", digits: DigitStyle = "arabic") -> str:
    """Baht as printed: "60,000", "0", "1,632,820.50"; `none` for None. Satang only when there are any."""
    if amount is None:
        return none
    rounded = Decimal(amount).quantize(_CENT, ROUND_HALF_UP)
    return format_number(rounded, 0 if rounded == rounded.to_integral_value() else 2, digits)


def number_words(number: int) -> str:
    """A whole number ≥ 0 in Thai words: 121 → หนึ่งร้อยยี่สิบเอ็ด, 10^12 → หนึ่งล้านล้าน."""
    if number < 0:
        raise ValueError("only numbers from 0 have words here")
    if number == 0:
        return _DIGIT_WORDS[0]
    millions, rest = divmod(number, 1_000_000)
    words = number_words(millions) + "ล้าน" if millions else ""
    figures = str(rest) if rest else ""
    for position, figure in enumerate(figures):
        place = len(figures) - 1 - position
        if figure == "0":
            continue
        if place == 1 and figure in "12":
            words += {"1": "สิบ", "2": "ยี่สิบ"}[figure]
        elif place == 0 and figure == "1" and number > 1:
            words += "เอ็ด"
        else:
            words += _DIGIT_WORDS[int(figure)] + _PLACE_WORDS[place]
    return words


def baht_words(amount: Decimal | int) -> str:
    """Baht in words, as memos and announcements want it: 120000 → "หนึ่งแสนสองหมื่นบาทถ้วน", 0.25 → "ยี่สิบห้าสตางค์".

    Raises ValueError for a negative amount and for one finer than a satang.
    """
    amount = Decimal(amount)
    satang_total = amount * 100
    if amount < 0 or satang_total != satang_total.to_integral_value():
        raise ValueError(f"not an amount in baht and satang: {amount}")
    baht, satang = divmod(int(satang_total), 100)
    if not satang:
        return number_words(baht) + "บาทถ้วน"
    return (number_words(baht) + "บาท" if baht else "") + number_words(satang) + "สตางค์"
