"""Reading what the site hands out as files: PDFs by two programs, XLSX by its cells."""

import io
import subprocess
import unicodedata
from pathlib import Path
from typing import Any

import openpyxl
import pypdf


def pdftotext(path: Path) -> str:
    """The text as poppler reads it in the order of the file, NFC."""
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True)
    return unicodedata.normalize("NFC", done.stdout.decode())


def pages_of(data: bytes) -> list[str]:
    """The text of each page as pypdf reads it, NFC, blanks squeezed."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    return [" ".join(unicodedata.normalize("NFC", page.extract_text()).split()) for page in reader.pages]


def squeezed(text: str) -> str:
    """Without any blanks: lines break inside words and cells where the column is narrow."""
    return "".join(text.split())


def sheets_of(data: bytes) -> dict[str, list[list[Any]]]:
    """{sheet: rows of cell values}."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def rows_with(rows: list[list[Any]], text: str) -> list[list[Any]]:
    """The rows in which some cell holds the text."""
    return [row for row in rows if any(isinstance(cell, str) and text in cell for cell in row)]
