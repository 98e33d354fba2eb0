"""Writes many rows of a model with one prepared statement. Called by `search.indexing`.

`bulk_create` puts every value of every row into the text of a statement that it compiles anew, which takes three times
as long as storing them.
"""

from collections.abc import Sequence

from django.db import connections, router
from django.db.models import Model


def write_rows(rows: Sequence[Model], unique: Sequence[str] = ()) -> None:
    """Insert rows of one model, which have no primary key yet and get none here. Where a row with the same values of
    the fields `unique` exists, it is replaced and keeps its key. No signals are sent."""
    if not rows:
        return
    connection = connections[router.db_for_write(type(rows[0]))]
    meta, quote = rows[0]._meta, connection.ops.quote_name
    fields = [field for field in meta.concrete_fields if not field.primary_key]
    columns = [quote(str(field.column)) for field in fields]
    sql = (
        f"INSERT INTO {quote(meta.db_table)} ({', '.join(columns)})"  # noqa: S608 - names of the model
        f" VALUES ({', '.join(['%s'] * len(columns))})"
    )
    if unique:
        key = [quote(str(field.column)) for field in fields if field.name in unique]
        changes = ", ".join(f"{column} = EXCLUDED.{column}" for column in columns if column not in key)
        sql += f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {changes}"
    values = [[field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(sql, values)
