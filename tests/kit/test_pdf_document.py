"""One HTML text becomes one PDF: numbers of pages, running lines, refusals, equal bytes, a checked text layer."""

import base64
import io
import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image
from pypdf import PdfReader

from portal.kit.pdf.document import FontsNotBuiltError, PdfFile, render_pdf
from portal.kit.pdf.fonts import build_fonts
from portal.kit.pdf.text_layer import TextLayerError, correct_text_layer

CREATED = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def font_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    build_fonts(folder)
    return folder


def book(rows: int, body_class: str = "", long_row: int = 0) -> str:
    def row(number: int) -> str:
        goal = "เพื่อส่งเสริมอาชีพและรายได้ของครัวเรือนในตำบล " * (120 if number == long_row else 4)
        return (
            f'<tr id="entry-{number}"><td class="number">{number}</td><td>โครงการที่{number}จบ</td>'
            f'<td>{goal}</td><td class="money">1,200,000</td></tr>'
        )

    return f"""<!doctype html><html lang="th"><head><title>แผนพัฒนาท้องถิ่น</title></head><body class="{body_class}">
    <section class="cover"><h1>แผนพัฒนาท้องถิ่น</h1><p class="body-name">องค์การบริหารส่วนตำบลกุดไห</p></section>
    <section class="book"><p class="form-code">แบบ ผ.02</p><p class="plan-title">ชื่อแผนที่ท้ายหน้า</p>
    <div class="form-heading"><p class="title">รายละเอียดโครงการพัฒนา</p></div>
    <table class="form"><colgroup><col style="width:5%"><col style="width:25%"><col style="width:55%"><col></colgroup>
    <thead><tr><th scope="col">ที่</th><th scope="col">โครงการ</th><th scope="col">วัตถุประสงค์</th>
    <th scope="col">งบประมาณ (บาท)</th></tr></thead>
    <tbody>{"".join(row(number) for number in range(1, rows + 1))}</tbody></table></section></body></html>"""


def texts(pdf: PdfFile) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages]


@pytest.fixture(scope="module")
def printed(font_dir: Path) -> PdfFile:
    return render_pdf(book(60), font_dir=font_dir, created=CREATED, first_page=0)


def test_anchors_are_the_numbers_printed_on_the_pages(printed: PdfFile) -> None:
    pages = texts(printed)
    assert printed.pages == len(pages) >= 4
    for number in range(1, 61):
        (index,) = [at for at, text in enumerate(pages) if f"โครงการที่{number}จบ" in text]
        assert printed.anchors[f"entry-{number}"] == index
    for index, text in enumerate(pages[1:], start=1):
        assert re.search(rf"ชื่อแผนที่ท้ายหน้า\s+{index}$", text.strip(), re.MULTILINE), text[-80:]


def test_form_code_and_head_stand_on_every_page_of_the_book_but_not_on_the_cover(printed: PdfFile) -> None:
    cover, *rest = texts(printed)
    assert "แบบ ผ.02" not in cover
    for text in rest:
        assert text.count("แบบ ผ.02") == 1
        assert text.count("งบประมาณ (บาท)") == 1


def test_pages_are_landscape_a4_and_letters_portrait(printed: PdfFile, font_dir: Path) -> None:
    box = PdfReader(io.BytesIO(printed.content)).pages[1].mediabox
    assert (round(box.width), round(box.height)) == (842, 595)
    letter = render_pdf('<section class="letter"><h1>ประกาศ</h1></section>', font_dir=font_dir)
    box = PdfReader(io.BytesIO(letter.content)).pages[0].mediabox
    assert (round(box.width), round(box.height)) == (595, 842)
    assert letter.pages == 1


def test_page_numbers_without_a_cover_begin_at_one_and_may_be_thai(font_dir: Path) -> None:
    html = re.sub(r'<section class="cover">.*?</section>', "", book(20, "thai-digits"), flags=re.DOTALL)
    pdf = render_pdf(html, font_dir=font_dir)
    assert pdf.anchors["entry-1"] == 1
    assert re.search(r"ชื่อแผนที่ท้ายหน้า\s+๑$", texts(pdf)[0].strip(), re.MULTILINE)


def test_stamp_of_samples_adds_one_word_and_spoils_nothing(font_dir: Path) -> None:
    plain = texts(render_pdf(book(12), font_dir=font_dir))
    stamped = texts(render_pdf(book(12, "sample"), font_dir=font_dir))
    assert len(plain) == len(stamped)
    for before, after in zip(plain[1:], stamped[1:], strict=True):
        assert after.count("ตัวอย่าง") == 1
        assert after.replace("ตัวอย่าง", "").split() == before.split()


def test_a_row_taller_than_a_page_goes_on_and_loses_nothing(font_dir: Path) -> None:
    pdf = render_pdf(book(3, long_row=2), font_dir=font_dir)
    whole = "".join("".join(texts(pdf)).split())
    assert whole.count("เพื่อส่งเสริมอาชีพและรายได้ของครัวเรือนในตำบล") >= 120
    assert "โครงการที่3จบ" in whole


def test_equal_input_gives_equal_bytes_wherever_the_fonts_lie(printed: PdfFile, tmp_path: Path, font_dir: Path) -> None:
    build_fonts(tmp_path / "elsewhere")
    again = render_pdf(book(60), font_dir=tmp_path / "elsewhere", created=CREATED, first_page=0)
    assert again.content == printed.content
    assert again.sha256 == printed.sha256
    other = render_pdf(book(60), font_dir=font_dir, created=CREATED.replace(day=23), first_page=0)
    assert other.content != printed.content


def test_metadata_comes_from_the_arguments_alone(printed: PdfFile, font_dir: Path) -> None:
    reader = PdfReader(io.BytesIO(printed.content))
    assert reader.metadata is not None
    assert reader.metadata.title == "แผนพัฒนาท้องถิ่น"
    assert reader.metadata.creation_date == reader.metadata.modification_date == CREATED
    assert reader.trailer["/Root"]["/Lang"] == "th"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(reader.trailer["/ID"]) == 2
    bare = render_pdf("<p>ก</p>", font_dir=font_dir, title="หนังสือ", tagged=False, lang="en")
    metadata = PdfReader(io.BytesIO(bare.content)).metadata
    assert metadata is not None
    assert metadata.title == "หนังสือ"
    assert metadata.creation_date is None


def test_only_our_font_is_embedded(printed: PdfFile) -> None:
    names = set()
    for page in PdfReader(io.BytesIO(printed.content)).pages:
        names |= {
            str(font.get_object()["/BaseFont"]).partition("+")[2] for font in page["/Resources"]["/Font"].values()
        }
    assert names == {"Kaejon-Paper", "Kaejon-Paper-Bold"}
    assert not printed.foreign_fonts
    assert not printed.unknown_letters


def test_split_sara_am_is_joined(font_dir: Path) -> None:
    pdf = render_pdf("<p>นํ้า กํา จํานวน</p>", font_dir=font_dir)
    assert texts(pdf)[0].split()[:3] == ["น้ำ", "กำ", "จำนวน"]


def test_network_and_foreign_files_are_refused_and_named(
    font_dir: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = tmp_path / "secret.png"
    Image.new("RGB", (4, 4), "red").save(secret)
    html = f'<img src="https://example.org/a.png"><img src="{secret.as_uri()}"><img src="//example.org/b.png"><p>ก</p>'
    with caplog.at_level(logging.WARNING):
        pdf = render_pdf(html, font_dir=font_dir, extra_css='p { background: url("http://example.org/c.png") }')
    assert {"https://example.org/a.png", secret.as_uri(), "http://example.org/c.png"} <= set(pdf.refused)
    assert (
        "/XObject" not in PdfReader(io.BytesIO(pdf.content)).pages[0]["/Resources"]
        or not PdfReader(io.BytesIO(pdf.content)).pages[0]["/Resources"]["/XObject"]
    )


def test_files_of_allowed_folders_and_data_addresses_are_shown(font_dir: Path, tmp_path: Path) -> None:
    picture = tmp_path / "seal.png"
    Image.new("RGB", (4, 4), "blue").save(picture)
    data = base64.b64encode(picture.read_bytes()).decode()
    html = f'<img alt="" src="seal.png"><img alt="" src="data:image/png;base64,{data}">'
    pdf = render_pdf(html, font_dir=font_dir, allowed_dirs=[tmp_path])
    assert pdf.refused == ()
    assert len(list(PdfReader(io.BytesIO(pdf.content)).pages[0].images)) >= 1
    outside = render_pdf('<img alt="" src="../x.png">', font_dir=font_dir, allowed_dirs=[tmp_path / "seals"])
    assert len(outside.refused) == 1


def test_a_sign_that_our_font_lacks_does_not_stop_the_book(font_dir: Path) -> None:
    pdf = render_pdf("<p>ครบ ✓ \ue123 น้ำ</p>", font_dir=font_dir)
    words = texts(pdf)[0].split()
    assert words[0] == "ครบ"
    assert words[-1] == "น้ำ"
    assert "\ue123" in pdf.unknown_letters
    assert pdf.foreign_fonts or "✓" in pdf.unknown_letters


def test_missing_fonts_and_naive_dates_are_errors(font_dir: Path, tmp_path: Path) -> None:
    with pytest.raises(FontsNotBuiltError):
        render_pdf("<p>ก</p>", font_dir=tmp_path)
    with pytest.raises(ValueError, match="time zone"):
        render_pdf("<p>ก</p>", font_dir=font_dir, created=datetime(2026, 1, 1))


def test_a_font_that_was_not_corrected_is_an_error() -> None:
    font = SimpleNamespace(name=b"/ABCDEF+Kaejon-Paper")
    with pytest.raises(TextLayerError, match="no font dictionary"):
        correct_text_layer(SimpleNamespace(fonts={1: font}), SimpleNamespace(objects=[]), strict_family="Kaejon Paper")
    unknown = {"Subtype": "/Type0", "BaseFont": b"/ABCDEF+Other"}
    with pytest.raises(TextLayerError, match="does not know"):
        correct_text_layer(SimpleNamespace(fonts={}), SimpleNamespace(objects=[unknown]), strict_family="Kaejon Paper")
