"""The whole line through the actions: draft, check, meetings, announcement, files (scenarios S1, S2, S3)."""

import datetime
import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from plans.actions import (
    Accept,
    ActionError,
    Announce,
    Blocked,
    Conflict,
    RecordMeeting,
    Refused,
    Remove,
    Return,
    SaveEntry,
    StartEntry,
    Submit,
    Verdict,
)
from plans.exports.form_rows import form_tables, summary_table, year_sums
from plans.exports.keep import keep_announced_files
from plans.exports.texts import announcement_text, citation_line
from plans.models import PlanEntry, PlanEvent
from plans.states import BookState, EntryState, Outcome, Stage
from tests.factories.bodies import Body, body, complete_fields, person

D = datetime.date
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FIXED_TODAY = D(2026, 12, 1)


def entry_in(of: Body, title: str, budgets: dict[int, int], **changes) -> PlanEntry:
    entry = StartEntry(of.planner, of.book, title=title).execute()
    fields = complete_fields(of, title, **changes)
    return SaveEntry(of.planner, entry, fields, {y: Decimal(a) for y, a in budgets.items()}).execute()


def accepted(of: Body, entry: PlanEntry, reasons: dict[str, str] | None = None) -> PlanEntry:
    Submit(of.planner, entry, reasons or {}).execute()
    return Accept(of.checker, entry).execute()


def resolve(of: Body, stage: Stage, day: D, *entries: PlanEntry, outcome=Outcome.ENDORSED, note="", key=""):
    verdicts = {e.pk: Verdict(outcome, note) for e in entries}
    return RecordMeeting(of.planner, of.book, stage, day, verdicts, number="1/2569", key=key).execute()


def announce(of: Body, **changes):
    values = {
        "date": D(2026, 12, 1),
        "signer": "(ผู้ลงนามตัวอย่าง)",
        "signer_title": "นายกองค์การบริหารส่วนตำบล",
        "posted_from": D(2026, 12, 1),
        "posted_until": D(2026, 12, 31),
        **changes,
    }
    return Announce(of.planner, of.book, **values).execute()


def test_sao_line_from_draft_to_files(django_capture_on_commit_callbacks):
    sao = body()
    first = accepted(sao, entry_in(sao, "โครงการส่งเสริมอาชีพเพาะเห็ด", {2571: 60000, 2572: 80000}))
    second = accepted(sao, entry_in(sao, "โครงการปลูกผักปลอดภัย", {2571: 100000}))
    resolve(sao, Stage.COMMITTEE, D(2026, 11, 20), first, second)
    resolve(sao, Stage.COMMUNITY, D(2026, 11, 20), first, second)
    first.refresh_from_db()
    assert first.state == EntryState.AWAITING_COUNCIL
    resolve(sao, Stage.COUNCIL, D(2026, 11, 27), first, second)
    resolve(sao, Stage.EXECUTIVE, D(2026, 11, 30), first, second)
    first.refresh_from_db()
    assert first.state == EntryState.ENDORSED
    with pytest.raises(ActionError):
        SaveEntry(sao.planner, first, {"title": "อื่น"}).execute()
    announce(sao)
    sao.book.refresh_from_db()
    assert sao.book.state == BookState.ANNOUNCED
    keep_announced_files(sao.book.pk)
    keep_announced_files(sao.book.pk)
    assert sao.book.files.count() == 2

    entries = list(sao.book.entries.all())
    sums = year_sums(entries, sao.plan.edition.years)
    assert (sums[2571].projects, sums[2571].amount) == (2, 160000)
    assert (sums[2572].projects, sums[2572].amount) == (1, 80000)
    summary = summary_table(sao.book)
    assert summary is not None
    assert len(summary.columns) == 13
    assert summary.rows[-1].cells["n:all"] == 3
    assert summary.rows[-1].cells["m:all"] == 240000
    table = form_tables(sao.book)[0].table
    assert len(table.columns) == 12

    first.refresh_from_db()
    assert first.item_number == 1
    assert first.page_number is not None
    first.book.refresh_from_db()
    assert citation_line(first) == (
        f"ปรากฏในแผนพัฒนาท้องถิ่น (พ.ศ. 2571–2575) เพิ่มเติม ครั้งที่ 1/2569 หน้าที่ {first.page_number} ลำดับที่ 1"
    )
    assert "ประกาศใช้แผนพัฒนาท้องถิ่น (พ.ศ. 2571–2575)" in announcement_text(sao.book)
    with sao.book.files.get(kind="xlsx").file.open("rb") as stored:
        workbook = load_workbook(io.BytesIO(stored.read()))
    values = [c.value for row in workbook["ผ.02"].iter_rows() for c in row]
    assert 60000 in values
    assert 160000 in values


def test_municipality_has_no_council_and_names_what_is_missing(settings):
    settings.FIXED_TODAY = D(2026, 11, 28)
    town = body("municipality", name="เทศบาลตำบลกุดไห", code="kuthai", edition="2566")
    entry = entry_in(town, "โครงการส่งเสริมอาชีพปลูกผัก", {2570: 60000}, funding_route="reserve")
    with pytest.raises(Blocked) as blocked:
        Submit(town.planner, entry).execute()
    assert [f.code for f in blocked.value.findings] == ["budget.running"]
    accepted(town, entry, {"budget.running": "ใช้เงินสะสม"})
    resolve(town, Stage.COMMITTEE, D(2026, 11, 20), entry)
    with pytest.raises(Blocked, match="ประชาคม"):
        announce(town, date=D(2026, 11, 28), posted_from=D(2026, 11, 28))
    resolve(town, Stage.COMMUNITY, D(2026, 11, 21), entry)
    with pytest.raises(ActionError):
        resolve(town, Stage.COUNCIL, D(2026, 11, 27), entry)
    resolve(town, Stage.EXECUTIVE, D(2026, 11, 27), entry)
    announce(town, date=D(2026, 11, 28), posted_from=D(2026, 11, 28), posted_until=D(2026, 12, 28))
    entry.refresh_from_db()
    assert entry.state == EntryState.IN_FORCE
    row = form_tables(town.book)[0].table
    cells = next(r.cells for r in row.rows if r.kind == "data")
    assert cells["year:2566"] is None
    assert cells["year:2570"] == 60000


def test_returned_twice_keeps_reasons_and_refuses_an_empty_one():
    sao = body()
    entry = entry_in(sao, "โครงการเพาะเห็ด", {2571: 60000})
    Submit(sao.planner, entry).execute()
    with pytest.raises(ActionError):
        Return(sao.checker, entry, "  ").execute()
    Return(sao.checker, entry, "ไม่ได้ระบุหมู่ที่", key="same").execute()
    Return(sao.checker, entry, "ไม่ได้ระบุหมู่ที่", key="same").execute()
    Submit(sao.planner, entry).execute()
    Return(sao.checker, entry, "วงเงินสูงไป").execute()
    entry.refresh_from_db()
    assert entry.times_returned == 2
    reasons = list(PlanEvent.objects.filter(entry=entry, verb="return").values_list("reason", "actor_name"))
    assert reasons == [("ไม่ได้ระบุหมู่ที่", "checker-khokkong"), ("วงเงินสูงไป", "checker-khokkong")]


def test_nobody_from_another_body_can_act():
    sao = body()
    other = person("stranger")
    entry = entry_in(sao, "โครงการเพาะเห็ด", {2571: 60000})
    for action in (
        SaveEntry(other, entry, {"title": "x"}),
        Submit(other, entry),
        Accept(other, entry),
        Return(other, entry, "เหตุผล"),
        Remove(other, entry, "เหตุผล"),
        Accept(sao.planner, entry),
    ):
        with pytest.raises(Refused):
            action.execute()


def test_a_stale_version_is_a_conflict_and_saves_nothing():
    sao = body()
    entry = entry_in(sao, "โครงการเพาะเห็ด", {2571: 60000})
    seen = entry.version
    SaveEntry(sao.planner, entry, {"title": "ชื่อใหม่"}, expected=seen).execute()
    with pytest.raises(Conflict):
        SaveEntry(sao.planner, entry, {"title": "ชื่อที่สาม"}, expected=seen).execute()
    entry.refresh_from_db()
    assert entry.title == "ชื่อใหม่"


def test_what_is_not_endorsed_leaves_no_gap_in_the_numbers():
    sao = body()
    entries = [accepted(sao, entry_in(sao, f"โครงการที่ {i}", {2571: 1000 * i})) for i in (1, 2, 3)]
    verdicts = {
        entries[0].pk: Verdict(Outcome.ENDORSED),
        entries[1].pk: Verdict(Outcome.NOT_ENDORSED, "ซ้ำกับโครงการเดิม"),
        entries[2].pk: Verdict(Outcome.ENDORSED),
    }
    RecordMeeting(sao.planner, sao.book, Stage.COMMITTEE, D(2026, 11, 20), verdicts).execute()
    left = [entries[0], entries[2]]
    for stage, day in ((Stage.COMMUNITY, 20), (Stage.COUNCIL, 27), (Stage.EXECUTIVE, 30)):
        resolve(sao, stage, D(2026, 11, day), *left)
    announce(sao)
    for entry in entries:
        entry.refresh_from_db()
    assert [e.item_number for e in entries] == [1, None, 2]
    assert entries[1].state == EntryState.NOT_ENDORSED


def test_the_same_meeting_sent_twice_is_one_meeting():
    sao = body()
    entry = accepted(sao, entry_in(sao, "โครงการเพาะเห็ด", {2571: 60000}))
    resolve(sao, Stage.COMMITTEE, D(2026, 11, 20), entry, key="once")
    resolve(sao, Stage.COMMITTEE, D(2026, 11, 20), entry, key="once")
    assert sao.book.meetings.count() == 1
    assert entry.resolutions.count() == 1
