"""`/health/live` and `/health/ready`: for `./run`, a proxy or a monitor to ask.

Live: the process answers; nothing else is touched. Ready: the database answers and has every migration, the cache
keeps what it is given, the search answers. JSON with one word for each check; 503 when one is not "ok".
"""

import logging
import secrets
from collections.abc import Callable

from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from search.query import search

logger = logging.getLogger(__name__)

OK = "ok"
FAILED = "failed"


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as this process can answer."""
    return JsonResponse({"status": OK})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when people can be sent here, else 503; the body names each check. Reasons stand in the log only."""
    checks = {name: OK if check() else FAILED for name, check in CHECKS.items()}
    status = OK if set(checks.values()) == {OK} else FAILED
    return JsonResponse({"status": status, "checks": checks}, status=200 if status == OK else 503)


def database_answers() -> bool:
    """A query comes back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError as error:
        logger.error("The database does not answer: %s", error)
        return False


_applied = False


def migrations_applied() -> bool:
    """No migration is missing. Once true it is not asked again by this process: the code of a process is fixed."""
    global _applied
    if not _applied:
        try:
            executor = MigrationExecutor(connection)
        except DatabaseError as error:
            logger.error("The state of migrations cannot be read: %s", error)
            return False
        _applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _applied


def cache_keeps() -> bool:
    """What is put into the cache comes out again."""
    value = secrets.token_hex(8)
    key = f"health.{value}"
    try:
        cache.set(key, value, timeout=30)
        kept = cache.get(key) == value
        cache.delete(key)
    except (OSError, ValueError) as error:
        logger.error("The cache does not answer: %s", error)
        return False
    return kept


def search_answers() -> bool:
    """The search answers a question. The first one loads the dictionary, so no visitor waits for it."""
    try:
        search("health", per_page=1, facets=())
    except (DatabaseError, OSError, ImproperlyConfigured) as error:
        logger.error("The search does not answer: %s", error)
        return False
    return True


CHECKS: dict[str, Callable[[], bool]] = {
    "database": database_answers,
    "migrations": migrations_applied,
    "cache": cache_keeps,
    "search": search_answers,
}
