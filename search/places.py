"""Where documents lie, for the order "nearest": a document without a point of its own lies where its place does.

Called by `search.indexing` when a document is stored and by the search page, which asks from a district, a subdistrict
or a position. The points are those of the official boundaries (`portal.places.boundaries`), inside each area.
"""

import math
import re

from portal.places.boundaries import districts, subdistricts

Point = tuple[float, float]
"""(latitude, longitude) in degrees."""

_POSITION = re.compile(r"(-?\d{1,2}(?:\.\d{1,6})?),(-?\d{1,3}(?:\.\d{1,6})?)")


def point_of(code: str) -> Point | None:
    """A point inside the district (4 digits) or subdistrict (6 digits); None for places outside the province."""
    shape = (subdistricts() if len(code) == 6 else districts()).get(code)
    if shape is None or shape.label is None:
        return None
    longitude, latitude = shape.label
    return latitude, longitude


def point_from(text: str) -> Point | None:
    """The point that an address asks from: the code of a place, or "latitude,longitude"; None for anything else."""
    if text.isascii() and text.isdecimal():
        return point_of(text)
    match = _POSITION.fullmatch(text)
    if match is None:
        return None
    latitude, longitude = float(match[1]), float(match[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def district_codes() -> list[str]:
    """The codes of the districts that can be asked from."""
    return list(districts())


def kilometres(one: Point, other: Point) -> int:
    """The distance as the crow flies, in whole kilometres: great circle on a sphere of 6,371 km."""
    (north, east), (other_north, other_east) = ((math.radians(x) for x in point) for point in (one, other))
    half = (
        math.sin((other_north - north) / 2) ** 2
        + math.cos(north) * math.cos(other_north) * math.sin((other_east - east) / 2) ** 2
    )
    return round(2 * 6371 * math.asin(min(1.0, math.sqrt(half))))
