"""Books at the desk: opening, the sheet, settings, previews, pages that are not one's own."""

import io

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pypdf import PdfReader

from plans.actions import Remove, SaveEntry
from plans.exports.preview import kept_preview
from plans.models import PlanBook
from plans.round_labels import suggested_label
from plans.states import BookKind, Outcome, Stage
from plans.tasks import print_preview
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


def test_a_workbook_is_written_at_once(sao):
    client = signed_in(sao.planner)
    assert client.get(address("book_preview", sao, "pdf")).url == address("book", sao)
    assert client.get(address("book_previewing", sao)).url == address("book", sao)
    draft(sao)
    sheet = client.get(address("book_preview", sao, "xlsx"))
    assert b"".join(sheet.streaming_content).startswith(b"PK")
    assert "no-store" in sheet.headers["Cache-Control"]
    assert client.get(address("book_preview", sao, "exe")).status_code == 404


def preview_jobs(status: str = "") -> list[DBTaskResult]:
    jobs = DBTaskResult.objects.filter(task_path="plans.tasks.print_preview").order_by("enqueued_at")
    return list(jobs.filter(status=status) if status else jobs)


def work() -> None:
    """What a worker does with the previews that wait."""
    for job in preview_jobs("READY"):
        DBTaskResult.objects.filter(pk=job.pk).update(status="RUNNING")
        print_preview.func(*job.args_kwargs["args"])
        DBTaskResult.objects.filter(pk=job.pk).update(status="SUCCESSFUL", finished_at=timezone.now())


@pytest.fixture
def no_previews():
    cache.clear()
    yield
    cache.clear()


def test_a_preview_is_made_by_a_job_and_then_kept(sao, no_previews):
    entry = draft(sao)
    client = signed_in(sao.planner)
    pdf, page = address("book_preview", sao, "pdf"), address("book_previewing", sao)
    assert client.get(pdf).url == page
    assert client.get(pdf).url == page
    assert len(preview_jobs()) == 1, "pressed twice, ordered once"
    waiting = client.get(page)
    assert waiting.context["state"] == "waiting" and '<meta http-equiv="refresh" content="2">' in waiting.text
    DBTaskResult.objects.update(status="RUNNING")
    assert client.get(page).context["state"] == "printing"
    DBTaskResult.objects.update(status="READY")
    work()
    ready = client.get(page)
    assert ready.context["state"] == "ready" and f'content="0; url={pdf}"' in ready.text
    first = b"".join(client.get(pdf).streaming_content)
    assert first.startswith(b"%PDF-") and "ร่าง" in PdfReader(io.BytesIO(first)).pages[0].extract_text()
    assert b"".join(client.get(pdf).streaming_content) == first and len(preview_jobs()) == 1

    SaveEntry(sao.planner, entry, {"title": "ชื่อใหม่ของโครงการ"}).execute()
    assert client.get(page).url == pdf, "the book changed: the preview is made again"
    assert client.get(pdf).url == page
    work()
    second = b"".join(client.get(pdf).streaming_content)
    assert "ชื่อใหม่ของโครงการ" in "".join(p.extract_text() for p in PdfReader(io.BytesIO(second)).pages)
    assert kept_preview(sao.book, preview_jobs()[0].args_kwargs["args"][1]) is None, "the one before is thrown away"


def test_a_preview_that_failed_is_told_and_can_be_ordered_again(sao, no_previews):
    draft(sao)
    client = signed_in(sao.planner)
    pdf, page = address("book_preview", sao, "pdf"), address("book_previewing", sao)
    client.get(pdf)
    DBTaskResult.objects.filter(pk=preview_jobs()[0].pk).update(status="FAILED", finished_at=timezone.now())
    failed = client.get(page)
    assert failed.context["state"] == "failed" and 'http-equiv="refresh"' not in failed.text and pdf in failed.text
    assert client.get(pdf).url == page
    assert client.get(page).context["state"] == "waiting" and len(preview_jobs()) == 2


def test_a_job_whose_file_is_lost_at_once_does_not_go_round_for_ever(sao, no_previews):
    draft(sao)
    client = signed_in(sao.planner)
    client.get(address("book_preview", sao, "pdf"))
    work()
    cache.clear()
    assert client.get(address("book_previewing", sao)).context["state"] == "failed"


@pytest.mark.parametrize("name", ["book_preview", "book_previewing"])
def test_a_preview_is_refused_to_other_bodies(sao, no_previews, name):
    draft(sao)
    signed_in(sao.planner).get(address("book_preview", sao, "pdf"))
    work()
    other = body(code="other", name="องค์การบริหารส่วนตำบลอื่น")
    url = address(name, sao, *(["pdf"] if name == "book_preview" else []))
    assert signed_in(other.planner).get(url).status_code == 404
    assert Client().get(url).url.startswith("/login/")
    assert len(preview_jobs()) == 1


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
