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
