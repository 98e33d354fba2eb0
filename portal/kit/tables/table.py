"""What a table is, whatever file it ends up in: columns with a merged header, rows of four kinds, lines around it.

Built by the form rows of plans and by reports; read by the writers `html`, `csv`, `xlsx` beside this module.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from decimal import Decimal
from typing import Literal

from portal.kit.thai.dates import format_date
from portal.kit.thai.numbers import format_amount, format_number
from portal.kit.thai.text import DigitStyle, thai_digits

ColumnKind = Literal["text", "money", "number", "index", "date"]
RowKind = Literal["data", "heading", "subtotal", "total"]
Align = Literal["left", "center", "right"]
Cell = str | int | float | Decimal | date | None

FIGURE_KINDS = frozenset({"money", "number"})


@dataclass(frozen=True)
class Column:
    """One column. Its header is read from top to bottom: `group`, `subgroup`, `label`, leaving out what is None.

    Neighbours with the same group share one header cell, and within it those with the same subgroup. Example, the form
    ผ.02: ("งบประมาณ", "2571", "(บาท)") for a year, ("เป้าหมาย", None, "(ผลผลิตของโครงการ)") for the target. `width` is a
    share; the shares of a table are scaled to 100 %. `names_row` marks the column that names the row to screen readers.
    """

    key: str
    label: str
    group: str | None = None
    subgroup: str | None = None
    width: float = 10
    kind: ColumnKind = "text"
    names_row: bool = False

    @property
    def stack(self) -> tuple[str, ...]:
        """The header texts of this column from top to bottom, the label last."""
        return (*(part for part in (self.group, self.subgroup) if part is not None), self.label)

    @property
    def flat_label(self) -> str:
        """The header on one line, for files without merged cells: "งบประมาณ 2571 (บาท)"."""
        return " ".join(" ".join(self.stack).split())


@dataclass(frozen=True)
class HeaderCell:
    """One cell of the header; `row` and `column` count from 0."""

    text: str
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True)
class Row:
    """One row; make it with `data`, `heading`, `subtotal` or `total`.

    `cells` maps column keys to values: None is "nothing entered", 0 is a zero, a string in a money column is printed as
    it is. `strong` names the keys of cells to print in bold, such as those that an amendment changed. `level` is the
    depth of a heading, from 1.
    """

    kind: RowKind
    cells: Mapping[str, Cell] = attribute(default_factory=dict)
    label: str = ""
    level: int = 1
    strong: frozenset[str] = frozenset()
    anchor: str = ""


def data(cells: Mapping[str, Cell], strong: Iterable[str] = (), anchor: str = "") -> Row:
    """An ordinary row; `anchor` is its id in HTML, by which its page in a PDF is found."""
    return Row("data", cells, strong=frozenset(strong), anchor=anchor)


def heading(label: str, level: int = 1) -> Row:
    """A heading across all columns."""
    return Row("heading", label=label, level=level)


def subtotal(label: str, cells: Mapping[str, Cell]) -> Row:
    """A sum within the table; the label spans the columns left of the first figure."""
    return Row("subtotal", cells, label)


def total(label: str, cells: Mapping[str, Cell]) -> Row:
    """The sum of the table; the label spans the columns left of the first figure."""
    return Row("total", cells, label)


@dataclass(frozen=True)
class TitleLine:
    """A line above the table. Plain strings among the title lines are centred."""

    text: str
    align: Align = "center"
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its title lines above, notes below, and a stamp (ตัวอย่าง) where it is only an example.

    Raises ValueError when two columns share a key or a row holds a value for a column that is not there, so that no
    amount can vanish on its way to paper.
    """

    title_lines: tuple[str | TitleLine, ...]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    stamp: str | None = None

    def __post_init__(self) -> None:
        for name in ("title_lines", "columns", "rows", "notes"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        keys = [column.key for column in self.columns]
        if not keys or len(set(keys)) != len(keys):
            raise ValueError(f"a table needs columns with different keys, not {keys}")
        for row in self.rows:
            if unknown := {*row.cells, *row.strong} - set(keys):
                raise ValueError(f"no column for {sorted(unknown)}")

    @property
    def titles(self) -> tuple[TitleLine, ...]:
        """The title lines, all as TitleLine."""
        return tuple(line if isinstance(line, TitleLine) else TitleLine(line) for line in self.title_lines)

    @property
    def widths(self) -> tuple[float, ...]:
        """The width of each column in per cent of the table; they add up to 100."""
        whole = sum(column.width for column in self.columns)
        return tuple(round(column.width * 100 / whole, 3) for column in self.columns)

    def header(self) -> list[list[HeaderCell]]:
        """The header, one list for each of its one to three rows; spanned places are left out."""
        stacks = [column.stack for column in self.columns]
        depth = max(len(stack) for stack in stacks)
        rows: list[list[HeaderCell]] = [[] for _ in range(depth)]
        for level in range(depth):
            place = 0
            while place < len(stacks):
                stack = stacks[place]
                end = place + 1
                if level < len(stack) - 1:
                    while end < len(stacks) and _shares(stacks[end], stack, level):
                        end += 1
                    rows[level].append(HeaderCell(stack[level], level, place, colspan=end - place))
                elif level == len(stack) - 1:
                    rows[level].append(HeaderCell(stack[level], level, place, rowspan=depth - level))
                place = end
        return rows

    def label_span(self, row: Row) -> int:
        """How many columns the label of this row covers: all for a heading, else those left of the first figure."""
        if row.kind == "heading":
            return len(self.columns)
        for place, column in enumerate(self.columns):
            if column.kind in FIGURE_KINDS or column.key in row.cells:
                return max(place, 1)
        return len(self.columns)


def _shares(other: tuple[str, ...], stack: tuple[str, ...], level: int) -> bool:
    return level < len(other) - 1 and other[: level + 1] == stack[: level + 1]


def cell_text(column: Column, value: Cell, *, none: str = "-", digits: DigitStyle = "arabic", lang: str = "th") -> str:
    """The value as printed: amounts with commas and `none` for no amount, Buddhist dates, text as it is."""
    if value is None:
        return none if column.kind in FIGURE_KINDS else ""
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return format_date(value, "short", lang, digits)
    if column.kind == "money":
        return format_amount(value if isinstance(value, int) else Decimal(str(value)), none, digits)
    if column.kind == "index":
        return thai_digits(str(value)) if digits == "thai" else str(value)
    return format_number(value, None, digits)
