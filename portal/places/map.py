"""Draws the maps as SVG on the server: the province, a district, a subdistrict, each with its neighbours.

Called by `portal.places.views` and by whoever shows the province (home, dashboards) through `province_map()`. Pure:
names, addresses and figures come in, text goes out. Colours are classes of `kaejon/css/map.css`; there is no inline
style, since the content policy allows none. Every area is a link with its name and figure for those who do not see
it; the page also gives the same as a list.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from html import escape

from . import boundaries
from .boundaries import Shape
from .drawing import WIDTH, Frame, Unit, path, spots
from .labels import Label, Wanted, apart, place

PLAIN = "map-plain"
UNKNOWN = "map-unknown"
STEPS = ("map-step-0", "map-step-1", "map-step-2", "map-step-3", "map-step-4")
# Size of names in units of the frame: 1000 units are some 600 px on a desktop and some 300 px on a phone.
WIDE_SIZE = 25
NARROW_SIZE = 44
DOT_DISTANCE = 33

Number = float | int | Decimal


@dataclass(frozen=True)
class Face:
    """How an area looks (`PLAIN`, `UNKNOWN` or one of `STEPS`) and what is said of it ("กุดบาก: 4 องค์ความรู้")."""

    look: str = PLAIN
    title: str = ""


@dataclass(frozen=True)
class Dot:
    """A point on the map, such as a village: its number is written beside it, its title is read out."""

    longitude: float
    latitude: float
    number: str
    title: str


@dataclass(frozen=True)
class Scale:
    """Five steps for counts: nothing, and four equal classes up to the greatest value."""

    width: int

    @classmethod
    def of(cls, values: Iterable[Number | None]) -> "Scale":
        """The scale for these values; not known (None) is left out. Classes are 1, 2, 3, 4, 5, 6, 8, 10, 20 … wide."""
        greatest = max((float(value) for value in values if value is not None), default=0)
        power = 1
        while 4 * 10 * power < greatest:
            power *= 10
        return cls(next(digit * power for digit in (1, 2, 3, 4, 5, 6, 8, 10) if 4 * digit * power >= greatest))

    def look(self, value: Number | None) -> str:
        """The class of the style sheet for a value."""
        if value is None:
            return UNKNOWN
        if value <= 0:
            return STEPS[0]
        return STEPS[min(4, -int(-float(value) // self.width))]

    def legend(self) -> list[tuple[str, str]]:
        """(class, range in figures) from nothing to most."""
        rows = [(STEPS[0], "0")]
        for step in range(1, 5):
            first, last = (step - 1) * self.width + 1, step * self.width
            rows.append((STEPS[step], str(last) if first == last else f"{first:,}–{last:,}"))
        return rows


@dataclass(frozen=True)
class _Layout:
    """What of a map does not change with figures: path data and placed names."""

    frame: Frame
    areas: tuple[tuple[str, str, str], ...]  # code, name, path
    behind: tuple[str, ...]
    outline: str
    wide: tuple[Label, ...]
    narrow: tuple[Label, ...]


def province_map(
    href: Callable[[str], str],
    title: str,
    faces: Mapping[str, Face] | None = None,
    language: str = "th",
    map_id: str = "map",
) -> str:
    """The province with its 18 districts as links. `href` gives a district's address by code."""
    return _svg(_province(language), href, title, faces or {}, map_id)


def district_map(
    code: str,
    href: Callable[[str], str],
    title: str,
    faces: Mapping[str, Face] | None = None,
    language: str = "th",
    map_id: str = "map",
) -> str:
    """A district with its subdistricts as links; the districts and provinces around it lie behind. `KeyError` for a
    district without boundaries."""
    return _svg(_district(code, language), href, title, faces or {}, map_id)


def subdistrict_map(
    code: str,
    href: Callable[[str], str],
    title: str,
    dots: Sequence[Dot] = (),
    language: str = "th",
    map_id: str = "map",
) -> str:
    """A subdistrict with its villages as dots, among its neighbours as links. `KeyError` without boundaries."""
    return _svg(_subdistrict(code, language), href, title, {}, map_id, here=code, dots=dots)


@lru_cache(maxsize=4)
def _province(language: str) -> _Layout:
    frame = Frame.around(boundaries.province().box, padding=0.035)
    return _lay_out(frame, boundaries.districts().values(), boundaries.neighbours().values(), language)


@lru_cache(maxsize=40)
def _district(code: str, language: str) -> _Layout:
    frame = Frame.around(boundaries.districts()[code].box, padding=0.12)
    areas = [shape for shape in boundaries.subdistricts().values() if shape.code.startswith(code)]
    others = [shape for shape in boundaries.districts().values() if shape.code != code]
    return _lay_out(frame, areas, [*boundaries.neighbours().values(), *others], language, boundaries.districts()[code])


@lru_cache(maxsize=300)
def _subdistrict(code: str, language: str) -> _Layout:
    here = boundaries.subdistricts()[code]
    frame = Frame.around(here.box, padding=0.3)
    # The subdistrict itself comes last, so that its border lies over those of its neighbours.
    areas = [shape for shape in boundaries.subdistricts().values() if shape.code != code] + [here]
    return _lay_out(frame, areas, boundaries.neighbours().values(), language, here)


def _lay_out(
    frame: Frame, areas: Iterable[Shape], behind: Iterable[Shape], language: str, heart: Shape | None = None
) -> _Layout:
    """Paths and names of a map. `heart` is the place that the map is about; the province when None."""
    cut = [(shape, rings) for shape in areas if (rings := frame.cut(shape))]
    cut_behind = [(shape, rings) for shape in behind if (rings := frame.cut(shape))]
    names = [_area_name(frame, shape, rings, language) for shape, rings in sorted(cut, key=lambda pair: _size(pair[1]))]
    if heart is not None:  # the place itself is named before its neighbours
        names.sort(key=lambda name: name.text != _name(heart, language))
    names += [
        Wanted(_name(shape, language), spots(rings, frame.height)[:12], rings, "map-label-behind", must_fit=True)
        for shape, rings in cut_behind
    ]
    outline = frame.cut(heart or boundaries.province())
    return _Layout(
        frame=frame,
        areas=tuple((shape.code, _name(shape, language), path(rings)) for shape, rings in cut),
        behind=tuple(path(rings) for _, rings in cut_behind),
        outline=path(outline),
        wide=tuple(place(names, WIDE_SIZE, frame.height)),
        narrow=tuple(place(names, NARROW_SIZE, frame.height)),
    )


def _area_name(frame: Frame, shape: Shape, rings: list[list[Unit]], language: str) -> Wanted:
    best = [frame.place(shape.label)] if shape.label else []
    best = [spot for spot in best if frame.holds(*spot)]
    return Wanted(_name(shape, language), best + spots(rings, frame.height, cells=8)[:10], rings)


def _name(shape: Shape, language: str) -> str:
    return shape.name_en if language == "en" and shape.name_en else shape.name_th


def _size(rings: list[list[Unit]]) -> int:
    """Twice the area in square units: the smallest are named first, since they have the fewest spots."""
    return sum(
        abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)))
        for ring in rings
    )


def _svg(
    layout: _Layout,
    href: Callable[[str], str],
    title: str,
    faces: Mapping[str, Face],
    map_id: str,
    here: str = "",
    dots: Sequence[Dot] = (),
) -> str:
    """The whole drawing. A group, not an image, because an image may hold no links."""
    height = layout.frame.height
    parts = [
        f'<svg class="map" viewBox="0 0 {WIDTH} {height}" role="group" aria-labelledby="{map_id}-title">',
        f'<title id="{map_id}-title">{escape(title)}</title>',
        f'<defs><pattern id="{map_id}-hatch" class="map-hatch" width="14" height="14" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="14" height="14"/><path d="M0 0v14"/></pattern></defs>',
        '<g class="map-behind" aria-hidden="true">',
        *(f'<path d="{data}"/>' for data in layout.behind),
        '</g><g class="map-areas">',
    ]
    for code, name, data in layout.areas:
        face = faces.get(code, Face())
        said = escape(face.title or name)
        fill = f' fill="url(#{map_id}-hatch)"' if face.look == UNKNOWN else ""
        drawn = f'<path d="{data}"{fill}/>'
        if code == here:
            parts.append(f'<g class="map-area map-here">{drawn}</g>')
        else:
            parts.append(
                f'<a class="map-area {face.look}" href="{escape(href(code))}" aria-label="{said}">'
                f"<title>{said}</title>{drawn}</a>"
            )
    parts.append(f'</g><path class="map-outline" aria-hidden="true" d="{layout.outline}"/>')
    drawn_dots = _dots(layout.frame, dots)
    if drawn_dots:
        parts += ['<g class="map-dots">', *drawn_dots, "</g>"]
    for look, labels in (("wide", layout.wide), ("narrow", layout.narrow)):
        parts.append(f'<g class="map-labels map-labels-{look}" aria-hidden="true">')
        for label in labels:
            behind = f' class="{label.look}"' if label.look else ""
            parts.append(f'<text x="{label.x}" y="{label.y}"{behind}>{escape(label.text)}</text>')
        parts.append("</g>")
    parts.append("</svg>")
    return "".join(parts)


def _dots(frame: Frame, dots: Sequence[Dot]) -> list[str]:
    """Circles with a number, those outside the frame left out, pushed apart where they would hide each other."""
    placed = [(frame.place((dot.longitude, dot.latitude)), dot) for dot in dots]
    seen = [(point, dot) for point, dot in placed if frame.holds(*point)]
    spread = apart([point for point, _ in seen], DOT_DISTANCE)
    return [
        f'<g class="map-dot"><title>{escape(dot.title)}</title><circle cx="{x:.0f}" cy="{y:.0f}" r="15"/>'
        f'<text x="{x:.0f}" y="{y:.0f}" aria-hidden="true">{escape(dot.number)}</text></g>'
        for (x, y), (_, dot) in zip(spread, seen, strict=True)
    ]
