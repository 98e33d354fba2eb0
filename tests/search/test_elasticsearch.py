"""A search server that stops, comes back, loses its index, or is overtaken: nobody notices, and it catches up.

Collected only where `SEARCH_URL` names a real server that these tests may empty: `test_every_engine.py` starts one.
The server is "down" when the engine is given an address at which nobody listens.
"""

import datetime as dt
import logging

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection
from django.utils import timezone

from search.analysis import query_tokens
from search.engines import elasticsearch as engine
from search.engines import elasticsearch_schema as schema
from search.engines import elasticsearch_sync as sync
from search.engines import get_engine
from search.engines.base import Scope, SearchRequest
from search.engines.circuit import circuit_of
from search.models import SearchDocument, SearchPending
from search.servers import free_port
from search.sources import rebuild, reconcile
from tests.search.conftest import TEXTS, titles


def commit():
    while connection.run_on_commit:
        connection.run_on_commit.pop(0)[1]()


@pytest.fixture
def down(settings):
    """`down()` takes the server away, `down.up()` brings it back."""
    real = settings.SEARCH_URL

    class Switch:
        def __call__(self):
            settings.SEARCH_URL = f"elasticsearch://127.0.0.1:{free_port()}/kaejon"
            self.dead = settings.SEARCH_URL

        def up(self):
            settings.SEARCH_URL = real
            SearchPending.objects.update(since=timezone.now() - dt.timedelta(minutes=1))

    yield Switch()
    settings.SEARCH_URL = real
    circuit_of(real).worked()


def ask_without_checks(monkeypatch):
    """The engine's own `search`, without the assertion of the conftest that the server answers."""
    monkeypatch.undo()


def test_an_outage_is_not_noticed_and_made_up_for(province, down, monkeypatch, caplog):
    assert titles("กุดไห")
    ask_without_checks(monkeypatch)
    down()
    with caplog.at_level(logging.WARNING, logger="search.engines.circuit"):
        group = Group.objects.get(name="g0")
        TEXTS["g0"]["title"] = "การปลูกเมล่อน"
        group.save()
        commit()
        assert titles("เมล่อน") == ["การปลูกเมล่อน"]
        Group.objects.get(name="g1").delete()
        commit()
        assert titles("เลี้ยงกบ") == []
        told = [record for record in caplog.records if record.levelno >= logging.ERROR]
        assert len(told) == 1
    down.up()
    assert SearchPending.objects.count() >= 2
    assert titles("เมล่อน") == ["การปลูกเมล่อน"]
    assert not SearchPending.objects.exists()
    assert titles("เลี้ยงกบ") == []
    own = get_engine()
    assert own.stored_ids() == own.database.stored_ids()


def test_what_waits_is_answered_by_the_database(province, monkeypatch):
    ask_without_checks(monkeypatch)
    asked = []
    whole = engine.ElasticsearchEngine._ask
    monkeypatch.setattr(
        engine.ElasticsearchEngine, "_ask", lambda self, request: asked.append(1) or whole(self, request)
    )
    commit()
    assert titles("กุดไห")
    assert asked == [1]
    TEXTS["g1"]["public"] = False
    Group.objects.get(name="g1").save()
    assert titles("เลี้ยงกบ") == []  # hidden at once, though the server has not been told
    assert asked == [1]
    commit()
    assert titles("เลี้ยงกบ") == []
    assert asked == [1, 1]


def test_a_lost_index_is_filled_again(province, monkeypatch):
    ask_without_checks(monkeypatch)
    commit()
    client, alias = schema.connect(settings.SEARCH_URL)
    client.indices.delete(index=",".join(client.indices.get(index=f"{alias}-*")))
    assert titles("กุดไห")  # from the database
    circuit_of(settings.SEARCH_URL).try_now()
    assert titles("กุดไห")
    assert not SearchPending.objects.exists()
    own = get_engine()
    assert own.stored_ids() == own.database.stored_ids()


def test_reconcile_mends_the_server(province):
    assert titles("กุดไห")
    client, alias = schema.connect(settings.SEARCH_URL)
    gone = get_engine().database.stored_ids().pop()
    client.delete(index=alias, id=str(gone), refresh=True)
    client.index(index=alias, id="987654", document={"digest": "x", "public": True}, refresh=True)
    assert reconcile().written == 1
    commit()
    own = get_engine()
    assert own.stored_ids() == own.database.stored_ids()


def test_a_rebuild_exchanges_the_index(province):
    client, alias = schema.connect(settings.SEARCH_URL)
    assert titles("กุดไห")
    before = set(client.indices.get(index=f"{alias}-*"))
    assert rebuild().written == 4
    after = set(client.indices.get(index=f"{alias}-*"))
    assert len(after) == 1
    assert not before & after
    assert titles("กุดไห")
    assert client.count(index=alias)["count"] == 4


def test_both_rank_alike(province):
    own = get_engine()
    titles("กบ")
    for text in ("ปลูกผัก", "เลี้ยงกบ", "คราม", "กุดไห", "การ"):
        request = SearchRequest(query_tokens(text), Scope(timezone.now()))
        theirs, ours = own.search(request), own.database.search(request)
        assert theirs.ranked[0][0] == ours.ranked[0][0], text
        assert {pk for pk, _ in theirs.ranked} == {pk for pk, _ in ours.ranked}, text
        assert theirs.total == ours.total
        assert theirs.facets == ours.facets


def test_what_is_gone_does_not_come_back(province, monkeypatch):
    """One process reads a document that the server never had; another deletes it there before the first one sends."""
    ask_without_checks(monkeypatch)
    assert titles("เลี้ยงกบ")
    own = get_engine()
    gone = SearchDocument.objects.get(title="การเลี้ยงกบในบ่อซีเมนต์").pk
    client, alias = schema.connect(settings.SEARCH_URL)
    schema.swap(client, alias, schema.create(client, alias))
    read = list(own.follower._actions([gone], alias))
    assert [action["_op_type"] for action in read] == ["index"]
    Group.objects.get(name="g1").delete()
    commit()
    sync._send(client, read, refresh=True, require_alias=True)
    assert not client.exists(index=alias, id=str(gone))
    assert gone not in own.stored_ids()
