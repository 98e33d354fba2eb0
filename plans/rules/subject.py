"""What a rule sees: one entry's words and money, and what the database knows around it, gathered once.

`plans.checking.gather` fills it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from plans.states import BookKind
from plans.types import Edition, PlanType


@dataclass(frozen=True)
class Namesake:
    """A project of that name that already stands in the body's plans. `villages`: official codes, known of projects
    in the portal; `moos`: village numbers, all that a register of Excel gives."""

    name: str
    book: str
    page: str
    item: str
    moos: frozenset[int]
    villages: frozenset[str]
    years: frozenset[int]


@dataclass(frozen=True)
class EntrySubject:
    """An entry as the rules read it. Money maps a fiscal year (B.E.) to baht; a missing year is blank."""

    plan_type: PlanType
    edition: Edition
    book_kind: BookKind
    options: Mapping[str, bool]
    form: str
    title: str
    objective: str
    target: str
    quantity: Decimal | None
    unit: str
    indicator: str
    expected_result: str
    responsible: str
    reason: str
    book_reason: str
    origin_who: str
    legal_power: str
    land: str
    funding_route: str
    has_group: bool
    has_programme: bool
    subdistrict: str
    place_note: str
    villages: tuple[tuple[str, int], ...]
    money: Mapping[int, Decimal]
    cost_total: Decimal | None
    fiscal_year: int
    history: Mapping[int, Decimal] = field(default_factory=dict)
    village_codes: frozenset[str] = frozenset()
    village_subdistricts: frozenset[str] = frozenset()
    several_subdistricts: bool = False
    ambiguous_villages: Mapping[str, Sequence[int]] = field(default_factory=dict)
    namesakes: Sequence[Namesake] = ()
    seed_kind: str = ""
    trl: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def moos(self) -> frozenset[int]:
        """The village numbers it names."""
        return frozenset(moo for _name, moo in self.villages)
