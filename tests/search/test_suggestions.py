"""Names offered while typing: from any letter on, quick however many names there are."""

import time

import pytest
from django.db import connection

from search.engines.sql import MOST_PREFIXES
from search.models import SearchDocument
from search.prefixes import document_prefixes
from search.query import suggest


def titles(typed, **options):
    return [name.title for name in suggest(typed, **options)]


@pytest.fixture
def names(make):
    make("โรงเรือนเพาะเห็ดฟาง")
    make("แก้จนด้วยไข่ผำ")
    make("ไข่เป็ดอารมณ์ดี")
    make("เครื่องสีข้าว", kind="technology")
    make("ตำบลกุดไห อำเภอกุดบาก", kind="subdistrict", names=("Kut Hai Kut Bak",))
    make("อำเภอเมืองสกลนคร", kind="district", names=("Mueang Sakon Nakhon",))
    make("องค์การบริหารส่วนตำบลโคกก่อง", kind="organisation", names=("อบต.โคกก่อง",))


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("โ", "โรงเรือนเพาะเห็ดฟาง"),  # a vowel before its consonant
        ("โร", "โรงเรือนเพาะเห็ดฟาง"),
        ("เห", "โรงเรือนเพาะเห็ดฟาง"),  # half a cluster, inside the name
        ("เห็", "โรงเรือนเพาะเห็ดฟาง"),
        ("เห็ดฟ", "โรงเรือนเพาะเห็ดฟาง"),
        ("แก", "แก้จนด้วยไข่ผำ"),  # the tone is still to come
        ("ไข่ผ\u0e4d", "แก้จนด้วยไข่ผำ"),  # half of ำ
        ("เเก้จน", "แก้จนด้วยไข่ผำ"),
        ("อารม", "ไข่เป็ดอารมณ์ดี"),
        ("เครื่องสี", "เครื่องสีข้าว"),
        ("kut bak", "ตำบลกุดไห อำเภอกุดบาก"),
        ("KUTBAK", "ตำบลกุดไห อำเภอกุดบาก"),
        ("sakon", "อำเภอเมืองสกลนคร"),
        ("กุดบา", "ตำบลกุดไห อำเภอกุดบาก"),
        ("อบตโคก", "องค์การบริหารส่วนตำบลโคกก่อง"),
        ("อบต.โคก", "องค์การบริหารส่วนตำบลโคกก่อง"),
        ("โคกก่อ", "องค์การบริหารส่วนตำบลโคกก่อง"),
    ],
)
def test_what_is_offered(names, typed, title):
    assert title in titles(typed)


def test_what_begins_so_comes_first(names):
    assert titles("ไข่")[0] == "ไข่เป็ดอารมณ์ดี"
    assert titles("โคก", kinds=["organisation"]) == ["องค์การบริหารส่วนตำบลโคกก่อง"]


def test_is_quick_among_many_names(names):
    """One letter fits more places than can be looked at: the share that is looked at is bounded."""
    rows = [
        SearchDocument(
            source="group", object_id=f"many{n}", kind="item", translation_group=f"m{n}", is_public=True, digest="x",
            title=f"กลุ่มกล้วยกวนกุดบากที่ {n}", url="/th/",
        )
        for n in range(3_000)
    ]  # fmt: skip
    documents = SearchDocument.objects.bulk_create(rows)
    prefixes = [(token, row.pk, start) for row in documents for token, start in document_prefixes([row.title])]
    assert len(prefixes) > 5 * MOST_PREFIXES
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO search_prefix (token, doc, start) VALUES (%s, %s, %s)", sorted(prefixes))
    times = []
    for typed in ["ก", "กล", "กุด", "กลุ่ม", "กุดบาก", "ที่", "1"] * 4:
        started = time.process_time()
        assert len(suggest(typed)) == 8
        times.append(time.process_time() - started)
    assert sorted(times)[int(len(times) * 0.95)] < 0.03
