"""The values of matching: what is needed, what an item offers, and why the one fits the other. Pure.

Words of vocabularies are codes, places are official codes (four or six digits), money is baht.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from portal.places.nearness import Nearness


class Criterion(StrEnum):
    """What is compared."""

    OCCUPATION = "occupation"
    PLACE = "place"
    BUDGET = "budget"
    SEASON = "season"
    LACKING = "lacking"  # livelihood capitals that are lacking, and that the item helps with
    NEEDED = "needed"  # livelihood capitals that must be there before the item can be begun
    PROGRAMME = "programme"
    READINESS = "readiness"
    RESULT = "result"


ALWAYS = frozenset({Criterion.READINESS, Criterion.RESULT})
"""Compared whoever asks: of two items that fit alike, the readier and better proven one comes first."""


class Fit(StrEnum):
    """How an item stands to one criterion. What the item does not state counts neither for nor against it."""

    FITS = "fits"
    PARTLY = "partly"
    UNKNOWN = "unknown"
    MISFIT = "misfit"


@dataclass(frozen=True)
class Need:
    """What somebody looks for; everything may be left open. `places`: any of them will do. `budget`: baht that can be
    spent on one unit, mostly a household. A capital that is said to be there and to be lacking counts as lacking."""

    places: tuple[str, ...] = ()
    occupations: frozenset[str] = frozenset()
    having: frozenset[str] = frozenset()
    lacking: frozenset[str] = frozenset()
    season: str = ""
    budget: Decimal | None = None
    programmes: frozenset[str] = frozenset()

    @property
    def asked(self) -> frozenset[Criterion]:
        """The criteria that the need says something about."""
        said = {
            Criterion.OCCUPATION: bool(self.occupations),
            Criterion.PLACE: bool(self.places),
            Criterion.BUDGET: self.budget is not None,
            Criterion.SEASON: bool(self.season),
            Criterion.LACKING: bool(self.lacking),
            Criterion.NEEDED: bool(self.having or self.lacking),
            Criterion.PROGRAMME: bool(self.programmes),
        }
        return frozenset(criterion for criterion, is_said in said.items() if is_said)


@dataclass(frozen=True)
class Trial:
    """A piece of evidence: where (subdistrict, may be blank), what happened there, households, incomes in baht per
    household per month, fiscal year (B.E.)."""

    subdistrict: str = ""
    relation: str = "tested"
    households: int | None = None
    income_before: Decimal | None = None
    income_after: Decimal | None = None
    fiscal_year: int = 0

    @property
    def gain(self) -> Decimal | None:
        """By how much the income rose; None where it was not measured."""
        if self.income_before is None or self.income_after is None:
            return None
        return self.income_after - self.income_before


@dataclass(frozen=True)
class Candidate:
    """What matching reads of an item. `cost` is baht for one `unit` (the item's own word, may be blank)."""

    pk: int
    occupations: frozenset[str] = frozenset()
    capitals: frozenset[str] = frozenset()
    capitals_needed: frozenset[str] = frozenset()
    seasons: frozenset[str] = frozenset()
    programme: str = ""
    readiness_level: int | None = None
    cost: Decimal | None = None
    unit: str = ""
    trials: tuple[Trial, ...] = ()


@dataclass(frozen=True)
class Reason:
    """Why an item fits one criterion, or does not. `share`: 0 to 100 of the criterion's weight. What the sentence
    names: `codes` of a vocabulary, `limit` and `amount` in baht with `unit`, or a `trial` and how near it lies."""

    criterion: Criterion
    fit: Fit
    share: int
    codes: tuple[str, ...] = ()
    amount: Decimal | None = None
    limit: Decimal | None = None
    unit: str = ""
    trial: Trial | None = None
    nearness: Nearness | None = None
    kilometres: int | None = None


@dataclass(frozen=True)
class Match:
    """An item with its score (0 to 1000) and its reasons, the weightiest criterion first."""

    pk: int
    score: int
    reasons: tuple[Reason, ...] = field(default=())
    asked: frozenset[Criterion] = frozenset()

    @property
    def fitting(self) -> int:
        """How many of the criteria that were asked for the item fits wholly."""
        return sum(reason.criterion in self.asked and reason.fit == Fit.FITS for reason in self.reasons)

    @property
    def is_misfit(self) -> bool:
        """Whether it fits none of the criteria that were asked for. What it does not state is no misfit."""
        told = [reason.fit for reason in self.reasons if reason.criterion in self.asked]
        return bool(told) and all(fit == Fit.MISFIT for fit in told)

    def fit_of(self, criterion: Criterion) -> Fit | None:
        """How the item stands to one criterion; None where it was not compared."""
        return next((reason.fit for reason in self.reasons if reason.criterion == criterion), None)
