"""Amounts as typed, printed and spelled."""

import pickle
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kit.thai.numbers import AmountUnclear, baht_words, format_amount, format_number, number_words, parse_amount

AMOUNTS = st.decimals(0, 10**12, places=2, allow_nan=False)


@pytest.mark.parametrize("typed", [None, "", "  ", "-", " -   ", "–", "—", "−", "--", "\u200b", "\u00a0-\u00a0"])
def test_no_money(typed: str | None) -> None:
    assert parse_amount(typed) is None


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("๖๐,๐๐๐", "60000"),
        ("0", "0"),
        ("๐", "0"),
        ("0.00", "0"),
        (".00", "0"),
        ("1,632,820.50", "1632820.50"),
        (" 1,632,820 ", "1632820"),
        ("60000", "60000"),
        ("60.00", "60"),
        ("60.5", "60.5"),
        ("60,000.-", "60000"),
        ("60,000 บาท", "60000"),
        ("60,000บาทถ้วน", "60000"),
        ("฿60,000", "60000"),
        (60000, "60000"),
        (60000.5, "60000.5"),
        (0.1 + 0.2, "0.3"),
        (0, "0"),
        (Decimal("12.50"), "12.50"),
    ],
)
def test_clear_amounts(typed: object, amount: str) -> None:
    assert parse_amount(typed) == Decimal(amount)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    ["60.000", "1.000.000", "60,00", "abc", "-5", "−5", "(5)", "60 000", "1,0000", ",000", "60,000.123", "60.", "6e4",
     "1,00,000", "60,000-80,000", "หกหมื่น", "60,000 ดอลลาร์", "= 5", "9" * 14, "9" * 5000, "บาท", ".-", "²",
     -1, float("nan"), float("inf"), True, 1.234, Decimal("1.234"), 10**20],
)  # fmt: skip
def test_unclear_amounts_are_refused(typed: object) -> None:
    with pytest.raises(AmountUnclear) as refused:
        parse_amount(typed)  # type: ignore[arg-type]
    assert refused.value.value == (typed if isinstance(typed, str) else str(typed))
    assert pickle.loads(pickle.dumps(refused.value)).params == refused.value.params


def test_the_refusal_repeats_what_was_typed() -> None:
    with pytest.raises(AmountUnclear) as refused:
        parse_amount(" ๖๐.๐๐๐ ")
    assert refused.value.value == "๖๐.๐๐๐"


def test_printed_amounts() -> None:
    assert format_amount(Decimal("60000")) == "60,000"
    assert format_amount(Decimal("60000.00")) == "60,000"
    assert format_amount(Decimal("1632820.5")) == "1,632,820.50"
    assert format_amount(Decimal(0)) == "0"
    assert format_amount(None) == "-"
    assert format_amount(None, none="") == ""
    assert format_amount(60000, digits="thai") == "๖๐,๐๐๐"
    assert format_amount(Decimal("-5000")) == "-5,000"
    assert format_amount(Decimal("1E+5")) == "100,000"


def test_printed_numbers() -> None:
    assert format_number(1234.5) == "1,234.5"
    assert format_number(100) == "100"
    assert format_number(Decimal("12.50")) == "12.5"
    assert format_number(Decimal("33.335"), 2) == "33.34"
    assert format_number(Decimal("-0.001"), 2) == "-0.00" or format_number(Decimal("-0.001"), 0) == "0"
    assert format_number(5, 1, digits="thai") == "๕.๐"


@given(AMOUNTS, st.sampled_from(["arabic", "thai"]))
@settings(max_examples=120, deadline=None)
def test_what_is_printed_can_be_typed_again(amount: Decimal, digits) -> None:
    assert parse_amount(format_amount(amount, digits=digits)) == amount


@given(st.text("0123456789,.-–๐๖ บาท", max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_typing_gives_an_amount_nothing_or_a_refusal(text: str) -> None:
    try:
        amount = parse_amount(text)
    except AmountUnclear:
        return
    assert amount is None or (amount >= 0 and amount == amount.quantize(Decimal("0.01")))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "ศูนย์บาทถ้วน"),
        ("1", "หนึ่งบาทถ้วน"),
        ("10", "สิบบาทถ้วน"),
        ("11", "สิบเอ็ดบาทถ้วน"),
        ("20", "ยี่สิบบาทถ้วน"),
        ("21", "ยี่สิบเอ็ดบาทถ้วน"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("120000", "หนึ่งแสนสองหมื่นบาทถ้วน"),
        ("1000000", "หนึ่งล้านบาทถ้วน"),
        ("1000001", "หนึ่งล้านเอ็ดบาทถ้วน"),
        ("11000011", "สิบเอ็ดล้านสิบเอ็ดบาทถ้วน"),
        ("1000000000000", "หนึ่งล้านล้านบาทถ้วน"),
        ("0.25", "ยี่สิบห้าสตางค์"),
        ("0.01", "หนึ่งสตางค์"),
        ("1632820.50", "หนึ่งล้านหกแสนสามหมื่นสองพันแปดร้อยยี่สิบบาทห้าสิบสตางค์"),
        ("5.11", "ห้าบาทสิบเอ็ดสตางค์"),
    ],
)
def test_baht_in_words(amount: str, words: str) -> None:
    assert baht_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-1", "0.001"])
def test_no_words_for_what_is_no_amount(amount: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        baht_words(Decimal(amount))


def read(words: str) -> int:
    """Reads number words back, by another way than they are made."""
    if "ล้าน" in words:
        millions, _, rest = words.rpartition("ล้าน")
        return read(millions) * 1_000_000 + (read(rest) if rest else 0)
    figures = {"หนึ่ง": 1, "เอ็ด": 1, "สอง": 2, "ยี่": 2, "สาม": 3, "สี่": 4, "ห้า": 5, "หก": 6, "เจ็ด": 7, "แปด": 8, "เก้า": 9}
    places = {"แสน": 10**5, "หมื่น": 10**4, "พัน": 1000, "ร้อย": 100, "สิบ": 10}
    total, figure = 0, 0
    while words:
        for word, value in figures.items():
            if words.startswith(word):
                figure, words = value, words[len(word) :]
                break
        else:
            word = next(word for word in places if words.startswith(word))
            total, figure, words = total + (figure or 1) * places[word], 0, words[len(word) :]
    return total + figure


@given(st.integers(1, 10**13))
@settings(max_examples=150, deadline=None)
def test_words_say_the_number(number: int) -> None:
    assert read(number_words(number)) == number


def test_negative_numbers_have_no_words() -> None:
    with pytest.raises(ValueError, match="from 0"):
        number_words(-1)
