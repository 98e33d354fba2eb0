"""What item pages and item cards show, gathered in a constant number of queries.

Called by `KnowledgeItem.get_context`, the list page, place pages and the home page.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Value
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.base.links import page_path
from portal.kit.thai.dates import be_year, format_date, format_year
from portal.kit.thai.numbers import format_number
from portal.places.models import Subdistrict
from portal.places.names import full_name

from .likeness import items_like
from .models import CaseStudy, Course, Evidence, KnowledgeItem, ResearchOutput, Technology
from .particulars import Fact, particulars
from .slots import ITEM_ACTIONS, ITEM_USES

CARD_PICTURE = "fill-480x300"
COVER_PICTURE = "width-960"

KIND_CLASSES: dict[str, type[KnowledgeItem]] = {
    kind.kind: kind for kind in (Technology, Course, CaseStudy, ResearchOutput)
}


def kind_label(kind: str) -> str:
    """The kind ("technology") as a word in the language of the interface."""
    return capfirst(str(KIND_CLASSES[kind]._meta.verbose_name)) if kind in KIND_CLASSES else ""


def kind_of(item: KnowledgeItem) -> str:
    """The kind of an item that may have been read as the common class; costs no query."""
    specific = item.specific_class
    return specific.kind if specific is not None else ""


def place_words(subdistrict: Subdistrict | None) -> str:
    """ "ตำบลกุดไห อำเภอกุดบาก" in the language of the interface; empty without a place."""
    if subdistrict is None:
        return ""
    joint = translation.pgettext("between parts of an address", ", ")
    return joint.join((full_name(subdistrict), full_name(subdistrict.district)))


def strongest(evidence: Iterable[Evidence]) -> Evidence | None:
    """The row that says most: with incomes first, then with most households."""
    rows = list(evidence)
    if not rows:
        return None
    return max(rows, key=lambda row: (row.has_income, row.households or 0))


def figure_sentence(row: Evidence | None) -> str:
    """The one figure that matters: income before → after, and households."""
    if row is None:
        return ""
    parts = []
    if row.income_before is not None and row.income_after is not None:
        parts.append(
            _("Income %(before)s → %(after)s baht a month")
            % {"before": format_number(row.income_before), "after": format_number(row.income_after)}
        )
    if row.households:
        parts.append(households_words(row.households))
    return " · ".join(parts)


def households_words(count: int) -> str:
    """ "32 households"."""
    return ngettext("%(count)s household", "%(count)s households", count) % {"count": format_number(count)}


def language_of(item: KnowledgeItem) -> str:
    """`lang` for the text where it is not the page's own language; empty otherwise."""
    written = item.text_language
    return "" if written == (translation.get_language() or "th")[:2] else written


def picture(image: Any, spec: str) -> dict[str, Any] | None:
    """{url, alt, width, height} of a picture, or None. People who withdrew consent are not shown."""
    if image is None or image.consent == "withdrawn":
        return None
    rendition = image.get_rendition(spec)
    return {"url": rendition.url, "alt": image.default_alt_text, "width": rendition.width, "height": rendition.height}


def card(item: KnowledgeItem) -> dict[str, Any]:
    """An item as `components/item_card.html` shows it. Give items read through `queries.with_card_data`."""
    row = strongest(item.evidence.all())
    return {
        "url": page_path(item),
        "kind": kind_label(kind_of(item)),
        "title": item.title,
        "place": place_words(row.subdistrict) if row else "",
        "figure": figure_sentence(row),
        "readiness": item.readiness,
        "image": picture(item.cover, CARD_PICTURE),
        "is_sample": item.is_sample,
        "lang": language_of(item),
    }


def cards(items: Iterable[KnowledgeItem]) -> list[dict[str, Any]]:
    """Cards in the order given."""
    return [card(item) for item in items]


@dataclass(frozen=True)
class Number:
    """A figure as `components/number_block.html` shows it."""

    figure: str
    label: str
    unit: str = ""
    url: str = ""
    as_of: Any = None
    source: str = ""


def numbers(item: KnowledgeItem, evidence: Sequence[Evidence]) -> list[Number]:
    """At most three figures under the title: income, households over all places, readiness or hours."""
    found: list[Number] = []
    best = strongest(evidence)
    if best is not None and best.income_before is not None and best.income_after is not None:
        found.append(
            Number(
                figure=f"{format_number(best.income_before)} → {format_number(best.income_after)}",
                unit=_("baht/month"),
                label=_("household income before and after, %(place)s") % {"place": place_words(best.subdistrict)}
                if best.subdistrict_id
                else _("household income before and after"),
                url="#evidence",
                as_of=best.as_of,
                source=best.source,
            )
        )
    total = sum(row.households or 0 for row in evidence)
    if total:
        places = len({row.subdistrict_id for row in evidence if row.subdistrict_id})
        label = (
            ngettext("took part, in %(count)s subdistrict", "took part, in %(count)s subdistricts", places)
            % {"count": places}
            if places
            else _("took part")
        )
        found.append(Number(figure=format_number(total), unit=_("households"), label=label, url="#evidence"))
    if item.trl_now:
        found.append(Number(figure=str(item.trl_now), unit=_("of 9"), label=_("technology readiness (TRL)")))
    if isinstance(item, Course) and item.hours:
        found.append(Number(figure=format_number(item.hours), unit=_("hours"), label=_("length of the course")))
    return found[:3]


def attach_places(evidence: Sequence[Evidence]) -> None:
    """Give each row its subdistrict and district with one query, in previews too (rows not from the database)."""
    codes = {row.subdistrict_id for row in evidence if row.subdistrict_id}
    if not codes:
        return
    places = Subdistrict.objects.select_related("district").in_bulk(codes)
    for row in evidence:
        if row.subdistrict_id in places:
            row.subdistrict = places[row.subdistrict_id]


def income_bars(evidence: Sequence[Evidence]) -> list[dict[str, Any]]:
    """Rows for the before-and-after chart."""
    return [
        {
            "label": " ".join(filter(None, [place_words(row.subdistrict) or "", format_year(row.fiscal_year, lang())])),
            "before": row.income_before,
            "after": row.income_after,
            "unit": _("baht/month"),
        }
        for row in evidence
        if row.has_income
    ]


def lang() -> str:
    """Language of the interface, two letters."""
    return (translation.get_language() or "th")[:2]


def citation_sentence(item: KnowledgeItem, address: str) -> str:
    """How to cite the page, in one line."""
    year = ""
    if item.last_published_at:
        day = timezone.localdate(item.last_published_at)
        year = str(be_year(day)) if lang() == "th" else str(day.year)
    parts = [item.organisation.name if item.organisation_id else "", f"({year})" if year else "", item.title]
    if item.contract_number:
        parts.append(_("contract no. %(number)s") % {"number": item.contract_number})
    if item.published_version:
        parts.append(_("version %(number)s") % {"number": item.published_version})
    parts.append(address)
    return " ".join(part for part in parts if part)


def files_of(item: KnowledgeItem) -> list[dict[str, Any]]:
    """Attached documents as `components/file_link.html` shows them."""
    rows = []
    for attachment in item.attachments.select_related("document") if item.pk else ():
        document = attachment.document
        rows.append(
            {
                "url": document.url,
                "label": attachment.title or document.title,
                "kind": document.file_extension.upper(),
                "size": document.file_size,
                "date": document.created_at.date(),
            }
        )
    return rows


def cost_total(lines: Iterable[Any]) -> Decimal:
    """Baht of one unit over all cost lines."""
    return sum((line.amount for line in lines if line.quantity is not None and line.unit_price is not None), Decimal(0))


def json_ld(item: KnowledgeItem, address: str) -> dict[str, Any]:
    """The item for search engines (schema.org), without persons."""
    kinds = {"course": "Course", "technology": "TechArticle", "case": "Article", "output": "ScholarlyArticle"}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kinds.get(item.kind, "Article"),
        "name": item.title,
        "headline": item.title,
        "description": item.summary,
        "inLanguage": item.text_language,
        "url": address,
        "publisher": {"@type": "CollegeOrUniversity", "name": item.organisation.name if item.organisation_id else ""},
    }
    if item.kind == "course":
        data["provider"] = data["publisher"]
    if item.first_published_at:
        data["datePublished"] = item.first_published_at.date().isoformat()
    if item.last_published_at:
        data["dateModified"] = item.last_published_at.date().isoformat()
    return data


def json_ld_script(data: dict[str, Any]) -> SafeString:
    """The data as a script element that runs nothing; escaped like Django's `json_script`, whose type is fixed."""
    text = json.dumps(data, ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04X}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308  escaped above


TERM_FIELDS = ("occupations", "value_chains", "seasons", "capitals_needed", "capitals", "tpmap_dimensions", "sdgs")


def terms_of(item: KnowledgeItem) -> dict[str, list[tuple[int, str]]]:
    """{field: [(primary key, word)]} of the item's vocabularies, in one query where the item is as stored.

    A preview holds its choices in memory, which only the fields themselves know.
    """
    terms: dict[str, list[tuple[int, str]]] = {name: [] for name in TERM_FIELDS}
    in_memory = getattr(item, "_cluster_related_objects", {})
    if not item.pk or any(name in in_memory for name in TERM_FIELDS):
        for name in TERM_FIELDS:
            terms[name] = [(term.pk, term.label) for term in getattr(item, name).all()]
        return terms
    english = lang() == "en"
    parts = []
    for name in TERM_FIELDS:
        model = KnowledgeItem._meta.get_field(name).related_model
        back = KnowledgeItem._meta.get_field(name).related_query_name()
        rows = model._default_manager.filter(**{back: item.pk}).annotate(field=Value(name)).order_by()
        parts.append(rows.values_list("field", "order", "pk", "name", "name_en"))
    for name, _order, pk, thai, name_en in parts[0].union(*parts[1:], all=True).order_by("field", "order"):
        terms[name].append((pk, name_en if english and name_en else thai))
    return terms


def tags_of(item: KnowledgeItem, terms: dict[str, list[tuple[int, str]]]) -> list[tuple[str, list[str]]]:
    """Vocabulary words by heading, empty ones left out."""
    headings = {
        "occupations": _("Occupations"),
        "value_chains": _("Value chains"),
        "seasons": _("Can be begun in"),
        "capitals_needed": _("Livelihood capitals that must be there"),
        "capitals": _("Livelihood capitals that grow"),
        "tpmap_dimensions": _("TPMAP dimensions"),
        "sdgs": _("Sustainable development goals"),
    }
    rows = [(heading, [word for _pk, word in terms[name]]) for name, heading in headings.items()]
    if item.poverty_model is not None:
        rows.insert(2, (_("Poverty model family"), [item.poverty_model.label]))
    return [(heading, words) for heading, words in rows if words]


def breadcrumbs(item: KnowledgeItem) -> list[dict[str, str]]:
    """Home › knowledge › university › this page; costs one query."""
    if not item.pk:
        return []
    above = item.get_ancestors().filter(depth__gte=3)
    crumbs = [{"title": page.title, "url": page_path(page)} for page in above]
    return [*crumbs, {"title": item.title, "url": ""}]


def item_context(item: KnowledgeItem, request: HttpRequest) -> dict[str, Any]:
    """Everything `knowledge/item.html` shows. Works for previews of unsaved drafts too."""
    user = getattr(request, "user", AnonymousUser())
    evidence = list(item.evidence.all())
    attach_places(evidence)
    lines = list(item.cost_lines.all())
    facts: dict[str, list[Fact]] = particulars(item)
    address = request.build_absolute_uri(page_path(item)) if item.url_path else ""
    cover = picture(item.cover, COVER_PICTURE)
    terms = terms_of(item)
    return {
        "numbers": numbers(item, evidence),
        "facts": facts,
        "evidence": evidence,
        "income_bars": income_bars(evidence),
        "cost_lines": lines,
        "cost_total": cost_total(lines),
        "cover": cover,
        "files": files_of(item),
        "researchers": list(item.researchers.all()),
        "tag_groups": tags_of(item, terms),
        "uses": ITEM_USES.fill([item], user).get(item.pk) if item.pk else None,
        "actions": ITEM_ACTIONS.fill([item], user).get(item.pk, []) if item.pk else [],
        "similar": cards(items_like(item)),
        "cite_text": citation_sentence(item, address),
        "json_ld": json_ld_script(json_ld(item, address)),
        "breadcrumbs": breadcrumbs(item),
        "description": item.summary,
        "og_title": item.title,
        "og_image": request.build_absolute_uri(cover["url"]) if cover else "",
        "last_updated": item.last_published_at,
        "content_language": item.text_language,
        "text_lang": language_of(item),
        "review_due": format_date(item.next_review_date, "long", lang()) if item.next_review_date else "",
    }
