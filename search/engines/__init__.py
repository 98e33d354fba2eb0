"""The engines that store and rank tokens, one for each database or search server, all behind `search.engines.base`."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from search.engines.base import Engine
from search.engines.postgres import PostgresEngine
from search.engines.sql import SqlEngine
from search.engines.sqlite import SqliteEngine

_BY_VENDOR: dict[str, type[SqlEngine]] = {"sqlite": SqliteEngine, "postgresql": PostgresEngine}


def get_engine(using: str = "default") -> Engine:
    """The engine that `SEARCH_URL` names, otherwise that of the database `using`.

    Raises `ImproperlyConfigured` for a database that has no engine.
    """
    vendor = connections[using].vendor
    if vendor not in _BY_VENDOR:
        raise ImproperlyConfigured(f"Search has no engine for the database {vendor!r}; it has: {', '.join(_BY_VENDOR)}")
    database = _BY_VENDOR[vendor](using)
    if not settings.SEARCH_URL:
        return database
    # The client of a search server costs half a second to import; most sites have none.
    from search.engines.elasticsearch import ElasticsearchEngine

    return ElasticsearchEngine(using, database, settings.SEARCH_URL)


def send_what_waits() -> None:
    """Have a search server take what it missed while it was away, without waiting for a visitor. The clock calls this
    every minute; nothing is done where the database is the engine."""
    get_engine().waiting()
