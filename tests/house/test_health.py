"""The two health addresses."""

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from portal.config import health


def test_live_asks_nothing_of_the_database(client: Client) -> None:
    # Without the django_db mark a query would raise.
    answer = client.get("/health/live")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_names_each_check(client: Client) -> None:
    answer = client.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ok"
    assert set(answer.json()["checks"]) == set(health.CHECKS)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_not_ready_is_503(rf: RequestFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> object:
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(health.connection, "cursor", away)
    answer = health.ready(rf.get("/health/ready"))
    assert answer.status_code == 503
    assert b'"database": "failed"' in answer.content
    assert b"closed the connection" not in answer.content
