"""Blocks of the prose part of an item. Numbers are columns or inline children, never prose."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import RichText

from portal.kit.thai.text import has_thai_id, normalise

from .spelling import CITIZEN_ID_REFUSED


class HeadingBlock(blocks.CharBlock):
    """A heading inside the prose."""

    class Meta:
        icon = "title"
        template = "knowledge/blocks/heading.html"
        label = _("Heading")

    def clean(self, value: str) -> str:
        return super().clean(normalise(value or "").strip())


class ParagraphBlock(blocks.RichTextBlock):
    """Paragraphs and lists."""

    class Meta:
        icon = "pilcrow"
        label = _("Text")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", ["bold", "italic", "ol", "ul", "link", "document-link"])
        super().__init__(**kwargs)

    def clean(self, value: RichText) -> RichText:
        return super().clean(RichText(normalise(value.source)) if value else value)


class PictureBlock(blocks.StructBlock):
    """A picture with its caption."""

    image = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        template = "knowledge/blocks/image.html"
        label = _("Picture")


class QuotationBlock(blocks.StructBlock):
    """What somebody who uses the work says of it; the speaker is a role, not a name."""

    text = blocks.TextBlock(label=_("What was said"), max_length=500)
    speaker = blocks.CharBlock(
        label=_("Who says so"),
        required=False,
        max_length=120,
        help_text=_("A role, such as a vegetable grower of a village. No names of persons."),
    )

    class Meta:
        icon = "openquote"
        template = "knowledge/blocks/quote.html"
        label = _("Quotation")


class FactRowBlock(blocks.StructBlock):
    """One row of a small table: what, and how much."""

    label = blocks.CharBlock(label=_("What"), max_length=120)
    value = blocks.CharBlock(label=_("Value"), max_length=200)


class FactTableBlock(blocks.StructBlock):
    """A small table of two columns, readable on a phone and aloud."""

    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=160)
    rows = blocks.ListBlock(FactRowBlock(), label=_("Rows"))

    class Meta:
        icon = "table"
        template = "knowledge/blocks/table.html"
        label = _("Table")


def _texts(value: Any) -> list[str]:
    """All strings inside raw stream data."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in _texts(part)]
    if isinstance(value, list | tuple):
        return [text for part in value for text in _texts(part)]
    return []


class ProseBlock(blocks.StreamBlock):
    """The prose of an item."""

    heading = HeadingBlock(max_length=120)
    paragraph = ParagraphBlock()
    image = PictureBlock()
    quote = QuotationBlock()
    table = FactTableBlock()

    class Meta:
        required = False

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        # Ids of blocks are hexadecimal and may hold thirteen digits in a row, so only the values are looked at.
        if any(has_thai_id(text) for child in cleaned for text in _texts(child.block.get_prep_value(child.value))):
            raise StreamBlockValidationError(non_block_errors=[ValidationError(CITIZEN_ID_REFUSED, code="citizen_id")])
        return cleaned
