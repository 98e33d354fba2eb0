"""Names on the maps that do not collide: each is tried at a few spots and left out where none is free.

Called by `portal.places.map`. Pure. A name that is left out still stands in the list beside the map and in the area's
own title. Names are placed twice, for a wide screen and, larger in units, for a phone; the style sheet shows one set.
"""

import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .drawing import WIDTH, Unit, inside

# Mean width of a letter of Sarabun as a share of its size (measured over the names of the province), and of a line.
LETTER = 0.56
LINE = 1.5
GAP = 5


@dataclass(frozen=True)
class Wanted:
    """A name to place: preferred spots best first, the rings in which its middle must lie, and whether its ends must
    lie there too."""

    text: str
    spots: Sequence[tuple[float, float]]
    rings: Sequence[Sequence[Unit]]
    look: str = ""
    must_fit: bool = False


@dataclass(frozen=True)
class Label:
    """A placed name; `x` and `y` are the middle of its text in units."""

    text: str
    x: int
    y: int
    look: str


def width_of(text: str, size: float) -> float:
    """Estimated width in units; marks above and below a consonant take none."""
    return sum(1 for letter in text if unicodedata.category(letter) != "Mn") * LETTER * size


def place(wanted: Iterable[Wanted], size: float, height: int) -> list[Label]:
    """Place the names in the order given: the first come first. A name stands inside its rings from end to end where
    it can; a name that `must_fit` is left out otherwise, every other may reach over the edge."""
    boxes: list[tuple[float, float, float, float]] = []
    placed = []
    for name in wanted:
        half, line = width_of(name.text, size) / 2, LINE * size
        free = []
        for x, y in _tries(name.spots, half, line):
            box = (x - half - GAP, y - line / 2, x + half + GAP, y + line / 2)
            if box[0] < 0 or box[1] < 0 or box[2] > WIDTH or box[3] > height:
                continue
            if any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in boxes):
                continue
            if not inside(x, y, name.rings):
                continue
            ends = all(inside(end, y, name.rings) for end in (box[0], box[2]))
            if ends or not name.must_fit:
                free.append((not ends, box, x, y))
            if ends:
                break
        if free:
            _, box, x, y = min(free, key=lambda found: found[0])
            boxes.append(box)
            placed.append(Label(name.text, round(x), round(y), name.look))
    return placed


def apart(points: Sequence[tuple[float, float]], distance: float) -> list[tuple[float, float]]:
    """The points moved as little as a few rounds of pushing allow until no two are nearer than `distance`, so that
    numbers in circles can be read."""
    moved = [list(point) for point in points]
    for _ in range(40):
        calm = True
        for first in range(len(moved)):
            for second in range(first):
                dx, dy = moved[first][0] - moved[second][0], moved[first][1] - moved[second][1]
                far = math.hypot(dx, dy)
                if far >= distance:
                    continue
                calm = False
                if far == 0:  # two villages at one point: one goes right, one left
                    dx, far = 1.0, 1.0
                push = (distance - far) / 2 / far
                moved[first][0] += dx * push
                moved[first][1] += dy * push
                moved[second][0] -= dx * push
                moved[second][1] -= dy * push
        if calm:
            break
    return [(x, y) for x, y in moved]


def _tries(spots: Sequence[tuple[float, float]], half: float, line: float) -> Iterable[tuple[float, float]]:
    """Each preferred spot itself, then a little beside it, nearest first."""
    yield from spots
    steps = [(dx * half * 0.4, dy * line * 0.5) for dx in range(-3, 4) for dy in range(-4, 5)]
    steps.sort(key=lambda step: step[0] ** 2 + step[1] ** 2)
    for x, y in spots[:1]:
        for dx, dy in steps[1:]:
            yield x + dx, y + dy
