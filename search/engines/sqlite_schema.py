"""The tables of the SQLite engine. Called by the migration that makes them, on SQLite only."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = (
    """CREATE TABLE search_posting (
        term INTEGER NOT NULL, doc INTEGER NOT NULL, imp INTEGER NOT NULL, PRIMARY KEY (term, doc)
    ) WITHOUT ROWID""",
    "CREATE TABLE search_vector (doc INTEGER PRIMARY KEY, terms BLOB NOT NULL, imps BLOB NOT NULL)",
    """CREATE TABLE search_prefix (
        token TEXT NOT NULL, doc INTEGER NOT NULL, start INTEGER NOT NULL, PRIMARY KEY (token, doc)
    ) WITHOUT ROWID""",
    "CREATE INDEX search_prefix_doc ON search_prefix (doc)",
)


def create(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the tables; on another database do nothing."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in TABLES:
            schema_editor.execute(statement)


def drop(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove the tables again."""
    if schema_editor.connection.vendor == "sqlite":
        for table in ("search_prefix", "search_vector", "search_posting"):
            schema_editor.execute(f"DROP TABLE {table}")
