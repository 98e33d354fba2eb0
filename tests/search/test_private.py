"""Nothing private is ever found: visitors × private things × whatever search shows, on the engine of this process.

`test_every_engine.py` runs it on the other engines. Every private thing carries a word of its own (`mark`) and the word
that everybody searches for (`COMMON`), which one public item has too. A new place where search shows something is one
more line in `SURFACES`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from knowledge.models import KnowledgeItem, Technology
from knowledge.review import withdraw
from plans.models import PlanBook
from plans.states import BookKind
from portal.people.models import Membership, Organisation, OrganisationKind, Role, User
from portal.site.models import StandardPage
from search import spelling
from search.models import SearchDocument
from search.query import search, suggest
from search.similar import similar_to
from search.sources import rebuild, reconcile
from tests.factories.bodies import body, person, place
from tests.pages.site import PublicSite
from tests.plans import desk

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

COMMON = "กระบองเพชรทะเลทราย"
PUBLIC = "เปิดเผยทั่วไป"


@dataclass
class Visitor:
    """Who looks: a user of the site or nobody, with a client of theirs."""

    user: Any
    client: Client


@dataclass
class World:
    """The private things by name, each with its mark, and those who may not find them."""

    marks: dict[str, str]
    visitors: dict[str, Visitor]
    public: KnowledgeItem
    item: KnowledgeItem


class Maker:
    """Makes things that carry a mark and `COMMON`, and remembers the marks."""

    def __init__(self, site: PublicSite) -> None:
        self.site = site
        self.marks: dict[str, str] = {}

    def mark(self, name: str) -> str:
        """A word that occurs nowhere else; Latin, so that nothing cuts it apart."""
        self.marks[name] = "zq" + "".join(chr(ord("a") + int(digit)) for digit in f"{len(self.marks) + 10:03}") + "vrax"
        return self.marks[name]

    def item(self, name: str, **values: Any) -> KnowledgeItem:
        """A published item, for whatever is to be done with it."""
        mark = self.mark(name)
        return self.site.item(f"{COMMON} {mark}", seed_objective=f"{COMMON} {mark}", **values)


def restrict(page: Any, kind: str) -> None:
    made = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="secret")
    if kind == PageViewRestriction.GROUPS:
        made.groups.add(Group.objects.create(name="readers"))


def private_items(make: Maker, owner: User) -> KnowledgeItem:
    """Items that nobody may find; gives one of them."""
    draft = Technology(title=f"{COMMON} {make.mark('draft')}", summary=COMMON, slug="draft", live=False, owner=owner)
    make.site.section.add_child(instance=draft)
    draft.save_revision(user=owner)
    never = make.item("unpublished")
    never.unpublish()
    for kind in (PageViewRestriction.PASSWORD, PageViewRestriction.LOGIN, PageViewRestriction.GROUPS):
        restrict(make.item(f"restricted by {kind}"), kind)
    expired = make.item("expired, not yet taken off")
    expired.expire_at = timezone.now() - dt.timedelta(minutes=1)
    expired.save()
    gone = make.item("expired")
    gone.live, gone.expired = False, True
    gone.save()
    later = make.item("scheduled")
    later.unpublish()
    later = Technology.objects.get(pk=later.pk)
    later.go_live_at = timezone.now() + dt.timedelta(days=1)
    later.save_revision(approved_go_live_at=later.go_live_at).publish()
    withdraw(make.item("consent withdrawn"), owner)
    changed = make.site.item("ของที่เผยแพร่แล้ว")
    changed.title = f"{COMMON} {make.mark('unpublished change')}"
    changed.save_revision()
    make.item("deleted").delete()
    return draft


def private_pages(make: Maker) -> None:
    """A plain page behind a password."""
    page = StandardPage(title=f"{COMMON} {make.mark('page')}", intro=COMMON, slug="private-page")
    make.site.home.add_child(instance=page)
    page.save_revision().publish()
    restrict(page, PageViewRestriction.PASSWORD)


def private_plans(make: Maker) -> User:
    """Entries and a book of a body before they are announced; gives the planner."""
    own = body(code="private")
    desk.draft(own, f"{COMMON} {make.mark('draft entry')}")
    desk.submitted(own, f"{COMMON} {make.mark('submitted entry')}")
    desk.endorsed(own, f"{COMMON} {make.mark('endorsed entry')}")
    PlanBook.objects.create(
        plan=own.plan,
        kind=BookKind.ADDITION,
        label=f"{COMMON} {make.mark('book')}",
        reason=COMMON,
        created_by=own.planner,
    )
    return own.planner


@pytest.fixture
def world(places_loaded: None, settings: Any) -> World:
    settings.FIXED_TODAY = desk.TODAY
    site = PublicSite()
    make = Maker(site)
    university = Organisation.objects.get(code="snru")
    owner = person("owner", (university, Role.RESEARCHER))
    Membership.objects.create(user=owner, organisation=university, role=Role.REVIEWER)
    site.item(f"{PUBLIC} {COMMON} หนึ่ง")
    public = site.item(f"{PUBLIC} {COMMON}")
    item = private_items(make, User.objects.create_superuser("root", "root@example.org", "password"))
    private_pages(make)
    planner = private_plans(make)
    other = Organisation.objects.filter(kind=OrganisationKind.UNIVERSITY).exclude(pk=university.pk).first()
    assert other is not None
    stranger = body(code="other", name="เทศบาลตำบลอื่น", subdistrict=place("479902", "อื่น")).planner
    people = {
        "anonymous": AnonymousUser(),
        "researcher of another university": person("researcher-other", (other, Role.RESEARCHER)),
        "planner of another body": stranger,
        "researcher of the university": owner,
        "planner of the body": planner,
        "operator": User.objects.get(username="root"),
    }
    visitors = {}
    for name, user in people.items():
        client = Client()
        if user.is_authenticated:
            client.force_login(user)
        visitors[name] = Visitor(user, client)
    return World(make.marks, visitors, public, item)


def _page(visitor: Visitor, **query: str) -> str:
    answer = visitor.client.get("/th/search/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def _without_query(text: str, query: str) -> str:
    """What a page shows beside the words that were typed."""
    return text.replace(query, "")


def _of_results(visitor: Visitor, query: str) -> str:
    found = search(query, user=visitor.user, per_page=100)
    return " ".join(f"{hit.title_html} {hit.snippet_html} {hit.document.title}" for hit in found.hits)


SURFACES: dict[str, Callable[[Visitor, str], str]] = {
    "results and snippets": _of_results,
    "the list without words": lambda visitor, query: _of_results(visitor, ""),
    "suggestions": lambda visitor, query: repr(suggest(query, user=visitor.user, limit=100)),
    "the page of results": lambda visitor, query: _without_query(_page(visitor, q=query), query),
    "names while typing": lambda visitor, query: visitor.client.get(
        "/th/search/suggest/", {"q": query}
    ).content.decode(),
    "did you mean": lambda visitor, query: str(spelling.did_you_mean(query, user=visitor.user)),
    "more like a public item": lambda visitor, query: _similar_to_public(visitor),
}


def _similar_to_public(visitor: Visitor) -> str:
    item = KnowledgeItem.objects.get(title=f"{PUBLIC} {COMMON}")
    return " ".join(found.title for found in similar_to(("knowledge", item.pk), user=visitor.user, limit=50))


def check_everything(world: World) -> None:
    """No visitor sees a mark anywhere, whichever way they ask; everyone sees the public items."""
    queries = [COMMON, COMMON[:-1] + "ลล"]
    for who, visitor in world.visitors.items():
        for surface, show in SURFACES.items():
            shown = "".join(show(visitor, query) for query in queries)
            seen = [name for name, mark in world.marks.items() if mark in shown]
            assert not seen, f"{who} saw in {surface}: {seen}"
        assert PUBLIC in _of_results(visitor, COMMON)
        for name, mark in world.marks.items():
            # Nor whether there is such a thing: neither a number nor a correction that tells of it.
            found = search(mark, user=visitor.user)
            assert mark not in " ".join(hit.document.title for hit in found.hits), (who, name)
            assert suggest(mark[:4], user=visitor.user) == [], (who, name)
            meant = spelling.did_you_mean(mark[:-1] + "k", user=visitor.user)
            assert meant is None or mark not in meant, (who, name)


def check_counts(world: World) -> None:
    """Whoever asks, the counts are those of the public items alone."""
    for who, visitor in world.visitors.items():
        found = search(COMMON, user=visitor.user, filters={}, kinds=["technology", "page", "plan_entry", "plan_book"])
        titles = [hit.document.title for hit in found.hits]
        exact = search(COMMON, user=visitor.user, per_page=100)
        assert sum(COMMON in hit.document.title for hit in exact.hits) == 2, (who, titles)
        everything = search("", user=visitor.user, per_page=100, kinds=["technology"])
        public = SearchDocument.objects.filter(kind="technology", is_public=True)
        live = [one for one in public if one.expires_at is None or one.expires_at > timezone.now()]
        assert everything.total == len(live) == 3, who
        assert dict(everything.facets["kind"]) == {"technology": 3}, who
        assert sum(dict(everything.facets["university"]).values()) == 3, who
        for kind in ("plan_entry", "plan_book"):
            assert search("", user=visitor.user, kinds=[kind]).total == 0, who


def test_nothing_private_is_found(world):
    check_everything(world)
    check_counts(world)
    assert similar_to(("knowledge", world.item.pk), user=None) == []


def test_nor_after_a_rebuild_and_a_reconciliation(world):
    for renew in (rebuild, reconcile):
        renew()
        check_counts(world)
        for visitor in world.visitors.values():
            shown = _of_results(visitor, COMMON) + _of_results(visitor, "")
            assert not [name for name, mark in world.marks.items() if mark in shown]


def test_a_thing_hidden_and_shown_again_is_followed_at_once(world):
    anybody = world.visitors["anonymous"]
    assert world.public.title in _of_results(anybody, COMMON)
    restrict(world.public, PageViewRestriction.LOGIN)
    for show in SURFACES.values():
        if show is not SURFACES["more like a public item"]:
            assert world.public.title not in show(anybody, COMMON).replace(f"{world.public.title} หนึ่ง", "")
    assert similar_to(("knowledge", world.public.pk), user=None) == []
    PageViewRestriction.objects.all().delete()
    assert world.public.title in _of_results(anybody, COMMON)
