"""The office of real processes, with a database file copied from the test database."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from tests.plans.processes import Office


@pytest.fixture(autouse=True)
def thai():
    """A page fetched in English by the test before leaves its language behind."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def database_template(django_db_setup, django_db_blocker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The migrated test database as a file: a copy takes no time, migrating takes fifteen seconds.

    Tests that use it are marked `django_db`, so that they come before those that empty the tables.
    """
    path = tmp_path_factory.mktemp("template") / "kaejon.sqlite3"
    with django_db_blocker.unblock():
        connection.ensure_connection()
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        copy.close()
        connection.close()
    return path


@pytest.fixture(scope="module")
def office(database_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Processes on a fresh copy of the database; one for each module."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "kaejon.sqlite3").write_bytes(database_template.read_bytes())
    built = {"TEST_FONT_DIR": str(settings.FONT_DIR), "TEST_LOCALE_DIR": str(settings.LOCALE_PATHS[0])}
    started = Office(folder, built)
    yield started
    started.close()
