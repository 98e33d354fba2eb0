"""Recording meetings at the desk: many entries in one sitting, wrong input, forged stages, guarded files."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from plans.models import Meeting, MeetingFile, Resolution
from plans.states import EntryState, Stage
from portal.people.models import OrganisationKind
from tests.factories.bodies import body
from tests.plans.desk import TODAY, checked, draft, resolve, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FIXED_TODAY = TODAY


@pytest.fixture
def sao(db):
    return body()


def url_of(of) -> str:
    return reverse("workspace:meeting_new", args=[of.book.pk])


def posted(*entries, stage="committee", **more):
    values = {"stage": stage, "date": "20/11/2569", "key": "k", "listed": [e.pk for e in entries]}
    for entry in entries:
        entry.book.refresh_from_db()
    return {**values, **more}


def test_each_entry_its_own_outcome_sent_twice(sao):
    one, two, three = (checked(sao, f"โครงการที่ {n}") for n in (1, 2, 3))
    client = signed_in(sao.planner)
    page = client.get(url_of(sao))
    assert page.context["stage"] == Stage.COMMITTEE
    values = posted(
        one, two, three, all_endorsed="on", number="3/2569", attendance="๑๒", votes_for="10",
        **{f"outcome_{two.pk}": "with_changes", f"note_{two.pk}": "ปรับวงเงิน", f"outcome_{three.pk}": "none"},
    )  # fmt: skip
    assert client.post(url_of(sao), values).status_code == 302
    assert client.post(url_of(sao), values).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.attendance, meeting.votes_for, meeting.number) == (12, 10, "3/2569")
    assert dict(meeting.resolutions.values_list("entry_id", "outcome")) == {one.pk: "endorsed", two.pk: "with_changes"}
    two.refresh_from_db()
    three.refresh_from_db()
    assert two.adjusting and three.state == EntryState.CHECKED


@pytest.mark.parametrize(
    ("date", "status"),
    [("20/11/2026", 302), ("20/11/2569", 302), ("๒๐ พ.ย. ๒๕๖๙", 302), ("20/11/2596", 422), ("", 422), ("เมื่อวาน", 422)],
)
def test_dates_as_typed(sao, date, status):
    entry = checked(sao)
    answer = signed_in(sao.planner).post(
        url_of(sao), posted(entry, date=date, session="สมัยสามัญ", all_endorsed="on", **{f"note_{entry.pk}": "บันทึก"})
    )
    assert answer.status_code == status
    if status == 302:
        assert Meeting.objects.get().date.isoformat() == "2026-11-20"
    else:
        assert "สมัยสามัญ" in answer.text and "บันทึก" in answer.text and 'name="all_endorsed"' in answer.text
        assert "checked" in answer.text and Meeting.objects.count() == 0


def test_a_note_is_asked_for_and_nothing_half_saved(sao):
    one, two = checked(sao, "โครงการหนึ่ง"), checked(sao, "โครงการสอง")
    values = posted(one, two, all_endorsed="on", **{f"outcome_{two.pk}": "not_endorsed"})
    answer = signed_in(sao.planner).post(url_of(sao), values)
    assert answer.status_code == 422 and "โครงการสอง" in answer.text
    assert Resolution.objects.count() == 0


def test_a_municipality_has_no_council():
    of = body(kind=OrganisationKind.SUBDISTRICT_MUNICIPALITY, name="เทศบาลตำบลกุดไห", code="kuthai")
    entry = checked(of)
    for stage in (Stage.COMMITTEE, Stage.COMMUNITY):
        resolve(of, stage, entry)
    client = signed_in(of.planner)
    page = client.get(url_of(of) + "?stage=council")
    assert page.context["stage"] == Stage.EXECUTIVE
    assert [row["value"] for row in page.context["stages"]] == ["executive"]
    assert 'value="council"' not in page.text
    answer = client.post(url_of(of), posted(entry, stage="council", all_endorsed="on"))
    assert answer.status_code == 422 and answer.context["error"]
    assert client.post(url_of(of), posted(entry, stage="parliament", all_endorsed="on")).status_code == 422
    assert Meeting.objects.filter(stage="council").count() == 0


def test_an_entry_that_left_the_agenda_is_named(sao):
    entry, other = checked(sao, "โครงการหนึ่ง"), draft(sao, "โครงการร่าง")
    resolve(sao, Stage.COMMITTEE, entry)
    answer = signed_in(sao.planner).post(url_of(sao), posted(entry, all_endorsed="on"))
    assert answer.status_code == 422 and "โครงการหนึ่ง" in answer.text
    assert signed_in(sao.planner).post(url_of(sao), posted(other, all_endorsed="on")).status_code == 422
    stranger = body(code="other", name="องค์การบริหารส่วนตำบลอื่น")
    foreign = checked(stranger, "โครงการของผู้อื่น")
    answer = signed_in(sao.planner).post(url_of(sao), posted(foreign, all_endorsed="on"))
    assert answer.status_code == 422 and "โครงการของผู้อื่น" not in answer.text


def docx() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "good"),
    [
        ("มติ.pdf", b"%PDF-1.7 x", True),
        ("scan.exe", b"\xff\xd8\xff\xe0 jpeg", True),
        ("minutes.docx", docx(), True),
        ("ข้อความ.pdf", b"<html>", False),
        ("archive.docx", b"PK\x03\x04broken", False),
        ("big.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024), False),
    ],
)
def test_files_are_known_by_content(sao, name, data, good):
    entry = checked(sao)
    values = posted(entry, all_endorsed="on", minutes=SimpleUploadedFile(name, data))
    answer = signed_in(sao.planner).post(url_of(sao), values)
    assert answer.status_code == (302 if good else 422)
    assert MeetingFile.objects.count() == (1 if good else 0)


def test_files_are_guarded(sao, client):
    entry = checked(sao)
    name = "มติที่ประชุมคณะกรรมการพัฒนาท้องถิ่น" * 6 + ".pdf"
    values = posted(entry, all_endorsed="on", minutes=SimpleUploadedFile(name, b"%PDF-1.7 x"))
    assert signed_in(sao.planner).post(url_of(sao), values).status_code == 302
    url = reverse("workspace:meeting_file", args=[MeetingFile.objects.get().pk])
    other = body(code="other", name="องค์การบริหารส่วนตำบลอื่น")
    assert signed_in(other.planner).get(url).status_code == 404
    assert client.get(url).url.startswith("/login/")
    served = signed_in(sao.checker).get(url)
    assert b"".join(served.streaming_content) == b"%PDF-1.7 x"
    assert served.headers["Content-Type"] == "application/pdf"


def test_the_agenda_costs_the_same_however_many_entries(sao, django_assert_max_num_queries):
    for n in range(8):
        checked(sao, f"โครงการที่ {n}")
    client = signed_in(sao.planner)
    with django_assert_max_num_queries(18):
        assert client.get(url_of(sao)).status_code == 200


def test_nothing_on_the_agenda(sao):
    assert signed_in(sao.planner).get(url_of(sao)).status_code == 200
