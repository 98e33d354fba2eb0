"""What the site itself offers to search: places, organisations and the plain pages; and the words of all facets.

Registered in `SiteConfig.ready()`: places and people may not know search, and search knows no words of the halves.
What is loaded in bulk tells no signal: the step of the bootstrap that rebuilds the index follows the loading.
"""

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.db.models.signals import m2m_changed
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from knowledge.presentation import KIND_CLASSES, kind_label
from plans.listing import type_words
from plans.types import PLAN_TYPES
from portal.base.links import page_path
from portal.kit.thai.collate import thai_sorted
from portal.people.models import Organisation
from portal.places.models import District, Province, Subdistrict, Village
from portal.places.names import full_name
from portal.places.queries import HOME_PROVINCE
from portal.site.models import StandardPage
from search.facets import FacetWords, offer
from search.sources import Document, Source, index_ids, index_object, register

TAG = re.compile(r"<[^>]+>")
THAI = settings.LANGUAGE_CODE


def home_districts() -> QuerySet[District]:
    """Districts of the home province; others have no map and nothing to say."""
    return District.objects.filter(province=HOME_PROVINCE)


def home_subdistricts() -> QuerySet[Subdistrict]:
    """Subdistricts of the home province."""
    return Subdistrict.objects.filter(district__province=HOME_PROVINCE)


def district_documents(districts: QuerySet[District]) -> Iterable[Document]:
    """One document for each district; found by its own name and its subdistricts'."""
    with translation.override(THAI):
        for district in districts.select_related("province").prefetch_related("subdistricts"):
            inner = " ".join(place.name_th for place in district.subdistricts.all())
            yield Document(
                object_id=district.code,
                title=full_name(district),
                kind="district",
                body=f"{full_name(district.province)} {inner}",
                url=reverse("place_detail", args=[district.code]),
                names=(district.name_en,),
                district_code=district.code,
            )


def subdistrict_documents(subdistricts: QuerySet[Subdistrict]) -> Iterable[Document]:
    """One document for each subdistrict; found by its villages too."""
    with translation.override(THAI):
        for place in subdistricts.select_related("district__province").prefetch_related("villages"):
            villages = " ".join(f"{village.name_th} {village.name_en}" for village in place.villages.all())
            yield Document(
                object_id=place.code,
                title=f"{full_name(place)} {full_name(place.district)}",
                kind="subdistrict",
                body=villages,
                url=reverse("place_detail", args=[place.code]),
                names=(f"{place.name_en} {place.district.name_en}",),
                district_code=place.district_id,
                subdistrict_code=place.code,
            )


def place_words() -> Iterable[str]:
    """Names of places, which the segmenter must keep whole."""
    yield from home_districts().values_list("name_th", flat=True)
    yield from home_subdistricts().values_list("name_th", flat=True)
    yield from Village.objects.filter(subdistrict__district__province=HOME_PROVINCE).values_list("name_th", flat=True)


def organisation_documents(organisations: QuerySet[Organisation]) -> Iterable[Document]:
    """One document for each body that has a page to lead to: its section, its place, its district."""
    with translation.override(THAI):
        for body in organisations.select_related("district").prefetch_related("subdistricts"):
            covers = list(body.subdistricts.all())
            code = covers[0].code if len(covers) == 1 else body.district_id or ""
            if not code:
                continue
            where = [full_name(place) for place in covers] + ([full_name(body.district)] if body.district else [])
            yield Document(
                object_id=str(body.pk),
                title=body.name_th,
                kind="organisation",
                body=" ".join([body.get_kind_display(), *where]),
                url=reverse("place_detail", args=[code]),
                names=tuple(filter(None, [body.name_en, body.short_name])),
                facets={"sample": ["1"] if body.is_sample else []},
                district_code=body.district_id or "",
                subdistrict_code=covers[0].code if len(covers) == 1 else "",
            )


def page_documents(pages: Any) -> Iterable[Document]:
    """One document for each plain page in its own language."""
    for page in pages.live().public().select_related("locale"):
        language = page.locale.language_code
        text = html.unescape(TAG.sub(" ", page.body))
        yield Document(
            object_id=str(page.pk),
            title=page.title,
            kind="page",
            body=f"{page.intro}\n{text}",
            url=page_path(page, language),
            language=language,
            translation_group=str(page.translation_key),
            date=page.last_published_at.date() if page.last_published_at else None,
            expires_at=page.expire_at,
        )


def kind_words(values: Sequence[str]) -> Mapping[str, str]:
    """Kinds of documents by name, knowledge first."""
    words = {kind: kind_label(kind) for kind in KIND_CLASSES}
    words |= {
        "plan_entry": _("Project in a plan"),
        "plan_book": _("Book of a plan"),
        "subdistrict": pgettext("kind of place", "Subdistrict"),
        "district": pgettext("kind of place", "District"),
        "organisation": _("Organisation"),
        "page": _("Page of this site"),
    }
    return {kind: word for kind, word in words.items() if kind in values}


def district_words(values: Sequence[str]) -> Mapping[str, str]:
    """Districts by full name, in the order of a Thai dictionary."""
    found = {place.code: full_name(place) for place in District.objects.filter(code__in=values)}
    return {code: found[code] for code in thai_sorted(found, key=lambda code: found[code])}


def subdistrict_words(values: Sequence[str]) -> Mapping[str, str]:
    """Subdistricts by full name with their district's, in the order of a Thai dictionary."""
    found = {
        place.code: f"{full_name(place)} ({place.district.name})"
        for place in Subdistrict.objects.filter(code__in=values).select_related("district")
    }
    return {code: found[code] for code in thai_sorted(found, key=lambda code: found[code])}


def plan_type_words(values: Sequence[str]) -> Mapping[str, str]:
    """Kinds of plans."""
    return {code: type_words(code) for code in PLAN_TYPES if code in values}


def period_words(values: Sequence[str]) -> Mapping[str, str]:
    """Plan periods, the newest first."""
    periods: dict[str, str] = defaultdict(str)
    for plan_type in PLAN_TYPES.values():
        for edition in plan_type.editions:
            periods[edition.code] = f"{edition.first_year}–{edition.last_year}"
    return {code: periods[code] for code in sorted(periods, reverse=True) if code in values}


def districts_with(**relation: Any) -> list[str]:
    """Codes of the districts that stand in such a relation to a row, whose name they show."""
    return list(home_districts().filter(**relation).values_list("pk", flat=True))


def subdistricts_with(**relation: Any) -> list[str]:
    """Codes of the subdistricts that stand in such a relation to a row."""
    return list(home_subdistricts().filter(**relation).values_list("pk", flat=True))


def bodies_with(**relation: Any) -> list[int]:
    """Primary keys of the organisations that stand in such a relation to a row."""
    return list(Organisation.objects.filter(**relation).values_list("pk", flat=True).distinct())


DISTRICTS = Source(
    "district",
    District,
    district_documents,
    queryset=home_districts,
    words=place_words,
    shows={
        Province: lambda province: districts_with(province=province.pk),
        Subdistrict: lambda place: districts_with(pk=place.district_id),
    },
)
SUBDISTRICTS = Source(
    "subdistrict",
    Subdistrict,
    subdistrict_documents,
    queryset=home_subdistricts,
    shows={
        District: lambda district: subdistricts_with(district=district.pk),
        Village: lambda village: subdistricts_with(pk=village.subdistrict_id),
    },
)
ORGANISATIONS = Source(
    "organisation",
    Organisation,
    organisation_documents,
    shows={
        District: lambda district: bodies_with(district=district.pk),
        Subdistrict: lambda place: bodies_with(subdistricts=place.pk),
    },
)


def _territory_changed(sender: Any, instance: Any, action: str, pk_set: set[Any] | None, **kwargs: Any) -> None:
    """The subdistricts of a body were ticked anew; `instance` is the body, or a subdistrict from the other side."""
    if action.startswith("post_"):
        if isinstance(instance, Organisation):
            index_object(instance)
        else:
            index_ids(ORGANISATIONS, sorted(pk_set or ()))


def register_sources() -> None:
    """Called once when the app is ready."""
    register(DISTRICTS)
    register(SUBDISTRICTS)
    register(ORGANISATIONS)
    m2m_changed.connect(
        _territory_changed, sender=Organisation.subdistricts.through, dispatch_uid="portal_site.search_sources"
    )
    register(Source("page", StandardPage, page_documents, suggested=False))
    offer(FacetWords("kind", gettext_lazy("Kind"), kind_words, keep_order=True, rank=10))
    offer(FacetWords("district", gettext_lazy("District"), district_words, keep_order=True, rank=60))
    offer(FacetWords("subdistrict", gettext_lazy("Subdistrict"), subdistrict_words, keep_order=True, rank=65))
    offer(FacetWords("plan_type", gettext_lazy("Kind of plan"), plan_type_words, keep_order=True, rank=70))
    offer(FacetWords("period", gettext_lazy("Period"), period_words, keep_order=True, rank=80))
