"""A table as plain JSON values and back, exactly: what a table said on a day can be kept and printed again years later.

Called by `plans.exports.paper`, which keeps the tables of an announced book.
"""

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.kit.tables.table import Cell, Column, Row, Table, TitleLine

VERSION = 1
"""Of the shape below. A later version of the program must still read every earlier one."""

_MARKS: Mapping[str, Callable[[str], Cell]] = {"decimal": Decimal, "date": date.fromisoformat, "float": float}


def to_json(table: Table) -> dict[str, Any]:
    """The table as values that any JSON store takes: Decimals and dates are marked, None stays apart from 0.

    Raises TypeError for a cell that is none of `Cell`, ValueError for a number that is not finite.
    """
    return {
        "version": VERSION,
        "titles": [
            line if isinstance(line, str) else {"text": line.text, "align": line.align, "strong": line.strong}
            for line in table.title_lines
        ],
        "columns": [
            {
                "key": column.key,
                "label": column.label,
                "group": column.group,
                "subgroup": column.subgroup,
                "width": column.width,
                "kind": column.kind,
                "names_row": column.names_row,
            }
            for column in table.columns
        ],
        "rows": [_row_to_json(row) for row in table.rows],
        "notes": list(table.notes),
        "stamp": table.stamp,
    }


def from_json(stored: Mapping[str, Any]) -> Table:
    """The table that `to_json` was given: equal in every part. Raises ValueError for a version that is not known."""
    if stored.get("version") != VERSION:
        raise ValueError(f"a stored table of version {stored.get('version')!r} cannot be read")
    return Table(
        tuple(line if isinstance(line, str) else TitleLine(**line) for line in stored["titles"]),
        tuple(Column(**column) for column in stored["columns"]),
        tuple(_row_from_json(row) for row in stored["rows"]),
        tuple(stored["notes"]),
        stored["stamp"],
    )


def _row_to_json(row: Row) -> dict[str, Any]:
    """Only what differs from an empty row, since most rows of a long table are alike."""
    kept: dict[str, Any] = {"kind": row.kind}
    if row.cells:
        kept["cells"] = {key: _cell_to_json(value) for key, value in row.cells.items()}
    if row.label:
        kept["label"] = row.label
    if row.level != 1:
        kept["level"] = row.level
    if row.strong:
        kept["strong"] = sorted(row.strong)
    if row.anchor:
        kept["anchor"] = row.anchor
    return kept


def _row_from_json(kept: Mapping[str, Any]) -> Row:
    return Row(
        kept["kind"],
        {key: _cell_from_json(value) for key, value in kept.get("cells", {}).items()},
        kept.get("label", ""),
        kept.get("level", 1),
        frozenset(kept.get("strong", ())),
        kept.get("anchor", ""),
    )


def _cell_to_json(value: Cell) -> Any:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError(f"{value} cannot be kept")
        return {"decimal": str(value)}
    if isinstance(value, datetime) or not isinstance(value, date | int | float):
        raise TypeError(f"a cell cannot hold {type(value).__name__}")
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot be kept")
    # Marked, since a JSON store may give 2.0 back as 2.
    return {"float": repr(value)} if isinstance(value, float) else value


def _cell_from_json(kept: Any) -> Cell:
    if not isinstance(kept, Mapping):
        return kept
    ((mark, text),) = kept.items()
    return _MARKS[mark](text)
