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

FREQUENCY = """CREATE TABLE search_frequency (term INTEGER PRIMARY KEY, documents INTEGER NOT NULL)"""
COUNTED = "INSERT INTO search_frequency (term, documents) SELECT term, count(*) FROM search_posting GROUP BY term"


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


def create_frequency(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the table of document frequencies and count what is stored; on another database do nothing."""
    if schema_editor.connection.vendor == "sqlite":
        for statement in (FREQUENCY, COUNTED):
            schema_editor.execute(statement)


def drop_frequency(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Remove that table again."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_frequency")
