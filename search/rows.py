"""Writes many rows with one prepared statement. Called by `search.indexing` and by the SQLite engine.

`bulk_create` puts every value of every row into the text of a statement that it compiles anew, which takes three times
as long as storing them.
"""

# The SQL is put together from names of models and constant pieces only; every value is a parameter.
# ruff: noqa: S608

from collections.abc import Sequence
from itertools import chain
from typing import Any

from django.db import connections, router
from django.db.backends.utils import CursorWrapper
from django.db.models import Model

AT_ONCE = 100


def insert(cursor: CursorWrapper, into: str, rows: Sequence[Sequence[Any]], otherwise: str = "") -> None:
    """Insert rows `into` a table and its columns, `AT_ONCE` with each statement: one by one half of the time goes into
    beginning and ending. `otherwise`: an `ON CONFLICT` clause; then no two of the rows may have the same key."""
    if not rows:
        return
    row = f"({', '.join(['%s'] * len(rows[0]))})"
    whole = len(rows) - len(rows) % AT_ONCE
    values = list(chain.from_iterable(rows[:whole]))
    step = AT_ONCE * len(rows[0])
    cursor.executemany(
        f"INSERT {into} VALUES {', '.join([row] * AT_ONCE)} {otherwise}",
        [values[start : start + step] for start in range(0, len(values), step)],
    )
    cursor.executemany(f"INSERT {into} VALUES {row} {otherwise}", rows[whole:])


def write_rows(rows: Sequence[Model], unique: Sequence[str] = ()) -> None:
    """Insert rows of one model, which have no primary key yet and get none here; no signals are sent. Where a row with
    the same values of the fields `unique` exists, it is replaced and keeps its key; no two of `rows` agree in these."""
    if not rows:
        return
    connection = connections[router.db_for_write(type(rows[0]))]
    meta, quote = rows[0]._meta, connection.ops.quote_name
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    columns = [quote(str(field.column)) for field in fields]
    otherwise = ""
    if unique:
        key = [quote(str(field.column)) for field in fields if field.name in unique]
        changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns if column not in key)
        otherwise = f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows]
    with connection.cursor() as cursor:
        insert(cursor, f"INTO {quote(meta.db_table)} ({', '.join(columns)})", values, otherwise)
