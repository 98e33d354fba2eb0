"""A book as PDF and as XLSX: cover, ผ.01, then every form. Called by the preview and by `keep`."""

import datetime
from html import escape

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from plans.exports.paper import BookPaper, paper_of
from plans.models import PlanBook
from portal.kit.pdf.document import PdfFile, render_pdf
from portal.kit.tables.html import table_html
from portal.kit.tables.table import Table
from portal.kit.tables.xlsx import Sheet, write_workbook

CREATOR = "Kaejon"


def book_pdf(book: PlanBook, created: datetime.datetime) -> PdfFile:
    """The printed book: as announced, or as it stands while it is open."""
    return pdf_of(paper_of(book), created)


def book_xlsx(book: PlanBook, created: datetime.datetime) -> bytes:
    """The same tables as a workbook."""
    return xlsx_of(paper_of(book), created)


def pdf_of(paper: BookPaper, created: datetime.datetime) -> PdfFile:
    """`anchors["entry-<id>"]` is the page that an entry begins on, counted from `first_page`.

    The cover carries no number: `first_page` is the number of the first page of forms.
    """
    sections = []
    if paper.summary is not None:
        sections.append(_section(paper.summary_code, paper.summary))
    sections += [_section(printed.label, printed.table) for printed in paper.forms]
    with translation.override("th"):
        html = render_to_string("pdf/book.html", {"paper": paper, "sections": sections})
    return render_pdf(
        html, font_dir=settings.FONT_DIR, created=created, title=paper.title, first_page=paper.first_page - 1
    )


def _section(code: str, table: Table) -> dict[str, str]:
    heading = "".join(
        f'<p class="{"title" if line.align == "center" else "line"}">{escape(line.text)}</p>'
        for line in table.titles
        if line.align != "right"
    )
    plain = Table((), table.columns, table.rows)
    return {"code": code, "heading": heading, "table": table_html(plain, caption=False, widths="style")}


def xlsx_of(paper: BookPaper, created: datetime.datetime) -> bytes:
    """Real numbers, merged header, repeating titles, A4 landscape."""
    sheets = []
    if paper.summary is not None:
        code = paper.summary_code
        sheets.append(Sheet(code.replace("แบบ ", ""), paper.summary, corner=code, footer=paper.title))
    sheets += [Sheet(p.name, p.table, corner=p.label, footer=paper.title) for p in paper.forms]
    if not sheets:
        raise ValueError("a book without entries has no tables")
    return write_workbook(sheets, created=created, creator=CREATOR, title=paper.title)
