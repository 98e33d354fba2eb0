"""The process apart: `python -m portal.kit.reading`, a file as standard input, its text as standard output.

Started by `portal.kit.reading.apart` alone. The text goes out page by page, parted by form feeds, so that what was read
before a limit struck is kept. The exit status says how it went (`Ending`).
"""

import sys
from collections.abc import Callable, Iterator
from enum import IntEnum
from typing import BinaryIO

from portal.kit.reading.bounds import MAX_CHARACTERS, confine


class Ending(IntEnum):
    """How the reading ended, as an exit status. Any other status: a limit, or a fault of the reader."""

    READ = 0
    LOCKED = 10
    BROKEN = 11
    UNKNOWN = 12
    CUT = 13


def main() -> Ending:
    """Read standard input and write its text."""
    confine()
    file = open(0, "rb", closefd=False)  # noqa: SIM115 - it is standard input, and lives as long as the process
    head = file.read(1024)
    file.seek(0)
    if b"%PDF-" in head:
        from portal.kit.reading import pdf

        try:
            return _write(pdf.pages, file)
        except pdf.LockedError:
            return Ending.LOCKED
        except pdf.BROKEN:
            return Ending.BROKEN
    if head.startswith(b"PK\x03\x04"):
        from portal.kit.reading import word

        try:
            return _write(word.pages, file)
        except word.BROKEN:
            return Ending.BROKEN
    return Ending.UNKNOWN


def _write(pages: Callable[[BinaryIO], Iterator[str]], file: BinaryIO) -> Ending:
    left = MAX_CHARACTERS
    between = "\f" if pages.__module__.endswith("pdf") else ""
    for page in pages(file):
        text = page[:left] + between
        left -= len(text)
        sys.stdout.buffer.write(text.encode("utf-8", "ignore"))
        sys.stdout.buffer.flush()
        if left <= 0:
            return Ending.CUT
    return Ending.READ


if __name__ == "__main__":
    sys.exit(main())
