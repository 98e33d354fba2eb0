"""The text of a Word file (DOCX): body, footnotes and endnotes. Runs only in the process apart.

A DOCX is a ZIP of XML. Its parts are read as a stream and no further than `MAX_PART_BYTES`, whatever the directory of
the ZIP says of their size; a document type declaration, which no Word writes, ends the reading, so no entity is ever
expanded.
"""

import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from portal.kit.reading.bounds import MAX_PART_BYTES, MAX_PARTS

MAIN = "word/document.xml"
PARTS = (MAIN, "word/footnotes.xml", "word/endnotes.xml")
CHUNK = 64 * 1024
# The transitional and the strict form of the standard name the same elements in two namespaces.
SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
# `zipfile` raises NotImplementedError for a compression that it does not know, RuntimeError for a locked file.
BROKEN = (zipfile.BadZipFile, expat.ExpatError, EOFError, NotImplementedError, OSError, RuntimeError, ValueError)


class _Text:
    """Collects the text of one part while it is parsed."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._inside = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _doctype(self, *declared: object) -> None:
        raise ValueError("a Word file declares no document type")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.partition(" ")
        if space not in SPACES:
            return
        if tag == "t":
            self._inside += 1
        elif tag == "tab":
            self.pieces.append(" ")
        elif tag in ("br", "cr"):
            self.pieces.append("\n")

    def _end(self, name: str) -> None:
        space, _, tag = name.partition(" ")
        if space not in SPACES:
            return
        if tag == "t":
            self._inside -= 1
        elif tag == "p":
            self.pieces.append("\n\n")

    def _characters(self, text: str) -> None:
        if self._inside:
            self.pieces.append(text)

    def taken(self) -> str:
        """What was collected since the last time."""
        text, self.pieces = "".join(self.pieces), []
        return text


def pages(file: BinaryIO) -> Iterator[str]:
    """Pieces of the text in order. Raises one of `BROKEN` where the file is not a readable Word file."""
    with zipfile.ZipFile(file) as archive:
        names = archive.namelist()
        if len(names) > MAX_PARTS or MAIN not in names:
            raise ValueError("not a Word file")
        for name in PARTS:
            if name in names:
                yield from _part(archive, name)


def _part(archive: zipfile.ZipFile, name: str) -> Iterator[str]:
    text = _Text()
    read = 0
    with archive.open(name) as stream:
        while read < MAX_PART_BYTES and (chunk := stream.read(CHUNK)):
            read += len(chunk)
            text.parser.Parse(chunk, False)
            yield text.taken()
