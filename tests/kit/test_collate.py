"""Dictionary order."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kit.thai.collate import sort_key, thai_sorted

IN_ORDER = [
    # tones and ็ only between words otherwise alike
    "ปา ป่า ป้า ป๊า ป๋า ปาก",
    "เกง เก็ง เก่ง เก้ง เก๋ง",
    # no vowel before a vowel; vowels in their order
    "กก กะ กัก กา กำ กิ กี กึ กื กุ กู เก แก โก ใก ไก ข",
    # leading vowels count after their consonant
    "เพลา ไพร ภาค ภูมิ มะเขือ เมือง แม่น้ำ ยา",
    # ฤ after ร, ฦ after ล
    "ราว ไร่ ฤดู ลำ ไล่ ฦ วัด",
    # names of districts
    "กุดบาก กุสุมาลย์ คำตากล้า โคกศรีสุพรรณ เจริญศิลป์ เต่างอย นิคมน้ำอูน บ้านม่วง พรรณานิคม พังโคน โพนนาแก้ว ภูพาน "
    "เมืองสกลนคร วานรนิวาส วาริชภูมิ สว่างแดนดิน ส่องดาว อากาศอำนวย",
    # figures by value, Thai before Latin
    "2 ๑๐ หมู่1 หมู่2 หมู่๑๐ Apple banana Zebra",
]


@pytest.mark.parametrize("line", IN_ORDER)
def test_order(line: str) -> None:
    words = line.split()
    mixed = words[:]
    random.Random(7).shuffle(mixed)
    assert thai_sorted(mixed) == words


def test_punctuation_and_spaces_count_last() -> None:
    assert thai_sorted(["กาแฟ ข", "กา-แฟ ก", "(กาแฟ)", "กาแฟฯ"]) == ["(กาแฟ)", "กาแฟฯ", "กา-แฟ ก", "กาแฟ ข"]


def test_spelling_faults_do_not_move_a_word() -> None:
    assert sort_key("น\u0e4d\u0e49า") == sort_key("น้ำ")


def test_a_key_function_and_stability() -> None:
    rows = [("ข", 1), ("ก", 2), ("ก", 1)]
    assert thai_sorted(rows, key=lambda row: row[0]) == [("ก", 2), ("ก", 1), ("ข", 1)]


@given(st.lists(st.text(max_size=8), max_size=6))
@settings(max_examples=100, deadline=None)
def test_any_texts_can_be_sorted(texts: list[str]) -> None:
    assert thai_sorted(thai_sorted(texts)) == thai_sorted(texts)


def test_long_figures() -> None:
    assert thai_sorted(["9" * 5000, "1"]) == ["1", "9" * 5000]
