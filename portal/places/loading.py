"""Loads the places of Thailand and the villages of Sakon Nakhon from the files in `data/`.

Called by `manage.py load_places`, by the bootstrap of `./run` and by the tests. Loading twice changes nothing: only
rows that are missing or differ are written. Nothing is ever removed, since plans and evidence point at places.
Sources and licences: `data/SOURCES.md`.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import models, transaction

from .models import District, Province, Subdistrict, Village

DATA = Path(__file__).parent / "data"
BATCH = 500
Say = Callable[[str], None]


@dataclass(frozen=True)
class Loaded:
    """What loading one kind of row did: how many rows were new, differed, or were already right."""

    what: str
    created: int
    updated: int
    unchanged: int

    @property
    def total(self) -> int:
        """Rows in the file."""
        return self.created + self.updated + self.unchanged

    def __str__(self) -> str:
        return f"{self.what}: {self.total} ({self.created} new, {self.updated} updated)"


def silent(line: str) -> None:
    """Says nothing; for callers that show no progress."""


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """Rows of a UTF-8 CSV file with a header, as dictionaries of text."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def store(model: type[models.Model], key: str, wanted: Mapping[str, Mapping[str, Any]]) -> Loaded:
    """Make the table hold what is wanted, writing only what is missing or differs.

    `wanted` maps the value of the unique field `key` to the other columns (foreign keys as `…_id`). Every row must
    name the same columns. Rows of the table that nobody asked for are left alone.
    """
    columns = sorted(next(iter(wanted.values()))) if wanted else []
    present = {getattr(row, key): row for row in model._default_manager.all()}
    new, changed = [], []
    for value, fields in wanted.items():
        row = present.get(value)
        if row is None:
            new.append(model(**{key: value}, **fields))
        elif any(getattr(row, column) != fields[column] for column in columns):
            for column in columns:
                setattr(row, column, fields[column])
            changed.append(row)
    model._default_manager.bulk_create(new, batch_size=BATCH)
    if changed:
        model._default_manager.bulk_update(changed, columns, batch_size=BATCH)
    return Loaded(
        what=model.__name__,
        created=len(new),
        updated=len(changed),
        unchanged=len(wanted) - len(new) - len(changed),
    )


def read_admin() -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Provinces, districts and subdistricts of `admin.csv`, each by official code, parents as `…_id`."""
    levels: dict[str, dict[str, dict[str, Any]]] = {"1": {}, "2": {}, "3": {}}
    for row in rows_of(DATA / "admin.csv"):
        fields: dict[str, Any] = {"name_th": row["name_th"], "name_en": row["name_en"]}
        if row["level"] == "2":
            fields["province_id"] = row["parent"]
        elif row["level"] == "3":
            fields["district_id"] = row["parent"]
            fields["postcode"] = row["postcode"]
        levels[row["level"]][row["code"]] = fields
    return levels["1"], levels["2"], levels["3"]


def read_villages() -> dict[str, dict[str, Any]]:
    """Villages of `villages_47.csv` by code (subdistrict + number). A point that lies outside the village's own
    subdistrict is known to be wrong and is left blank."""
    villages: dict[str, dict[str, Any]] = {}
    for row in rows_of(DATA / "villages_47.csv"):
        trusted = row["point_in_own_subdistrict_500m"] == "1"
        villages[row["code"]] = {
            "name_th": row["name_th"],
            "name_en": row["name_en"],
            "subdistrict_id": row["subdistrict"],
            "moo": int(row["moo"]),
            "latitude": float(row["lat"]) if trusted else None,
            "longitude": float(row["lon"]) if trusted else None,
        }
    return villages


def load_places(say: Say = silent) -> list[Loaded]:
    """Load everything in one transaction (about a second on an empty database); `say` gets one line per kind."""
    provinces, districts, subdistricts = read_admin()
    villages = read_villages()
    results = []
    with transaction.atomic():
        for model, wanted in (
            (Province, provinces),
            (District, districts),
            (Subdistrict, subdistricts),
            (Village, villages),
        ):
            results.append(store(model, "code", wanted))
            say(str(results[-1]))
    return results
