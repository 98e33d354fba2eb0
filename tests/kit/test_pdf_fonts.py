"""The faces built at set-up: same look as Sarabun, one glyph a cluster, equal bytes, no needless work."""

import io
from pathlib import Path

import pytest
import uharfbuzz as hb
from fontTools import agl
from fontTools.ttLib import TTFont

from portal.kit.pdf.fonts import (
    HASH_FILE,
    LICENCE_FILE,
    PAPER_FAMILY,
    PAPER_FILES,
    STAMP_FILE,
    WEB_FILES,
    build_fonts,
    cluster_font,
    main,
    source_path,
)

SAMPLE = ["สำหรับ", "น้ำ", "ผู้ใหญ่", "ป่าไม้", "ฝ้าย", "ญาติ", "กตัญญู", "ฐิติ", "ปั๊มน้ำ", "พันธุ์", "เก็บ", "ฟื้นฟู", "ฎีกา", "ฬุ"]


def shaped(font: bytes, text: str) -> tuple[int, int]:
    """Width in font units and number of glyphs of the text."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    hb.shape(hb.Font(hb.Face(font)), buffer)
    return sum(place.x_advance for place in buffer.glyph_positions), len(buffer.glyph_infos)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    root = tmp_path_factory.mktemp("build")
    assert build_fonts(root / "fonts", root / "static")
    return root / "fonts", root / "static"


@pytest.mark.parametrize("weight", [400, 700])
@pytest.mark.parametrize("text", SAMPLE)
def test_cluster_font_is_as_wide_as_sarabun(built: tuple[Path, Path], weight: int, text: str) -> None:
    ours = (built[0] / PAPER_FILES[weight]).read_bytes()
    width, _ = shaped(source_path(weight).read_bytes(), text)
    assert shaped(ours, text)[0] == width


@pytest.mark.parametrize(("text", "glyphs"), [("น้ำ", 1), ("ผู้", 1), ("ญู", 1), ("สำหรับ", 4), ("พันธุ์", 3), ("กา", 2)])
def test_a_consonant_with_its_marks_is_one_glyph(built: tuple[Path, Path], text: str, glyphs: int) -> None:
    assert shaped((built[0] / PAPER_FILES[400]).read_bytes(), text)[1] == glyphs


@pytest.mark.parametrize("weight", [400, 700])
def test_every_glyph_name_states_a_text(built: tuple[Path, Path], weight: int) -> None:
    font = TTFont(built[0] / PAPER_FILES[weight])
    mapped = set(font.getBestCmap().values())
    assert [name for name in font.getGlyphOrder()[1:] if name not in mapped and not agl.toUnicode(name)] == []
    assert agl.toUnicode("uni0E190E490E33") == "น้ำ"
    assert "uni0E190E490E33" in font.getGlyphOrder()


def test_family_is_renamed_and_latin_stays(built: tuple[Path, Path]) -> None:
    for name in PAPER_FILES.values():
        font = TTFont(built[0] / name)
        assert font["name"].getDebugName(1) == PAPER_FAMILY
        assert "Sarabun" not in font["name"].getDebugName(6)
        assert "SIL Open Font License" in font["name"].getDebugName(13)
        assert set(map(ord, "AZaz09๐๙()–“”฿")) <= set(font.getBestCmap())
        assert "DSIG" not in font


def test_web_faces_are_small_and_hold_thai_and_latin(built: tuple[Path, Path]) -> None:
    sizes = []
    for name in WEB_FILES.values():
        content = (built[1] / name).read_bytes()
        assert content[:4] == b"wOF2"
        sizes.append(len(content))
        font = TTFont(io.BytesIO(content))
        assert set(map(ord, "กฮำ๙AZaz09é–“”•→฿")) <= set(font.getBestCmap())
        assert {"GSUB", "GPOS"} <= set(font.keys())
    assert sum(sizes) < 50_000


def test_web_face_keeps_marks_in_place(built: tuple[Path, Path]) -> None:
    target = io.BytesIO()
    font = TTFont(built[1] / WEB_FILES[400])
    font.flavor = None
    font.save(target)
    for text in SAMPLE:
        assert shaped(target.getvalue(), text) == shaped(source_path(400).read_bytes(), text)


def test_licence_goes_with_the_faces(built: tuple[Path, Path]) -> None:
    for folder in built:
        assert "SIL OPEN FONT LICENSE" in (folder / LICENCE_FILE).read_text(encoding="utf-8")


def test_building_again_does_nothing_and_repairs_what_is_missing(tmp_path: Path) -> None:
    paper, web = tmp_path / "fonts", tmp_path / "web"
    assert build_fonts(paper, web)
    before = {path.name: path.stat().st_mtime_ns for path in (*paper.iterdir(), *web.iterdir())}
    assert not build_fonts(paper, web)
    assert before == {path.name: path.stat().st_mtime_ns for path in (*paper.iterdir(), *web.iterdir())}
    (paper / STAMP_FILE).unlink()
    (web / HASH_FILE).write_text("of another day", encoding="ascii")
    assert build_fonts(paper, web)
    assert (paper / STAMP_FILE).is_file()
    assert not [path for path in (*paper.iterdir(), *web.iterdir()) if path.name.startswith(".")]


def test_equal_input_gives_equal_bytes(built: tuple[Path, Path]) -> None:
    assert cluster_font(source_path(700).read_bytes()) == (built[0] / PAPER_FILES[700]).read_bytes()


def test_command_line_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(tmp_path / "fonts")])
    main([str(tmp_path / "fonts")])
    assert capsys.readouterr().out.splitlines() == ["fonts built", "fonts are up to date"]
