"""Announcing at the desk: what is missing is named, the act is done once, files and texts follow."""

import pytest
from django.urls import reverse

from plans.actions import Announce
from plans.exports.keep import keep_announced_files
from plans.models import Announcement, PlanEvent
from plans.states import BookState, Stage
from tests.factories.bodies import body
from tests.plans.desk import TODAY, announced, checked, draft, endorsed, resolve, signed_in

pytestmark = pytest.mark.django_db
ACT = {"date": "1/12/2569", "signer": "(ผู้ลงนามตัวอย่าง)", "signer_title": "ปลัด ปฏิบัติหน้าที่นายก", "key": "k", "version": ""}


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FIXED_TODAY = TODAY


@pytest.fixture
def sao(db):
    return body()


def url_of(of, name="announce") -> str:
    return reverse(f"workspace:{name}", args=[of.book.pk])


def test_what_is_missing_is_named_and_typing_kept(sao):
    entry = checked(sao)
    resolve(sao, Stage.COMMITTEE, entry)
    client = signed_in(sao.planner)
    page = client.get(url_of(sao))
    assert [s.value for s in page.context["missing"]] == ["community", "council", "executive"]
    answer = client.post(url_of(sao), ACT)
    assert answer.status_code == 422 and ACT["signer_title"] in answer.text
    assert Announcement.objects.count() == 0


def test_unfinished_projects_are_listed(sao):
    endorsed(sao, "โครงการที่ผ่าน")
    draft(sao, "โครงการที่ยังร่าง")
    client = signed_in(sao.planner)
    assert "โครงการที่ยังร่าง" in client.get(url_of(sao)).text
    assert client.post(url_of(sao), ACT).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"date": "31/12/2569"}, {"signer": ""}, {"posted_until": "10/12/2569"}, {"posted_from": "1/11/2569"}]
)
def test_wrong_input_is_answered(sao, wrong):
    endorsed(sao)
    answer = signed_in(sao.planner).post(url_of(sao), {**ACT, "notices": "ส่งอำเภอแล้ว", **wrong})
    assert answer.status_code == 422 and "ส่งอำเภอแล้ว" in answer.text
    sao.book.refresh_from_db()
    assert sao.book.state == BookState.OPEN


def test_announced_once_with_posting_by_default(sao):
    entry = endorsed(sao)
    client = signed_in(sao.checker)
    assert client.post(url_of(sao), ACT).status_code == 302
    assert client.post(url_of(sao), ACT).status_code == 302
    act = Announcement.objects.get()
    assert (act.posted_from.isoformat(), act.posted_until.isoformat()) == ("2026-12-01", "2026-12-31")
    assert PlanEvent.objects.filter(verb="announce", entry__isnull=True).count() == 1
    entry.refresh_from_db()
    assert entry.item_number == 1


def test_the_page_waits_for_the_files_then_shows_them(sao):
    announced(sao)
    client = signed_in(sao.planner)
    assert 'http-equiv="refresh"' in client.get(url_of(sao)).text
    keep_announced_files(sao.book.pk)
    page = client.get(url_of(sao))
    assert 'http-equiv="refresh"' not in page.text
    for kept in sao.book.files.all():
        assert kept.sha256 in page.text
    assert client.get(reverse("workspace:book_preview", args=[sao.book.pk, "pdf"])).status_code == 302


def test_texts_and_the_page_as_printed(sao):
    entry = announced(sao)
    client = signed_in(sao.planner)
    url = url_of(sao, "book_texts")
    page = client.get(url)
    assert "ประกาศองค์การบริหารส่วนตำบลโคกก่อง" in page.text and "ลำดับที่ 1" in page.text
    assert client.post(url, {f"page_{entry.pk}": "๔๑ ก", "key": "k"}).status_code == 302
    assert client.post(url, {f"page_{entry.pk}": "๔๑ ก", "key": "k"}).status_code == 302
    entry.refresh_from_db()
    assert entry.printed_page == "๔๑ ก"
    assert "หน้าที่ ๔๑ ก" in client.get(url).text
    answer = client.post(url, {f"page_{entry.pk}": "9" * 30, "key": "z"})
    assert answer.status_code == 422 and "9" * 30 in answer.text


def test_the_last_signer_is_offered(sao):
    announced(sao)
    from plans.actions import OpenBook
    from plans.states import BookKind

    book = OpenBook(sao.planner, sao.plan, BookKind.ADDITION, "เพิ่มเติม ครั้งที่ 2/2569").execute()
    page = signed_in(sao.planner).get(reverse("workspace:announce", args=[book.pk]))
    assert "(ผู้ลงนามตัวอย่าง)" in page.text


def test_mails_are_made(sao, mailoutbox, django_capture_on_commit_callbacks):
    from django_tasks_db.models import DBTaskResult

    with django_capture_on_commit_callbacks(execute=True):
        entry = checked(sao)
        for stage in sao.book.stages:
            resolve(sao, stage, entry)
        Announce(sao.planner, sao.book, TODAY, "ผู้ลงนาม", "นายก", TODAY, TODAY.replace(month=12, day=31)).execute()
    notices = [t for t in DBTaskResult.objects.all() if t.task_path.endswith("send_notice")]
    assert len(notices) == 1 + 1 + 4 + 1
    for notice in notices:
        subject, text, _people = notice.args_kwargs["args"]
        assert subject and "\n" not in subject
        assert "http" in text and "&" not in text
