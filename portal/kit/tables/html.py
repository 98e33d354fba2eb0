"""A table as HTML, for screens and for the PDF writer: markup with classes, no looks."""

from html import escape
from typing import Literal

from portal.kit.tables.table import HeaderCell, Row, Table, cell_text
from portal.kit.thai.text import DigitStyle

# How column widths are written. A strict content security policy refuses style attributes on screens, so "attribute" is
# for screens (and for WeasyPrint with presentational hints), "style" for PDFs, "none" where CSS decides.
Widths = Literal["attribute", "style", "none"]


def table_html(
    table: Table,
    *,
    caption: bool = True,
    widths: Widths = "attribute",
    none: str = "-",
    digits: DigitStyle = "arabic",
    lang: str = "th",
    css_class: str = "form",
) -> str:
    """The table as a `<table>` and, if there are notes, a `<div class="note">` after it. Everything is escaped.

    Without `caption` the title lines are left to the page; a stamp is printed in any case. The classes are those of
    `portal/kit/pdf/paper.css`: rows `group level-n`, `total`, `subtotal total`; cells the kind of their column, and
    `changed` where strong.
    """
    parts = [f'<table class="{escape(css_class)}">']
    parts += _caption(table, caption)
    parts += _colgroup(table, widths)
    parts.append("<thead>")
    for cells in table.header():
        parts.append("<tr>" + "".join(_header_cell(cell) for cell in cells) + "</tr>")
    parts.append("</thead>")
    parts += _bodies(table, none, digits, lang)
    parts.append("</table>")
    if table.notes:
        parts.append('<div class="note">' + "".join(f"<p>{_lines(note)}</p>" for note in table.notes) + "</div>")
    return "\n".join(parts)


def _lines(text: str) -> str:
    return escape(text).replace("\r\n", "\n").replace("\n", "<br>")


def _caption(table: Table, caption: bool) -> list[str]:
    lines = [f'<span class="table-stamp">{escape(table.stamp)}</span>'] if table.stamp else []
    if caption:
        for line in table.titles:
            strong = " strong" if line.strong else ""
            lines.append(f'<span class="table-title {line.align}{strong}">{_lines(line.text)}</span>')
    return ["<caption>" + "".join(lines) + "</caption>"] if lines else []


def _colgroup(table: Table, widths: Widths) -> list[str]:
    cols = []
    for column, width in zip(table.columns, table.widths, strict=True):
        size = {"attribute": f' width="{width:g}%"', "style": f' style="width:{width:g}%"', "none": ""}[widths]
        cols.append(f'<col class="{column.kind}"{size}>')
    return ["<colgroup>" + "".join(cols) + "</colgroup>"]


def _header_cell(cell: HeaderCell) -> str:
    spans = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    spans += f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    scope = "colgroup" if cell.colspan > 1 else "col"
    return f'<th scope="{scope}"{spans}>{_lines(cell.text)}</th>'


def _bodies(table: Table, none: str, digits: DigitStyle, lang: str) -> list[str]:
    """A body of its own for every run of headings, so that a heading's scope is the rows below it."""
    parts = ["<tbody>"]
    before = "heading"
    for place, row in enumerate(table.rows):
        if row.kind == "heading" and before != "heading" and place:
            parts.append("</tbody>\n<tbody>")
        parts.append(_row(table, row, none, digits, lang))
        before = row.kind
    return [*parts, "</tbody>"]


def _row(table: Table, row: Row, none: str, digits: DigitStyle, lang: str) -> str:
    if row.kind == "heading":
        span = f' colspan="{len(table.columns)}"' if len(table.columns) > 1 else ""
        return f'<tr class="group level-{row.level}"><th scope="rowgroup"{span}>{_lines(row.label)}</th></tr>'
    cells: list[str] = []
    columns = table.columns
    if row.kind != "data":
        spanned = table.label_span(row)
        span = f' colspan="{spanned}"' if spanned > 1 else ""
        cells.append(f'<th scope="row"{span}>{_lines(row.label)}</th>')
        columns = columns[spanned:]
    for column in columns:
        tag, scope = ("th", ' scope="row"') if column.names_row and row.kind == "data" else ("td", "")
        changed = " changed" if column.key in row.strong else ""
        # A sum that was not asked for stays blank; "-" would claim that there is none.
        missing = none if row.kind == "data" or column.key in row.cells else ""
        text = cell_text(column, row.cells.get(column.key), none=missing, digits=digits, lang=lang)
        cells.append(f'<{tag}{scope} class="{column.kind}{changed}">{_lines(text)}</{tag}>')
    identity = f' id="{escape(row.anchor)}"' if row.anchor else ""
    sort = {"data": "", "subtotal": ' class="subtotal total"', "total": ' class="total"'}[row.kind]
    return f"<tr{identity}{sort}>" + "".join(cells) + "</tr>"
