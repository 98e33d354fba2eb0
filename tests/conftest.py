"""Fixtures for all tests.

The places and the organisations are in the test database from the start, once for each process, since the product is
never without them: take a body from the table (`Organisation.objects.get(code="snru")`) instead of making one with a
code of the register. Tests with `transaction=True` empty the tables when they end, so whatever test needs places asks
for `places_loaded`, which puts them back where they are missing.
"""

import pytest

from portal.people.loading import load_organisations
from portal.places.loading import load_places

# Files that take minutes begin first, so that no process of `pytest -n 2 --dist loadfile` is left with one at the end.
LONGEST_FIRST = ("search/test_every_engine.py", "journeys/", "search/test_outage.py", "pages/test_demo.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order of files; within a file it stays."""

    def turn(item: pytest.Item) -> int:
        return next((i for i, part in enumerate(LONGEST_FIRST) if part in item.nodeid), len(LONGEST_FIRST))

    items.sort(key=turn)


def _load() -> None:
    load_places()
    load_organisations()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The test database with the places of Thailand and the organisations of Sakon Nakhon."""
    with django_db_blocker.unblock():
        _load()


@pytest.fixture
def places_loaded(db):
    """Places and organisations, also after a test that emptied the tables."""
    from portal.people.models import Organisation
    from portal.places.models import Village

    if not Village.objects.exists() or not Organisation.objects.filter(code="snru").exists():
        _load()
