"""Every address of plans, for everybody whom it does not concern: 404 (for strangers the sign-in page), no leak, no
change. An address that is missing in the table below makes `test_every_address_is_in_the_table` fail.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, reverse

from plans.actions import Accept, Announce, RecordMeeting, Remove, Return, SaveEntry, StartEntry, Submit, Verdict
from plans.models import (
    BookFile,
    ExistingProject,
    HeadingLine,
    MeetingFile,
    Offer,
    Plan,
    PlanBook,
    PlanEntry,
    PlanEvent,
    PlanGroup,
)
from plans.states import BookKind, Outcome
from plans.urls import public, workspace
from plans.views.setup_sections import SECTIONS
from plans.views.verbs import MAKERS
from portal.people.models import Organisation, Role
from tests.factories.bodies import Body, body, complete_fields, person, place

pytestmark = pytest.mark.django_db
D = datetime.date
SECRET = "ลับเฉพาะในหน่วยงาน"
VISITORS = (
    "anonymous",
    "researcher",
    "reviewer",
    "area_manager",
    "other_planner",
    "other_checker",
    "district_planner",
    "former_planner",
)
SIGNED_IN = VISITORS[1:]
HUGE = 99_999_999_999_999_999_999


@dataclass
class World:
    """A body whose private words all carry SECRET, one that has announced nothing, and people who belong elsewhere."""

    own: Body
    other: Body
    people: dict[str, Any]
    entries: dict[str, PlanEntry]
    public_entry: PlanEntry
    announced: PlanBook
    silent: Body
    offer: Offer
    minutes: list[int]
    item: int
    foreign: dict[str, int] = field(default_factory=dict)


def entry_in(of: Body, title: str, state: str, book: PlanBook | None = None) -> PlanEntry:
    entry = StartEntry(of.planner, book or of.book, title=title).execute()
    fields = complete_fields(of, title)
    entry = SaveEntry(of.planner, entry, fields, {2571: Decimal(1000)}).execute()
    if state != "draft":
        Submit(of.planner, entry).execute()
    if state == "returned":
        Return(of.checker, entry, f"เหตุผล {SECRET}").execute()
    if state == "removed":
        Remove(of.checker, entry, f"เหตุผล {SECRET}").execute()
    if state in ("checked", "endorsed"):
        Accept(of.checker, entry).execute()
    return entry


def endorse(of: Body, book: PlanBook, entry: PlanEntry) -> None:
    for stage in book.stages:
        RecordMeeting(
            of.checker,
            book,
            stage,
            D(2026, 11, 20),
            {entry.pk: Verdict(Outcome.ENDORSED)},
            note=f"บันทึก {SECRET}",
            minutes=[(f"{SECRET}.pdf", f"%PDF-1.4 {SECRET}".encode())],
        ).execute()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    """Built once for the module, in a transaction that is rolled back; every test has a savepoint of its own."""
    from django.db import transaction
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("files")
    storages = _storages(folder)
    changed = override_settings(FIXED_TODAY=D(2026, 12, 1), STORAGES=storages)
    with django_db_blocker.unblock(), changed, transaction.atomic():
        yield _built()
        transaction.set_rollback(True)


def _storages(folder) -> dict[str, Any]:
    from django.conf import settings

    options = {"location": str(folder / "protected"), "base_url": None}
    return {**settings.STORAGES, "protected": {**settings.STORAGES["protected"], "OPTIONS": options}}


def _built() -> World:
    own = body(code="walk-own", name="องค์การบริหารส่วนตำบลทดสอบหนึ่ง")
    other = body(code="walk-other", name="องค์การบริหารส่วนตำบลทดสอบสอง", subdistrict=place("479902", "กุดไห"))
    silent = body(code="walk-silent", name="องค์การบริหารส่วนตำบลทดสอบสาม", subdistrict=place("479903", "นาม่อง"))
    announced_book = PlanBook.objects.create(
        plan=own.plan, kind=BookKind.ADDITION, label="เพิ่มเติม ครั้งที่ 5/2569", reason="ประชาคมเสนอเพิ่ม"
    )
    in_force = entry_in(own, "โครงการที่ประกาศใช้แล้ว", "checked", announced_book)
    left = entry_in(own, f"โครงการที่นำออก {SECRET}", "removed", announced_book)
    endorse(own, announced_book, in_force)
    Announce(
        own.planner,
        announced_book,
        D(2026, 12, 1),
        "(ผู้ลงนามตัวอย่าง)",
        "นายกองค์การบริหารส่วนตำบล",
        D(2026, 12, 1),
        D(2026, 12, 31),
    ).execute()
    for book in (announced_book, own.book, silent.book):
        # a kept file of an open book cannot come about; were there one, nobody could fetch it
        text = "%PDF-1.4 book" if book == announced_book else f"%PDF-1.4 {SECRET}"
        BookFile.objects.create(
            book=book, kind="pdf", file=ContentFile(text.encode(), name="b.pdf"), sha256="0" * 64, size=len(text)
        )
    for of in (own, silent):
        PlanBook.objects.filter(pk=of.book.pk).update(label=f"เพิ่มเติม {SECRET}", reason=SECRET)
        HeadingLine.objects.filter(plan=silent.plan).update(text=SECRET)
        ExistingProject.objects.create(plan=of.plan, name=f"โครงการเดิม {SECRET}")
    PlanGroup.objects.filter(plan=silent.plan).update(name=SECRET)
    own.book.refresh_from_db()
    silent.book.refresh_from_db()
    states = ("draft", "submitted", "returned", "endorsed")
    entries = {state: entry_in(own, f"โครงการ {state} {SECRET}", state) for state in states}
    endorse(own, own.book, entries["endorsed"])
    entries["removed"] = left
    university = Organisation.objects.get(code="snru")
    district = Organisation.objects.create(
        code="walk-district", name_th="อำเภอทดสอบ", kind="district", district=own.subdistrict.district
    )
    Plan.objects.create(organisation=district, type_code="district", edition_code="2571")
    former = person("walk-former", (own.organisation, Role.PLANNER))
    former.memberships.update(is_active=False)
    people = {
        "researcher": person("walk-researcher", (university, Role.RESEARCHER)),
        "reviewer": person("walk-reviewer", (university, Role.REVIEWER)),
        "area_manager": person("walk-manager", (university, Role.AREA_MANAGER)),
        "other_planner": other.planner,
        "other_checker": other.checker,
        "district_planner": person("walk-district", (district, Role.PLANNER)),
        "former_planner": former,
        "own_planner": own.planner,
        "own_checker": own.checker,
    }
    offer = Offer.objects.create(
        item_key="00000000-0000-4000-8000-000000000001",
        item_page=1,
        item_title=f"องค์ความรู้ {SECRET}",
        organisation=own.organisation,
        offered_from=university,
        message=SECRET,
    )
    foreign = entry_in(other, "โครงการของหน่วยงานอื่น", "draft")
    return World(
        own,
        other,
        people,
        entries,
        in_force,
        announced_book,
        silent,
        offer,
        list(MeetingFile.objects.filter(meeting__book__plan=own.plan).values_list("pk", flat=True)),
        _draft_item(university),
        {"entry": foreign.pk},
    )


def _draft_item(university: Organisation) -> int:
    from wagtail.models import Site

    from knowledge.models import KnowledgeIndex, KnowledgeSection, Technology

    home = Site.objects.get(is_default_site=True).root_page
    index = home.add_child(instance=KnowledgeIndex(title="ความรู้", slug="walk-knowledge"))
    section = index.add_child(instance=KnowledgeSection(title="มหาวิทยาลัย", slug="walk", organisation=university))
    item = section.add_child(
        instance=Technology(title=f"งานวิจัย {SECRET}", summary=SECRET, slug="walk-tech", live=False)
    )
    item.save_revision()
    return item.pk


Arguments = Callable[[World], list[dict[str, Any]]]


def entries_of(w: World) -> list[dict[str, Any]]:
    return [{"pk": e.pk} for e in (*w.entries.values(), w.public_entry)] + [{"pk": HUGE}]


def books_of(w: World) -> list[dict[str, Any]]:
    return [{"pk": b} for b in (w.own.book.pk, w.announced.pk, w.silent.book.pk, HUGE)]


def plans_of(w: World) -> list[dict[str, Any]]:
    return [{"pk": p} for p in (w.own.plan.pk, w.silent.plan.pk, HUGE)]


def events_of(w: World) -> list[dict[str, Any]]:
    mine = [{"pk": e.entry_id, "event": e.pk} for e in PlanEvent.objects.filter(entry__in=w.entries.values())]
    # another body's event under the address of an entry of one's own
    return [*mine, {"pk": w.foreign["entry"], "event": mine[0]["event"]}]


def with_each(rows: Arguments, name: str, values: Any) -> Arguments:
    return lambda w: [{**row, name: value} for row in rows(w) for value in values]


# Addresses of objects: what private objects they are asked for. Everyone of VISITORS gets 404.
OBJECTS: dict[str, Arguments] = {
    "workspace:plan": plans_of,
    "workspace:setup": plans_of,
    "workspace:setup_section": with_each(plans_of, "section", [*SECTIONS, "nothing"]),
    "workspace:book_new": plans_of,
    "workspace:book": books_of,
    "workspace:book_settings": books_of,
    "workspace:book_preview": with_each(books_of, "kind", ("pdf", "xlsx", "exe")),
    "workspace:book_previewing": books_of,
    "workspace:meeting_new": books_of,
    "workspace:announce": books_of,
    "workspace:book_texts": books_of,
    "workspace:entry_new": books_of,
    "workspace:meeting_file": lambda w: [{"pk": pk} for pk in (*w.minutes, HUGE)],
    "workspace:use_item": lambda w: [{"item": w.item}, {"item": HUGE}],
    "workspace:offer_item": lambda w: [{"item": w.item}, {"item": HUGE}],
    "workspace:offer_decline": lambda w: [{"pk": w.offer.pk}],
    "workspace:entry": entries_of,
    "workspace:entry_edit": entries_of,
    "workspace:entry_findings": entries_of,
    "workspace:entry_source": entries_of,
    "workspace:entry_history": entries_of,
    "workspace:entry_compare": events_of,
    "workspace:entry_act": with_each(entries_of, "verb", [*MAKERS, "announce", "nothing"]),
}
# Pages of one's own work: they open for those who have any, and never show another body's.
OWN_PAGES = {"workspace:home", "workspace:plans", "workspace:plan_new", "workspace:styleguide"}
# Public pages: private objects answer 404 for everybody, public ones 200 without a private word.
PUBLIC: dict[str, tuple[Arguments, Arguments]] = {
    "plan_list": (lambda w: [], lambda w: [{}]),
    "plan_detail": (lambda w: [{"pk": w.silent.plan.pk}, {"pk": HUGE}], lambda w: [{"pk": w.own.plan.pk}]),
    "plan_book": (
        lambda w: [{"pk": w.own.book.pk}, {"pk": w.silent.book.pk}, {"pk": HUGE}],
        lambda w: [{"pk": w.announced.pk}],
    ),
    "plan_book_file": (
        lambda w: [
            *[{"pk": b, "kind": k} for b in (w.own.book.pk, w.silent.book.pk) for k in ("pdf", "xlsx")],
            {"pk": w.announced.pk, "kind": "exe"},
        ],
        lambda w: [{"pk": w.announced.pk, "kind": "pdf"}],
    ),
    "plan_entry": (lambda w: [{"pk": e.pk} for e in w.entries.values()], lambda w: [{"pk": w.public_entry.pk}]),
}
FORM_ONLY = {"workspace:entry_findings", "workspace:offer_decline"}
"""Addresses that take POST alone: GET may also answer 405, before anything is looked up."""


def names(module: Any, prefix: str = "") -> set[str]:
    return {f"{prefix}{p.name}" for p in module.urlpatterns if isinstance(p, URLPattern)}


def test_every_address_is_in_the_table():
    assert names(workspace, "workspace:") == {*OBJECTS, *OWN_PAGES}
    assert names(public) == set(PUBLIC)
    assert all(isinstance(p, URLPattern) for p in (*workspace.urlpatterns, *public.urlpatterns))


def client_of(w: World, visitor: str) -> Client:
    client = Client()
    if visitor != "anonymous":
        client.force_login(w.people[visitor], backend="django.contrib.auth.backends.ModelBackend")
    return client


def body_of(response: Any) -> str:
    data = b"".join(response.streaming_content) if response.streaming else response.content
    return data.decode("utf-8", "replace")


def form(w: World) -> dict[str, Any]:
    """A POST that would change something, were it let through."""
    return {
        "title": "เปลี่ยนแล้ว",
        "reason": "เหตุผล",
        "book": w.own.book.pk,
        "label": "เปลี่ยนแล้ว",
        "kind": "addition",
        "stage": "committee",
        "listed": w.entries["submitted"].pk,
        "date": "20/11/2569",
        "bodies": w.own.organisation.pk,
        "action": "remove",
        "print": "1",
        "key": "walk",
    }


def everything() -> list[Any]:
    """What a refused POST must leave as it was."""
    return [
        list(PlanEntry.objects.order_by("pk").values_list("pk", "state", "version", "title")),
        list(PlanBook.objects.order_by("pk").values_list("pk", "state", "version", "label")),
        PlanEvent.objects.count(),
        MeetingFile.objects.count(),
        ExistingProject.objects.count(),
        list(PlanGroup.objects.order_by("pk").values_list("pk", "name")),
        list(Plan.objects.order_by("pk").values_list("pk", "options")),
        list(Offer.objects.values_list("pk", "state")),
    ]


def address(name: str, values: dict[str, Any]) -> str:
    from django.utils import translation

    with translation.override("th"):
        return reverse(name, kwargs=values)


@pytest.mark.parametrize("visitor", VISITORS)
@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_find_nothing_in_the_workspace(db, world, visitor, method):
    client = client_of(world, visitor)
    before = everything()
    wrong = []
    for name, arguments in OBJECTS.items():
        for values in arguments(world):
            url = address(name, values)
            response = client.get(url) if method == "get" else client.post(url, form(world))
            right = {404}
            if visitor == "anonymous":
                right = {302}
                if response.status_code == 302 and not response.headers["Location"].startswith("/login/?next="):
                    wrong.append((url, response.headers["Location"]))
            if method == "get" and name in FORM_ONLY:
                right |= {405}
            if name == "workspace:entry_act" and values["verb"] == "delete" and values["pk"] == HUGE:
                right |= {302}  # a draft that is gone: the second click of its own planner comes here too
            if response.status_code not in right:
                wrong.append((url, response.status_code))
            if SECRET in body_of(response):
                wrong.append((url, "leak"))
    assert wrong == []
    assert everything() == before


@pytest.mark.parametrize("visitor", SIGNED_IN)
def test_pages_of_ones_own_work_show_nothing_of_others(db, world, visitor):
    client = client_of(world, visitor)
    for name in OWN_PAGES:
        response = client.get(address(name, {}))
        assert response.status_code in (200, 404), name
        assert SECRET not in body_of(response), name


@pytest.mark.parametrize("visitor", [*VISITORS, "own_planner"])
def test_public_pages_show_what_is_in_force_and_nothing_else(db, world, visitor):
    client = client_of(world, visitor)
    for name, (private, shown) in PUBLIC.items():
        for language in ("th", "en"):
            for values in private(world):
                url = address(name, values).replace("/th/", f"/{language}/", 1)
                if visitor == "own_planner" and name == "plan_book_file":
                    continue
                response = client.get(url)
                assert response.status_code == 404, url
                assert SECRET not in body_of(response), url
            for values in shown(world):
                url = address(name, values).replace("/th/", f"/{language}/", 1)
                response = client.get(url)
                assert response.status_code == 200, url
                assert SECRET not in body_of(response), url


@pytest.mark.parametrize("visitor", ["own_planner", "own_checker"])
def test_people_of_the_body_do_find_them(db, world, visitor):
    """The walk would be worth nothing if nobody could open these addresses."""
    client = client_of(world, visitor)
    seen = 0
    for name, arguments in OBJECTS.items():
        if name in FORM_ONLY or name in ("workspace:use_item", "workspace:offer_item", "workspace:entry_act"):
            continue
        for values in arguments(world):
            mine = values["pk"] not in (HUGE, world.silent.plan.pk, world.silent.book.pk, world.foreign["entry"])
            known = values.get("kind") != "exe" and values.get("section") != "nothing"
            if not (mine and known) or name == "workspace:book_preview":
                continue
            response = client.get(address(name, values))
            if name == "workspace:setup_section" and response.status_code == 404:
                continue  # a section that this type of plan does not have
            assert response.status_code in (200, 302), (name, values)
            seen += SECRET in body_of(response)
    assert seen > 10


@pytest.mark.parametrize("visitor", ["other_planner", "district_planner"])
def test_a_planner_cannot_bring_another_bodys_objects_into_a_form_of_their_own(db, world, visitor):
    client = client_of(world, visitor)
    before = everything()
    endorsed = world.entries["endorsed"].pk
    url = address("workspace:meeting_new", {"pk": world.other.book.pk})
    data = {**form(world), "listed": [endorsed], f"outcome_{endorsed}": "endorsed", "committee": "x"}
    response = client.post(url, data)
    assert response.status_code in (404, 422)
    assert SECRET not in body_of(response)
    removed = Remove(world.other.planner, PlanEntry.objects.get(pk=world.foreign["entry"]), "เหตุผล").execute()
    again = address("workspace:entry_act", {"pk": removed.pk, "verb": "propose_again"})
    assert client.post(again, {"book": world.own.book.pk}).status_code == 404
    removed.refresh_from_db()
    assert PlanEntry.objects.filter(book=world.own.book).count() == len(world.entries) - 1
    assert everything()[1] == before[1]


@pytest.mark.parametrize(
    "path",
    [
        "../kaejon.sqlite3",
        "..%2fkaejon.sqlite3",
        "%2e%2e/secret-key",
        "images/../../secret-key",
        "images/%2e%2e/%2e%2e/protected/x.png",
        "images/..%5c..%5csecret-key",
        "/etc/passwd",
        "images//etc/passwd",
        "protected/meetings/2026/minutes.pdf",
        "documents/report.pdf",
        "images/%00.png",
    ],
)
def test_nothing_but_pictures_is_served_from_the_media_folder(db, path, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in ("media/documents/report.pdf", "protected/x.png", "secret-key", "kaejon.sqlite3", "media/images/a.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(SECRET)
    response = Client().get(f"/media/{path}")
    assert response.status_code in (400, 404)
    assert SECRET not in body_of(response)


def test_files_of_plans_do_not_lie_in_the_media_folder(world):
    from pathlib import Path

    from django.conf import settings

    media = Path(settings.MEDIA_ROOT).resolve()
    kept = [*BookFile.objects.all(), *MeetingFile.objects.all()]
    assert kept
    assert not any(Path(f.file.path).resolve().is_relative_to(media) for f in kept)


def test_minutes_are_never_kept_by_a_cache(db, world):
    response = client_of(world, "own_checker").get(address("workspace:meeting_file", {"pk": world.minutes[0]}))
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert SECRET in body_of(response)


def test_search_and_suggestions_know_no_private_project(db, world):
    for visitor in ("anonymous", "researcher", "other_planner"):
        client = client_of(world, visitor)
        for url in ("/th/search/", "/th/search/suggest/", "/en/search/"):
            response = client.get(url, {"q": f"โครงการ {SECRET}"})
            # the page repeats the question, so the titles are looked for
            assert "โครงการ draft" not in body_of(response)
            assert "โครงการเดิม" not in body_of(response)
