"""What a plan type is: its editions, forms, columns and stages, as frozen values.

A plan stores the codes of its type and edition; a changed form is a new edition, so that an old plan keeps its own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from plans.states import BookKind, Stage

Shape = Literal["strategy", "issue", "district", "agency"]
ColumnKind = Literal["text", "money", "number", "index"]


@dataclass(frozen=True)
class FormColumn:
    """One printed column. `key` names the entry's field (or `year:2571`); `option` names the switch that shows it.

    `heads` are its header cells from top to bottom; equal ones side by side are merged ("งบประมาณ" over the years).
    `width` is a share; shares are scaled to 100 % of the paper.
    """

    key: str
    heads: tuple[str, ...]
    width: float = 10.0
    kind: ColumnKind = "text"
    option: str = ""
    for_books: frozenset[BookKind] | None = None


@dataclass(frozen=True)
class Form:
    """แบบ: code as printed, title, columns for the years of an edition."""

    code: str
    label: str
    title: str
    columns: tuple[FormColumn, ...]

    def visible_columns(self, options: dict[str, bool], book_kind: BookKind) -> tuple[FormColumn, ...]:
        """The columns that this body prints in this kind of book."""
        return tuple(
            c
            for c in self.columns
            if (not c.option or options.get(c.option, False)) and (c.for_books is None or book_kind in c.for_books)
        )


@dataclass(frozen=True)
class Edition:
    """One generation of the forms and the plan period it belongs to (years B.E., inclusive)."""

    code: str
    first_year: int
    last_year: int
    shape: Shape
    forms: tuple[Form, ...]
    heading_labels: tuple[str, ...]
    group_labels: tuple[str, ...]
    options: tuple[tuple[str, str, bool], ...] = ()

    @property
    def years(self) -> range:
        """The fiscal years of the period."""
        return range(self.first_year, self.last_year + 1)

    def form(self, code: str) -> Form:
        """The form of that code; KeyError where the edition has none."""
        for form in self.forms:
            if form.code == code:
                return form
        raise KeyError(code)

    @property
    def default_options(self) -> dict[str, bool]:
        """Switches as the edition prescribes them."""
        return {key: default for key, _label, default in self.options}


@dataclass(frozen=True)
class PlanType:
    """A kind of plan: who makes it, in which editions, and who decides in which order."""

    code: str
    name: str
    name_en: str
    organisation_kinds: frozenset[str]
    editions: tuple[Edition, ...]
    stages: Callable[[str, BookKind], tuple[Stage, ...]]
    summary_form: str = ""
    parent: str | None = None

    def edition(self, code: str) -> Edition:
        """The edition of that code; KeyError where the type has none."""
        for edition in self.editions:
            if edition.code == code:
                return edition
        raise KeyError(code)


def year_columns(years: range, *, width: float = 8.0) -> tuple[FormColumn, ...]:
    """The money columns of a form, one a fiscal year, under the common head งบประมาณ."""
    return tuple(FormColumn(f"year:{y}", ("งบประมาณ", str(y), "(บาท)"), width=width, kind="money") for y in years)
