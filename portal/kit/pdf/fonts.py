"""Builds the faces of the product from the Sarabun package: cluster fonts for PDFs, small WOFF2 files for the web.

Called once at set-up (``./run`` and ``./test``): ``python -m portal.kit.pdf.fonts PAPER_DIR [WEB_DIR]``.

Why a font of our own for paper: a PDF's text layer maps each drawn glyph to a text. Thai marks have no width and
HarfBuzz splits ำ in two, so letters are lost, doubled or put in another order by readers (Kozea/WeasyPrint#2841).
In a *cluster font* a consonant with its marks is one glyph, whose Adobe glyph name states its text
(``uni0E190E490E33`` is น้ำ); nothing is left that could be put in a wrong order. It looks the same, since every
glyph is composed at HarfBuzz's own offsets.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
from pathlib import Path
from typing import Any

import fontpkg_sarabun
import uharfbuzz as hb
from fontTools import __version__ as fonttools_version
from fontTools import agl, subset
from fontTools.otlLib.builder import buildLigatureSubstSubtable, buildLookup
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent

PAPER_FAMILY = "Kaejon Paper"
PAPER_FILES = {400: "KaejonPaper-Regular.ttf", 700: "KaejonPaper-Bold.ttf"}
WEB_FILES = {400: "sarabun-400.woff2", 700: "sarabun-700.woff2"}
STAMP_FILE = "stamp-sample.svg"
LICENCE_FILE = "OFL.txt"
HASH_FILE = "built-from.sha256"

SOURCES = {400: "Sarabun-Regular.ttf", 700: "Sarabun-Bold.ttf"}

CONSONANTS = [chr(code) for code in range(0x0E01, 0x0E2F)]
TONES = ["่", "้", "๊", "๋"]
VOWEL_MARKS = ["ั", "ิ", "ี", "ึ", "ื", "ุ", "ู", "็", "ํ", "ฺ"]
SINGLE_MARKS = [*VOWEL_MARKS, *TONES, "์", "๎"]
SARA_AM = "ำ"

# What the screens use: Thai, Latin with accents of the common European names, dashes, quotes, arrows, signs.
WEB_RANGES = [(0x20, 0x7E), (0xA0, 0xFF), (0x0E01, 0x0E3A), (0x0E3F, 0x0E5B), (0x2010, 0x2015), (0x2190, 0x2193)]
WEB_SINGLES = [0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A, 0x20AC]
WEB_SINGLES += [0x2122, 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x200B, 0x25CC]
WEB_FEATURES = ["ccmp", "locl", "mark", "mkmk", "kern", "liga"]

_COMPOSITE_FLAGS = 0x0002  # the two arguments of a component are offsets, not point numbers


class FontSourceError(RuntimeError):
    """The Sarabun package does not hold what is expected; nothing was written."""


def mark_strings() -> list[str]:
    """The strings of marks that can follow a consonant: single marks, vowel with tone or ์, and [tone]ำ."""
    stacked = [vowel + upper for vowel in VOWEL_MARKS for upper in (*TONES, "์")]
    return [*SINGLE_MARKS, *stacked, SARA_AM, *(tone + SARA_AM for tone in TONES)]


def source_path(weight: int) -> Path:
    """The full TTF of Sarabun (OFL 1.1) for 400 or 700, from the installed package ``fontpkg-sarabun``."""
    path = Path(fontpkg_sarabun.ROOT) / "files" / SOURCES[weight]
    if not path.is_file():
        raise FontSourceError(f"fontpkg-sarabun holds no {SOURCES[weight]}")
    return path


def build_fonts(paper_dir: Path, web_dir: Path | None = None) -> bool:
    """Write the faces for paper, and those for the web where ``web_dir`` is given.

    Each folder keeps a hash of what it was built from and is left alone while that is unchanged. Files appear under
    their names only when complete, so two processes may build at once. Equal input gives equal bytes.

    Returns True if anything was written. Raises FontSourceError if the package's fonts are not as expected.
    """
    fingerprint = _fingerprint()
    paper_names = [*PAPER_FILES.values(), STAMP_FILE, LICENCE_FILE]
    built = False
    if not _is_current(paper_dir, paper_names, fingerprint):
        files = {name: cluster_font(source_path(weight).read_bytes()) for weight, name in PAPER_FILES.items()}
        files[STAMP_FILE] = outlined_stamp("ตัวอย่าง", source_path(700).read_bytes()).encode()
        _write_all(paper_dir, files, fingerprint)
        built = True
    if web_dir is not None and not _is_current(web_dir, [*WEB_FILES.values(), LICENCE_FILE], fingerprint):
        files = {name: web_font(source_path(weight).read_bytes()) for weight, name in WEB_FILES.items()}
        _write_all(web_dir, files, fingerprint)
        built = True
    return built


def cluster_font(source: bytes) -> bytes:
    """A TTF with one more glyph for every Thai consonant with marks, and a ligature lookup that uses them.

    ``source`` is a Sarabun TTF. The answer has another family name, so that it is never taken for the original.
    """
    font = _with_speaking_names(source)
    shaper = hb.Font(hb.Face(source))
    order = list(font.getGlyphOrder())  # a copy: storing a glyph lengthens the font's own list
    glyf, metrics = font["glyf"], font["hmtx"]
    ligatures: dict[tuple[str, ...], str] = {}
    added: list[str] = []
    for consonant in CONSONANTS:
        for marks in mark_strings():
            text = consonant + marks
            placed = _shape(shaper, text)
            names = tuple(order[glyph_id] for glyph_id, _, _, _ in placed)
            if len(names) < 2 or ".notdef" in names:
                raise FontSourceError(f"the font does not shape {text!r} as a consonant with marks: {names}")
            if names in ligatures:
                continue
            name = "uni" + "".join(f"{ord(letter):04X}" for letter in text)
            glyf[name] = _composite(placed, order)
            glyf[name].recalcBounds(glyf)
            metrics[name] = (sum(advance for _, advance, _, _ in placed), glyf[name].xMin)
            ligatures[names] = name
            added.append(name)
    font.setGlyphOrder([*order, *added])
    glyf.glyphOrder = font.getGlyphOrder()
    _add_ligatures(font, ligatures)
    for name in added:
        font["GDEF"].table.GlyphClassDef.classDefs[name] = 1
    if "DSIG" in font:
        del font["DSIG"]
    _rename(font)
    return _saved(font)


def web_font(source: bytes) -> bytes:
    """A WOFF2 with the Thai, Latin and punctuation that the screens use (about 20 KB a face)."""
    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = WEB_FEATURES
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["DSIG"]
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    wanted = {code for first, last in WEB_RANGES for code in range(first, last + 1)} | set(WEB_SINGLES)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    font.flavor = "woff2"
    return _saved(font)


def outlined_stamp(text: str, source: bytes) -> str:
    """The word as a slanting SVG shape for the background of sample pages.

    Outlines and not letters, so that a page's text layer holds nothing but the page's own text.
    """
    font = TTFont(io.BytesIO(source))
    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    pen_x = 0
    shapes = []
    for glyph_id, advance, x_offset, y_offset in _shape(hb.Font(hb.Face(source)), text):
        pen = SVGPathPen(glyphs)
        glyphs[order[glyph_id]].draw(pen)
        shapes.append(f'<path transform="translate({pen_x + x_offset} {y_offset})" d="{pen.getCommands()}"/>')
        pen_x += advance
    half = pen_x / 2
    place = f"rotate(-28) scale(0.95 -0.95) translate({-half:g} -330)"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{-half:g} {-half * 0.66:g} {pen_x} {pen_x * 0.66:g}">'
        f'<g fill="#e9e9e9" transform="{place}">{"".join(shapes)}</g></svg>'
    )


def _shape(font: hb.Font, text: str) -> list[tuple[int, int, int, int]]:
    """(glyph id, advance, x offset, y offset) of each glyph that HarfBuzz draws for the text, in font units."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    pairs = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    return [(info.codepoint, place.x_advance, place.x_offset, place.y_offset) for info, place in pairs]


def _composite(placed: list[tuple[int, int, int, int]], order: list[str]) -> Any:
    """One glyph made of the placed ones; ``order`` names them by glyph id."""
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = []
    pen_x = 0
    for glyph_id, advance, x_offset, y_offset in placed:
        part = GlyphComponent()
        part.glyphName = order[glyph_id]
        part.x, part.y = pen_x + x_offset, y_offset
        part.flags = _COMPOSITE_FLAGS
        glyph.components.append(part)
        pen_x += advance
    return glyph


def _with_speaking_names(source: bytes) -> TTFont:
    """The font, with glyphs such as ``yoYingthai.less`` called by the letter that they are a form of.

    The name is what the text layer falls back on, so it must state a text. The letter is found through the font's own
    single substitutions.
    """
    probe = TTFont(io.BytesIO(source))
    letter_of = {name: f"{code:04X}" for code, name in sorted(probe.getBestCmap().items(), reverse=True)}
    base_of: dict[str, str] = {}
    for lookup in probe["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for plain, form in getattr(table, "mapping", {}).items():
                if isinstance(form, str):
                    base_of.setdefault(form, plain)
    names = []
    for name in probe.getGlyphOrder():
        if name != ".notdef" and name not in letter_of and not agl.toUnicode(name):
            letter = letter_of.get(base_of.get(name, ""))
            if letter is None:
                raise FontSourceError(f"no text is known for the glyph {name}")
            name = f"uni{letter}.{name.rpartition('.')[2]}"
        names.append(name)
    font = TTFont(io.BytesIO(source), recalcTimestamp=False)
    # Loaded here so that it is written anew with the names of that day; unloaded tables are copied as they were.
    font["post"].extraNames, font["post"].mapping = [], {}
    font.setGlyphOrder(names)
    return font


def _add_ligatures(font: TTFont, ligatures: dict[tuple[str, ...], str]) -> None:
    """One lookup, the last of the feature ccmp in script thai: HarfBuzz runs lookups in the order of their numbers."""
    table = font["GSUB"].table
    table.LookupList.Lookup.append(buildLookup([buildLigatureSubstSubtable(ligatures)]))
    table.LookupList.LookupCount = len(table.LookupList.Lookup)
    number = table.LookupList.LookupCount - 1
    features = table.FeatureList.FeatureRecord
    done = set()
    for script in table.ScriptList.ScriptRecord:
        if script.ScriptTag != "thai":
            continue
        systems = [script.Script.DefaultLangSys, *(record.LangSys for record in script.Script.LangSysRecord)]
        for index in {index for system in systems if system for index in system.FeatureIndex}:
            if features[index].FeatureTag == "ccmp" and index not in done:
                feature = features[index].Feature
                feature.LookupListIndex = [*feature.LookupListIndex, number]
                feature.LookupCount = len(feature.LookupListIndex)
                done.add(index)
    if not done:
        raise FontSourceError("the font has no feature ccmp for Thai")


def _rename(font: TTFont) -> None:
    """Another family name in every record; copyright and licence records stay."""
    style = font["name"].getDebugName(2) or "Regular"
    compact = PAPER_FAMILY.replace(" ", "")
    names = {1: PAPER_FAMILY, 3: f"{compact}-{style}", 4: f"{PAPER_FAMILY} {style}", 6: f"{compact}-{style}"}
    for record in list(font["name"].names):
        if record.nameID in names:
            font["name"].setName(
                names[record.nameID], record.nameID, record.platformID, record.platEncID, record.langID
            )
        elif record.nameID in (16, 17, 18, 21, 22):
            font["name"].names.remove(record)


def _saved(font: TTFont) -> bytes:
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for part in (fonttools_version, hb.__version__):
        digest.update(part.encode())
    for path in (Path(__file__), *(source_path(weight) for weight in SOURCES)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _is_current(folder: Path, names: list[str], fingerprint: str) -> bool:
    stamp = folder / HASH_FILE
    if not all((folder / name).is_file() for name in names) or not stamp.is_file():
        return False
    return stamp.read_text(encoding="ascii").strip() == fingerprint


def _write_all(folder: Path, files: dict[str, bytes], fingerprint: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    licence = (Path(fontpkg_sarabun.ROOT) / "LICENSE").read_bytes()
    # The hash comes last: a folder that was left half-written is built again.
    for name, content in {**files, LICENCE_FILE: licence, HASH_FILE: fingerprint.encode()}.items():
        unfinished = folder / f".{name}.{os.getpid()}"
        unfinished.write_bytes(content)
        os.replace(unfinished, folder / name)


def main(arguments: list[str] | None = None) -> None:
    """The command line: folders for paper and web faces; says in one line what was done."""
    parser = argparse.ArgumentParser(prog="python -m portal.kit.pdf.fonts", description="Build the faces of Kaejon.")
    parser.add_argument("paper_dir", type=Path, help="folder for the cluster fonts (PDF)")
    parser.add_argument("web_dir", type=Path, nargs="?", help="folder for the WOFF2 files (static files)")
    chosen = parser.parse_args(arguments)
    built = build_fonts(chosen.paper_dir, chosen.web_dir)
    print("fonts built" if built else "fonts are up to date")


if __name__ == "__main__":
    main()
