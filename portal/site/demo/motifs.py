"""The subjects of the demonstration's pictures, each drawn with plain shapes around its own centre.

Called by `pictures.draw`. A motif draws inside the square from -1 to 1 (x right, y down) with the colours of the pen's
scheme, so the same leaf works on undyed and on indigo ground.
"""

import math
from collections.abc import Callable

from .pen import Pen


def vegetable(pen: Pen) -> None:
    """Leaf cabbage: pale stalks, broad leaves."""
    s = pen.scheme
    pen.line([(0.05, 0.7), (0.5, 0.0)], 0.17, s.lift, mirror=True)
    for x, y, rx, ry in ((0.62, -0.02, 0.36, 0.3), (0.8, -0.26, 0.24, 0.24), (0.52, -0.34, 0.28, 0.26)):
        pen.oval(x, y, rx, ry, s.leaf, mirror=True)
    pen.line([(0.4, 0.16), (0.78, -0.36)], 0.05, s.lift, mirror=True)
    pen.line([(0.56, -0.06), (0.84, -0.06)], 0.035, s.lift, mirror=True)
    pen.oval(0, -0.5, 0.42, 0.44, s.ground)
    pen.oval(0, -0.34, 0.38, 0.36, s.ground)
    pen.oval(0, -0.52, 0.37, 0.4, s.leaf)
    pen.oval(0, -0.32, 0.33, 0.32, s.leaf)
    pen.line([(0, 0.1), (0, -0.8)], 0.06, s.lift)
    pen.line([(0, -0.3), (0.2, -0.5)], 0.035, s.lift, mirror=True)
    pen.line([(0, -0.54), (0.17, -0.7)], 0.035, s.lift, mirror=True)
    pen.poly([(-0.11, 0.0), (0.11, 0.0), (0.2, 0.6), (0.12, 0.8), (-0.12, 0.8), (-0.2, 0.6)], s.lift)
    pen.line([(0.07, 0.1), (0.11, 0.7)], 0.03, s.ink, mirror=True)
    pen.line([(0, 0.8), (0, 1.0)], 0.05, s.ink)
    pen.line([(0, 0.82), (0.2, 0.98)], 0.04, s.ink, mirror=True)


def mushroom(pen: Pen) -> None:
    """One large and two small caps on a log."""
    s = pen.scheme

    def cap(x: float, y: float, size: float) -> None:
        foot = y + size * 0.95
        pen.poly([(x - size * 0.17, y), (x + size * 0.17, y), (x + size * 0.24, foot), (x - size * 0.24, foot)], s.lift)
        pen.line([(x - size * 0.2, foot), (x - size * 0.15, y)], 0.03, s.ink)
        pen.line([(x + size * 0.2, foot), (x + size * 0.15, y)], 0.03, s.ink)
        dome = [(x + size * math.cos(a) * 0.78, y - size * math.sin(a) * 0.72) for a in _arc(0, 180)]
        pen.poly(dome, s.ink)
        pen.poly(
            [
                (x - size * 0.78, y),
                (x + size * 0.78, y),
                (x + size * 0.5, y + size * 0.16),
                (x - size * 0.5, y + size * 0.16),
            ],
            s.gold,
        )
        for dx, dy in ((-0.36, 0.22), (0.0, 0.44), (0.36, 0.22)):
            pen.diamond(x + dx * size, y - dy * size, size * 0.1, size * 0.1, s.ground)

    cap(-0.68, 0.18, 0.5)
    cap(0.68, 0.18, 0.5)
    cap(0, -0.12, 0.86)
    pen.rect(-1.05, 0.66, 1.05, 0.92, s.clay)
    for x in (-0.8, -0.4, 0.0, 0.4, 0.8):
        pen.diamond(x, 0.79, 0.11, 0.07, s.ground)


def frog(pen: Pen) -> None:
    """A frog from above with spread legs, as weavers have always drawn it."""
    s = pen.scheme
    pen.line([(0.3, -0.2), (0.72, -0.38), (0.66, -0.8)], 0.14, s.leaf, mirror=True)
    pen.line([(0.28, 0.42), (0.86, 0.12), (0.5, 0.72), (0.84, 0.95)], 0.16, s.leaf, mirror=True)
    for x, y in ((0.66, -0.86), (0.88, 0.96)):
        pen.diamond(x, y, 0.17, 0.1, s.leaf, mirror=True)
    pen.poly([(0, -0.92), (0.34, -0.62), (0.44, 0.0), (0.36, 0.5), (0, 0.74)], s.leaf, mirror=True)
    pen.oval(0.26, -0.72, 0.15, 0.15, s.ink, mirror=True)
    pen.oval(0.26, -0.72, 0.07, 0.07, s.gold, mirror=True)
    pen.diamond(0, -0.28, 0.17, 0.17, s.gold)
    pen.diamond(0, 0.14, 0.22, 0.22, s.ground)
    pen.diamond(0, 0.14, 0.11, 0.11, s.ink)
    pen.diamond(0, 0.5, 0.1, 0.1, s.gold)


def rice(pen: Pen) -> None:
    """A sheaf whose ears bow to both sides."""
    s = pen.scheme
    pen.leaf(0, 0.9, 40, 1.1, 0.16, s.leaf, s.leaf, mirror=True)
    pen.leaf(0, 0.9, 16, 1.5, 0.16, s.leaf, s.leaf, mirror=True)
    for reach, height in ((0.42, -0.85), (0.8, -0.35)):
        curve = [
            (reach * math.sin(t * 1.75) ** 1.6, 0.9 + (height - 0.9) * math.sin(t * 1.95)) for t in _steps(0, 1, 22)
        ]
        pen.line(curve, 0.045, s.ink, mirror=True)
        for index in range(11, 22, 2):
            x, y = curve[index]
            pen.leaf(x, y, 120 + index * 3, 0.25, 0.13, s.gold, s.gold, mirror=True)
            pen.leaf(x, y, 195, 0.25, 0.13, s.gold, s.gold, mirror=True)
    pen.line([(0, 0.95), (0, -0.7)], 0.05, s.ink)
    for step in range(6):
        y = -0.25 - step * 0.12
        pen.leaf(0, y, 38, 0.25, 0.13, s.gold, s.gold, mirror=True)
    pen.leaf(0, -0.82, 0, 0.22, 0.14, s.gold, s.gold)
    pen.rect(-0.22, 0.62, 0.22, 0.76, s.clay)


def chilli(pen: Pen) -> None:
    """Three hanging chillies on a twig."""
    s = pen.scheme

    def pod(x: float, y: float, length: float, bend: float, fill: str) -> None:
        left, right = [], []
        for t in _steps(0, 1, 14):
            middle = x + bend * t**2
            half = 0.17 * (1 - t**2.2) + 0.01
            left.append((middle - half, y + length * t))
            right.append((middle + half, y + length * t))
        pen.poly(left + right[::-1], fill)
        pen.line([(x - 0.06, y + 0.14), (x - 0.05 + bend * 0.3, y + length * 0.55)], 0.035, s.lift)
        pen.poly(
            [(x - 0.19, y + 0.1), (x - 0.1, y - 0.07), (x + 0.1, y - 0.07), (x + 0.19, y + 0.1), (x, y + 0.03)], s.leaf
        )
        pen.line([(x, y - 0.05), (x, y - 0.3)], 0.06, s.leaf)

    pen.line([(-0.95, -0.66), (-0.3, -0.8), (0.3, -0.78), (0.95, -0.66)], 0.07, s.ink)
    for x in (-0.86, -0.32, 0.32, 0.86):
        pen.leaf(x, -0.76, 25 if x > 0 else -25, 0.36, 0.2, s.leaf, s.ground)
    pod(-0.56, -0.45, 1.15, -0.24, s.clay)
    pod(0.56, -0.45, 1.15, 0.24, s.clay)
    pod(0, -0.45, 1.4, 0.0, s.gold)


def potato(pen: Pen) -> None:
    """A potato plant with its tubers below the furrow."""
    s = pen.scheme
    pen.line([(0, 0.1), (0, -0.75)], 0.07, s.leaf)
    for y, angle, length in ((-0.05, 66, 0.75), (-0.3, 52, 0.66), (-0.52, 38, 0.5)):
        pen.leaf(0, y, angle, length, 0.28, s.leaf, s.ground, mirror=True)
    pen.leaf(0, -0.62, 0, 0.4, 0.24, s.leaf, s.ground)
    pen.diamond(0, -0.62, 0.09, 0.09, s.lift)
    pen.rect(-1.1, 0.1, 1.1, 0.17, s.clay)
    for x in (-0.95, -0.6, 0.6, 0.95):
        pen.diamond(x, 0.13, 0.12, 0.06, s.ink)
    pen.line([(0, 0.15), (0.25, 0.38), (0.6, 0.45)], 0.035, s.ink, mirror=True)
    pen.line([(0, 0.15), (0, 0.7)], 0.035, s.ink)
    for x, y, rx, ry in ((-0.62, 0.5, 0.31, 0.21), (0.62, 0.5, 0.31, 0.21), (0.0, 0.72, 0.36, 0.24)):
        pen.oval(x, y, rx, ry, s.gold)
        for dx, dy in ((-0.13, -0.04), (0.06, 0.07), (0.16, -0.07)):
            pen.diamond(x + dx, y + dy, 0.035, 0.03, s.ink)


def herb(pen: Pen) -> None:
    """A climber with heart-shaped leaves on its stake."""
    s = pen.scheme
    pen.rect(-0.045, -1.0, 0.045, 1.0, s.clay)
    vine = [(0.3 * math.sin(t * math.pi * 3.5), 0.95 - 1.85 * t) for t in _steps(0, 1, 40)]
    pen.line(vine, 0.06, s.ink)
    for index, side in ((5, 1), (13, -1), (20, 1), (28, -1), (35, 1)):
        x, y = vine[index]
        reach = x + side * 0.34
        pen.line([(x, y), (reach, y - 0.02)], 0.04, s.ink)
        pen.oval(reach + side * 0.1, y - 0.1, 0.21, 0.19, s.leaf)
        pen.oval(reach + side * 0.1, y + 0.1, 0.21, 0.19, s.leaf)
        pen.poly([(reach + side * 0.2, y - 0.27), (reach + side * 0.56, y), (reach + side * 0.2, y + 0.27)], s.leaf)
        pen.line([(reach, y), (reach + side * 0.42, y)], 0.035, s.ground)
        pen.line([(reach + side * 0.1, y), (reach + side * 0.28, y - 0.13)], 0.025, s.ground)
        pen.line([(reach + side * 0.1, y), (reach + side * 0.28, y + 0.13)], 0.025, s.ground)


def cloth(pen: Pen) -> None:
    """A woven length hanging on a pole, with its fringe."""
    s = pen.scheme
    body = "#2b4a8b" if s.ground not in ("#2b4a8b", "#1b2f5c") else s.lift
    mark = "#faf7f1" if body == "#2b4a8b" else "#1b2f5c"
    pen.rect(-0.78, -0.82, 0.78, 0.74, body)
    for y in (-0.66, 0.58):
        pen.rect(-0.78, y - 0.045, 0.78, y + 0.045, s.gold)
    pen.rect(-1.0, -0.92, 1.0, -0.8, s.clay)
    for size, tone in ((0.5, mark), (0.4, body), (0.3, mark), (0.2, s.clay), (0.09, mark)):
        pen.diamond(0, -0.04, size * 1.25, size, tone)
    for x in (-0.78, 0.78):
        side = 1 if x < 0 else -1
        for y in (-0.42, 0.34):
            pen.poly([(x, y - 0.16), (x + side * 0.2, y), (x, y + 0.16)], mark)
            pen.poly([(x, y - 0.08), (x + side * 0.1, y), (x, y + 0.08)], s.clay)
    for index in range(14):
        x = -0.73 + index * 0.112
        pen.rect(x - 0.02, 0.74, x + 0.02, 0.98, body)
        pen.diamond(x, 0.84, 0.04, 0.04, s.gold)


def berry(pen: Pen) -> None:
    """Racemes of mao berries, from unripe to ripe."""
    s = pen.scheme
    pen.line([(-1.0, -0.72), (0, -0.84), (1.0, -0.72)], 0.07, s.ink)
    pen.leaf(0.3, -0.74, 82, 0.7, 0.34, s.leaf, s.ground, mirror=True)
    pen.leaf(0.1, -0.82, 48, 0.24, 0.16, s.leaf, s.ground, mirror=True)
    for x, count in ((-0.52, 7), (0.0, 9), (0.52, 7)):
        pen.line([(x, -0.75), (x, -0.4 + count * 0.15)], 0.035, s.ink)
        for index in range(count):
            y = -0.38 + index * 0.155
            tone = s.clay if (index + count) % 3 == 0 else s.gold if index == count - 1 else s.ink
            spread = 0.14 if index < count - 2 else 0.08
            for side in (-1, 1):
                pen.oval(x + side * spread, y, 0.095, 0.085, tone)
                pen.oval(x + side * spread - 0.025, y - 0.025, 0.025, 0.025, s.ground)
        pen.oval(x, -0.38 + count * 0.155, 0.085, 0.08, s.gold)


def cattle(pen: Pen) -> None:
    """The face of a cow."""
    s = pen.scheme
    pen.poly(
        [(0.3, -0.5), (0.66, -0.62), (0.82, -0.98), (0.96, -0.6), (0.74, -0.36), (0.34, -0.28)], s.gold, mirror=True
    )
    pen.poly([(0.4, -0.26), (0.98, -0.2), (0.86, 0.1), (0.44, 0.0)], s.clay, mirror=True)
    pen.poly([(0.46, -0.18), (0.82, -0.13), (0.74, 0.0), (0.48, -0.04)], s.lift, mirror=True)
    pen.poly([(0, -0.56), (0.38, -0.44), (0.46, 0.0), (0.34, 0.55), (0, 0.62)], s.clay, mirror=True)
    pen.poly([(0, -0.56), (0.17, -0.36), (0.12, 0.4), (0, 0.5)], s.lift, mirror=True)
    pen.diamond(0, -0.28, 0.13, 0.17, s.ink)
    pen.oval(0.28, -0.06, 0.09, 0.1, s.ink, mirror=True)
    pen.oval(0.0, 0.64, 0.44, 0.27, s.lift)
    pen.diamond(0.17, 0.58, 0.08, 0.1, s.ink, mirror=True)
    pen.line([(-0.2, 0.78), (0, 0.82), (0.2, 0.78)], 0.045, s.ink)


def fish(pen: Pen) -> None:
    """Two fish above each other, swimming apart, with water between."""
    s = pen.scheme
    for y, side in ((-0.44, 1), (0.44, -1)):
        outline = [(side * 0.85 * math.cos(a) + side * 0.1, y + 0.33 * math.sin(a)) for a in _arc(0, 360)]
        pen.poly([(-side * 0.62, y), (-side * 1.05, y - 0.33), (-side * 0.92, y), (-side * 1.05, y + 0.33)], s.clay)
        pen.poly([(side * 0.0, y - 0.28), (-side * 0.3, y - 0.46), (-side * 0.36, y - 0.2)], s.clay)
        pen.poly([(side * 0.0, y + 0.28), (-side * 0.3, y + 0.46), (-side * 0.36, y + 0.2)], s.clay)
        pen.poly(outline, s.ink)
        for column in range(5):
            for row in (-1, 0, 1):
                x = side * (0.28 - column * 0.2 - (0.1 if row else 0.0))
                pen.diamond(x, y + row * 0.12, 0.085, 0.055, s.gold if (column + row) % 2 else s.ground)
        pen.oval(side * 0.64, y - 0.07, 0.075, 0.075, s.ground)
        pen.oval(side * 0.66, y - 0.07, 0.035, 0.035, s.clay)
    wave = [(-1.0 + i * 0.125, 0.035 if i % 2 else -0.035) for i in range(17)]
    pen.line(wave, 0.04, s.leaf)


def sun(pen: Pen) -> None:
    """The sun over a slanting panel."""
    s = pen.scheme
    for index in range(16):
        angle = index * math.pi / 8
        reach = 0.78 if index % 2 else 0.66
        tip = (reach * math.cos(angle), -0.3 + reach * math.sin(angle))
        foot = [(0.4 * math.cos(angle + d), -0.3 + 0.4 * math.sin(angle + d)) for d in (-0.15, 0.15)]
        pen.poly([tip, *foot], s.clay if index % 2 else s.gold)
    pen.oval(0, -0.3, 0.36, 0.36, s.gold)
    for size, tone in ((0.22, s.clay), (0.12, s.gold)):
        pen.diamond(0, -0.3, size, size, tone)
    pen.poly([(-0.74, 0.42), (0.74, 0.42), (1.0, 0.9), (-1.0, 0.9)], s.ink)
    for row, (left, right) in enumerate(((0.74, 0.83), (0.85, 0.94))):
        top, bottom = 0.46 + row * 0.23, 0.62 + row * 0.23
        for column in range(6):
            a, b = -1 + column / 3 + 0.03, -1 + (column + 1) / 3 - 0.03
            pen.poly(
                [(a * left, top), (b * left, top), (b * right, bottom), (a * right, bottom)],
                s.leaf if (row + column) % 2 else s.lift,
            )


def book(pen: Pen) -> None:
    """An open book from which a seedling grows."""
    s = pen.scheme
    pen.poly([(0, 0.3), (0.5, 0.12), (1.0, 0.24), (1.0, 0.9), (0.5, 0.78), (0, 0.96)], s.clay, mirror=True)
    pen.poly([(0, 0.24), (0.5, 0.04), (0.92, 0.14), (0.92, 0.78), (0.5, 0.68), (0, 0.86)], s.lift, mirror=True)
    for row in range(3):
        y = 0.3 + row * 0.16
        pen.line([(0.14, y + 0.02), (0.5, y - 0.1), (0.8, y - 0.04)], 0.045, s.ink, mirror=True)
    pen.line([(0, 0.9), (0, -0.5)], 0.06, s.ink)
    pen.leaf(0, -0.05, 58, 0.62, 0.3, s.leaf, s.ground, mirror=True)
    pen.leaf(0, -0.35, 40, 0.58, 0.28, s.leaf, s.ground, mirror=True)
    pen.leaf(0, -0.48, 0, 0.5, 0.26, s.leaf, s.ground)


def people(pen: Pen) -> None:
    """Three people hand in hand."""
    s = pen.scheme
    for x, top, tone in ((-0.7, -0.38, s.leaf), (0.7, -0.38, s.leaf), (0.0, -0.62, s.clay)):
        side = 0.34
        pen.line([(x - side - 0.05, top + 0.62), (x, top + 0.3), (x + side + 0.05, top + 0.62)], 0.11, s.ink)
        pen.poly(
            [(x, top + 0.1), (x + 0.24, top + 0.3), (x + 0.34, 0.92), (x - 0.34, 0.92), (x - 0.24, top + 0.3)], tone
        )
        pen.oval(x, top, 0.19, 0.2, s.ink)
        pen.rect(x - 0.3, 0.66, x + 0.3, 0.73, s.gold)
        for size, colour in ((0.17, s.ground), (0.09, s.gold)):
            pen.diamond(x, top + 0.6, size, size * 1.2, colour)
        for step in range(3):
            pen.diamond(x - 0.18 + step * 0.18, 0.82, 0.06, 0.06, s.ground)


def house(pen: Pen) -> None:
    """A house on stilts between two trees."""
    s = pen.scheme
    for x in (-0.92, 0.92):
        pen.rect(x - 0.035, 0.2, x + 0.035, 0.92, s.ink)
        for y, half in ((-0.25, 0.2), (0.0, 0.26), (0.28, 0.3)):
            pen.diamond(x, y, half * 0.85, 0.3, s.leaf)
    pen.rect(-0.5, -0.22, 0.5, 0.4, s.lift)
    pen.poly([(0, -0.95), (0.74, -0.18), (0.62, -0.1), (-0.62, -0.1), (-0.74, -0.18)], s.clay)
    pen.poly([(0, -0.72), (0.4, -0.24), (-0.4, -0.24)], s.gold)
    pen.diamond(0, -0.42, 0.12, 0.12, s.clay)
    pen.line([(0.0, -0.85), (0.1, -1.04)], 0.05, s.clay, mirror=True)
    pen.rect(-0.14, 0.02, 0.14, 0.4, s.ink)
    pen.rect(0.24, 0.02, 0.4, 0.22, s.ink, mirror=True)
    pen.rect(-0.62, 0.38, 0.62, 0.47, s.ink)
    for x in (0.18, 0.5):
        pen.rect(x - 0.04, 0.47, x + 0.04, 0.92, s.ink, mirror=True)
    for step in range(4):
        pen.rect(-0.12, 0.54 + step * 0.11, 0.12, 0.57 + step * 0.11, s.clay)
    pen.rect(-1.1, 0.9, 1.1, 0.97, s.clay)


def _steps(start: float, end: float, count: int) -> list[float]:
    return [start + (end - start) * i / (count - 1) for i in range(count)]


def _arc(start: float, end: float, count: int = 40) -> list[float]:
    return [math.radians(a) for a in _steps(start, end, count)]


MOTIFS: dict[str, Callable[[Pen], None]] = {
    motif.__name__: motif
    for motif in (
        vegetable,
        mushroom,
        frog,
        rice,
        chilli,
        potato,
        herb,
        cloth,
        berry,
        cattle,
        fish,
        sun,
        book,
        people,
        house,
    )
}
