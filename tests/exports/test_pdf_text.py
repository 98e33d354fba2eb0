"""What is copied out of a PDF is what went in: ten thousand dictionary words, read back by two readers.

The share is of tokens that come back identical after NFC. Narrow cells with wrapped lines are compared without white
space, since a reader cannot know whether a Thai word went on in the next line.
"""

import io
import os
import random
import re
import shutil
import subprocess
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from pythainlp.corpus import thai_words

from portal.kit.pdf.document import render_pdf
from portal.kit.pdf.fonts import build_fonts
from portal.kit.thai.text import normalise

WORDS = 10_000
REQUIRED = 0.999
STACKED = re.compile("[ัิ-ฺ็ํ][่-์]|[่-๋]ำ")
PLAIN_CSS = """
@page { size: A3 landscape; margin: 10mm }
html { font-family: "Kaejon Paper"; font-size: 8pt; line-height: 1.5 }
p, td { margin: 0; white-space: nowrap }
.bold { font-weight: 700 }
table { table-layout: fixed; width: 100%; border-collapse: collapse }
td { border: .5pt solid; padding: 0 1mm }
table.narrow tr { break-inside: avoid }
table.narrow td { white-space: normal; vertical-align: top }
"""

Reader = Callable[[bytes], str]


def read_with_pdftotext(content: bytes) -> str:
    if shutil.which("pdftotext") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("pdftotext (package poppler-utils) is missing; without it the text layer is not checked")
        pytest.skip("pdftotext (package poppler-utils) is not installed")
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def read_with_pypdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


READERS = [pytest.param(read_with_pdftotext, id="pdftotext"), pytest.param(read_with_pypdf, id="pypdf")]


@pytest.fixture(scope="module")
def font_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fonts")
    build_fonts(folder)
    return folder


@pytest.fixture(scope="module")
def words() -> list[str]:
    """All words with ำ, then all with stacked marks, then a seeded choice of the rest."""
    every = sorted({normalise(word) for entry in thai_words() for word in entry.split()})
    hard = [word for word in every if "ำ" in word] + [w for w in every if "ำ" not in w and STACKED.search(w)]
    chosen = set(hard)
    rest = [word for word in every if word not in chosen]
    picked = random.Random(2569).sample(rest, max(0, WORDS - len(hard)))
    result = [*hard, *picked]
    random.Random(2571).shuffle(result)
    assert len(result) >= WORDS
    return result


def as_paragraphs(words: list[str]) -> str:
    """Paragraphs of one line each: whether a word may go on in the next line is not what is asked here."""
    return "".join(f"<p>{' '.join(words[start : start + 10])}</p>" for start in range(0, len(words), 10))


def as_table(words: list[str]) -> str:
    """One-line cells of two words each, wide enough for the longest names of the dictionary."""
    cells = [f"<td>{' '.join(words[start : start + 2])}</td>" for start in range(0, len(words), 2)]
    rows = [f"<tr>{''.join(cells[start : start + 4])}</tr>" for start in range(0, len(cells), 4)]
    # Tables of moderate length, as in a book: one table over a hundred pages is slow to lay out.
    return "".join(f"<table>{''.join(rows[start : start + 100])}</table>" for start in range(0, len(rows), 100))


@pytest.fixture(scope="module", params=["paragraph-regular", "paragraph-bold", "table-regular", "table-bold"])
def dictionary_pdf(request: pytest.FixtureRequest, font_dir: Path, words: list[str]) -> bytes:
    layout, weight = request.param.split("-")
    content = as_paragraphs(words) if layout == "paragraph" else as_table(words)
    html = f'<html><body class="{weight}">{content}</body></html>'
    return render_pdf(html, font_dir=font_dir, base_css=PLAIN_CSS, title="-").content


def exact_share(expected: list[str], text: str) -> float:
    """The share of expected tokens that stand in the text as they went in."""
    want = Counter(unicodedata.normalize("NFC", token) for token in expected)
    have = Counter(unicodedata.normalize("NFC", text).split())
    return sum((want & have).values()) / len(expected)


@pytest.mark.slow
@pytest.mark.parametrize("read", READERS)
def test_dictionary_words_come_back(
    dictionary_pdf: bytes, words: list[str], read: Reader, record_property: Callable[[str, object], None]
) -> None:
    share = exact_share(words, read(dictionary_pdf))
    record_property("exact_share", share)
    print(f"exact: {share:.4%} of {len(words)}")
    assert share >= REQUIRED


@pytest.mark.parametrize("read", READERS)
def test_wrapped_cells_keep_their_own_text(font_dir: Path, words: list[str], read: Reader) -> None:
    texts = ["".join(words[start : start + 12]) for start in range(0, 1440, 12)]
    rows = [texts[start : start + 8] for start in range(0, len(texts), 8)]
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    html = f'<html><body><table class="narrow">{body}</table></body></html>'
    got = read(render_pdf(html, font_dir=font_dir, base_css=PLAIN_CSS, title="-").content)
    bare = unicodedata.normalize("NFC", "".join(got.split()))
    kept = sum(unicodedata.normalize("NFC", cell) in bare for cell in texts)
    print(f"cells: {kept}/{len(texts)}")
    assert kept == len(texts)


@pytest.mark.parametrize("read", READERS)
def test_mixed_line_with_figures_latin_and_thai_digits(font_dir: Path, read: Reader) -> None:
    line = "โครงการที่ ๑๒ (Smart Farm) งบ 1,200,000.50 บาท – ร้อยละ 80 “น้ำ” ฤๅษี ฯลฯ ผู้ใหญ่ ญาติ ฐานะ กตัญญู วิญญู fi ฿"
    got = read(render_pdf(f"<p>{line}</p>", font_dir=font_dir, base_css=PLAIN_CSS, title="-").content)
    assert unicodedata.normalize("NFC", " ".join(got.split())) == line
