"""A pen that draws plain shapes in units of its own, with leaves and lozenges. Called by `motifs` and `pictures`."""

import math
from collections.abc import Iterable
from typing import Protocol

from PIL import Image, ImageDraw

Point = tuple[float, float]


class Colours(Protocol):
    """What a pen asks of a colour scheme: hex colours by role."""

    @property
    def ground(self) -> str: ...
    @property
    def weave(self) -> str: ...
    @property
    def band(self) -> str: ...
    @property
    def band_ink(self) -> str: ...
    @property
    def ink(self) -> str: ...
    @property
    def lift(self) -> str: ...
    @property
    def leaf(self) -> str: ...
    @property
    def clay(self) -> str: ...
    @property
    def gold(self) -> str: ...


class Pen:
    """Draws on a canvas in motif units; `at` moves the origin and sets how many pixels one unit is."""

    def __init__(self, canvas: Image.Image, scheme: Colours) -> None:
        self.scheme = scheme
        self._draw = ImageDraw.Draw(canvas)
        self._x, self._y, self._unit = 0.0, 0.0, 1.0

    def at(self, x: float, y: float, unit: float) -> None:
        """Origin at canvas pixel (x, y); one motif unit is `unit` pixels."""
        self._x, self._y, self._unit = x, y, unit

    def _point(self, point: Point) -> Point:
        return (self._x + point[0] * self._unit, self._y + point[1] * self._unit)

    def poly(self, points: Iterable[Point], fill: str, mirror: bool = False) -> None:
        """A filled polygon; with `mirror` its left-right twin too."""
        shape = list(points)
        self._draw.polygon([self._point(p) for p in shape], fill=fill)
        if mirror:
            self._draw.polygon([self._point((-x, y)) for x, y in shape], fill=fill)

    def oval(self, x: float, y: float, rx: float, ry: float, fill: str, mirror: bool = False) -> None:
        """A filled ellipse by centre and radii."""
        left, top = self._point((x - rx, y - ry))
        right, bottom = self._point((x + rx, y + ry))
        self._draw.ellipse((left, top, right, bottom), fill=fill)
        if mirror:
            self.oval(-x, y, rx, ry, fill)

    def line(self, points: Iterable[Point], width: float, fill: str, mirror: bool = False) -> None:
        """A line of that width (motif units) with round joints."""
        path = list(points)
        pixels = max(1, round(width * self._unit))
        for shape in (path, [(-x, y) for x, y in path]) if mirror else (path,):
            self._draw.line([self._point(p) for p in shape], fill=fill, width=pixels, joint="curve")

    def rect(self, left: float, top: float, right: float, bottom: float, fill: str, mirror: bool = False) -> None:
        """A filled rectangle."""
        self.poly([(left, top), (right, top), (right, bottom), (left, bottom)], fill, mirror)

    def diamond(self, x: float, y: float, rx: float, ry: float, fill: str, mirror: bool = False) -> None:
        """A lozenge, the root of all มัดหมี่."""
        self.poly([(x, y - ry), (x + rx, y), (x, y + ry), (x - rx, y)], fill, mirror)

    def leaf(
        self, x: float, y: float, angle: float, length: float, width: float, fill: str, vein: str, mirror: bool = False
    ) -> None:
        """A pointed leaf from its foot (x, y) towards `angle` degrees (0 = up, clockwise)."""
        turn = math.radians(angle)
        steps = [i / 12 for i in range(13)]
        sides = [(t, math.sin(math.pi * t**0.85) * width / 2) for t in steps]
        outline = [(side, t * length) for t, side in sides] + [(-side, t * length) for t, side in reversed(sides)]

        def turned(across: float, along: float) -> Point:
            return (
                x + across * math.cos(turn) + along * math.sin(turn),
                y + across * math.sin(turn) - along * math.cos(turn),
            )

        self.poly([turned(a, b) for a, b in outline], fill, mirror)
        self.line([turned(0, 0), turned(0, length * 0.86)], 0.035, vein, mirror)

    def flat_rect(self, left: float, top: float, right: float, bottom: float, fill: str) -> None:
        """A rectangle in canvas pixels."""
        self._draw.rectangle((left, top, right, bottom), fill=fill)

    def flat_diamond(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        """A lozenge in canvas pixels."""
        self._draw.polygon([(x, y - ry), (x + rx, y), (x, y + ry), (x - rx, y)], fill=fill)
