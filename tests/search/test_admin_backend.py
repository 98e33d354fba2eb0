"""Wagtail's own searches find Thai inside a phrase, drafts too, and no text breaks them."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client, RequestFactory, override_settings
from django.urls import get_resolver, reverse
from django.utils.html import escape
from wagtail.contrib.redirects.models import Redirect
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupApprovalTask, Page, Workflow
from wagtail.search.backends import get_search_backend

from portal.base.models import Document, Image
from portal.people.models import User
from search.models import SearchMiss, SearchSynonym
from tests.search.test_search import ODD

TODAY = dt.date(2026, 11, 23)

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


# ------------------------------------------------------------------ every search box of the admin and the workspace

# Each box finds the row by a piece from its middle, typed with the marks in another order, in decomposed letters.
STORED = "สำรวจแหล่งน้ำบ้านกุดไห"
TYPED = "นํ้าบา้น"
MARKED = "น้ำบ้าน"


def _page(superuser):
    root = Page.objects.filter(depth=1).first() or Page.add_root(title="root", slug="root")
    return root.add_child(title=STORED, slug="water", live=False, owner=superuser)


def _image(superuser):
    return Image.objects.create(title=TYPED.join(("สำรวจแหล่ง", "กุดไห")), file=get_test_image_file())


def _document(superuser):
    return Document.objects.create(title=STORED.replace("ำ", "ํา"), file=ContentFile(b"x", name="x.pdf"))


def _tagged(superuser):
    document = Document.objects.create(title="แบบฟอร์ม", file=ContentFile(b"x", name="x.pdf"))
    document.tags.add(STORED)
    document.save()
    return document


def _user(superuser):
    return User.objects.create_user("w1", "w1@example.org", "pass-word-1234", display_name=STORED)


BOXES = {
    "wagtailadmin_pages:search": _page,
    "wagtailadmin_pages:search_results": _page,
    "wagtailadmin_explore_root": _page,
    "wagtailadmin_explore_results": _page,
    "wagtailadmin_choose_page_search": _page,
    "wagtailimages:index": _image,
    "wagtailimages:index_results": _image,
    "wagtailimages_chooser:choose": _image,
    "wagtailimages_chooser:choose_results": _image,
    "wagtaildocs:index": _document,
    "wagtaildocs:index_results": _document,
    "wagtaildocs_chooser:choose": _document,
    "wagtaildocs_chooser:choose_results": _document,
    "wagtailusers_users:index": _user,
    "wagtailusers_users:index_results": _user,
    "wagtailusers_groups:index": lambda user: Group.objects.create(name=STORED),
    "wagtailusers_groups:index_results": lambda user: Group.objects.create(name=STORED),
    "wagtailadmin_workflows:index": lambda user: Workflow.objects.create(name=STORED),
    "wagtailadmin_workflows:index_results": lambda user: Workflow.objects.create(name=STORED),
    "wagtailadmin_workflows:task_index": lambda user: GroupApprovalTask.objects.create(name=STORED),
    "wagtailadmin_workflows:task_index_results": lambda user: GroupApprovalTask.objects.create(name=STORED),
    "wagtailadmin_workflows:task_chooser": lambda user: GroupApprovalTask.objects.create(name=STORED),
    "wagtailadmin_workflows:task_chooser_results": lambda user: GroupApprovalTask.objects.create(name=STORED),
    "wagtailredirects:index": lambda user: Redirect.objects.create(old_path="/x", redirect_link=f"/{STORED}"),
    "wagtailredirects:index_results": lambda user: Redirect.objects.create(old_path="/x", redirect_link=f"/{STORED}"),
    "wagtailsnippets_search_searchsynonym:list": lambda user: SearchSynonym.objects.create(words=f"{STORED}, น้ำ"),
    "wagtailsnippets_search_searchsynonym:list_results": lambda user: SearchSynonym.objects.create(words=STORED),
    "wagtailsnippets_search_searchmiss:list": lambda user: SearchMiss.objects.create(words=STORED, last_on=TODAY),
    "wagtailsnippets_search_searchmiss:list_results": lambda user: SearchMiss.objects.create(
        words=STORED, last_on=TODAY
    ),
}


@pytest.fixture
def admin(db):
    client = Client()
    client.force_login(User.objects.create_superuser("root", "root@example.org", "pass-word-1234"))
    client.root = User.objects.get(username="root")
    return client


def shown(answer) -> str:
    assert answer.status_code == 200
    if answer["Content-Type"].startswith("application/json"):
        return answer.json().get("html", "")
    return answer.content.decode()


@pytest.mark.parametrize("box", BOXES)
def test_every_search_box_of_the_admin_finds_thai(admin, box):
    row = BOXES[box](admin.root)
    name = row.words if hasattr(row, "words") else str(row)
    for typed in (TYPED, "กุดไห", "?", "ไม่มีทางพบ"):
        answer = shown(admin.get(reverse(box, args=[1] if "explore_results" in box else []), {"q": typed}))
        hit = escape(name) in answer.replace(f'value="{escape(typed)}"', "")
        assert hit == (typed in (TYPED, "กุดไห")), f"{box}: {typed!r}"


def test_words_in_any_order_and_tags(admin):
    _image(admin.root), _tagged(admin.root), _user(admin.root)
    for box, name in (
        ("wagtailimages:index", STORED),
        ("wagtaildocs:index", "แบบฟอร์ม"),
        ("wagtailusers_users:index", STORED),
    ):
        assert name in shown(admin.get(reverse(box), {"q": "กุดไห สำรวจ"})), box


def test_digits_of_both_scripts_and_abbreviations(pages):
    root = Page.objects.filter(depth=1).first()
    root.add_child(title="แผนงานปี ๒๕๗๑ ของ อบต.กุดไห", slug="one")
    root.add_child(title="พ.ร.บ. ควบคุมอาคาร 2522", slug="two")
    found = Page.objects.filter(depth=2)
    for text, slug in (
        ("แผน 2571", "one"),
        ("แผน ๒๕๗๑", "one"),
        ("กุดไห อบต", "one"),
        ("อาคาร พรบ", "two"),
        ("พ.ร.บ. ๒๕๒๒", "two"),
    ):
        assert [page.slug for page in found.search(text)] == [slug], text


def test_no_search_box_of_the_admin_is_left_out():
    """Views of Wagtail and of ours that say that they can be searched, by the names of their addresses."""
    names = {name for name, view in _views(get_resolver()) if _searchable(view)}
    assert {"wagtailimages:index", "wagtailusers_users:index"} <= names
    left = {name for name in names - set(BOXES) if not name.startswith(TRIED_ELSEWHERE)}
    assert not left, f"try these search boxes with Thai too: {sorted(left)}"


# Snippets of other apps and the chooser of subdistricts, in their own tests; the pages of a workflow and pages with
# forms, of which there are none, are looked for as all pages are.
TRIED_ELSEWHERE = (
    "wagtailsnippets_",
    "knowledge_subdistrict_chooser:",
    "wagtailadmin_explore",
    "wagtailadmin_workflows:usage",
    "wagtailforms:",
)


def _views(resolver, namespace=""):
    for pattern in resolver.url_patterns:
        if hasattr(pattern, "url_patterns"):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _views(pattern, inner)
        elif pattern.name:
            yield f"{namespace}{pattern.name}", _bare(pattern.callback)


def _bare(view):
    while hasattr(view, "__wrapped__") and not hasattr(view, "view_class"):
        view = view.__wrapped__
    return view


def _searchable(view) -> bool:
    kind = getattr(view, "view_class", None)
    if kind is None or not hasattr(kind, "is_searchable"):
        return False
    shown = kind(**getattr(view, "view_initkwargs", {}))
    shown.request = RequestFactory().get("/admin/")
    return bool(shown.is_searchable)
