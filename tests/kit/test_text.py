"""Thai text as typed, brought to one spelling."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kit.thai.text import (
    arabic_digits,
    clusters,
    has_thai_id,
    is_thai_id,
    name_key,
    normalise,
    squash,
    thai_digits,
)

THAI = st.text(
    st.sampled_from([*map(chr, range(0x0E01, 0x0E5C)), " ", "\n", "\u200b", "\u00a0", "a", "1"]), max_size=12
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("ส\u0e4dาหรับ", "สำหรับ"),
        ("น\u0e4d\u0e49า", "น้ำ"),
        ("น\u0e49\u0e4dา", "น้ำ"),
        ("นำ\u0e49", "น้ำ"),
        ("ทำำนา", "ทำนา"),
        ("เเก้ว", "แก้ว"),
        ("เ\u200bเก้ว", "แก้ว"),
        ("ที\u0e48\u0e48", "ที่"),
        ("ท\u0e48\u0e35", "ที่"),
        ("ผ\u0e49\u0e39ใหญ่", "ผู้ใหญ่"),
        ("คะ\u0e48", "ค่ะ"),
        ("สิทธ\u0e4c\u0e34", "สิทธิ์"),
        ("กุด\u00a0บาก\ufeff", "กุด บาก"),
        ("หนึ่ง\r\nสอง\rสาม", "หนึ่ง\nสอง\nสาม"),
        ("๖๐,๐๐๐", "๖๐,๐๐๐"),
        ("พันธุ์ เก็บ ภูมิ์ ฤๅ", "พันธุ์ เก็บ ภูมิ์ ฤๅ"),
        ("cafe\u0301", "café"),
        ("ก\x00ข\x1fค", "กขค"),
        ("ก\tข", "ก\tข"),
    ],
)
def test_faults_of_typing_are_mended(typed: str, stored: str) -> None:
    assert normalise(typed) == stored


def test_compatibility_forms_stay_as_they_are() -> None:
    assert normalise("น้ำ ½ ㎡") == "น้ำ ½ ㎡"


@given(THAI)
@settings(max_examples=300, deadline=None)
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert unicodedata.normalize("NFC", once) == once


@given(st.text(max_size=20))
@settings(max_examples=150, deadline=None)
def test_any_text_is_accepted(text: str) -> None:
    assert squash(squash(text)) == squash(text)
    assert name_key(name_key(text)) == name_key(text)
    assert "".join(clusters(text)) == text
    assert has_thai_id(text) == [] or any(character.isdigit() for character in text)


def test_digits() -> None:
    assert arabic_digits("ปี ๒๕๗๐ (2027)") == "ปี 2570 (2027)"
    assert thai_digits("ปี 2570") == "ปี ๒๕๗๐"


def test_squash_makes_one_line() -> None:
    assert squash("  โครงการ\u00a0 ที่\n๑ ") == "โครงการ ที่ 1"


@pytest.mark.parametrize(
    "variant",
    [
        "โครงการส่งเสริมอาชีพเพาะเห็ด  ตำบลโคกก่อง ปี 2571",
        "โครงการส่งเสริมอาชีพเพาะเห็ด ตำบลโคกก่อง ปี ๒๕๗๑",
        "โครงการส่งเสริมอาชีพเพาะเห็ด ต\u0e4dาบลโคกก่อง ปี 2571",
        " โครงการ“ส่งเสริมอาชีพเพาะเห็ด” ตำบลโคกก่อง\nปี 2571.",
        "โครงการส่งเสริมอาชีพเพาะเห็ดต\u200bำบลโคกก่องปี2571",
    ],
)
def test_same_name_however_it_is_typed(variant: str) -> None:
    assert name_key(variant) == name_key("โครงการส่งเสริมอาชีพเพาะเห็ด ตำบลโคกก่อง ปี 2571")


def test_other_names_stay_apart() -> None:
    assert name_key("โครงการเพาะเห็ด หมู่ 2") != name_key("โครงการเพาะเห็ด หมู่ 3")
    assert name_key("เห็ดฟาง") != name_key("เห็ดนางฟ้า")
    assert name_key("ปา") != name_key("ป่า")


def citizen(first_twelve: str) -> str:
    """A number with a valid check digit; made for tests, not anyone's."""
    weighted = sum(int(digit) * (13 - place) for place, digit in enumerate(first_twelve))
    return first_twelve + str((11 - weighted % 11) % 10)


SAMPLE = citizen("147010000000")


@pytest.mark.parametrize(
    "shape",
    [
        SAMPLE,
        f"{SAMPLE[0]}-{SAMPLE[1:5]}-{SAMPLE[5:10]}-{SAMPLE[10:12]}-{SAMPLE[12]}",
        f"{SAMPLE[0]} {SAMPLE[1:5]} {SAMPLE[5:10]} {SAMPLE[10:12]} {SAMPLE[12]}",
        f"{SAMPLE[0]} – {SAMPLE[1:5]} – {SAMPLE[5:10]} – {SAMPLE[10:12]} – {SAMPLE[12]}",
        thai_digits(SAMPLE),
        " ".join(SAMPLE),
        SAMPLE[:6] + "\u200b" + SAMPLE[6:],
    ],
)
def test_citizens_numbers_are_found(shape: str) -> None:
    assert has_thai_id(f"เลขบัตร {shape} นะ") == [SAMPLE]


@pytest.mark.parametrize(
    "harmless",
    [
        SAMPLE[:12] + str((int(SAMPLE[12]) + 1) % 10),
        "1" + SAMPLE,
        SAMPLE + "1",
        "60,000 80,000 100,000",
        "ISBN 9786161234567",
        citizen("099400000000"),
        "โทร 042-000-0000",
        "",
    ],
)
def test_other_numbers_are_not(harmless: str) -> None:
    assert has_thai_id(harmless) == []


def test_two_numbers_come_in_order() -> None:
    other = citizen("347059999999")
    assert has_thai_id(f"{other}, {SAMPLE}") == [other, SAMPLE]
    assert is_thai_id(citizen("012348912345")) and not is_thai_id("๑" * 13)


def test_clusters_never_tear_a_mark_off() -> None:
    assert clusters("น้ำ") == ["น้ำ"]
    assert clusters("ผู้ใหญ่") == ["ผู้", "ให", "ญ่"]
    assert clusters("เกาะ é") == ["เกาะ", " ", "é"]


def test_garbage_costs_no_time() -> None:
    # Each of these took minutes with a rule that mended one pair a round.
    for garbage in ("ำ่", "กำ่", "กํ่าํ่า", "ะา่"):
        assert len(normalise(garbage * 20_000)) <= len(garbage) * 20_000
