"""A book as PDF and as XLSX: cover, ผ.01, then every form. Called by the preview and by `keep`."""

import datetime
from html import escape

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from plans.exports.form_rows import PrintedForm, body_line, form_tables, printed_entries, stamp_of, summary_table
from plans.models import PlanBook
from portal.kit.pdf.document import PdfFile, render_pdf
from portal.kit.tables.html import table_html
from portal.kit.tables.table import Table
from portal.kit.tables.xlsx import Sheet, write_workbook

CREATOR = "Kaejon"


def book_tables(book: PlanBook) -> tuple[Table | None, list[PrintedForm]]:
    """ผ.01 (where the type has it) and the forms, from one reading of the entries."""
    entries = printed_entries(book)
    return summary_table(book, entries), form_tables(book, entries)


def book_pdf(book: PlanBook, created: datetime.datetime) -> PdfFile:
    """The printed book. `anchors["entry-<id>"]` is the page that an entry begins on, counted from `first_page`.

    The cover carries no number: `first_page` is the number of the first page of forms.
    """
    summary, forms = book_tables(book)
    sections = []
    if summary is not None:
        sections.append(_section(book.plan.type.summary_form, summary))
    sections += [_section(printed.form.label, printed.table) for printed in forms]
    with translation.override("th"):
        html = render_to_string(
            "pdf/book.html",
            {
                "book": book,
                "body_line": body_line(book),
                "stamp": stamp_of(book),
                "sections": sections,
                "sample": book.plan.is_sample,
            },
        )
    return render_pdf(
        html, font_dir=settings.FONT_DIR, created=created, title=book.title, first_page=book.first_page - 1
    )


def _section(code: str, table: Table) -> dict[str, str]:
    heading = "".join(
        f'<p class="{"title" if line.align == "center" else "line"}">{escape(line.text)}</p>'
        for line in table.titles
        if line.align != "right"
    )
    plain = Table((), table.columns, table.rows)
    return {"code": code, "heading": heading, "table": table_html(plain, caption=False, widths="style")}


def book_xlsx(book: PlanBook, created: datetime.datetime) -> bytes:
    """The same tables as a workbook: real numbers, merged header, repeating titles, A4 landscape."""
    summary, forms = book_tables(book)
    sheets = []
    if summary is not None:
        code = book.plan.type.summary_form
        sheets.append(Sheet(code.replace("แบบ ", ""), summary, corner=code, footer=book.title))
    sheets += [Sheet(p.name, p.table, corner=p.form.label, footer=book.title) for p in forms]
    if not sheets:
        raise ValueError("a book without entries has no tables")
    return write_workbook(sheets, created=created, creator=CREATOR, title=book.title)
