"""One table, three files: header, rows and figures agree, and nothing typed can run."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from portal.kit.tables.csv import BOM, guarded, table_csv
from portal.kit.tables.html import table_html
from portal.kit.tables.table import Column, Row, Table, TitleLine, cell_text, data, heading, subtotal, total
from portal.kit.tables.xlsx import FONT_NAME, Sheet, write_workbook

CREATED = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
YEARS = range(2571, 2576)
COLUMNS = (
    Column("item", "ที่", width=3, kind="index"),
    Column("name", "โครงการ", width=13, names_row=True),
    Column("target", "(ผลผลิตของโครงการ)", group="เป้าหมาย", width=15),
    *(Column(f"y{year}", "(บาท)", group="งบประมาณ", subgroup=str(year), width=6, kind="money") for year in YEARS),
    Column("unit", "หน่วยงานรับผิดชอบหลัก", width=8),
)


def form(**changes: object) -> Table:
    """Scenario S5 as a form: 60,000, then 0, then three years without money."""
    parts: dict = {
        "title_lines": (TitleLine("แบบ ผ.02", "right"), TitleLine("รายละเอียดโครงการพัฒนา", strong=True), "อบต.ตัวอย่าง"),
        "columns": COLUMNS,
        "rows": (
            heading("1. ประเด็นการพัฒนา"),
            heading("แผนงานการเกษตร", level=2),
            data(
                {"item": 1, "name": "เพาะเห็ด <b>&", "target": "30 ครัวเรือน\n2 รุ่น", "y2571": Decimal(60000), "y2572": 0},
                strong={"y2571"},
            ),
            data({"item": 2, "name": "=SUM(A1)", "y2571": Decimal("100000.50"), "unit": "- กองเกษตร"}),
            subtotal("รวมงบประมาณ", {"y2571": Decimal("160000.50"), "y2572": 0}),
            total("รวมจำนวนโครงการ", {"y2571": 2, "y2572": 0}),
        ),
        "notes": ("หมายเหตุ: ตัวเลขประมาณการ",),
        "stamp": "ตัวอย่าง",
    }
    return Table(**{**parts, **changes})


class TestTable:
    def test_header_is_merged_from_group_subgroup_and_label(self) -> None:
        first, second, third = form().header()
        assert [(cell.text, cell.column, cell.rowspan, cell.colspan) for cell in first] == [
            ("ที่", 0, 3, 1),
            ("โครงการ", 1, 3, 1),
            ("เป้าหมาย", 2, 1, 1),
            ("งบประมาณ", 3, 1, 5),
            ("หน่วยงานรับผิดชอบหลัก", 8, 3, 1),
        ]
        assert [(cell.text, cell.rowspan) for cell in second] == [
            ("(ผลผลิตของโครงการ)", 2),
            *((str(year), 1) for year in YEARS),
        ]
        assert [cell.text for cell in third] == ["(บาท)"] * 5

    def test_a_pair_of_columns_under_each_year(self) -> None:
        columns = [Column("name", "ประเด็น")]
        for year in ("2571", "2572"):
            columns += [Column(f"n{year}", "จำนวน", year, kind="number"), Column(f"m{year}", "บาท", year, kind="money")]
        first, second = Table((), tuple(columns), ()).header()
        assert [(cell.text, cell.colspan) for cell in first] == [("ประเด็น", 1), ("2571", 2), ("2572", 2)]
        assert len(second) == 4

    def test_equal_subgroups_of_different_groups_stay_apart(self) -> None:
        columns = tuple(Column(key, "x", group, "เหมือนกัน") for key, group in (("a", "1"), ("b", "2")))
        assert [[cell.colspan for cell in row] for row in Table((), columns, ()).header()] == [[1, 1]] * 3

    @given(
        st.lists(
            st.tuples(st.sampled_from([None, "g", "h"]), st.sampled_from([None, "s", "t"])), min_size=1, max_size=7
        )
    )
    @settings(max_examples=80, deadline=None)
    def test_header_covers_every_place_once(self, shapes: list[tuple[str | None, str | None]]) -> None:
        columns = tuple(Column(str(number), "l", group, sub) for number, (group, sub) in enumerate(shapes))
        header = Table((), columns, ()).header()
        covered = [
            (cell.row + down, cell.column + along)
            for row in header
            for cell in row
            for down in range(cell.rowspan)
            for along in range(cell.colspan)
        ]
        assert sorted(covered) == [(row, column) for row in range(len(header)) for column in range(len(columns))]

    def test_widths_add_up(self) -> None:
        assert sum(form().widths) == pytest.approx(100, abs=0.01)

    def test_no_amount_can_vanish(self) -> None:
        with pytest.raises(ValueError, match="y2599"):
            form(rows=[data({"y2599": 1})])
        with pytest.raises(ValueError, match="different keys"):
            form(columns=[Column("a", "1"), Column("a", "2")], rows=[])

    def test_label_span(self) -> None:
        table = form()
        assert table.label_span(heading("x")) == 9
        assert table.label_span(total("x", {"y2571": 1})) == 3
        assert table.label_span(total("x", {"target": "2 โครงการ"})) == 2
        only_money = Table((), (Column("m", "บาท", kind="money"),), ())
        assert only_money.label_span(total("x", {})) == 1

    def test_blank_dash_and_zero(self) -> None:
        money = Column("m", "บาท", kind="money")
        assert [cell_text(money, value) for value in (None, 0, Decimal("0.00"), 60000, "-", 1.5)] == [
            "-", "0", "0", "60,000", "-", "1.50",
        ]  # fmt: skip
        assert cell_text(money, 60000, digits="thai") == "๖๐,๐๐๐"
        assert cell_text(Column("d", "วันที่", kind="date"), date(2026, 11, 20)) == "20 พ.ย. 2569"
        assert cell_text(Column("i", "ที่", kind="index"), 1234, digits="thai") == "๑๒๓๔"
        assert cell_text(Column("n", "จำนวน", kind="number"), Decimal("2.50")) == "2.5"
        assert cell_text(Column("t", "ข้อความ"), None) == ""


class Balance(HTMLParser):
    """Checks that tags close in order and collects the text of cells."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in ("col", "br"):
            self.open.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, text: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.cells[-1] += text


class TestHtml:
    def test_structure(self) -> None:
        page = table_html(form())
        reader = Balance()
        reader.feed(page)
        assert reader.open == []
        assert '<th scope="colgroup" colspan="5">งบประมาณ</th>' in page
        assert '<th scope="col" rowspan="3">ที่</th>' in page
        assert page.count("<col ") == 9
        assert '<tr class="group level-2"><th scope="rowgroup" colspan="9">แผนงานการเกษตร</th></tr>' in page
        assert '<th scope="row" class="text">เพาะเห็ด &lt;b&gt;&amp;</th>' in page
        assert "30 ครัวเรือน<br>2 รุ่น" in page
        assert '<td class="money changed">60,000</td><td class="money">0</td><td class="money">-</td>' in page
        assert '<th scope="row" colspan="3">รวมงบประมาณ</th><td class="money">160,000.50</td>' in page
        assert '<span class="table-stamp">ตัวอย่าง</span>' in page
        assert '<div class="note"><p>หมายเหตุ' in page

    def test_nothing_typed_becomes_markup(self) -> None:
        evil = "<script>\"'&"
        page = table_html(
            Table(
                (evil,), (Column("a", evil, evil),), (data({"a": evil}), heading(evil), total(evil, {})), (evil,), evil
            ),
            css_class=evil,
        )
        assert "<script" not in page

    def test_the_stamp_stays_without_a_caption(self) -> None:
        page = table_html(form(), caption=False)
        assert "ตัวอย่าง" in page and "แบบ ผ.02" not in page
        assert "<caption" not in table_html(form(stamp=None), caption=False)

    def test_widths_in_the_way_that_is_asked_for(self) -> None:
        assert "style=" not in table_html(form())
        assert 'style="width:' in table_html(form(), widths="style")
        assert "width" not in table_html(form(), widths="none")

    def test_headings_open_a_body_of_their_own(self) -> None:
        rows = [heading("1"), data({"item": 1}), heading("2"), heading("2.1"), data({"item": 1})]
        page = table_html(form(rows=rows))
        assert page.count("<tbody>") == page.count("</tbody>") == 2

    def test_a_row_can_be_pointed_at(self) -> None:
        page = table_html(form(rows=[Row("data", {"item": 1}, anchor='e"1')]))
        assert '<tr id="e&quot;1">' in page

    def test_thai_digits(self) -> None:
        assert "๖๐,๐๐๐" in table_html(form(), digits="thai")


class TestCsv:
    def read(self, content: bytes) -> list[list[str]]:
        text = content.decode()
        assert text.startswith(BOM)
        return list(csv.reader(io.StringIO(text[1:], newline="")))

    def test_records(self) -> None:
        header, first, second = self.read(table_csv(form()))
        assert header[:5] == ["ที่", "โครงการ", "เป้าหมาย (ผลผลิตของโครงการ)", "งบประมาณ 2571 (บาท)", "งบประมาณ 2572 (บาท)"]
        assert first == ["1", "เพาะเห็ด <b>&", "30 ครัวเรือน\n2 รุ่น", "60000", "0", "", "", "", ""]
        assert second[1] == "'=SUM(A1)" and second[3] == "100000.50" and second[8] == "'- กองเกษตร"

    def test_with_structure(self) -> None:
        lines = self.read(table_csv(form(), structure=True))
        assert lines[0] == ["ตัวอย่าง"]
        assert ["รวมงบประมาณ", "", "", "160000.50", "0", "", "", "", ""] in lines
        assert lines[-1] == ["หมายเหตุ: ตัวเลขประมาณการ"]

    @pytest.mark.parametrize("text", ["=1+1", "+66", "-1", "@cmd", "\t=1", "＝1", "- ข้อ"])
    def test_formulas_are_defused(self, text: str) -> None:
        assert guarded(text) == "'" + text

    def test_figures_and_lone_dashes_are_left_alone(self) -> None:
        assert guarded("-") == "-"
        table = Table((), (Column("a", "ต่าง", kind="money"), Column("d", "วัน", kind="date")), (
            data({"a": Decimal("-5"), "d": date(2026, 11, 20)}),
            data({"a": Decimal("1E+5"), "d": datetime(2026, 11, 20, 20, 0, tzinfo=UTC)}),
        ))  # fmt: skip
        assert self.read(table_csv(table))[1:] == [["-5", "2026-11-20"], ["100000", "2026-11-21 03:00"]]


class TestXlsx:
    def write(self, *sheets: Sheet) -> bytes:
        return write_workbook(
            sheets or [Sheet("ผ.02", form(), "แบบ ผ.02", "แผน & แผน")], created=CREATED, creator="kit"
        )

    def test_cells(self) -> None:
        sheet = load_workbook(io.BytesIO(self.write()))["ผ.02"]
        assert sheet["A1"].value == "ตัวอย่าง"
        assert [sheet[f"A{row}"].value for row in (2, 3, 4)] == ["แบบ ผ.02", "รายละเอียดโครงการพัฒนา", "อบต.ตัวอย่าง"]
        assert sheet["A2"].alignment.horizontal == "right" and sheet["A3"].font.bold
        merged = {str(area) for area in sheet.merged_cells.ranges}
        assert {"A1:I1", "A5:A7", "D5:H5", "C6:C7", "A8:I8", "A12:C12"} <= merged
        assert [sheet.cell(6, column).value for column in range(4, 9)] == [str(year) for year in YEARS]
        project = [cell.value for cell in sheet[10]]
        assert project[:2] == [1, "เพาะเห็ด <b>&"]
        assert project[3:9] == [60000, 0, None, None, None, None]
        assert (sheet["D10"].number_format, sheet["D11"].number_format) == ("#,##0", "#,##0.00")
        assert sheet["D11"].value == 100000.5
        assert [sheet["D12"].value, sheet["D13"].value] == [160000.5, 2]
        assert sheet["D10"].font.bold and not sheet["E10"].font.bold
        assert sheet["B10"].font.name == FONT_NAME and sheet["B10"].font.size == 12
        assert sheet["B10"].alignment.wrap_text and sheet["H5"].border.top.style == "thin"
        assert sheet["A5"].fill.fgColor.rgb == "00EBEBEB"

    def test_typed_formulas_stay_text(self) -> None:
        sheet = load_workbook(io.BytesIO(self.write())).active
        assert sheet["B11"].value == "=SUM(A1)" and sheet["B11"].data_type == "s" and sheet["B11"].quotePrefix
        with zipfile.ZipFile(io.BytesIO(self.write())) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")

    def test_printing(self) -> None:
        sheet = load_workbook(io.BytesIO(self.write())).active
        assert sheet.print_title_rows == "$5:$7"
        assert sheet.freeze_panes == "A8"
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddHeader.center.text == "ตัวอย่าง" and sheet.oddHeader.right.text == "แบบ ผ.02"
        assert sheet.oddFooter.center.text == "แผน && แผน"
        assert sheet.oddFooter.right.text == "&P / &N"
        assert sheet.column_dimensions["C"].width > sheet.column_dimensions["A"].width

    def test_same_input_same_bytes(self) -> None:
        content = self.write()
        assert content == self.write()
        assert content != write_workbook([Sheet("ผ.02", form(stamp=None))], created=CREATED)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            core = archive.read("docProps/core.xml").decode()
        assert core.count("2026-11-20T03:00:00Z") == 2
        assert load_workbook(io.BytesIO(content)).properties.modified == datetime(2026, 11, 20, 3)

    def test_tab_names(self) -> None:
        long = "บัญชีโครงการพัฒนาท้องถิ่น/แผนงานการเกษตร"
        book = load_workbook(
            io.BytesIO(self.write(*(Sheet(name, form()) for name in (long, long, "ผ.02/2", "", "[x]"))))
        )
        assert book.sheetnames == [
            long.replace("/", "-")[:31], long.replace("/", "-")[:27] + " (2)", "ผ.02-2", "1", "-x-",
        ]  # fmt: skip

    def test_signs_that_excel_refuses_are_left_out(self) -> None:
        table = Table((), (Column("a", "ก\x01", width=1),), (data({"a": "ข\x0b\r\nค"}), data({"a": ""})))
        sheet = load_workbook(io.BytesIO(self.write(Sheet("x", table)))).active
        assert [sheet["A1"].value, sheet["A2"].value, sheet["A3"].value] == ["ก", "ข\nค", None]

    def test_dates_are_buddhist(self) -> None:
        table = Table((), (Column("d", "วันที่", kind="date"),), (data({"d": date(2026, 11, 20)}),))
        assert load_workbook(io.BytesIO(self.write(Sheet("x", table)))).active["A2"].value == "20 พ.ย. 2569"

    def test_a_workbook_has_sheets(self) -> None:
        with pytest.raises(ValueError, match="at least one sheet"):
            write_workbook([], created=CREATED)


def test_screen_and_spreadsheet_agree() -> None:
    reader = Balance()
    reader.feed(table_html(form(), none=""))
    sheet = load_workbook(io.BytesIO(write_workbook([Sheet("x", form())], created=CREATED))).active
    shown = [cell_text(Column("m", "", kind="money"), cell.value, none="") for cell in sheet[10][3:8]]
    start = reader.cells.index("60,000")
    assert reader.cells[start : start + 5] == shown == ["60,000", "0", "", "", ""]
