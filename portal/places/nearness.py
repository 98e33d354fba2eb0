"""How near two places lie: the same subdistrict, the same district, side by side, the same province, or farther.

Called by `knowledge.matching`. Places are official codes of four digits (district) or six (subdistrict). Which places
lie side by side and how far apart they are comes from the boundaries of Sakon Nakhon; of other provinces only codes are
known.
"""

from collections import defaultdict
from enum import IntEnum
from functools import cache
from math import cos, hypot, radians

from . import boundaries

KILOMETRES_PER_DEGREE = 111.3
DISTRICT_DIGITS = 4
PROVINCE_DIGITS = 2


class Nearness(IntEnum):
    """The nearer the greater."""

    ELSEWHERE = 0
    SAME_PROVINCE = 1
    ADJOINING = 2
    SAME_DISTRICT = 3
    SAME_PLACE = 4


def nearness(wanted: str, other: str) -> Nearness:
    """How near the subdistrict `other` lies to the place `wanted`; in a district that is wanted as a whole, every
    subdistrict is the same district."""
    if wanted == other:
        return Nearness.SAME_PLACE
    if wanted[:DISTRICT_DIGITS] == other[:DISTRICT_DIGITS]:
        return Nearness.SAME_DISTRICT
    if other in adjoining(wanted) or other[:DISTRICT_DIGITS] in adjoining(wanted[:DISTRICT_DIGITS]):
        return Nearness.ADJOINING
    same = wanted[:PROVINCE_DIGITS] == other[:PROVINCE_DIGITS]
    return Nearness.SAME_PROVINCE if same else Nearness.ELSEWHERE


def adjoining(code: str) -> frozenset[str]:
    """Codes of the places of the same level whose boundary touches that of the place; empty where it is not known."""
    return _touching(len(code)).get(code, frozenset())


@cache
def _touching(digits: int) -> dict[str, frozenset[str]]:
    """{code: codes}: two shapes touch where they share a point, since the layers were cut from one another."""
    shapes = boundaries.districts() if digits == DISTRICT_DIGITS else boundaries.subdistricts()
    at: dict[tuple[float, float], set[str]] = defaultdict(set)
    for code, shape in shapes.items():
        for ring in shape.rings:
            for point in ring:
                at[point].add(code)
    found: dict[str, set[str]] = defaultdict(set)
    for codes in at.values():
        for code in codes:
            found[code] |= codes - {code}
    return {code: frozenset(codes) for code, codes in found.items()}


def kilometres(one: str, other: str) -> int | None:
    """Whole kilometres between the middles of two places, as the crow flies; None where a boundary is not known."""
    a, b = _middle(one), _middle(other)
    if a is None or b is None:
        return None
    east = (a[0] - b[0]) * cos(radians((a[1] + b[1]) / 2))
    return round(hypot(east, a[1] - b[1]) * KILOMETRES_PER_DEGREE)


def _middle(code: str) -> boundaries.Point | None:
    shape = boundaries.subdistricts().get(code) or boundaries.districts().get(code)
    return shape.label if shape is not None else None
