"""Makes the demonstration's items as their authors and reviewers would: draft, submission, decision. Called by `load`.

An item is known by its slug and written in one transaction, so that a build that was stopped goes on where it was. A
sample item that exists is left as it is.
"""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.html import escape, format_html_join

from knowledge.models import (
    CaseStudy,
    Course,
    Evidence,
    ItemResearcher,
    KnowledgeItem,
    KnowledgeSection,
    LivelihoodCapital,
    Occupation,
    PartnerKind,
    PovertyModel,
    ResearchOutput,
    Season,
    SeedCostLine,
    SustainableGoal,
    Technology,
    TpmapDimension,
    ValueChain,
)
from knowledge.presentation import CARD_PICTURE, COVER_PICTURE
from knowledge.review import approve, return_item, submit
from knowledge.sections import collection_of
from portal.base.models import BudgetProgramme, Image
from portal.base.models.media import Licence, PeopleConsent
from portal.people.models import Role, User

from . import pictures
from .data import DemoData, DemoDataError, Record
from .files import files_of
from .people import People, desk

Say = Callable[[str], None]

KINDS: dict[str, type[KnowledgeItem]] = {
    "technology": Technology,
    "course": Course,
    "case": CaseStudy,
    "output": ResearchOutput,
}
MANY: dict[str, type[models.Model]] = {
    "occupations": Occupation,
    "capitals": LivelihoodCapital,
    "capitals_needed": LivelihoodCapital,
    "seasons": Season,
    "tpmap_dimensions": TpmapDimension,
    "sdgs": SustainableGoal,
    "value_chains": ValueChain,
    "partners": PartnerKind,
}
ONE: dict[str, type[models.Model]] = {"poverty_model": PovertyModel, "seed_programme": BudgetProgramme}
CHILDREN: dict[str, type[models.Model]] = {
    "evidence": Evidence,
    "cost_lines": SeedCostLine,
    "researchers": ItemResearcher,
}
# What is not a column of the item, or is handled by itself.
APART = frozenset(
    {"kind", "picture", "source", "body", "organisation", "technologies", "is_sample", *MANY, *ONE, *CHILDREN}
)


def ensure_items(data: DemoData, people: People, say: Say) -> int:
    """Every item of the data; how many were made now. DemoDataError where a real item holds an item's address."""
    present = dict(
        KnowledgeItem.objects.filter(slug__in=data.items_by_slug, alias_of__isnull=True).values_list(
            "slug", "is_sample"
        )
    )
    real = sorted(slug for slug, is_sample in present.items() if not is_sample)
    if real:
        raise DemoDataError(
            f"{', '.join(real)} are items of real people; the demonstration needs DEMO=no or a new site"
        )
    missing = [(turn, item) for turn, item in enumerate(data.items) if item["slug"] not in present]
    for done, (turn, item) in enumerate(missing, start=1):
        _make(item, people, turn)
        if done % 10 == 0 or done == len(missing):
            say(f"    items {done} / {len(missing)}")
    return len(missing)


def _make(record: Record, people: People, turn: int) -> None:
    organisation = record["organisation"]
    author = people.holder(organisation, Role.RESEARCHER, turn)
    reviewer = people.holder(organisation, Role.REVIEWER, turn)
    fate = desk()["unpublished"].get(record["slug"], {"state": "published"})
    picture = pictures.draw(record["picture"], record["slug"])
    with transaction.atomic():
        item = _draft(record, author, picture)
        if fate["state"] == "draft":
            return
        submit(item, author)
        if fate["state"] == "published":
            approve(item, reviewer)
        elif fate["state"] == "returned":
            return_item(item, reviewer, fate["reason"])


def _draft(record: Record, author: User, picture: bytes) -> KnowledgeItem:
    """The item as its author leaves it: in the university's section, one revision, not live."""
    section = KnowledgeSection.objects.get(organisation__code=record["organisation"], alias_of__isnull=True)
    model = KINDS[record["kind"]]
    item = model(owner=author, live=False, is_sample=True, locale=section.locale)
    for name, value in record.items():
        if name not in APART:
            setattr(item, name, _value(model, name, value))
    for name, vocabulary in ONE.items():
        if record.get(name):
            setattr(item, name, vocabulary._default_manager.get(code=record[name]))
    item.body = _body(record)
    item.cover = _cover(record, section, author, picture)
    for name, vocabulary in MANY.items():
        if record.get(name):
            setattr(item, name, list(vocabulary._default_manager.filter(code__in=record[name])))
    for name, child in CHILDREN.items():
        setattr(item, name, [_child(child, row) for row in record.get(name, [])])
    item.attachments = files_of(record["slug"], section, author)
    if isinstance(item, Course):
        item.technologies = list(Technology.objects.filter(slug__in=record["technologies"]))
    section.add_child(instance=item)
    item.save_revision(user=author, log_action=True)
    item.refresh_from_db()
    return item


def _child(model: type[models.Model], row: Record) -> Any:
    values = {name: _value(model, name, value) for name, value in row.items() if name != "subdistrict"}
    if "subdistrict" in row:
        values["subdistrict_id"] = row["subdistrict"]
    return model(**values)


def _value(model: type[models.Model], name: str, value: Any) -> Any:
    """A value of the JSON as the column wants it: days as dates, money as decimals."""
    column = model._meta.get_field(name)
    if value is None:
        return None
    if isinstance(column, models.DateField):
        return dt.date.fromisoformat(value)
    if isinstance(column, models.DecimalField):
        return Decimal(str(value))
    return value


def _body(record: Record) -> str:
    """The prose as raw stream data; where the facts come from stands last."""
    blocks = [_block(block) for block in record["body"]]
    if record.get("source"):
        blocks.append(("paragraph", f"<p>{escape(desk()['source_label'] + record['source'])}</p>"))
    return json.dumps(
        [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in blocks], ensure_ascii=False
    )


def _block(block: Record) -> tuple[str, Any]:
    value = block["value"]
    if block["type"] == "paragraph":
        return "paragraph", f"<p>{escape(value)}</p>"
    if block["type"] == "list":
        return "paragraph", f"<ul>{format_html_join('', '<li>{}</li>', ((row,) for row in value))}</ul>"
    return block["type"], value


def _cover(record: Record, section: KnowledgeSection, author: User, picture: bytes) -> Image:
    image = Image(
        title=record["title"][:255],
        alt_text=pictures.alt_text(record["picture"]),
        credit=pictures.CREDIT,
        licence=Licence.CC_BY,
        consent=PeopleConsent.NOBODY,
        collection=collection_of(section.organisation),
        uploaded_by_user=author,
        file=ContentFile(picture, name=f"{record['slug']}.webp"),
        file_size=len(picture),
    )
    image.save()
    # The first visitor of a list should not wait until its pictures are cut.
    image.get_renditions(CARD_PICTURE, COVER_PICTURE)
    return image
