"""A search source over Django's groups, which have a name and nothing else, so that search is tested without its users.

A group's name is "title|body|option=value|…": `make` writes it.
"""

import datetime as dt
import os
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group

from search import lexicon, registry, synonyms
from search.models import SearchPending
from search.query import search
from search.signals import disconnect_source
from search.sources import Document, Source, register

# What only a search server has is tested where there is one: `test_every_engine.py` starts it.
collect_ignore = [] if os.environ.get("SEARCH_URL") else ["test_elasticsearch.py"]

TEXTS: dict[str, dict] = {}


def documents(queryset):
    for group in queryset:
        options = TEXTS.get(group.name)
        if options is not None:
            yield Document(object_id=str(group.pk), **options)


def titles(text):
    """The titles of what is found for a text, in order."""
    return [hit.document.title for hit in search(text).hits]


def is_new(client, alias):
    """Whether nothing was ever sent to the index: to make another takes a fifth of a second."""
    if not client.indices.exists_alias(name=alias):
        return False
    sent = client.indices.stats(index=alias, metric="indexing")["_all"]["primaries"]["indexing"]
    return sent["index_total"] == sent["delete_total"] == 0


@pytest.fixture(autouse=True)
def committed(monkeypatch, settings):
    """A test is one transaction that never ends: what is due after the commit is done before the next search instead.

    Only a search server learns of changes after the commit. Its index is emptied, for the database is empty too.
    """
    if not settings.SEARCH_URL:
        yield
        return
    from django.db import connection

    from search.engines import elasticsearch as engine
    from search.engines import elasticsearch_schema as schema
    from search.engines import elasticsearch_sync as sync
    from search.engines.circuit import circuit_of

    # On a machine that is busy with other tests no answer is late.
    monkeypatch.setattr(schema, "ASK_SECONDS", 30.0)
    monkeypatch.setattr(schema, "SEND_SECONDS", 30.0)
    client, alias = schema.connect(settings.SEARCH_URL)
    if not is_new(client, alias):
        schema.swap(client, alias, schema.create(client, alias))
    ask = engine.ElasticsearchEngine.search

    def deliver():
        if connection.run_on_commit:
            while connection.run_on_commit:
                connection.run_on_commit.pop(0)[1]()
            # While a rebuild goes on its last portions are still under way.
            assert sync._building or not SearchPending.objects.exists(), "the search server does not hold everything"

    def search(self, request):
        deliver()
        answer = ask(self, request)
        assert not circuit_of(self.url).is_open, "the search server did not answer"
        return answer

    for name in ("stored_ids", "finish_rebuild"):
        whole = getattr(engine.ElasticsearchEngine, name)
        monkeypatch.setattr(
            engine.ElasticsearchEngine, name, lambda self, *a, whole=whole: (deliver(), whole(self, *a))[1]
        )
    monkeypatch.setattr(engine.ElasticsearchEngine, "search", search)
    yield


@pytest.fixture
def make(db):
    """Make an object that is searched: `make("title", body="…", public=False, audiences=frozenset({"org:1"}))`."""
    others = registry.sources()
    for source in others:
        registry.discard(source.key)
    lexicon.forget()
    synonyms.forget()
    TEXTS.clear()
    held: dict[int, set[str]] = {}
    source = Source(
        key="group",
        model=Group,
        documents=documents,
        audiences=lambda user: held.get(user.pk, ()),
        words=lambda: ["บ้านโพนสวรรค์ทอง"],
    )
    register(source)

    def build(title, **options):
        name = f"g{len(TEXTS)}"
        TEXTS[name] = {"title": title, "kind": "item", "language": "th", **options}
        return Group.objects.create(name=name)

    build.held = held
    yield build
    registry.discard("group")
    disconnect_source(source)
    for source in others:
        registry.add(source)
    lexicon.forget()


@pytest.fixture
def province(make):
    """A small set of documents of two kinds in two districts."""
    make(
        "การปลูกผักปลอดภัยในโรงเรือน",
        body="ผักสลัดและคะน้าปลูกในโรงเรือนอัจฉริยะ ลดสารเคมี มีรายได้เพิ่มขึ้น 1,234 บาท ต่อเดือน อบต.กุดไห สนับสนุน",
        facets={"occupation": ["vegetables"]},
        district_code="4703",
        date=dt.date(2026, 1, 5),
        figure=Decimal(5000),
        latitude=17.08,
        longitude=103.8,
    )
    make(
        "การเลี้ยงกบในบ่อซีเมนต์",
        body="ครัวเรือนเลี้ยงกบนาเพื่อจำหน่าย ใช้น้ำน้อย เหมาะกับพื้นที่แห้งแล้ง",
        facets={"occupation": ["frogs"]},
        district_code="4703",
        date=dt.date(2026, 3, 5),
        figure=Decimal(9000),
        latitude=17.5,
        longitude=103.9,
    )
    make(
        "ผ้าย้อมครามธรรมชาติ",
        body="การย้อมครามจากต้นครามของสกลนคร ตามพระราชบัญญัติ พ.ร.บ. สิ่งบ่งชี้ทางภูมิศาสตร์",
        facets={"occupation": ["textiles"]},
        district_code="4705",
        date=dt.date(2026, 2, 5),
        names=("natural indigo",),
    )
    make("ตำบลกุดไห", kind="place", body="อำเภอกุดบาก จังหวัดสกลนคร", names=("Kut Hai",), district_code="4705")
