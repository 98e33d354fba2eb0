"""The public place pages: the province with its map and a search, a district, a subdistrict.

Everything that other floors know about a place comes through the slots of `portal.places.slots`, one call for all the
places of a page, so the number of queries does not grow with the province.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.kit.thai.collate import thai_sorted
from portal.kit.thai.text import squash

from . import boundaries
from . import map as maps
from .map import PLAIN, Dot, Face, Scale
from .models import District, Province, Subdistrict
from .names import full_name
from .queries import HOME_PROVINCE, find_places, home_districts, repeated_names
from .slots import BODIES_FOUND, PLACE_BODIES, PLACE_FIGURES, PLACE_ITEMS, PLACE_PLANS, Figure

LONGEST_QUERY = 80


def place_url(code: str) -> str:
    """Address of a place page in the language of the request."""
    return reverse("place_detail", args=[code])


def _language() -> str:
    return (translation.get_language() or "th")[:2]


def _first(figures: Mapping[Any, list[Figure]], code: str) -> Figure | None:
    listed = figures.get(code)
    return listed[0] if listed else None


def faces(
    places: Sequence[District | Subdistrict], figures: Mapping[Any, list[Figure]]
) -> tuple[dict[str, Face], list[tuple[str, str]], str]:
    """How each area of a map looks by its first figure: ({code: face}, legend, what is counted).

    Without any figure the map is plain and the legend empty; a place without a figure among others is not known.
    """
    if not any(figures.values()):
        return {place.code: Face(PLAIN, place.name) for place in places}, [], ""
    scale = Scale.of(first.value for place in places if (first := _first(figures, place.code)))
    answer: dict[str, Face] = {}
    label = ""
    unknown = False
    for place in places:
        first = _first(figures, place.code)
        value = first.value if first else None
        if first is None or value is None:
            said, unknown = _("no figure"), True
        else:
            label = label or first.label
            said = f"{value:,} {first.unit}".strip()
        answer[place.code] = Face(scale.look(value), f"{place.name}: {said}")
    legend = scale.legend()
    if unknown:
        legend.append((maps.UNKNOWN, _("no figure")))
    return answer, legend, label


def _safe(drawing: str) -> SafeString:
    """Every text in a drawing is escaped where it is drawn (`portal.places.map`)."""
    return mark_safe(drawing)  # noqa: S308


def place_list(request: HttpRequest) -> HttpResponse:
    """The province: map, districts with their figures, and a search by name (`?q=`)."""
    query = squash(request.GET.get("q", ""))[:LONGEST_QUERY]
    districts = list(home_districts())
    figures: Mapping[Any, list[Figure]] = PLACE_FIGURES.fill(districts, request.user)
    shown, legend, counted = faces(districts, figures)
    title = _("Map of Sakon Nakhon with its districts")
    context = {
        "query": query,
        "found": find_places(query) if query else None,
        "bodies": BODIES_FOUND.fill([query], request.user).get(query, []) if query else [],
        "rows": [
            {"place": place, "figure": _first(figures, place.code)}
            for place in thai_sorted(districts, key=lambda place: place.name)
        ],
        "map": _safe(maps.province_map(place_url, title, shown, _language())),
        "legend": legend,
        "counted": counted,
        "breadcrumbs": [{"title": _("Places"), "url": ""}],
        "description": _("The districts, subdistricts and villages of Sakon Nakhon, and what is under way in each."),
    }
    return render(request, "places/place_list.html", context)


def place_detail(request: HttpRequest, code: str) -> HttpResponse:
    """A district (four digits) or a subdistrict (six); the province's own code leads to the list."""
    if code == HOME_PROVINCE:
        return redirect("place_list")
    if len(code) == 4:
        return _district(request, code)
    if len(code) == 6:
        return _subdistrict(request, code)
    raise Http404(_("This portal holds no page for that place."))


def _common(request: HttpRequest, place: District | Subdistrict, plus: Sequence[Subdistrict] = ()) -> dict[str, Any]:
    """What every place page shows; `plus` are places inside it whose figures are asked for in the same call."""
    figures: Mapping[Any, list[Figure]] = PLACE_FIGURES.fill([place, *plus], request.user)
    return {
        "place": place,
        "name": full_name(place),
        "province": place.province if isinstance(place, District) else place.district.province,
        "all_figures": figures,
        "figures": figures.get(place.code, []),
        "items": PLACE_ITEMS.fill([place], request.user).get(place.code, []),
        "plans": PLACE_PLANS.fill([place], request.user).get(place.code, []),
        "bodies": PLACE_BODIES.fill([place], request.user).get(place.code, []),
    }


def _above(province: Province) -> dict[str, str]:
    """The first station of the chain: the home province by name, since its page is the list of places."""
    home = province.code == HOME_PROVINCE
    return {"title": full_name(province) if home else _("Places"), "url": reverse("place_list")}


def _district(request: HttpRequest, code: str) -> HttpResponse:
    try:
        district = District.objects.select_related("province").get(code=code)
    except District.DoesNotExist as missing:
        raise Http404(_("This portal holds no page for that place.")) from missing
    subdistricts = thai_sorted(district.subdistricts.all(), key=lambda place: place.name)
    context = _common(request, district, subdistricts)
    inner = {place.code: context["all_figures"].get(place.code, []) for place in subdistricts}
    shown, legend, counted = faces(subdistricts, inner)
    shape = boundaries.districts().get(code)
    title = _("Map of %(place)s with its subdistricts") % {"place": context["name"]}
    context |= {
        "district": district,
        "description": _("%(place)s: subdistricts, local bodies, knowledge in use and plan entries.")
        % {"place": context["name"]},
        "rows": [{"place": place, "figure": _first(inner, place.code)} for place in subdistricts],
        "legend": legend,
        "counted": counted,
        "area_km2": shape.area_km2 if shape else None,
        "map": _safe(maps.district_map(code, place_url, title, shown, _language())) if shape else "",
        "breadcrumbs": [_above(district.province), {"title": context["name"], "url": ""}],
    }
    return render(request, "places/district.html", context)


def _subdistrict(request: HttpRequest, code: str) -> HttpResponse:
    try:
        subdistrict = Subdistrict.objects.select_related("district__province").get(code=code)
    except Subdistrict.DoesNotExist as missing:
        raise Http404(_("This portal holds no page for that place.")) from missing
    villages = list(subdistrict.villages.all())
    shape = boundaries.subdistricts().get(code)
    dots = [
        Dot(village.longitude, village.latitude, str(village.moo), str(village))
        for village in villages
        if village.longitude is not None and village.latitude is not None
    ]
    context = _common(request, subdistrict)
    title = _("Map of %(place)s with its neighbours") % {"place": context["name"]}
    context |= {
        "subdistrict": subdistrict,
        "description": _("%(place)s: villages, local bodies, knowledge in use and plan entries.")
        % {"place": context["name"]},
        "district": subdistrict.district,
        "villages": villages,
        "repeated": repeated_names(subdistrict),
        "area_km2": shape.area_km2 if shape else None,
        "map": _safe(maps.subdistrict_map(code, place_url, title, dots, _language())) if shape else "",
        "breadcrumbs": [
            _above(subdistrict.district.province),
            {"title": full_name(subdistrict.district), "url": place_url(subdistrict.district_id)},
            {"title": context["name"], "url": ""},
        ],
    }
    return render(request, "places/subdistrict.html", context)
