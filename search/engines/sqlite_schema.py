"""The tables of the SQLite engine. Called by the migration that makes them, on SQLite only."""

from search.engines.tables import on

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

create = on("sqlite", *TABLES)
drop = on("sqlite", *(f"DROP TABLE {table}" for table in ("search_prefix", "search_vector", "search_posting")))
create_frequency = on("sqlite", FREQUENCY, COUNTED)
drop_frequency = on("sqlite", "DROP TABLE search_frequency")
