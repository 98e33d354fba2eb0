"""Books at the desk: opening, the sheet, settings, previews, pages that are not one's own."""

import pytest
from django.test import Client
from django.urls import reverse

from plans.actions import Remove
from plans.models import PlanBook
from plans.round_labels import suggested_label
from plans.states import BookKind, Outcome, Stage
from tests.factories.bodies import body
from tests.plans.desk import TODAY, announced, checked, draft, resolve, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FIXED_TODAY = TODAY


@pytest.fixture
def sao(db):
    return body()


def address(name: str, of, *more) -> str:
    return reverse(f"workspace:{name}", args=[of.book.pk, *more])


def test_opening_a_book_with_the_suggested_label_twice(sao):
    client = signed_in(sao.planner)
    url = reverse("workspace:book_new", args=[sao.plan.pk])
    assert suggested_label(sao.plan, BookKind.ADDITION) == "เพิ่มเติม ครั้งที่ 2/2569"
    assert "เพิ่มเติม ครั้งที่ 2/2569" in client.get(url).text
    values = {"kind": "addition", "label": "", "reason": "เหตุผล", "first_page": "๑๒", "key": "once", "version": ""}
    first = client.post(url, values)
    again = client.post(url, values)
    opened = PlanBook.objects.get(label="เพิ่มเติม ครั้งที่ 2/2569")
    assert first.url == again.url == reverse("workspace:book", args=[opened.pk])
    assert opened.first_page == 12 and PlanBook.objects.count() == 2


def test_wrong_input_keeps_the_typing(sao):
    client = signed_in(sao.planner)
    url = reverse("workspace:book_new", args=[sao.plan.pk])
    values = {"kind": "addition", "label": sao.book.label, "reason": "เหตุผลที่พิมพ์", "first_page": "1", "key": "a"}
    answer = client.post(url, values)
    assert answer.status_code == 422 and "เหตุผลที่พิมพ์" in answer.text
    answer = client.post(url, {**values, "label": "อื่น", "first_page": "สิบ", "key": "b"})
    assert answer.status_code == 422 and "เหตุผลที่พิมพ์" in answer.text
    assert PlanBook.objects.count() == 1


def test_the_sheet_sums_and_shows_what_left(sao):
    first = checked(sao, "โครงการเพาะเห็ด", {2571: 60000, 2572: 80000})
    checked(sao, "โครงการปลูกผัก", {2571: 100000})
    third = checked(sao, "โครงการเลี้ยงกบ", {2571: 5000})
    taken = draft(sao, "โครงการที่นำออก")
    Remove(sao.planner, taken, "ซ้ำกับของ อบจ.").execute()
    resolve(sao, Stage.COMMITTEE, third, outcome=Outcome.DEFERRED, note="รอข้อมูลพื้นที่")
    page = signed_in(sao.planner).get(address("book", sao))
    sheet = page.context["sheet"]
    assert [s.amount for s in sheet["sums"]][:2] == [160000, 80000] and sheet["total"] == 240000
    assert [row["number"] for row in sheet["rows"] if "entry" in row] == [1, 2]
    assert "รอข้อมูลพื้นที่" in page.text and "ซ้ำกับของ อบจ." in page.text
    assert "240,000" in page.text and first.title in page.text
    assert reverse("workspace:entry_act", args=[third.pk, "propose_again"]) in page.text


def test_the_sheet_costs_the_same_however_many_entries(sao, django_assert_max_num_queries):
    for n in range(8):
        checked(sao, f"โครงการที่ {n}")
    client = signed_in(sao.planner)
    with django_assert_max_num_queries(20):
        client.get(address("book", sao))


def test_settings_while_open_and_conflict(sao):
    client = signed_in(sao.planner)
    url = address("book_settings", sao)
    version = sao.book.version
    values = {"label": "เพิ่มเติมเปลี่ยนแปลง ครั้งที่ 9", "reason": "ใหม่", "first_page": "3", "version": version}
    assert client.post(url, values).status_code == 302
    assert client.post(url, values).status_code == 302  # sent twice
    answer = signed_in(sao.checker).post(url, {**values, "label": "อีกชื่อ"})
    assert answer.status_code == 422 and "อีกชื่อ" in answer.text
    sao.book.refresh_from_db()
    assert (sao.book.label, sao.book.first_page) == ("เพิ่มเติมเปลี่ยนแปลง ครั้งที่ 9", 3)


def test_settings_stay_after_announcement(sao):
    announced(sao)
    answer = signed_in(sao.planner).post(address("book_settings", sao), {"label": "อื่น", "first_page": "1"})
    assert answer.status_code == 302
    sao.book.refresh_from_db()
    assert sao.book.label == "เพิ่มเติม ครั้งที่ 1/2569"


def test_previews(sao):
    client = signed_in(sao.planner)
    assert client.get(address("book_preview", sao, "pdf")).url == address("book", sao)
    draft(sao)
    sheet = client.get(address("book_preview", sao, "xlsx"))
    assert b"".join(sheet.streaming_content).startswith(b"PK")
    assert "no-store" in sheet.headers["Cache-Control"]
    assert client.get(address("book_preview", sao, "exe")).status_code == 404
    printed = client.get(address("book_preview", sao, "pdf"))
    assert b"".join(printed.streaming_content).startswith(b"%PDF-")


PAGES = ("book", "book_settings", "meeting_new", "announce", "book_texts")


@pytest.mark.parametrize("name", PAGES)
def test_other_bodies_and_strangers(sao, name):
    draft(sao)
    other = body(code="other", name="องค์การบริหารส่วนตำบลอื่น")
    url = address(name, sao)
    assert signed_in(other.planner).get(url).status_code == 404
    assert signed_in(other.planner).post(url, {"x": "1"}).status_code == 404
    assert Client().get(url).url.startswith("/login/")
    assert signed_in(sao.planner).get(url).status_code in (200, 302)


def test_a_preview_is_refused_to_other_bodies(sao):
    draft(sao)
    other = body(code="other", name="องค์การบริหารส่วนตำบลอื่น")
    assert signed_in(other.planner).get(address("book_preview", sao, "pdf")).status_code == 404
    assert Client().get(address("book_preview", sao, "pdf")).url.startswith("/login/")
