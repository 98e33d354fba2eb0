"""Corrects the map from glyphs to text in a PDF that WeasyPrint is about to write.

Called by ``portal.kit.pdf.document`` as WeasyPrint's finisher. WeasyPrint fills that map from shaping clusters, first
come first kept, so a glyph that once was part of a cluster keeps a wrong text for the whole document
(Kozea/WeasyPrint#2841). Here each entry is set from the font itself: its character map, else the glyph's name.
"""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

from fontTools import agl
from fontTools.ttLib import TTFont
from weasyprint.text.fonts import get_hb_object_data

_ENTRY = re.compile(rb"^<([0-9a-f]{4})> <([0-9a-f]*)>$")
_ENTRIES_PER_BLOCK = 100  # the most that a bfchar block may hold (Adobe Technical Note 5014)


class TextLayerError(RuntimeError):
    """A font's map from glyphs to text could not be corrected, so text copied from the PDF would be wrong."""


def glyph_texts(font: TTFont) -> dict[int, str]:
    """The text of each glyph id that has one: from the character map, else from the Adobe glyph name."""
    texts: dict[int, str] = {}
    for code, name in sorted(font.getBestCmap().items(), reverse=True):
        letter = chr(code)
        # fi, fl and their kin are drawn for the separate letters.
        texts[font.getGlyphID(name)] = unicodedata.normalize("NFKC", letter) if 0xFB00 <= code <= 0xFB06 else letter
    for glyph_id, name in enumerate(font.getGlyphOrder()):
        if glyph_id not in texts and (text := agl.toUnicode(name)):
            texts[glyph_id] = text
    return texts


def correct_text_layer(document: Any, pdf: Any, *, strict_family: str) -> frozenset[str]:
    """WeasyPrint finisher: rewrite the ToUnicode map of every font of the document, in place.

    ``document`` is WeasyPrint's Document, ``pdf`` the pydyf.PDF before its trailer is written. In fonts of
    ``strict_family`` every glyph must have a text; other fonts (a sign that ours lacks) keep WeasyPrint's entry where
    the font says nothing, and so do the numbers beyond the last glyph, which stand for signs that no font has.

    Returns the names of the fonts outside ``strict_family``. Raises TextLayerError if a font was not corrected.
    """
    dictionaries: dict[bytes, list[Any]] = {}
    for item in pdf.objects:
        if isinstance(item, dict) and item.get("Subtype") == "/Type0":
            dictionaries.setdefault(item["BaseFont"], []).append(item)
    read: dict[bytes, dict[int, str]] = {}
    foreign = set()
    corrected: set[bytes] = set()
    for font in document.fonts.values():
        if font.name in corrected:
            continue
        found = dictionaries.get(font.name)
        if not found:
            raise TextLayerError(f"no font dictionary for {font.name!r} in the PDF")
        # The face as it was before WeasyPrint cut unused glyphs away: that keeps names and character map.
        original = get_hb_object_data(font.hb_face)
        if original not in read:
            read[original] = glyph_texts(TTFont(io.BytesIO(original), fontNumber=font.index, lazy=True))
        strict = strict_family.replace(" ", "-").encode() in font.name
        if not strict:
            foreign.add(font.name.lstrip(b"/").decode("latin-1"))
        for dictionary in found:
            last = font.glyph_count - 1 if strict else -1
            _rewrite(_stream_of(pdf, dictionary), read[original], font.name, must_know=last)
        corrected.add(font.name)
    if missed := set(dictionaries) - corrected:
        raise TextLayerError(f"fonts in the PDF that the document does not know: {sorted(missed)}")
    return frozenset(foreign)


def _stream_of(pdf: Any, dictionary: dict[str, Any]) -> list[bytes]:
    number = int(dictionary["ToUnicode"].split()[0])
    stream: list[bytes] = pdf.objects[number].stream
    return stream


def _rewrite(stream: list[bytes], texts: dict[int, str], name: bytes, *, must_know: int) -> None:
    """Replace the bfchar blocks of one ToUnicode stream (a list of lines); glyphs up to ``must_know`` need a text."""
    entries: dict[int, bytes] = {}
    start = None
    end = None
    for index, line in enumerate(stream):
        if line.endswith(b"beginbfchar") and start is None:
            start = index
        elif line == b"endbfchar":
            end = index + 1
        elif start is not None and (match := _ENTRY.match(line)):
            glyph_id = int(match[1], 16)
            text = texts.get(glyph_id)
            if text is None and glyph_id <= must_know:
                raise TextLayerError(
                    f"glyph {glyph_id} of {name!r} was drawn for {_drawn_for(match[2])!r} and has no text"
                )
            entries[glyph_id] = match[2] if text is None else text.encode("utf-16-be").hex().encode()
    if start is None or end is None:
        raise TextLayerError(f"the map of {name!r} is empty")
    lines: list[bytes] = []
    items = sorted(entries.items())
    for first in range(0, len(items), _ENTRIES_PER_BLOCK):
        block = items[first : first + _ENTRIES_PER_BLOCK]
        lines.append(b"%d beginbfchar" % len(block))
        lines.extend(b"<%04x> <%s>" % entry for entry in block)
        lines.append(b"endbfchar")
    stream[start:end] = lines


def _drawn_for(entry: bytes) -> str:
    """The text that WeasyPrint noted for a glyph, for messages."""
    return bytes.fromhex(entry.decode()).decode("utf-16-be", errors="replace")
