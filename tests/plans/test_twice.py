"""Every form of the workspace sent twice: the work is done once and the second answer is as friendly as the first.

First one after the other, then two at the same moment, as two processes on one database file.
"""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from plans.models import Offer, PlanBook, PlanEntry, PlanEvent
from plans.states import EntryState, Stage
from tests.factories.bodies import Body, body, complete_fields
from tests.plans import desk
from tests.plans.processes import Office

pytestmark = pytest.mark.django_db
D = datetime.date
KEY = "0123456789abcdef0123456789abcdef"
FRIENDLY = {200, 302}


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FIXED_TODAY = D(2026, 12, 1)


@pytest.fixture
def sao() -> Body:
    return body(code="twice")


def twice(user: Any, url: str, data: dict[str, Any]) -> tuple[Any, Any]:
    """Both answers, followed to where they lead; neither is an error and the person reads no refusal."""
    client = desk.signed_in(user)
    answers = [client.post(url, {**data, "key": KEY}) for _ in range(2)]
    assert {a.status_code for a in answers} == {302}, [a.status_code for a in answers]
    page = client.get(answers[1].headers["Location"])
    assert page.status_code in FRIENDLY
    assert 'role="alert"' not in page.content.decode() or "message-error" not in page.content.decode()
    return answers[0], answers[1]


def words(of: Body, entry: PlanEntry, **more: Any) -> dict[str, Any]:
    """The form of an entry as it is shown, filled in."""
    fields = complete_fields(of, "ชื่อจากแบบฟอร์ม")
    plain = {name: getattr(value, "pk", value) for name, value in fields.items()}
    return {**plain, "form": "p02", "budget_2571": "60,000", "version": entry.version, **more}


def events(entry: PlanEntry, verb: str) -> int:
    return entry.events.filter(verb=verb).count()


def test_saving(sao):
    entry = desk.draft(sao)
    saves = events(entry, "save")
    first, second = twice(sao.planner, f"/workspace/entries/{entry.pk}/edit/", words(sao, entry))
    entry.refresh_from_db()
    assert entry.title == "ชื่อจากแบบฟอร์ม"
    assert events(entry, "save") == saves + 1
    assert first.headers["Location"] == second.headers["Location"]


def test_the_same_key_with_other_words_is_not_taken_for_done(sao):
    """The browser's back button brings the old form with its old key; what is typed there is not lost unseen."""
    entry = desk.draft(sao)
    client = desk.signed_in(sao.planner)
    url = f"/workspace/entries/{entry.pk}/edit/"
    assert client.post(url, {**words(sao, entry), "key": KEY}).status_code == 302
    again = client.post(url, {**words(sao, entry), "title": "ชื่อที่พิมพ์ทีหลัง", "key": KEY})
    assert again.status_code == 409
    assert "ชื่อที่พิมพ์ทีหลัง" in again.content.decode()
    entry.refresh_from_db()
    assert entry.title == "ชื่อจากแบบฟอร์ม"


def test_saving_and_submitting_in_one_press(sao):
    entry = desk.draft(sao)
    twice(sao.planner, f"/workspace/entries/{entry.pk}/edit/", words(sao, entry, submit="1"))
    entry.refresh_from_db()
    assert entry.state == EntryState.SUBMITTED
    assert events(entry, "submit") == 1


@pytest.mark.parametrize(
    ("verb", "who", "before", "after"),
    [
        ("pull_back", "planner", "submitted", EntryState.DRAFT),
        ("return", "checker", "submitted", EntryState.RETURNED),
        ("accept", "checker", "submitted", EntryState.CHECKED),
        ("remove", "planner", "submitted", EntryState.REMOVED),
    ],
)
def test_one_button(sao, verb, who, before, after):
    entry = getattr(desk, before)(sao)
    data = {"reason": "ไม่ได้ระบุหมู่ที่", "version": entry.version}
    twice(getattr(sao, who), f"/workspace/entries/{entry.pk}/{verb}/", data)
    entry.refresh_from_db()
    assert entry.state == after
    assert events(entry, verb) == 1
    assert entry.times_returned == (1 if verb == "return" else 0)


def test_deleting_a_draft(sao):
    entry = desk.draft(sao)
    twice(sao.planner, f"/workspace/entries/{entry.pk}/delete/", {})
    assert not PlanEntry.objects.filter(pk=entry.pk).exists()


def test_proposing_again(sao):
    entry = desk.submitted(sao)
    client = desk.signed_in(sao.planner)
    client.post(f"/workspace/entries/{entry.pk}/remove/", {"reason": "ซ้ำ", "key": "x"})
    first, second = twice(sao.planner, f"/workspace/entries/{entry.pk}/propose_again/", {"book": sao.book.pk})
    assert first.headers["Location"] == second.headers["Location"]
    assert PlanEntry.objects.filter(proposed_before=entry).count() == 1


def test_a_meeting(sao):
    entry = desk.checked(sao)
    sao.book.refresh_from_db()
    data = {
        "stage": Stage.COMMITTEE.value,
        "date": "20/11/2569",
        "listed": [entry.pk],
        f"outcome_{entry.pk}": "endorsed",
        "version": sao.book.version,
    }
    twice(sao.checker, f"/workspace/books/{sao.book.pk}/meetings/new/", data)
    assert sao.book.meetings.count() == 1
    assert entry.resolutions.count() == 1


def test_an_announcement(sao):
    entry = desk.endorsed(sao)
    sao.book.refresh_from_db()
    data = {
        "date": "1/12/2569",
        "signer": "(ผู้ลงนามตัวอย่าง)",
        "signer_title": "นายกองค์การบริหารส่วนตำบล",
        "version": sao.book.version,
    }
    twice(sao.planner, f"/workspace/books/{sao.book.pk}/announce/", data)
    entry.refresh_from_db()
    assert (entry.state, entry.item_number) == (EntryState.IN_FORCE, 1)
    assert PlanEvent.objects.filter(book=sao.book, verb="announce", entry=None).count() == 1


def test_a_new_entry_by_hand(sao):
    first, second = twice(sao.planner, f"/workspace/books/{sao.book.pk}/entries/new/", {"title": "โครงการใหม่"})
    assert first.headers["Location"] == second.headers["Location"]
    assert sao.book.entries.count() == 1


@pytest.mark.parametrize("label", ["เพิ่มเติม ครั้งที่ 9/2569", ""])
def test_a_new_book(sao, label):
    books = PlanBook.objects.filter(plan=sao.plan)
    data = {"kind": "addition", "label": label, "reason": "เพื่อแก้ไขปัญหาความยากจน", "first_page": "1"}
    first, second = twice(sao.planner, f"/workspace/plans/{sao.plan.pk}/books/new/", data)
    assert first.headers["Location"] == second.headers["Location"]
    assert books.count() == 2


@pytest.fixture
def item() -> dict[str, Any]:
    from tests.plans.deeds import make_item

    return make_item("twice")


def test_starting_from_an_item_that_was_offered(sao, item):
    from tests.plans.deeds import offer

    offer(item["manager"], item["item"], sao.organisation.pk, item["university"])
    first, second = twice(sao.planner, f"/workspace/use/{item['item']}/", {"book": sao.book.pk})
    assert first.headers["Location"] == second.headers["Location"]
    assert sao.book.entries.count() == 1
    assert list(Offer.objects.values_list("state", flat=True)) == ["used"]


def test_offering_and_setting_aside(sao, item):
    from portal.people.models import User

    manager = User.objects.get(username=item["manager"])
    data = {"bodies": [sao.organisation.pk], "offered_from": item["university"], "message": ""}
    client = desk.signed_in(manager)
    for _ in range(2):
        assert client.post(f"/workspace/offer/{item['item']}/", {**data, "key": KEY}).status_code == 302
    made = Offer.objects.get()
    twice(sao.planner, f"/workspace/offers/{made.pk}/decline/", {})
    assert list(Offer.objects.values_list("state", flat=True)) == ["declined"]


Post = tuple[str, str, dict[str, Any]]


def test_the_same_forms_at_the_same_moment(office: Office):
    """Two presses that reach two web processes at once: one event, and both are led to the same place."""
    run: Callable[..., Any] = lambda deed, **values: office.run(f"tests.plans.deeds:{deed}", **values)  # noqa: E731
    made = run("make_body", code="both")
    for _ in range(4):
        (draft,) = run("make_entries", code="both", state="draft")
        (waiting,) = run("make_entries", code="both", state="submitted")
        posts: list[Post] = [
            ("planner-both", f"/workspace/entries/{draft}/edit/", {"submit": "1"}),
            ("checker-both", f"/workspace/entries/{waiting}/return/", {"reason": "ไม่ได้ระบุหมู่ที่"}),
            ("planner-both", f"/workspace/books/{made['book']}/entries/new/", {"title": f"โครงการใหม่ {draft}"}),
        ]
        count = len(run("look_at_book", book=made["book"])["positions"])
        for number, (who, url, data) in enumerate(posts):
            values = {"who": who, "url": url, "data": {**data, "key": f"{draft}-{number}"}, "entry": draft}
            answers = office.race(*[("tests.plans.deeds:post", values)] * 2)
            assert all(a.ok for a in answers), answers
            assert [a.value["status"] for a in answers] == [302, 302], answers
            assert answers[0].value["location"] == answers[1].value["location"]
        assert run("look", entry=draft)["verbs"].count("submit") == 1
        assert run("look", entry=waiting)["times_returned"] == 1
        assert len(run("look_at_book", book=made["book"])["positions"]) == count + 1
    assert run("unsound") == []
