"""A table as CSV that Excel opens rightly: UTF-8 with a BOM, one header line, plain numbers, no formula by accident."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from portal.kit.tables.table import Cell, Table
from portal.kit.thai.dates import BANGKOK

BOM = "\ufeff"
# What Excel or LibreOffice would take for the beginning of a formula or command (OWASP, "CSV injection").
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def guarded(text: str) -> str:
    """Text that a spreadsheet will show and not run: an apostrophe goes before a formula's sign; a lone dash stays."""
    return f"'{text}" if len(text) > 1 and text.startswith(_FORMULA_STARTS) else text


def _plain(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, datetime):
        return (value.astimezone(BANGKOK) if value.tzinfo else value).replace(tzinfo=None).isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def table_csv(table: Table, *, structure: bool = False) -> bytes:
    """The file's bytes: a header line and the data rows. None is an empty field, 0 is 0, dates are ISO (Gregorian).

    With `structure` the title lines, stamp, headings, sums and notes are written too, as lines with their text in the
    first field; without it every line is one record, as programs want it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    if structure:
        texts = ([table.stamp] if table.stamp else []) + [line.text for line in table.titles]
        writer.writerows([guarded(text)] for text in texts)
    writer.writerow([guarded(column.flat_label) for column in table.columns])
    for row in table.rows:
        cells = [_plain(row.cells.get(column.key)) for column in table.columns]
        if row.kind == "data":
            writer.writerow(cells)
        elif structure:
            writer.writerow(
                [guarded(row.label), *([""] * (len(cells) - 1))]
                if row.kind == "heading"
                else [guarded(row.label), *cells[1:]]
            )
    if structure:
        writer.writerows([guarded(note)] for note in table.notes)
    return (BOM + out.getvalue()).encode()
