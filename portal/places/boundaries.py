"""The boundaries of Sakon Nakhon and its neighbours, read once from the GeoJSON files in `data/` and kept.

Called by `portal.places.map`. Boundaries are facts for drawing (Royal Thai Survey Department / OCHA, CC BY-IGO), not
legal boundaries; see `data/SOURCES.md`.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

Point = tuple[float, float]
Ring = tuple[Point, ...]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Shape:
    """One place on the ground. Points are (longitude, latitude) in degrees; `rings` holds outer rings and holes alike,
    to be filled by the even-odd rule; `label` lies inside the shape; `area_km2` is None for neighbours, which are cut
    off outside the frame."""

    code: str
    name_th: str
    name_en: str
    rings: tuple[Ring, ...]
    label: Point | None
    area_km2: float | None

    @property
    def box(self) -> Box:
        """(west, south, east, north) in degrees."""
        longitudes = [x for ring in self.rings for x, _ in ring]
        latitudes = [y for ring in self.rings for _, y in ring]
        return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def _read(name: str) -> dict[str, Shape]:
    """Shapes of one file by code."""
    shapes = {}
    for feature in json.loads((DATA / name).read_text(encoding="utf-8"))["features"]:
        facts, geometry = feature["properties"], feature["geometry"]
        polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        label = facts.get("label")
        shapes[facts["code"]] = Shape(
            code=facts["code"],
            name_th=facts["name_th"],
            name_en=facts["name_en"],
            rings=tuple(tuple((x, y) for x, y in ring) for polygon in polygons for ring in polygon),
            label=(label[0], label[1]) if label else None,
            area_km2=facts.get("area_km2"),
        )
    return shapes


@cache
def districts() -> dict[str, Shape]:
    """The 18 districts by code."""
    return _read("districts_47.geojson")


@cache
def subdistricts() -> dict[str, Shape]:
    """The 125 subdistricts by code; the first four digits are the district's code."""
    return _read("subdistricts_47.geojson")


@cache
def province() -> Shape:
    """Sakon Nakhon itself."""
    return _read("province_47.geojson")["47"]


@cache
def neighbours() -> dict[str, Shape]:
    """The six neighbouring provinces by code, cut off some 30 km outside the border."""
    return _read("neighbour_provinces.geojson")
