"""The text of a PDF, page by page. Runs only in the process apart (`portal.kit.reading.__main__`)."""

from collections.abc import Iterator
from typing import BinaryIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from portal.kit.reading.bounds import MAX_PAGES

# What pypdf raises on a page that is not as it should be; the other pages may be sound.
BROKEN = (PyPdfError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class LockedError(Exception):
    """The file asks for a password."""


def pages(file: BinaryIO) -> Iterator[str]:
    """The text of each of the first `MAX_PAGES` pages; "" for one without text or not readable.

    Raises `LockedError` where a password is needed, one of `BROKEN` where the file as a whole is not readable.
    """
    reader = PdfReader(file, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise LockedError
    for page in reader.pages[:MAX_PAGES]:
        try:
            yield page.extract_text()
        except BROKEN:
            yield ""
