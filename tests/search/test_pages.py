"""The index follows the page tree: publishing, unpublishing, moving, restricting, deleting, pages of every subclass."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, PageViewRestriction

from search import registry
from search.models import SearchDocument
from search.query import search
from search.signals import disconnect_source
from search.sources import Document, Source, register


def documents(queryset):
    for page in queryset.live().public():
        yield Document(object_id=str(page.pk), title=page.title, kind="page", url=page.url_path)


@pytest.fixture
def root(make):
    source = Source(key="page", model=Page, documents=documents, queryset=lambda: Page.objects.filter(depth__gt=1))
    register(source)
    yield Page.objects.filter(depth=1).first() or Page.add_root(title="root", slug="root")
    disconnect_source(source)
    registry.discard("page")


def found(text):
    return {hit.document.title: hit.document.url for hit in search(text, kinds=["page"]).hits}


def test_follows_a_page_through_its_life(root):
    parent = root.add_child(title="อาชีพ", slug="occupations")
    other = root.add_child(title="อื่น", slug="other")
    page = parent.add_child(title="เลี้ยงจิ้งหรีด", slug="crickets", live=False)
    assert found("จิ้งหรีด") == {}
    page.save_revision().publish()
    assert list(found("จิ้งหรีด")) == ["เลี้ยงจิ้งหรีด"]
    page.refresh_from_db()
    page.title = "เลี้ยงจิ้งโกร่ง"
    page.save_revision()
    assert list(found("จิ้งหรีด")) == ["เลี้ยงจิ้งหรีด"]  # a draft of a live page is not found
    page.get_latest_revision().publish()
    assert list(found("จิ้งโกร่ง")) == ["เลี้ยงจิ้งโกร่ง"]
    Page.objects.get(pk=page.pk).move(other, pos="last-child")
    address = Page.objects.get(pk=page.pk).url_path
    assert "other" in address
    assert found("จิ้งโกร่ง") == {"เลี้ยงจิ้งโกร่ง": address}
    restriction = PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.LOGIN)
    assert found("จิ้งโกร่ง") == {}
    restriction.delete()
    assert list(found("จิ้งโกร่ง")) == ["เลี้ยงจิ้งโกร่ง"]
    Page.objects.get(pk=page.pk).unpublish()
    assert found("จิ้งโกร่ง") == {}
    Page.objects.get(pk=page.pk).save_revision().publish()
    assert list(found("จิ้งโกร่ง")) == ["เลี้ยงจิ้งโกร่ง"]
    Page.objects.get(pk=other.pk).delete()
    assert found("จิ้งโกร่ง") == {}
    assert not SearchDocument.objects.filter(source="page", title="เลี้ยงจิ้งโกร่ง").exists()


def test_follows_subclasses_of_a_registered_model(make):
    from knowledge.models import KnowledgeItem, Technology

    source = Source(key="item", model=KnowledgeItem, documents=lambda queryset: [])
    register(source)
    try:
        from django.db.models.signals import post_save

        assert post_save.has_listeners(Technology)
        assert registry.sources_of(Technology) == [source]
        assert registry.sources_of(Group) != [source]
    finally:
        disconnect_source(source)
        registry.discard("item")


@pytest.fixture
def engine_calls(monkeypatch):
    """The searches that reach the engine."""
    from search.engines import get_engine

    calls = []
    whole = type(get_engine()).search
    monkeypatch.setattr(
        type(get_engine()), "search", lambda self, request: (calls.append(request), whole(self, request))[1]
    )
    return calls


@pytest.fixture
def learned_province(province):
    """The province with its words learned, and with six facets to filter by."""
    from search import vocabulary

    vocabulary.forget()
    vocabulary.learn()
    vocabulary.forget()
    yield
    vocabulary.forget()


@pytest.mark.parametrize("query", ["ปลูกผักปลอดภัย", "ย้อมคาม", "ผักปลอดไภย โรงเลือน", "ไม่มีอะไรเลย", ""])
def test_a_page_with_its_facets_asks_the_engine_three_times_at_most(learned_province, client, engine_calls, query):
    from search import facets

    assert len(facets.offered()) >= 6
    page = client.get("/th/search/", {"q": query, "kind": "item", "district": ["4703", "4705"], "sort": "relevance"})
    assert page.status_code == 200
    assert 1 <= len(engine_calls) <= 3


def test_offers_what_may_be_meant_and_keeps_what_was_typed(learned_province, client):
    page = client.get("/th/search/", {"q": "ย้อมคาม", "kind": "item"})
    assert page.context["meant"]["text"] == "ย้อมคราม"
    assert page.context["query"] == "ย้อมคาม"
    text = page.content.decode()
    assert "หมายถึง “ย้อมคราม” หรือไม่" in text
    follow = client.get(f"/th/search/{page.context['meant']['url']}")
    assert follow.context["query"] == "ย้อมคราม"
    assert follow.context["meant"] is None
    assert [hit["url"] for hit in follow.context["hits"]]
    assert client.get("/th/search/", {"q": "ย้อมคราม"}).context["meant"] is None


def order(client, **query):
    return [
        hit["title"].replace("<mark>", "").replace("</mark>", "")
        for hit in client.get("/th/search/", query).context["hits"]
    ]


def test_nearest_from_a_place_or_a_position(province, client):
    places = list(client.get("/th/search/", {"sort": "nearest", "near": "4705"}).context["hits"])
    assert places[0]["distance"] == 0
    assert [hit["distance"] for hit in places] == sorted(hit["distance"] for hit in places)
    assert order(client, sort="nearest", near="17.09,103.81")[0] == "การปลูกผักปลอดภัยในโรงเรือน"
    assert order(client, sort="nearest", near="17.51,103.91")[0] == "การเลี้ยงกบในบ่อซีเมนต์"
    # A place that is filtered by is a place to measure from.
    page = client.get("/th/search/", {"sort": "nearest", "district": "4705"})
    assert page.context["near"]["is_current"]
    for odd in ("", "9999", "999.9,1", "x" * 500, "๔๗", "nan,nan", "17.1"):
        assert client.get("/th/search/", {"sort": "nearest", "near": odd}).context["near"]["is_current"] is False


def test_every_order_is_offered(province, client):
    page = client.get("/th/search/", {"q": "การ"})
    assert [row["url"].rpartition("sort=")[2] for row in page.context["sorts"]] == [
        "relevance",
        "newest",
        "largest",
        "title",
    ]
    assert 'value="nearest"' in page.content.decode()
    for sort in ("relevance", "newest", "largest", "title"):
        assert client.get("/th/search/", {"q": "การ", "sort": sort}).context["hits"]
    assert order(client, sort="largest")[0] == "การเลี้ยงกบในบ่อซีเมนต์"
