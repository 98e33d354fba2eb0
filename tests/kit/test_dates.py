"""Buddhist years, fiscal years, and dates as people type them."""

import pickle
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kit.thai.dates import (
    DateUnclear,
    GregorianYear,
    YearUnclear,
    be_year,
    fiscal_year,
    fiscal_year_bounds,
    format_date,
    format_datetime,
    format_year,
    parse_date,
    parse_fiscal_year,
)

DAY = date(2026, 11, 20)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 9, 30), 2569),
        (date(2026, 10, 1), 2570),
        (date(2027, 9, 30), 2570),
        (date(2026, 11, 16), 2570),
        (date(2027, 10, 1), 2571),
        # Half past midnight in Bangkok, still September in Greenwich.
        (datetime(2026, 9, 30, 17, 30, tzinfo=UTC), 2570),
    ],
)
def test_fiscal_year(day: date, year: int) -> None:
    assert fiscal_year(day) == year


@given(DAYS)
@settings(max_examples=60, deadline=None)
def test_every_day_lies_within_its_fiscal_year(day: date) -> None:
    first, last = fiscal_year_bounds(fiscal_year(day))
    assert first <= day <= last


def test_bounds() -> None:
    assert fiscal_year_bounds(2570) == (date(2026, 10, 1), date(2027, 9, 30))
    assert be_year(date(2026, 12, 31)) == 2569


def test_formats() -> None:
    day = date(2026, 11, 22)
    assert format_date(day) == "22 พ.ย. 2569"
    assert format_date(day, "long") == "22 พฤศจิกายน 2569"
    assert format_date(day, "full") == "วันที่ 22 พฤศจิกายน พ.ศ. 2569"
    assert format_date(day, "full", digits="thai") == "วันที่ ๒๒ พฤศจิกายน พ.ศ. ๒๕๖๙"
    assert format_date(day, lang="en") == "22 Nov 2026"
    assert format_date(day, "long", "en-gb") == "22 November 2026"
    assert format_date(date(2027, 1, 2)) == "2 ม.ค. 2570"


def test_moments_are_shown_as_bangkok_sees_them() -> None:
    moment = datetime(2026, 11, 22, 17, 5, tzinfo=UTC)
    assert format_date(moment) == "23 พ.ย. 2569"
    assert format_datetime(moment) == "23 พ.ย. 2569 00.05 น."
    assert format_datetime(moment, "long", digits="thai") == "๒๓ พฤศจิกายน ๒๕๖๙ เวลา ๐๐.๐๕ น."
    assert format_datetime(moment, lang="en") == "23 Nov 2026, 00:05"
    assert format_datetime(datetime(2026, 11, 22, 14, 5)) == "22 พ.ย. 2569 14.05 น."


def test_years() -> None:
    assert format_year(2570) == "2570"
    assert format_year(2570, era=True, digits="thai") == "พ.ศ. ๒๕๗๐"
    assert format_year(2570, "en") == "2570 (2027)"
    assert format_year(2570, "en", era=True) == "B.E. 2570 (2027)"


@pytest.mark.parametrize(
    "typed",
    [
        "20/11/2026",
        "20/11/2569",
        "๒๐ พ.ย. ๒๕๖๙",
        "๒๐/๑๑/๒๕๖๙",
        "20 พฤศจิกายน 2569",
        "2026-11-20",
        "2569-11-20",
        "20-11-2569",
        "20.11.2569",
        " 20 / 11 / 2569 ",
        "20 11 2569",
        "20พย2569",
        "20 พ.ย.2569",
        "20-พ.ย.-2569",
        "20 พฤศจิกา 2569",
        "วันที่ 20 พฤศจิกายน พ.ศ. 2569",
        "วันศุกร์ที่ 20 เดือนพฤศจิกายน พ.ศ.2569",
        "20 พฤศจิกายน ค.ศ. 2026",
        "20 Nov 2026",
        "20 november 2569",
        "20\u00a0พ.ย. 2569",
    ],
)
def test_one_day_typed_many_ways(typed: str) -> None:
    assert parse_date(typed) == DAY


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "blank"),
        ("   ", "blank"),
        ("20-11-69", "two_digit_year"),
        ("20 พ.ย. 69", "two_digit_year"),
        ("31/4/2569", "no_such_day"),
        ("29 ก.พ. 2569", "no_such_day"),
        ("11/20/2569", "no_such_day"),
        ("0/11/2569", "no_such_day"),
        ("20/11/2269", "year_range"),
        ("20/11/256", "year_range"),
        ("20/11/25690", "year_range"),
        ("20 พ.ย. ค.ศ. 2569", "year_range"),
        ("20 พ.ย. พ.ศ. 2026", "year_range"),
        ("20/11", "unreadable"),
        ("พรุ่งนี้", "unreadable"),
        ("20 พศจิกายน 2569", "unreadable"),
        ("20/11-2569", "unreadable"),
        ("20112569", "unreadable"),
    ],
)
def test_unclear_dates_are_refused(typed: str, code: str) -> None:
    with pytest.raises(DateUnclear) as refused:
        parse_date(typed)
    assert refused.value.code == code
    assert refused.value.params["value"] == typed.strip()


def test_future_is_refused_only_when_today_is_given() -> None:
    assert parse_date("20/11/2596") == date(2053, 11, 20)
    with pytest.raises(DateUnclear) as refused:
        parse_date("๒๐/11/2596", today=date(2026, 11, 20))
    assert refused.value.code == "future"
    assert refused.value.params == {"value": "๒๐/11/2596", "date": date(2053, 11, 20)}
    assert parse_date("20/11/2569", today=DAY) == DAY


def test_leap_day_of_a_buddhist_year() -> None:
    assert parse_date("29/2/2567") == date(2024, 2, 29)


@given(
    DAYS, st.sampled_from(["short", "long", "full"]), st.sampled_from(["th", "en"]), st.sampled_from(["arabic", "thai"])
)
@settings(max_examples=120, deadline=None)
def test_what_is_printed_can_be_typed_again(day, style, lang, digits) -> None:
    assert parse_date(format_date(day, style, lang, digits)) == day


@given(st.text("0123456789/-. พย.กม๒", max_size=14))
@settings(max_examples=150, deadline=None)
def test_any_typing_gives_a_day_or_a_reason(text: str) -> None:
    try:
        parsed = parse_date(text)
    except DateUnclear as unclear:
        assert unclear.code
    else:
        assert isinstance(parsed, date)


@pytest.mark.parametrize("typed", ["2571", "๒๕๗๑", "พ.ศ. 2571", "ปีงบประมาณ พ.ศ. 2571", "ปี 2571", " พศ2571 "])
def test_fiscal_year_as_typed(typed: str) -> None:
    assert parse_fiscal_year(typed) == 2571


def test_a_gregorian_year_is_asked_about() -> None:
    for typed in ("2028", "ค.ศ. 2028", "๒๐๒๘"):
        with pytest.raises(GregorianYear) as asked:
            parse_fiscal_year(typed)
        assert asked.value.suggestion == 2571
        assert asked.value.params == {"value": typed, "suggestion": 2571}
        assert isinstance(asked.value, YearUnclear) and asked.value.code == "gregorian"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("", "blank"), ("71", "year_range"), ("2271", "year_range"), ("25711", "year_range"), ("พ.ศ. 2028", "year_range"),
     ("ค.ศ. 2571", "year_range"), ("สองพัน", "unreadable"), ("2571-2575", "unreadable"), ("9" * 5000, "year_range")],
)  # fmt: skip
def test_unclear_fiscal_years(typed: str, code: str) -> None:
    with pytest.raises(YearUnclear) as refused:
        parse_fiscal_year(typed)
    assert refused.value.code == code
    assert not isinstance(refused.value, GregorianYear)


@pytest.mark.parametrize(
    "error", [DateUnclear("blank", "x", day=1), YearUnclear("blank", "x"), GregorianYear("2028", 2571)]
)
def test_errors_survive_a_process_border(error: ValueError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert again.params == error.params
