"""After announcement an entry changes only by a change or correction book (ข้อ 21, 22/1)."""

import datetime
import importlib
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from plans.actions import ActionError, Amend, Conflict, OpenBook, ProposeAgain, Remove, SaveEntry, StartEntry
from plans.checking import check_entry
from plans.exports.form_rows import form_tables, printed_entries, summary_table
from plans.forms.entry import EntryForm
from plans.models import PlanEntry
from plans.policies import public_entries
from plans.states import LEFT_STATES, BookKind, EntryState, Outcome, Stage
from tests.factories.bodies import body
from tests.plans.test_line import D, accepted, announce, entry_in, resolve

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FIXED_TODAY = datetime.date(2026, 12, 1)


@pytest.fixture
def sao_with_entry_in_force():
    sao = body()
    entry = accepted(sao, entry_in(sao, "โครงการเพาะเห็ด", {2571: 60000}))
    for stage, day in ((Stage.COMMITTEE, 20), (Stage.COMMUNITY, 20), (Stage.COUNCIL, 27), (Stage.EXECUTIVE, 28)):
        resolve(sao, stage, D(2026, 11, day), entry)
    announce(sao, date=D(2026, 11, 29), posted_from=D(2026, 11, 29))
    entry.refresh_from_db()
    return sao, entry


def test_a_correction_replaces_the_entry_when_it_is_announced(sao_with_entry_in_force):
    sao, old = sao_with_entry_in_force
    first_book = old.book
    with pytest.raises(ActionError):
        Remove(sao.planner, old, "ไม่ต้องการแล้ว").execute()
    correction = OpenBook(sao.planner, sao.plan, BookKind.CORRECTION, "แก้ไข ครั้งที่ 1/2569", reason="พิมพ์ผิด").execute()
    new = Amend(sao.planner, old, correction, key="k").execute()
    assert Amend(sao.planner, old, correction, key="k").execute().pk == new.pk
    with pytest.raises(ActionError):
        Amend(sao.planner, old, correction).execute()
    assert not check_entry(new)
    SaveEntry(sao.planner, new, {}, {2571: Decimal(65000)}).execute()
    old.refresh_from_db()
    assert old.state == EntryState.IN_FORCE
    accepted(sao, new)
    sao.book = correction
    resolve(sao, Stage.EXECUTIVE, D(2026, 11, 30), new, outcome=Outcome.ENDORSED)
    announce(sao)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state) == (EntryState.REPLACED, EntryState.IN_FORCE)
    assert list(public_entries().filter(book__plan=sao.plan)) == [new]

    table = form_tables(PlanEntry.objects.get(pk=new.pk).book)[0].table
    rows = [r for r in table.rows if r.kind == "data"]
    assert "(โครงการเดิม)" in str(rows[0].cells["title"])
    assert rows[0].cells["year:2571"] == 60000
    assert rows[1].cells["year:2571"] == 65000
    assert "year:2571" in rows[1].strong
    summary = summary_table(new.book)
    assert summary is not None
    assert summary.rows[-1].cells["m:all"] == 65000
    assert [e.pk for e in printed_entries(first_book)] == [old.pk]
    page = Client().get(reverse("plan_book", args=[first_book.pk]))
    assert page.status_code == 200 and old.title in page.text
    assert reverse("plan_entry", args=[old.pk]) not in page.text, "a replaced project has no public page"


def test_an_addition_cannot_amend(sao_with_entry_in_force):
    sao, old = sao_with_entry_in_force
    addition = OpenBook(sao.planner, sao.plan, BookKind.ADDITION, "เพิ่มเติม ครั้งที่ 2/2569").execute()
    with pytest.raises(ActionError):
        Amend(sao.planner, old, addition).execute()


def test_a_new_project_never_enters_by_a_correction(sao_with_entry_in_force):
    sao, _old = sao_with_entry_in_force
    correction = OpenBook(sao.planner, sao.plan, BookKind.CORRECTION, "แก้ไข ครั้งที่ 1/2569").execute()
    with pytest.raises(ActionError):
        StartEntry(sao.planner, correction, title="โครงการใหม่").execute()


def test_what_was_left_in_a_year_that_ended_can_be_cleared(settings):
    settings.FIXED_TODAY = datetime.date(2026, 9, 1)
    old = body(edition="2566", code="oldplan")
    entry = entry_in(old, "โครงการเลี้ยงกบ", {2569: 5000, 2570: 6000}, funding_route="reserve")
    settings.FIXED_TODAY = datetime.date(2026, 11, 16)
    form = EntryForm(entry=entry)
    assert not form.fields["budget_2569"].disabled
    assert form.fields["budget_2568"].disabled
    assert "budget.closed" in {f.code for f in check_entry(entry)}


def test_history_of_an_amended_entry_is_no_finding(settings):
    settings.FIXED_TODAY = datetime.date(2026, 9, 28)
    old = body("municipality", edition="2566", code="muni", name="เทศบาลตำบลตัวอย่าง")
    entry = entry_in(old, "โครงการเลี้ยงกบ", {2569: 5000, 2570: 6000}, funding_route="reserve")
    accepted(old, entry, {"budget.running": "ใช้เงินสะสม"})
    for stage in (Stage.COMMITTEE, Stage.COMMUNITY, Stage.EXECUTIVE):
        resolve(old, stage, D(2026, 9, 27), entry)
    announce(old, date=D(2026, 9, 28), posted_from=D(2026, 9, 28))
    settings.FIXED_TODAY = datetime.date(2026, 11, 16)
    change = OpenBook(old.planner, old.plan, BookKind.CHANGE, "เปลี่ยนแปลง ครั้งที่ 1/2569", reason="ขยายพื้นที่").execute()
    entry.refresh_from_db()
    new = Amend(old.planner, entry, change).execute()
    assert "budget.closed" not in {f.code for f in check_entry(new)}
    assert EntryForm(entry=new).fields["budget_2569"].disabled


@pytest.fixture
def correction(sao_with_entry_in_force):
    sao, _old = sao_with_entry_in_force
    return OpenBook(sao.planner, sao.plan, BookKind.CORRECTION, "แก้ไข ครั้งที่ 1/2569", reason="พิมพ์ผิด").execute()


@pytest.mark.parametrize("link", ["amends", "proposed_before"])
def test_the_database_itself_lets_one_draft_go_on_from_an_entry(sao_with_entry_in_force, correction, link):
    _sao, old = sao_with_entry_in_force
    left = [PlanEntry.objects.create(book=correction, title="ตก", state=s, **{link: old}) for s in sorted(LEFT_STATES)]
    PlanEntry.objects.create(book=correction, title="คนแรก", **{link: old})
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanEntry.objects.create(book=correction, title="คนที่สอง", **{link: old})
    assert PlanEntry.objects.filter(**{link: old}).count() == len(left) + 1


@pytest.mark.parametrize(("action", "words"), [("amend", "อยู่ระหว่าง"), ("propose_again", "แล้ว")])
def test_who_comes_an_instant_later_reads_why(sao_with_entry_in_force, correction, monkeypatch, action, words):
    """On PostgreSQL both may look before either writes: the first draft appears between the look and the writing."""
    sao, old = sao_with_entry_in_force
    if action == "propose_again":
        old = Remove(sao.planner, Amend(sao.planner, old, correction).execute(), "รอข้อมูล").execute()
    module = importlib.import_module(f"plans.actions.{action}")
    write = module.copy_entry

    def write_after_the_other(*arguments, **links):
        write(*arguments, **links)
        return write(*arguments, **links)

    monkeypatch.setattr(module, "copy_entry", write_after_the_other)
    before = PlanEntry.objects.count()
    with pytest.raises(Conflict) as refused:
        {"amend": Amend, "propose_again": ProposeAgain}[action](sao.planner, old, correction, key="k").execute()
    assert words in str(refused.value) and "บันทึก" not in str(refused.value)
    assert PlanEntry.objects.count() == before


def test_a_correction_that_left_is_not_proposed_again_beside_another(sao_with_entry_in_force, correction):
    sao, old = sao_with_entry_in_force
    first = Remove(sao.planner, Amend(sao.planner, old, correction).execute(), "รอข้อมูล").execute()
    second = Amend(sao.planner, old, correction).execute()
    with pytest.raises(ActionError) as refused:
        ProposeAgain(sao.planner, first, correction).execute()
    assert not isinstance(refused.value, Conflict)
    Remove(sao.planner, second, "ไม่ต้องการแล้ว").execute()
    assert ProposeAgain(sao.planner, first, correction).execute().amends_id == old.pk
