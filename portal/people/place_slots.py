"""Fills the slots of the place pages that ask which bodies are in charge. Registered in `PeopleConfig.ready()`."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

from portal.places.models import District, Subdistrict
from portal.places.slots import BODIES_FOUND, PLACE_BODIES, BodyRow, FoundBody

from .models import Organisation
from .queries import KIND_ORDER, bodies_by_subdistrict, find_organisations, local_bodies


def _row(body: Organisation) -> BodyRow:
    return BodyRow(
        code=body.code,
        name=body.name,
        kind=body.get_kind_display(),
        covers=tuple(subdistrict.name for subdistrict in body.subdistricts.all()),
    )


def _place_of(body: Organisation) -> str:
    covers = body.subdistricts.all()
    return covers[0].code if len(covers) == 1 else body.district_id or ""


@PLACE_BODIES.fill_with
def bodies_of_places(places: Sequence[District | Subdistrict], user: Any) -> Mapping[Hashable, list[BodyRow]]:
    """Bodies with their seat in each district, and bodies that cover each subdistrict; at most three queries."""
    districts = {place.code for place in places if isinstance(place, District)}
    subdistricts = [place.code for place in places if isinstance(place, Subdistrict)]
    answer: dict[Hashable, list[BodyRow]] = {code: [] for code in districts}
    if districts:
        seated = local_bodies().filter(district__in=districts).prefetch_related("subdistricts")
        for body in sorted(seated, key=lambda body: (KIND_ORDER[body.kind], body.code)):
            answer[body.district_id].append(_row(body))
    if subdistricts:
        for code, bodies in bodies_by_subdistrict(subdistricts).items():
            answer[code] = [_row(body) for body in bodies]
    return answer


@BODIES_FOUND.fill_with
def bodies_found(texts: Sequence[str], user: Any) -> Mapping[Hashable, list[FoundBody]]:
    """Organisations by what a visitor typed into the search of places."""
    return {
        text: [
            FoundBody(
                name=body.name,
                kind=body.get_kind_display(),
                place_code=_place_of(body),
                district_name=body.district.name if body.district else "",
            )
            for body in find_organisations(text)
        ]
        for text in texts
    }
