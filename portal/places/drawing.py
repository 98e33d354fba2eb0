"""Geometry of the maps: from degrees to whole units of an SVG, cut to the frame, as short path data.

Called by `portal.places.map` alone. Pure. The projection is equirectangular, narrowed by the cosine of the middle
latitude: exact enough for a province, and every shared corner rounds to the same unit, so that neighbours stay shut.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .boundaries import Box, Point, Ring, Shape

WIDTH = 1000
# How far outside the visible frame shapes are cut, in units, so that the cut edge is never seen.
MARGIN = 12

Unit = tuple[int, int]


@dataclass(frozen=True)
class Frame:
    """The visible piece of ground: `WIDTH` units wide, `height` units high."""

    west: float
    north: float
    narrowing: float
    scale: float
    height: int

    @classmethod
    def around(cls, box: Box, padding: float, flattest: float = 0.75, tallest: float = 1.25) -> "Frame":
        """A frame around (west, south, east, north) in degrees, wider by the share `padding` of the longer side on
        every side, and grown until height : width lies between `flattest` and `tallest`."""
        west, south, east, north = box
        narrowing = math.cos(math.radians((south + north) / 2))
        width, height = (east - west) * narrowing, north - south
        extra = max(width, height) * padding
        width, height = width + 2 * extra, height + 2 * extra
        full_width, full_height = max(width, height / tallest), max(height, width * flattest)
        scale = WIDTH / full_width
        middle_x, middle_y = (west + east) / 2, (south + north) / 2
        return cls(
            west=middle_x - full_width / 2 / narrowing,
            north=middle_y + full_height / 2,
            narrowing=narrowing,
            scale=scale,
            height=round(full_height * scale),
        )

    def place(self, point: Point) -> tuple[float, float]:
        """Units (right, down) of a (longitude, latitude)."""
        return (point[0] - self.west) * self.narrowing * self.scale, (self.north - point[1]) * self.scale

    def holds(self, x: float, y: float) -> bool:
        """Whether units lie in the visible frame."""
        return 0 <= x <= WIDTH and 0 <= y <= self.height

    def cut(self, shape: Shape) -> list[list[Unit]]:
        """The rings of a shape in whole units, cut to the frame, without repeated points; [] when outside."""
        rings = []
        for ring in shape.rings:
            cut = _clip([self.place(point) for point in _open(ring)], self.height)
            whole = _thin([(round(x), round(y)) for x, y in cut])
            if len(whole) > 2:
                rings.append(whole)
        return rings


def _open(ring: Ring) -> Sequence[Point]:
    return ring[:-1] if ring[0] == ring[-1] else ring


def _clip(points: list[tuple[float, float]], height: int) -> list[tuple[float, float]]:
    """The ring inside the frame and its margin (Sutherland and Hodgman: one side after the other)."""
    sides = ((0, -MARGIN, 1), (0, WIDTH + MARGIN, -1), (1, -MARGIN, 1), (1, height + MARGIN, -1))
    for axis, limit, sign in sides:
        if all((point[axis] - limit) * sign >= 0 for point in points):
            continue
        kept: list[tuple[float, float]] = []
        for index, here in enumerate(points):
            before = points[index - 1]
            here_in, before_in = (here[axis] - limit) * sign >= 0, (before[axis] - limit) * sign >= 0
            if here_in != before_in:
                share = (limit - before[axis]) / (here[axis] - before[axis])
                kept.append((before[0] + share * (here[0] - before[0]), before[1] + share * (here[1] - before[1])))
            if here_in:
                kept.append(here)
        points = kept
        if not points:
            break
    return points


def _thin(points: list[Unit]) -> list[Unit]:
    """Without points that repeat the one before them."""
    return [point for index, point in enumerate(points) if index == 0 or point != points[index - 1]]


def path(rings: Iterable[Sequence[Unit]]) -> str:
    """SVG path data of closed rings: the first point absolute, then steps, with as few characters as possible."""
    parts = []
    for ring in rings:
        x, y = ring[0]
        parts.append(f"M{x} {y}l")
        steps = []
        for next_x, next_y in ring[1:]:
            steps += [next_x - x, next_y - y]
            x, y = next_x, next_y
        text = "".join(str(step) if step < 0 else f" {step}" for step in steps)
        parts.append(text.lstrip() + "z")
    return "".join(parts)


def inside(x: float, y: float, rings: Iterable[Sequence[Unit]]) -> bool:
    """Whether the point lies in the rings by the even-odd rule."""
    odd = False
    for ring in rings:
        x1, y1 = ring[-1]
        for x2, y2 in ring:
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                odd = not odd
            x1, y1 = x2, y2
    return odd


def spots(rings: Sequence[Sequence[Unit]], height: int, cells: int = 12) -> list[tuple[float, float]]:
    """Points of a coarse grid that lie in the visible part of the rings, the one farthest from any corner first:
    where the name of a shape that is cut off can stand."""
    corners = [corner for ring in rings for corner in ring]
    if not corners:
        return []
    left, right = max(0, min(x for x, _ in corners)), min(WIDTH, max(x for x, _ in corners))
    top, bottom = max(0, min(y for _, y in corners)), min(height, max(y for _, y in corners))
    found = []
    for column in range(cells):
        for row in range(cells):
            x = left + (column + 0.5) * (right - left) / cells
            y = top + (row + 0.5) * (bottom - top) / cells
            if inside(x, y, rings):
                found.append((min((x - a) ** 2 + (y - b) ** 2 for a, b in corners), x, y))
    return [(x, y) for _, x, y in sorted(found, reverse=True)]
