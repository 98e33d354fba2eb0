"""A rebuild or a reconciliation takes nothing back that others change while it goes on."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from search import indexing
from search.engines import get_engine
from search.sources import rebuild, reconcile
from tests.search.conftest import TEXTS, titles

READS_AND_WRITES_APART = pytest.mark.skipif(
    not connection.features.has_select_for_update_skip_locked,
    reason="nobody else can write between the reading and the writing of a sweep",
)


@pytest.fixture
def meanwhile(monkeypatch):
    """`meanwhile(deed)`: it is done once, after a sweep has read the next documents and before it writes them."""

    def arrange(deed):
        deeds = [deed]
        whole = indexing._sweep_ids

        def sweep_ids(source, ids, force, ready):
            read = source.documents

            def documents(objects):
                found = list(read(objects))
                if deeds:
                    deeds.pop()()
                return found

            object.__setattr__(source, "documents", documents)
            try:
                return whole(source, ids, force, ready)
            finally:
                object.__setattr__(source, "documents", read)

        monkeypatch.setattr(indexing, "_sweep_ids", sweep_ids)

    return arrange


@pytest.mark.parametrize("sweep", [rebuild, reconcile])
def test_what_is_made_meanwhile_stays(province, make, sweep):
    made = []

    def progress(done, total):
        if not made:
            made.append(make("เห็ดนางฟ้าภูฐาน"))

    sweep(progress)
    assert made
    assert titles("นางฟ้า") == ["เห็ดนางฟ้าภูฐาน"]


@pytest.mark.parametrize("sweep", [rebuild, reconcile])
def test_what_is_made_while_the_engine_tells_what_it_holds_stays(province, make, sweep, monkeypatch):
    engine = type(get_engine())
    ask = engine.stored_ids
    made = []

    def stored_ids(self):
        if not made:
            made.append(make("เห็ดนางฟ้าภูฐาน"))
        return ask(self)

    monkeypatch.setattr(engine, "stored_ids", stored_ids)
    sweep()
    assert titles("นางฟ้า") == ["เห็ดนางฟ้าภูฐาน"]


@READS_AND_WRITES_APART
@pytest.mark.parametrize("sweep", [rebuild, reconcile])
def test_what_is_changed_after_it_was_read_is_not_taken_back(province, meanwhile, sweep):
    def edit():
        group = Group.objects.get(name="g1")
        TEXTS["g1"] = {**TEXTS["g1"], "title": "เห็ดนางฟ้าภูฐาน"}
        group.save()

    meanwhile(edit)
    sweep()
    assert titles("นางฟ้า") == ["เห็ดนางฟ้าภูฐาน"]


@READS_AND_WRITES_APART
@pytest.mark.parametrize("sweep", [rebuild, reconcile])
def test_what_is_hidden_after_it_was_read_is_not_shown_again(province, meanwhile, sweep):
    def hide():
        group = Group.objects.get(name="g1")
        del TEXTS["g1"]
        group.save()

    assert titles("เลี้ยงกบ")
    meanwhile(hide)
    # Something to write, so that a reconciliation has a reason.
    TEXTS["g0"] = {**TEXTS["g0"], "title": "การปลูกเมล่อน"}
    sweep()
    assert titles("เลี้ยงกบ") == []
    assert titles("เมล่อน") == ["การปลูกเมล่อน"]
