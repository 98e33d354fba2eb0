"""Wagtail's own searches find Thai inside a phrase, drafts too, and no text breaks them."""

import pytest
from django.test import override_settings
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from tests.search.test_search import ODD

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture
def pages(settings):
    with override_settings(WAGTAILSEARCH_BACKENDS={"default": {"BACKEND": "search.admin_backend"}}):
        root = Page.objects.filter(depth=1).first() or Page.add_root(title="root", slug="root")
        root.add_child(title="การปลูกผักปลอดภัยตำบลกุดไห", slug="vegetables", live=False)
        page = root.add_child(title="ผ้าย้อมคราม", slug="indigo")
        page.draft_title = "ผ้าย้อมครามธรรมชาติ"
        page.save()
        yield Page.objects.filter(depth=2)


@pytest.mark.parametrize(
    ("text", "slugs"),
    [
        ("ปลอดภัย", ["vegetables"]),
        ("กุดไหผัก", ["vegetables"]),
        ("คราม", ["indigo"]),
        ("ธรรมชาติ", ["indigo"]),
        ("เเปลก", []),
        ("ผัก?", ["vegetables"]),
        ("?", []),
    ],
)
def test_finds_thai_pages(pages, text, slugs):
    assert [page.slug for page in pages.autocomplete(text)] == slugs
    assert [page.slug for page in pages.search(text)] == slugs
    assert pages.search(text).count() == len(slugs)


def test_phrases_and_the_word_of_any(pages):
    from wagtail.search.query import Phrase

    assert [page.slug for page in pages.search(Phrase("ปลูกผักปลอดภัย"))] == ["vegetables"]
    assert {page.slug for page in pages.search("คราม ผัก", operator="or")} == {"vegetables", "indigo"}


@pytest.mark.parametrize("text", ODD)
def test_no_text_breaks_it(pages, text):
    list(pages.autocomplete(text))
    list(get_search_backend().search(text, pages))
