"""A table goes into JSON and comes back equal: on screen, on paper, in the workbook."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from portal.kit.tables.html import table_html
from portal.kit.tables.stored import from_json, to_json
from portal.kit.tables.table import Column, Table, TitleLine, data, heading, subtotal, total
from portal.kit.tables.xlsx import Sheet, write_workbook

MOMENT = datetime(2026, 12, 1, tzinfo=UTC)


def table() -> Table:
    columns = (
        Column("index", "ที่", kind="index", width=4),
        Column("title", "โครงการ", names_row=True),
        Column("on", "วันที่", kind="date"),
        Column("share", "ร้อยละ", kind="number", width=5.5),
        Column("year:2571", "(บาท)", group="งบประมาณ", subgroup="2571", kind="money"),
        Column("year:2572", "(บาท)", group="งบประมาณ", subgroup="2572", kind="money"),
    )
    first = {"index": 1, "title": "=1+1\n<b>น้ำ</b>", "on": date(2026, 12, 1), "share": 2.0}
    rows = (
        heading("1. ยุทธศาสตร์"),
        heading("1.1 กลยุทธ์", 2),
        data({**first, "year:2571": Decimal("60000.50"), "year:2572": None}, anchor="entry-7"),
        data({"title": "(โครงการเดิม)", "year:2571": Decimal("0.00"), "year:2572": 0}, strong=("title", "year:2571")),
        subtotal("รวมงบประมาณ", {"year:2571": Decimal("60000.5"), "year:2572": None}),
        total("รวมทั้งสิ้น", {"year:2571": 60000}),
    )
    lines = ("กลาง", TitleLine("แบบ ผ.02", "right", strong=True), TitleLine("ก. วิสัยทัศน์", "left"))
    return Table(lines, columns, rows, notes=("หมายเหตุ",), stamp="ตัวอย่าง")


def through_text(given: Table) -> Table:
    return from_json(json.loads(json.dumps(to_json(given), ensure_ascii=False, allow_nan=False)))


def test_it_comes_back_equal_in_every_part():
    given, back = table(), through_text(table())
    assert back == given
    # equal is not enough: 0 == 0.00 == False
    assert [[(k, type(v), str(v)) for k, v in r.cells.items()] for r in back.rows] == [
        [(k, type(v), str(v)) for k, v in r.cells.items()] for r in given.rows
    ]
    assert back.header() == given.header()
    assert table_html(back) == table_html(given)
    sheets = ([Sheet("ผ.02", one)] for one in (back, given))
    written, expected = (write_workbook(s, created=MOMENT, creator="K", title="ผ") for s in sheets)
    assert written == expected


def test_a_store_that_sorts_the_keys_changes_nothing():
    given = table()
    back = from_json(json.loads(json.dumps(to_json(given), sort_keys=True)))
    assert back == given and table_html(back) == table_html(given)


def test_a_table_without_anything_optional():
    bare = Table((), (Column("a", "ก"),), ())
    assert through_text(bare) == bare and through_text(bare).stamp is None


@pytest.mark.parametrize("value", [Decimal("NaN"), float("inf"), float("nan")])
def test_numbers_that_are_none_are_refused(value):
    with pytest.raises(ValueError, match="cannot be kept"):
        to_json(Table((), (Column("a", "ก"),), (data({"a": value}),)))


@pytest.mark.parametrize("value", [MOMENT, ["ก"], b"x"])
def test_what_is_no_cell_is_refused(value):
    with pytest.raises(TypeError, match="cannot hold"):
        to_json(Table((), (Column("a", "ก"),), (data({"a": value}),)))


@pytest.mark.parametrize("version", [None, 0, 2])
def test_another_version_is_not_guessed_at(version):
    with pytest.raises(ValueError, match="version"):
        from_json({**to_json(table()), "version": version})
