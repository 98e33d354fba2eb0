"""A rebuild that analyses in a second process stores what it would store without, whatever becomes of that process."""

from concurrent.futures.process import BrokenProcessPool

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from search import ahead, indexing
from search.ahead import Analyst, Offered, Texts, all_counts, vector_of
from search.engines import get_engine
from search.query import search
from search.sources import rebuild, reconcile
from tests.search.conftest import TEXTS
from tests.search.test_search import stored


@pytest.fixture
def small(monkeypatch):
    """Five documents are enough for a second process, in chunks of two."""
    monkeypatch.setattr(indexing, "WORTH_FROM", 1)
    monkeypatch.setattr(indexing, "REBUILD_CHUNK", 2)
    monkeypatch.setattr(indexing, "SAMPLE", 2)


@pytest.fixture
def waiting(monkeypatch):
    """The second process has started before anything is offered."""
    began = Analyst.__init__

    def start(self, *given):
        began(self, *given)
        if self._pool is not None:
            self._started.result(timeout=120)

    monkeypatch.setattr(Analyst, "__init__", start)
    monkeypatch.setattr("os.cpu_count", lambda: 2)


@pytest.mark.slow
def test_the_index_is_the_same_with_a_second_process(province, make, small, waiting, monkeypatch):
    make("ข้าวฮาง", body="ข้าวกล้องงอกของสกลนคร")
    rebuild()
    taken = []
    take = Analyst.take

    def counted(self, offered):
        found = take(self, offered)
        if offered.work is not all_counts:
            taken.extend(found)
        return found

    monkeypatch.setattr(Analyst, "take", counted)
    sampled = {}
    freeze = indexing._freeze_averages
    monkeypatch.setattr(indexing, "_freeze_averages", lambda *given: sampled.setdefault("texts", freeze(*given)))
    stored = {}
    store = type(get_engine()).store
    monkeypatch.setattr(
        type(get_engine()), "store", lambda self, vectors: (stored.update(vectors), store(self, vectors))[1]
    )
    assert rebuild().written == 5
    assert taken
    # What was analysed for the average lengths is not analysed again.
    assert sampled["texts"]
    assert not sampled["texts"].keys() & set(taken)
    frozen = indexing.lexicon.state()
    for document in (one for source in indexing.sources() for one in source.documents(source.objects())):
        texts = Texts.of(document, True)
        if texts in taken or texts in sampled["texts"]:
            own = vector_of(texts, frozen.average_title, frozen.average_all)
            assert any(
                (v.terms, v.impacts, v.prefixes) == (own.terms, own.impacts, own.prefixes) for v in stored.values()
            )
    assert reconcile().unchanged == 5


def test_what_changed_after_it_was_read_ahead_is_analysed_again(province, small, monkeypatch):
    class Late(Analyst):
        started = True

        def __init__(self, *given):
            self._pool = None

        def offer(self, work, texts):
            return Offered(work, [(texts, None)])

        def take(self, offered):
            ready = {}
            for texts, _task in offered.portions:
                ready.update(zip(texts, offered.work(texts), strict=True))
            group = Group.objects.order_by("pk").first()
            TEXTS[group.name] = {**TEXTS[group.name], "title": "เห็ดนางฟ้า"}
            return ready

    monkeypatch.setattr(indexing, "Analyst", Late)
    rebuild()
    assert search("เห็ดนางฟ้า").total == 1


def test_a_second_process_that_ends_is_done_without(province, small, monkeypatch):
    class Broken:
        def __init__(self, *given):
            raise BrokenProcessPool

    class Gone(Analyst):
        started = True

        def __init__(self, *given):
            self._pool = type("Pool", (), {"submit": Broken, "shutdown": lambda self, **how: None})()
            self._started = type("Done", (), {"done": lambda self: True})()

    monkeypatch.setattr(indexing, "Analyst", Gone)
    assert rebuild().written == 4
    assert search("กบ").total == 1


def test_one_processor_needs_no_second_process(monkeypatch):
    monkeypatch.setattr(ahead.os, "cpu_count", lambda: 1)
    with Analyst([]) as analyst:
        assert not analyst.started
        assert analyst.offer(all_counts, [Texts("ก", "ข", (), False)]).portions == []


def test_what_was_analysed_with_other_averages_is_not_used(province, small, monkeypatch):
    """Another rebuild has frozen other averages while this one went on."""
    sweep = indexing._sweep

    def late(*given):
        state = indexing.lexicon.state()
        state.average_all *= 3
        state.save()
        return sweep(*given)

    monkeypatch.setattr(indexing, "_sweep", late)
    rebuild()
    monkeypatch.undo()
    held = stored()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_vector")
    assert reconcile().written == 4
    assert stored()[0] == held[0]
