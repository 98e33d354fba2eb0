"""Renders one HTML text to one PDF: our font, our text layer, no network, equal bytes for equal input.

Called by ``plans.exports.book`` (plan books), by letters and announcements, and by the village sheets. The look is in
``paper.css`` beside this file; its first comment lists the classes that a template may use.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from portal.kit.pdf.fonts import PAPER_FAMILY, PAPER_FILES, STAMP_FILE
from portal.kit.pdf.text_layer import correct_text_layer
from portal.kit.thai.text import normalise

LOGGER = logging.getLogger(__name__)
PAPER_CSS = Path(__file__).with_name("paper.css")
UNKNOWN_SIGN = "?"


class FontsNotBuiltError(RuntimeError):
    """The folder of fonts is empty: ``python -m portal.kit.pdf.fonts`` has not run."""


@dataclass(frozen=True)
class PdfFile:
    """A finished PDF.

    ``content``: the file. ``pages``: how many sheets it has. ``anchors``: for each element id the page number on which
    the element begins, *as printed* in the footer (first page = ``first_page``). ``foreign_fonts``: names of fonts
    other than ours that were needed for a sign that ours lacks. ``unknown_letters``: signs that no font of this machine
    has, printed as "?". ``refused``: addresses that the text asked for and that were not fetched.
    """

    content: bytes
    pages: int
    anchors: dict[str, int] = field(default_factory=dict)
    foreign_fonts: frozenset[str] = frozenset()
    unknown_letters: frozenset[str] = frozenset()
    refused: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """The hash under which an announced file is kept."""
        return hashlib.sha256(self.content).hexdigest()


class LocalFetcher(URLFetcher):
    """Answers ``data:`` addresses and files under the allowed folders; refuses everything else and remembers it."""

    def __init__(self, allowed_dirs: Sequence[Path]) -> None:
        super().__init__(allowed_protocols={"data", "file"}, allow_redirects=False)
        self._allowed = [folder.resolve() for folder in allowed_dirs]
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The resource, or ValueError; WeasyPrint then leaves it out and goes on."""
        if not self._may(url):
            self.refused.append(url)
            raise ValueError(f"not fetched for a PDF: {url}")
        return super().fetch(url, headers)

    def _may(self, url: str) -> bool:
        parts = urlsplit(url)
        if parts.scheme == "data":
            return True
        if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
            return False
        path = Path(url2pathname(parts.path)).resolve()
        return any(path.is_relative_to(folder) for folder in self._allowed)


def render_pdf(
    html: str,
    *,
    font_dir: Path,
    base_css: str | None = None,
    extra_css: str = "",
    created: datetime | None = None,
    lang: str = "th",
    title: str | None = None,
    tagged: bool = True,
    first_page: int = 1,
    allowed_dirs: Sequence[Path] = (),
) -> PdfFile:
    """Render a whole HTML document, its text brought to the stored spelling first (``normalise``).

    ``font_dir``: where ``build_fonts`` wrote. ``base_css``: instead of ``paper.css``; ``extra_css`` comes after it.
    ``created``: aware moment written as the file's date; without it the file carries no date. ``title``: instead of
    the ``<title>``. ``tagged``: PDF/UA-1 with structure, for screen readers. ``first_page``: number printed on the
    first sheet (0 for a book whose cover is not counted). ``allowed_dirs``: folders whose files (seals, pictures) the
    text may show, by ``file:`` address, or relative to the first of them.

    Equal arguments give equal bytes on the same machine and library versions.
    Raises FontsNotBuiltError, TextLayerError, and ValueError for a naive ``created``.
    """
    if created is not None and created.tzinfo is None:
        raise ValueError("created needs a time zone")
    if missing := [name for name in PAPER_FILES.values() if not (font_dir / name).is_file()]:
        raise FontsNotBuiltError(f"{missing} not found in the folder of fonts; run: python -m portal.kit.pdf.fonts")
    styles = [
        _font_rules(font_dir),
        PAPER_CSS.read_text(encoding="utf-8") if base_css is None else base_css,
        _numbering(first_page),
        extra_css,
    ]
    job = partial(
        _render,
        styles=styles,
        folders=[font_dir, PAPER_CSS.parent, *allowed_dirs],
        base_url=_folder_url(allowed_dirs[0]) if allowed_dirs else None,
        created=created,
        lang=lang,
        title=title,
        variant="pdf/ua-1" if tagged else None,
        first_page=first_page,
    )
    text = normalise(html)
    pdf = job(text)
    if unknown := pdf.unknown_letters.intersection(text):
        # WeasyPrint then writes an encoding of its own, under which pypdf reads nothing of the font at all.
        pdf = job(text.translate(dict.fromkeys(map(ord, unknown), UNKNOWN_SIGN)))
        pdf = replace(pdf, unknown_letters=pdf.unknown_letters | unknown)
    if pdf.refused:
        LOGGER.warning("a PDF asked for %d addresses that are not allowed", len(pdf.refused))
    return pdf


def _render(
    text: str,
    *,
    styles: list[str],
    folders: list[Path],
    base_url: str | None,
    created: datetime | None,
    lang: str,
    title: str | None,
    variant: str | None,
    first_page: int,
) -> PdfFile:
    """One run of WeasyPrint over a normalised text; the arguments are those of ``render_pdf``, worked out."""
    fetcher = LocalFetcher(folders)
    font_config = FontConfiguration()
    parsed = HTML(string=text, base_url=base_url, url_fetcher=fetcher)
    if not parsed.etree_element.get("lang"):
        parsed.etree_element.set("lang", lang)
    sheets = [
        CSS(string=rules, font_config=font_config, url_fetcher=fetcher, base_url=_folder_url(PAPER_CSS.parent))
        for rules in styles
    ]
    document = parsed.render(font_config=font_config, stylesheets=sheets, pdf_variant=variant)
    _describe(document.metadata, created=created, lang=lang, title=title)
    foreign: set[str] = set()

    def finish(finished: Any, pdf: Any) -> None:
        foreign.update(correct_text_layer(finished, pdf, strict_family=PAPER_FAMILY))

    # The styles but for the faces, whose addresses belong to this machine.
    identifier = _identifier(text, *styles[1:], created.isoformat() if created else "")
    content = document.write_pdf(finisher=finish, pdf_identifier=identifier, pdf_variant=variant)
    return PdfFile(
        content=content,
        pages=len(document.pages),
        anchors=_anchors(document, first_page),
        foreign_fonts=frozenset(foreign),
        unknown_letters=frozenset(chr(code) for font in document.fonts.values() for code in font.missing),
        refused=tuple(fetcher.refused),
    )


def _font_rules(font_dir: Path) -> str:
    """The faces, and the address of the stamp that was outlined from them, for ``paper.css``."""
    faces = [f'html {{ --stamp-file: url("{_file_url(font_dir / STAMP_FILE)}"); }}']
    for weight, name in PAPER_FILES.items():
        faces.append(
            f'@font-face {{ font-family: "{PAPER_FAMILY}"; font-weight: {weight}; font-style: normal; '
            f'src: url("{_file_url(font_dir / name)}") format("truetype"); }}'
        )
    return "\n".join(faces)


def _numbering(first_page: int) -> str:
    """The first page's counter is set outright: a page that resets the counter does not also step it."""
    return "" if first_page == 1 else f"@page :first {{ counter-reset: page {first_page}; }}"


def _describe(metadata: Any, *, created: datetime | None, lang: str, title: str | None) -> None:
    """Metadata from the arguments alone; nothing of the machine or of the moment gets in."""
    moment = created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if created else None
    metadata.created = metadata.modified = moment
    metadata.lang = metadata.lang or lang
    metadata.generator = "Kaejon"
    if title is not None:
        metadata.title = normalise(title)


def _identifier(*parts: str) -> bytes:
    """The PDF's /ID, from what the file is made of instead of from the clock."""
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32].encode()


def _anchors(document: Any, first_page: int) -> dict[str, int]:
    """Element id → printed number of the page where it begins; an element over two pages counts on the first."""
    numbers: dict[str, int] = {}
    for index, page in enumerate(document.pages):
        for name in page.anchors:
            numbers.setdefault(name, first_page + index)
    return numbers


def _file_url(path: Path) -> str:
    return path.resolve().as_uri()


def _folder_url(folder: Path) -> str:
    return f"{folder.resolve().as_uri()}/"
