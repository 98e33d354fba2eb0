"""The tables of the PostgreSQL engine. Called by the migration that makes them, on PostgreSQL only."""

from search.engines.tables import on

TABLES = (
    "CREATE TABLE search_vector (doc bigint PRIMARY KEY, terms int4[] NOT NULL, imps bytea NOT NULL)",
    # Uncompressed: a search reads a few bytes in the middle of each.
    "ALTER TABLE search_vector ALTER COLUMN terms SET STORAGE EXTERNAL, ALTER COLUMN imps SET STORAGE EXTERNAL",
    # Without a pending list, which every search would have to read through.
    "CREATE INDEX search_vector_terms ON search_vector USING gin (terms) WITH (fastupdate = off)",
    # Changes of the document frequencies, summed when asked: two writers never wait for the row of a common term.
    "CREATE TABLE search_frequency (term int4 NOT NULL, change int4 NOT NULL)",
    "CREATE INDEX search_frequency_term ON search_frequency (term) INCLUDE (change)",
    """CREATE TABLE search_prefix (
        token text COLLATE "C" NOT NULL, doc bigint NOT NULL, start int4 NOT NULL, PRIMARY KEY (token, doc)
    )""",
    "CREATE INDEX search_prefix_doc ON search_prefix (doc)",
)

SEEN = (
    # A search may ask of fifty thousand wide rows who may see them.
    "CREATE INDEX search_document_seen ON search_searchdocument (id)"
    " INCLUDE (is_public, expires_at, kind, language, translation_group)",
    # The planner does not know the terms that a search looks up, so what it would learn of them helps nobody.
    "ALTER TABLE search_vector ALTER COLUMN terms SET STATISTICS 0, ALTER COLUMN imps SET STATISTICS 0",
)

create = on("postgresql", *TABLES)
drop = on("postgresql", *(f"DROP TABLE {table}" for table in ("search_prefix", "search_frequency", "search_vector")))
create_seen = on("postgresql", *SEEN)
drop_seen = on(
    "postgresql",
    "DROP INDEX search_document_seen",
    "ALTER TABLE search_vector ALTER COLUMN terms SET STATISTICS -1, ALTER COLUMN imps SET STATISTICS -1",
)
