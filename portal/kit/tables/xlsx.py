"""Tables as an Excel workbook that prints as the office's own.

Merged header that repeats on every page, A4 landscape, one page wide, real numbers, nothing that Excel could run.

The same input gives the same bytes, since announced files are kept with their hash.
"""

import io
import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from portal.kit.tables.table import FIGURE_KINDS, Cell, Column, Row, Table, TitleLine
from portal.kit.thai.dates import format_date

FONT_NAME = "TH SarabunPSK"
WHOLE_FORMAT = "#,##0"
SATANG_FORMAT = "#,##0.00"

# Characters of the sheet's default font that fill an A4 landscape page at 100 %; column widths are shares of it.
_PAGE_CHARACTERS = 145
# Thai at a given size is about this much narrower than Excel's unit of column width (a digit of 11 pt Calibri).
_CHARACTER_WIDTH = 0.068
_LINE_HEIGHT = 1.45
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_BAD_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_BAD_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ZERO_ADVANCE = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")

_THIN = Side(style="thin", color="000000")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEADER_FILL = PatternFill("solid", fgColor="EBEBEB")
_SUM_FILL = PatternFill("solid", fgColor="F5F5F5")
_STAMP_COLOUR = "B00020"


@dataclass(frozen=True)
class Sheet:
    """One sheet: `name` is its tab, made fit for Excel and unique when written; `corner` ("แบบ ผ.02") and `footer` are
    on every printed page. `font_size` in points: 10 to 12 for plan books, so that seven digits fit.
    """

    name: str
    table: Table
    corner: str = ""
    footer: str = ""
    font_size: float = 12


def write_workbook(
    sheets: Sequence[Sheet], *, created: datetime, creator: str = "", title: str = "", font_name: str = FONT_NAME
) -> bytes:
    """The workbook's bytes. `created` (aware, or naive UTC) is written as its time of making; nothing asks the clock.

    None and blank become empty cells, 0 stays 0, amounts are numbers; dates are text in the Buddhist era, since Excel
    would show Gregorian years. Raises ValueError without sheets.
    """
    if not sheets:
        raise ValueError("a workbook needs at least one sheet")
    moment = created.astimezone(UTC).replace(tzinfo=None, microsecond=0) if created.tzinfo else created
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = creator
    workbook.properties.title = title or None
    workbook.properties.created = moment
    names: list[str] = []
    for sheet in sheets:
        names.append(_tab_name(sheet.name, names))
        _SheetWriter(workbook.create_sheet(names[-1]), sheet, font_name).write()
    out = io.BytesIO()
    workbook.save(out)
    return _steady(out.getvalue(), moment)


def _tab_name(name: str, taken: Iterable[str]) -> str:
    """At most 31 characters, none of Excel's forbidden ones, different from the others whatever the capitals."""
    clean = _BAD_NAME.sub("-", name).strip().strip("'") or "1"
    folded = {other.casefold() for other in taken}
    candidate, number = clean[:31], 2
    while candidate.casefold() in folded:
        ending = f" ({number})"
        candidate, number = clean[: 31 - len(ending)] + ending, number + 1
    return candidate


def _steady(content: bytes, moment: datetime) -> bytes:
    """The same archive without the clock: openpyxl writes the time of saving on every entry and property."""
    out = io.BytesIO()
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = old.read(name)
            if name == "docProps/core.xml":
                entry = _MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", entry)
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, entry)
    return out.getvalue()


class _SheetWriter:
    """Writes one sheet from top to bottom; `self.at` is the next free row."""

    def __init__(self, worksheet: Worksheet, sheet: Sheet, font_name: str) -> None:
        self.worksheet = worksheet
        self.sheet = sheet
        self.table = sheet.table
        self.font_name = font_name
        self.at = 1
        self.widths = [max(share * _PAGE_CHARACTERS / 100, 2.5) for share in self.table.widths]

    def write(self) -> None:
        for place, width in enumerate(self.widths, start=1):
            self.worksheet.column_dimensions[get_column_letter(place)].width = round(width, 2)
        self._above()
        first_header = self.at
        self._header()
        last_header = self.at - 1
        for row in self.table.rows:
            self._row(row)
        for note in self.table.notes:
            self._across(note, Alignment(horizontal="left", vertical="top", wrap_text=True))
        self._page(first_header, last_header)

    # -- parts of the sheet ------------------------------------------------------------------------------------------

    def _above(self) -> None:
        if self.table.stamp:
            centre = Alignment(horizontal="center", vertical="center")
            self._across(self.table.stamp, centre, self._font(bold=True, colour=_STAMP_COLOUR, larger=4))
        for line in self.table.titles:
            self._title(line)

    def _title(self, line: TitleLine) -> None:
        alignment = Alignment(horizontal=line.align, vertical="center", wrap_text=True)
        self._across(line.text, alignment, self._font(bold=line.strong))

    def _header(self) -> None:
        rows = self.table.header()
        top = self.at
        heights = [1.0] * len(rows)
        for cells in rows:
            for cell in cells:
                left, upper = cell.column + 1, top + cell.row
                right, lower = left + cell.colspan - 1, upper + cell.rowspan - 1
                self._box(upper, left, lower, right, fill=_HEADER_FILL)
                self._put(self._cell(upper, left), cell.text)
                width = sum(self.widths[left - 1 : right])
                needed = self._line_count(cell.text, width) / cell.rowspan
                for level in range(cell.row, cell.row + cell.rowspan):
                    heights[level] = max(heights[level], needed)
        centre = Alignment(horizontal="center", vertical="center", wrap_text=True)
        for level, lines in enumerate(heights):
            self._height(top + level, lines)
            for place in range(1, len(self.widths) + 1):
                self._cell(top + level, place).alignment = centre
                self._cell(top + level, place).font = self._font(bold=True)
        self.at = top + len(rows)

    def _row(self, row: Row) -> None:
        bold = row.kind != "data"
        fill = _SUM_FILL if row.kind in ("subtotal", "total") else None
        spanned = 0
        if row.kind != "data":
            spanned = self.table.label_span(row)
            self._box(self.at, 1, self.at, spanned, fill=fill)
            label = self._cell(self.at, 1)
            self._put(label, row.label)
            side = "left" if row.kind == "heading" else "center"
            label.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True, indent=self._indent(row))
            label.font = self._font(bold=True)
            self._height(self.at, self._line_count(row.label, sum(self.widths[:spanned])), only_if_more=not row.cells)
        for place, column in enumerate(self.table.columns[spanned:], start=spanned + 1):
            cell = self._cell(self.at, place)
            self._value(cell, column, row.cells.get(column.key))
            cell.font = self._font(bold=bold or column.key in row.strong)
            cell.border = _BOX
            if fill:
                cell.fill = fill
        self.at += 1

    def _page(self, first_header: int, last_header: int) -> None:
        worksheet, sheet = self.worksheet, self.sheet
        worksheet.print_title_rows = f"{first_header}:{last_header}"
        worksheet.freeze_panes = f"A{last_header + 1}"
        worksheet.print_area = f"A1:{get_column_letter(len(self.widths))}{self.at - 1}"
        worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        worksheet.page_setup.orientation = "landscape"
        worksheet.page_setup.paperSize = 9  # A4
        worksheet.page_setup.fitToWidth = 1
        worksheet.page_setup.fitToHeight = 0
        margins = worksheet.page_margins
        margins.left = margins.right = 0.4
        margins.top, margins.bottom, margins.header, margins.footer = 0.7, 0.6, 0.3, 0.3
        worksheet.print_options.horizontalCentered = True
        size = round(sheet.font_size)
        header, footer = HeaderFooterItem(), HeaderFooterItem()
        for part, text in (
            (header.center, (self.table.stamp or "").replace("&", "&&")),
            (header.right, sheet.corner.replace("&", "&&")),
            (footer.center, sheet.footer.replace("&", "&&")),
            (footer.right, "&P / &N"),
        ):
            if text:
                part.text, part.font, part.size = text, f"{self.font_name},Regular", size
        worksheet.oddHeader, worksheet.oddFooter = header, footer

    # -- cells -------------------------------------------------------------------------------------------------------

    def _cell(self, row: int, column: int) -> SheetCell:
        return self.worksheet.cell(row, column)  # type: ignore[return-value]

    def _font(self, *, bold: bool = False, colour: str | None = None, larger: float = 0) -> Font:
        return Font(name=self.font_name, size=self.sheet.font_size + larger, bold=bold, color=colour)

    def _put(self, cell: SheetCell, text: str) -> None:
        """Writes text as text: without this "=1+1" would be stored as a formula."""
        clean = _BAD_TEXT.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
        if not clean:
            return
        cell.value = clean
        cell.data_type = "s"
        if clean[0] in "=+-@":
            cell.quotePrefix = True

    def _value(self, cell: SheetCell, column: Column, value: Cell) -> None:
        side = "right" if column.kind in FIGURE_KINDS else "center" if column.kind in ("index", "date") else "left"
        if isinstance(value, str):
            self._put(cell, value)
        elif isinstance(value, date):
            self._put(cell, format_date(value))
        elif value is not None:
            cell.value = value
            if column.kind in FIGURE_KINDS:
                cell.number_format = WHOLE_FORMAT if Decimal(str(value)) % 1 == 0 else SATANG_FORMAT
        cell.alignment = Alignment(horizontal=side, vertical="top", wrap_text=True)

    def _across(self, text: str, alignment: Alignment, font: Font | None = None) -> None:
        """One line of text over the whole width, outside the borders."""
        last = len(self.widths)
        cell = self._cell(self.at, 1)
        self._put(cell, text)
        cell.alignment = alignment
        cell.font = font or self._font()
        if last > 1:
            self.worksheet.merge_cells(start_row=self.at, start_column=1, end_row=self.at, end_column=last)
        self._height(self.at, self._line_count(text, sum(self.widths)), size=cell.font.size)
        self.at += 1

    def _box(self, top: int, left: int, bottom: int, right: int, *, fill: PatternFill | None) -> None:
        for line in range(top, bottom + 1):
            for place in range(left, right + 1):
                cell = self._cell(line, place)
                cell.border = _BOX
                if fill:
                    cell.fill = fill
        if (top, left) != (bottom, right):
            self.worksheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)

    # -- sizes: Excel fits the height of plain rows itself, but never that of merged cells ----------------------------

    def _line_count(self, text: str, width: float) -> int:
        room = max(width / (_CHARACTER_WIDTH * self.sheet.font_size), 1)
        return sum(max(math.ceil(len(_ZERO_ADVANCE.sub("", line)) / room), 1) for line in text.split("\n"))

    def _height(self, row: int, lines: float, *, size: float | None = None, only_if_more: bool = True) -> None:
        if lines > 1 or only_if_more:
            points = lines * (size or self.sheet.font_size) * _LINE_HEIGHT
            self.worksheet.row_dimensions[row].height = round(points, 1)

    @staticmethod
    def _indent(row: Row) -> int:
        return row.level - 1 if row.kind == "heading" else 0
