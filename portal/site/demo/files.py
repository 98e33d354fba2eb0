"""Makes the files that some of the demonstration's items hold: a PDF and a Word file, from `files.json`.

Called by `knowledge_items` while an item is a draft, so that its reviewer sees them. What the files say is invented. A
file is read at once, since the demonstration leaves no jobs, and is then found by what it says.
"""

import io
import json
from functools import cache
from pathlib import Path

import docx
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.html import format_html, format_html_join

from knowledge.models import ItemDocument, KnowledgeSection
from knowledge.sections import collection_of
from portal.base.models import Document
from portal.base.models.media import Licence
from portal.kit.pdf.document import render_pdf
from portal.people.models import User
from search.attachments import read_now

from .data import Record
from .pictures import CREDIT

DATA = Path(__file__).with_name("files.json")


@cache
def _records() -> list[Record]:
    rows: list[Record] = json.loads(DATA.read_text(encoding="utf-8"))
    return rows


def files_of(slug: str, section: KnowledgeSection, author: User) -> list[ItemDocument]:
    """The files of the item with this slug, stored and read, in the collection of the section's university."""
    return [ItemDocument(document=_stored(row, section, author)) for row in _records() if row["item"] == slug]


def _stored(row: Record, section: KnowledgeSection, author: User) -> Document:
    content = _pdf(row) if row["kind"] == "pdf" else _word(row)
    document = Document(
        title=row["title"],
        file=ContentFile(content, name=f"{row['item']}.{row['kind']}"),
        file_size=len(content),
        credit=CREDIT,
        licence=Licence.CC_BY,
        collection=collection_of(section.organisation),
        uploaded_by_user=author,
    )
    document.save()
    read_now(document)
    return document


def _pdf(row: Record) -> bytes:
    parts = format_html_join("", "<h2>{}</h2><p>{}</p>", row["parts"])
    page = format_html('<html lang="th"><body><h1>{}</h1>{}</body></html>', row["title"], parts)
    return render_pdf(str(page), font_dir=settings.FONT_DIR, title=row["title"]).content


def _word(row: Record) -> bytes:
    document = docx.Document()
    document.core_properties.title = row["title"]
    document.add_heading(row["title"], level=1)
    for heading, text in row["parts"]:
        document.add_heading(heading, level=2)
        document.add_paragraph(text)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()
