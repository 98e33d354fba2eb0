"""What other floors put on the place pages: figures, items of knowledge, plan entries, and the bodies in charge.

Filled in `AppConfig.ready()` of `portal.people` (bodies), `knowledge` (figures, items) and `plans` (plans) with
`SLOT.fill_with(filler)`. A filler is called once a page with a list of places (`District` and `Subdistrict` mixed) and
answers {code: …} in a constant number of queries, holding only what that visitor may see.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.base.slots import Slot

from .models import District, Subdistrict


@dataclass(frozen=True)
class Figure:
    """A number about a place. `value` None means not known (the map hatches it); 0 means counted, and none.

    The first figure of each list is the one that the map shades, so fillers keep one order for all places. `url` leads
    to the rows that were counted.
    """

    label: str
    value: int | Decimal | None
    unit: str = ""
    as_of: datetime.date | None = None
    source: str = ""
    url: str = ""


@dataclass(frozen=True)
class ItemCard:
    """An item of knowledge made, tested or used in the place, as `components/item_card.html` shows it: kind in words,
    title, address, what it has to do with the place ("tested in 2566"), the one figure that matters, readiness in
    words, picture {url, alt, width, height} or None, and the language of its text where it is not the page's."""

    kind: str
    title: str
    url: str
    place: str = ""
    figure: str = ""
    readiness: str = ""
    image: Mapping[str, Any] | None = None
    lang: str = ""
    is_sample: bool = False


@dataclass(frozen=True)
class PlanRow:
    """An announced plan entry in the place. `amount` is the planned amount in baht over all years of the plan."""

    title: str
    url: str
    body: str
    book: str
    amount: Decimal | None = None
    years: str = ""
    is_sample: bool = False


@dataclass(frozen=True)
class BodyRow:
    """A local body in charge of the place: full name, its type in words, the subdistricts it covers by name."""

    code: str
    name: str
    kind: str
    covers: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class FoundBody:
    """An organisation found by a search of places: the code of the place it covers (its subdistrict, or its district
    where it covers several) and the name of the district it sits in; both blank for the whole province."""

    name: str
    kind: str
    place_code: str = ""
    district_name: str = ""


Place = District | Subdistrict

PLACE_FIGURES: Slot[Place, list[Figure]] = Slot("places.figures")
PLACE_ITEMS: Slot[Place, list[ItemCard]] = Slot("places.items")
PLACE_PLANS: Slot[Place, list[PlanRow]] = Slot("places.plans")
PLACE_BODIES: Slot[Place, list[BodyRow]] = Slot("places.bodies")
# Subject: the text typed. Answer: {text: bodies}.
BODIES_FOUND: Slot[str, list[FoundBody]] = Slot("places.bodies_found")
