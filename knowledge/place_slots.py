"""Fills the slots of the place pages with knowledge: items of the place and figures. Registered in `ready()`."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from portal.base.links import page_path
from portal.places.models import District, Subdistrict
from portal.places.slots import PLACE_FIGURES, PLACE_ITEMS, Figure, ItemCard

from .models import Evidence, KnowledgeItem
from .presentation import CARD_PICTURE, figure_sentence, kind_label, kind_of, language_of, picture
from .queries import public_items, with_card_data

# More would bury the page; the list of knowledge shows all, filtered by the place.
MAX_CARDS = 12

Place = District | Subdistrict


def _rows(places: Sequence[Place]) -> list[Evidence]:
    """Public evidence in any of the places, with its subdistrict; one query."""
    districts = [place.code for place in places if isinstance(place, District)]
    subdistricts = [place.code for place in places if isinstance(place, Subdistrict)]
    return list(
        Evidence.objects.filter(Q(subdistrict__district__in=districts) | Q(subdistrict__in=subdistricts))
        .filter(item__in=public_items().values("pk"))
        .select_related("subdistrict__district")
        .annotate(published=F("item__last_published_at"), is_sample=F("item__is_sample"))
        .order_by("-fiscal_year", "-households", "pk")
    )


def _by_place(rows: Sequence[Evidence], places: Sequence[Place]) -> dict[str, list[Evidence]]:
    wanted = {place.code for place in places}
    found: dict[str, list[Evidence]] = defaultdict(list)
    for row in rows:
        if row.subdistrict is None:
            continue
        for code in (row.subdistrict.code, row.subdistrict.district_id):
            if code in wanted:
                found[code].append(row)
    return found


def _card(item: KnowledgeItem, row: Evidence) -> ItemCard:
    place = row.subdistrict.name if row.subdistrict else ""
    words = f"{row.get_relation_display()} {place}".strip()
    return ItemCard(
        kind=kind_label(kind_of(item)),
        title=item.title,
        url=page_path(item),
        place=words,
        figure=figure_sentence(row),
        readiness=item.readiness,
        image=picture(item.cover, CARD_PICTURE),
        lang=language_of(item),
        is_sample=item.is_sample,
    )


@PLACE_ITEMS.fill_with
def items_of_places(places: Sequence[Place], user: Any) -> Mapping[Hashable, list[ItemCard]]:
    """Items with evidence in each place, each item once, newest evidence first."""
    grouped = _by_place(_rows(places), places)
    first: dict[str, dict[int, Evidence]] = {}
    for code, rows in grouped.items():
        chosen: dict[int, Evidence] = {}
        for row in rows:
            if len(chosen) < MAX_CARDS:
                chosen.setdefault(row.item_id, row)
        first[code] = chosen
    wanted = {pk for chosen in first.values() for pk in chosen}
    items = with_card_data(KnowledgeItem.objects.filter(pk__in=wanted)).in_bulk() if wanted else {}
    return {
        place.code: [_card(items[pk], row) for pk, row in first.get(place.code, {}).items() if pk in items]
        for place in places
    }


@PLACE_FIGURES.fill_with
def figures_of_places(places: Sequence[Place], user: Any) -> Mapping[Hashable, list[Figure]]:
    """How many items were made, tested or used in each place, and with how many households.

    Samples are never counted with real items; where nothing is real they are counted, and the label says so.
    """
    rows = _rows(places)
    real = [row for row in rows if not row.is_sample]  # type: ignore[attr-defined]  # annotated
    grouped = _by_place(real or rows, places)
    as_of = max((row.published.date() for row in real or rows if row.published), default=None)  # type: ignore[attr-defined]
    items_label, households_label = _("knowledge items tested or in use"), _("households that took part")
    if rows and not real:
        items_label = _("%(words)s (sample)") % {"words": items_label}
        households_label = _("%(words)s (sample)") % {"words": households_label}
    answer: dict[Hashable, list[Figure]] = {}
    for place in places:
        mine = grouped.get(place.code, [])
        items = len({row.item_id for row in mine})
        households = sum(row.households or 0 for row in mine)
        answer[place.code] = [
            Figure(items_label, items, _("items"), as_of, url="#knowledge"),
            Figure(households_label, households, _("households"), as_of, url="#knowledge"),
        ]
    return answer
