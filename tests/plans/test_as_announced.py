"""What was announced stays as it was announced: on the page, in the workspace, in the files, whenever they are made."""

import datetime
import io
import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from plans.actions import Accept, Announce, OpenBook, SaveEntry, StartEntry, Submit
from plans.exports import paper
from plans.exports.keep import keep_announced_files
from plans.exports.texts import citation_line
from plans.models import BookAsAnnounced, Plan, PlanBook, PlanEntry
from plans.setting_up import (
    DepartmentLine,
    GroupLine,
    department_lines,
    group_lines,
    save_departments,
    save_groups,
    save_headings,
    save_options,
)
from plans.states import BookKind
from tests.factories.bodies import body, complete_fields
from tests.plans.desk import TODAY, resolve, signed_in

pytestmark = pytest.mark.django_db
NEW = "ชื่อใหม่หลังประกาศ"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FIXED_TODAY = TODAY


@pytest.fixture(params=["2571", "2566"])
def office(request):
    return body(edition=request.param, code=f"frozen{request.param}")


def written(of) -> PlanEntry:
    """A complete draft with money in the last year of the plan."""
    entry = StartEntry(of.planner, of.book, title="โครงการเพาะเห็ด").execute()
    fields = complete_fields(of, funding_route="reserve")
    year = of.plan.edition.last_year
    return SaveEntry(of.planner, entry, fields, {year: Decimal(60000), year - 1: Decimal(0)}).execute()


def announced(of) -> PlanEntry:
    entry = written(of)
    Submit(of.planner, entry, {"budget.running": "ใช้เงินสะสม"}).execute()
    Accept(of.checker, entry).execute()
    for stage in of.book.stages:
        resolve(of, stage, entry)
    Announce(of.planner, of.book, TODAY, "(ผู้ลงนามตัวอย่าง)", "นายก", TODAY, TODAY.replace(day=31)).execute()
    entry.refresh_from_db()
    return entry


def fresh(of) -> PlanBook:
    return PlanBook.objects.get(pk=of.book.pk)


def change_everything(of) -> None:
    """What people of a body and the operators may change while a book of it is in force."""
    plan = Plan.objects.get(pk=of.plan.pk)
    save_groups(of.planner, plan, [GroupLine(line.number, NEW, line.pk) for line in group_lines(plan)])
    departments = department_lines(of.organisation)
    save_departments(of.planner, plan, [DepartmentLine(f"{NEW} {line.pk}", line.pk) for line in departments])
    save_headings(of.planner, plan, [(NEW, NEW)])
    switches = plan.printed_options
    save_options(of.planner, plan, {key: not value for key, value in switches.items()})
    plan.organisation.name_th = NEW
    plan.organisation.save()
    for village in of.villages:
        village.name_th = NEW
        village.save()


def text_of(client, name: str, *arguments) -> str:
    response = client.get(reverse(name, args=arguments))
    assert response.status_code == 200
    return response.text


def test_the_public_page_and_the_workspace_show_what_was_announced(office):
    entry = announced(office)
    before = paper.paper_of(fresh(office))
    inside = signed_in(office.planner)
    change_everything(office)
    assert paper.paper_of(fresh(office)) == before
    assert paper.live_paper(fresh(office)) != before
    page = text_of(Client(), "plan_book", office.book.pk)
    tables = page[page.index('class="document-head"') :]
    assert "องค์การบริหารส่วนตำบลโคกก่อง" in tables and "บ้านโคกก่อง" in tables and "สำนักปลัด" in tables
    assert "ส่งเสริมอาชีพและรายได้" in tables and "ข้อความหัวแบบ" in tables
    assert NEW not in tables.partition("<footer")[0]
    sheet = text_of(inside, "workspace:book", office.book.pk)
    assert "ส่งเสริมอาชีพและรายได้" in sheet and "บ้านโคกก่อง" in sheet
    texts = text_of(inside, "workspace:book_texts", office.book.pk)
    assert "ประกาศองค์การบริหารส่วนตำบลโคกก่อง" in texts
    public = text_of(Client(), "plan_entry", entry.pk)
    words = public[public.index('id="words"') :]
    assert "บ้านโคกก่อง" in words and "สำนักปลัด" in words and NEW not in words.partition("<aside")[0]
    read = text_of(inside, "workspace:entry", entry.pk)
    assert "บ้านโคกก่อง" in read and "ส่งเสริมอาชีพและรายได้" in read


def test_files_printed_later_say_what_was_announced(office):
    announced(office)
    change_everything(office)
    keep_announced_files(office.book.pk)
    files = {}
    for kept in office.book.files.all():
        with kept.file.open("rb") as handle:
            files[kept.kind] = handle.read()
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(files["pdf"])).pages)
    assert "บ้านโคกก่อง" in pdf and "สำนักปลัด" in pdf and NEW not in pdf
    cells = [str(c.value) for s in load_workbook(io.BytesIO(files["xlsx"])) for row in s.iter_rows() for c in row]
    assert any("ส่งเสริมอาชีพและรายได้" in cell for cell in cells) and not any(NEW in cell for cell in cells)
    entry = office.book.entries.get()
    assert entry.page_number and f"หน้าที่ {entry.page_number} " in citation_line(entry)


def test_open_books_go_on_with_the_new_words(office):
    announced(office)
    change_everything(office)
    book = OpenBook(office.planner, office.plan, BookKind.ADDITION, "เพิ่มเติม ครั้งที่ 2/2569").execute()
    office.book = book
    written(office)
    shown = paper.paper_of(fresh(office))
    assert shown.body_name == NEW and shown.stamp == "ร่าง" and NEW in str(shown.forms[0].table)
    assert not BookAsAnnounced.objects.filter(book=book).exists()
    assert NEW in text_of(signed_in(office.planner), "workspace:book", book.pk)


def test_a_paper_goes_through_json_unchanged(office):
    written(office)
    StartEntry(office.planner, office.book, title="โครงการที่ยังว่าง").execute()
    live = paper.live_paper(fresh(office))
    assert paper.from_json(json.loads(json.dumps(paper.to_json(live), ensure_ascii=False))) == live
    assert paper.digest_of(live) == paper.digest_of(paper.live_paper(fresh(office)))
    with pytest.raises(ValueError, match="version"):
        paper.from_json({**paper.to_json(live), "version": 99})


def test_a_book_announced_before_papers_were_kept_gets_one_from_the_clock(office):
    announced(office)
    kept = paper.paper_of(fresh(office))
    BookAsAnnounced.objects.all().delete()
    assert paper.paper_of(fresh(office)) == kept
    assert paper.announced_entry(office.book.entries.get()) == kept.entries[0]
    assert paper.freeze_missing() == [office.book.pk]
    assert paper.freeze_missing() == []
    assert paper.paper_of(fresh(office)) == kept


def test_a_thousand_rows_are_kept_in_a_moment():
    import time

    of = body(code="thousand")
    fields = complete_fields(of)
    PlanEntry.objects.bulk_create(
        PlanEntry(book=of.book, position=n, item_number=n, title_key="", **{**fields, "title": f"โครงการที่ {n}"})
        for n in range(1, 1001)
    )
    entries = list(of.book.entries.all())
    money = PlanEntry._meta.get_field("budgets").related_model
    money.objects.bulk_create(money(entry=e, fiscal_year=y, amount=Decimal(y)) for e in entries for y in (2571, 2572))
    started = time.process_time()
    paper.freeze(fresh(of))
    assert time.process_time() - started < 2
    started = time.process_time()
    assert len(paper.from_json(BookAsAnnounced.objects.get().content).entries) == 1000
    assert time.process_time() - started < 1


def test_citation_and_period_of_an_announced_book_cannot_be_edited(office):
    """The title of a book is made of its plan's type and period and its label; nothing writes these afterwards."""
    announced(office)
    client = signed_in(office.planner)
    client.post(reverse("workspace:book_settings", args=[office.book.pk]), {"label": NEW, "first_page": "9"})
    assert fresh(office).title == paper.paper_of(fresh(office)).title
    assert datetime.date(2026, 12, 1) == fresh(office).announcement.date
