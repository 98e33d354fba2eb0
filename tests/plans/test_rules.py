"""Rules, one finding at a time (scenarios S5, S7 and the rules below them)."""

import datetime
from decimal import Decimal

import pytest

from plans.actions import SaveEntry, StartEntry
from plans.checking import check_entry
from plans.models import ExistingProject, PlanEntry
from portal.kit.checks import Level
from tests.factories.bodies import body, complete_fields

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FIXED_TODAY = datetime.date(2026, 11, 16)


@pytest.fixture
def sao():
    return body()


def saved(of, budgets=None, title="โครงการส่งเสริมอาชีพเพาะเห็ด ตำบลโคกก่อง", **changes) -> PlanEntry:
    entry = StartEntry(of.planner, of.book, title=title).execute()
    money = {2571: Decimal(60000)} if budgets is None else {y: Decimal(a) for y, a in budgets.items()}
    return SaveEntry(of.planner, entry, complete_fields(of, title, **changes), money).execute()


def codes(entry, level=None):
    return {f.code for f in check_entry(entry) if level is None or f.level == level}


def test_a_complete_entry_has_no_findings(sao):
    assert codes(saved(sao)) == set()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quantity": None}, "target.quantity"),
        ({"unit": ""}, "target.quantity"),
        ({"objective": ""}, "objective.missing"),
        ({"objective": "1. ถ่ายทอดความรู้"}, "objective.purpose"),
        ({"expected_result": ""}, "result.missing"),
        ({"responsible": "", "department": None}, "responsible.missing"),
        ({"group": None}, "group.missing"),
        ({"legal_power": ""}, "power.missing"),
        ({"origin_who": ""}, "origin.missing"),
        ({"villages": []}, "place.village"),
        ({"subdistrict": None, "villages": []}, "place.missing"),
        ({"reason": "ผู้ร้องขอเลขที่ 1-1014-99999-99-9"}, None),
        ({"reason": "บัตรเลขที่ 1101700230708"}, "privacy.citizen_id"),
    ],
)
def test_each_gap_is_found(sao, changes, code):
    found = codes(saved(sao, **changes))
    assert found == ({code} if code else set())


def test_a_village_name_shared_by_several_needs_its_number(sao):
    entry = saved(sao, villages=[sao.villages[0].code], target="อบรมครัวเรือนบ้านกุดไห 1 รุ่น")
    assert "place.ambiguous" in codes(entry, Level.ERROR)
    named = saved(sao, title="โครงการอื่น", villages=[sao.villages[1].code], target="อบรมครัวเรือนบ้านกุดไห")
    assert "place.ambiguous" not in codes(named)


def test_money_needs_a_year_and_no_closed_one(sao):
    assert codes(saved(sao, {})) == {"budget.none"}
    assert codes(saved(sao, {2571: 0}, title="โครงการเลี้ยงกบ")) == {"budget.none"}
    old = body("sao", name="องค์การบริหารส่วนตำบลอื่น", code="other", edition="2566")
    found = codes(saved(old, {2569: 1000, 2570: 5000}), Level.ERROR)
    assert found == {"budget.closed", "budget.route"}


@pytest.mark.parametrize(
    "typed",
    [
        "โครงการส่งเสริมอาชีพเพาะเห็ด  ตำบลโคกก่อง",
        "โครงการส่งเสริมอาชีพเพาะเห็ดตำบลโคกก่อง",
        " โครงการส่งเสริมอาชีพเพาะเห็ด ตําบลโคกก่อง",
    ],
)
def test_every_spelling_of_a_registered_name_is_found(sao, typed):
    ExistingProject.objects.create(
        plan=sao.plan,
        name="โครงการส่งเสริมอาชีพเพาะเห็ด ตำบลโคกก่อง",
        book_label="แผนพัฒนาท้องถิ่น (พ.ศ. 2571–2575)",
        page="41",
        item="3",
    )
    finding = next(f for f in check_entry(saved(sao, title=typed)) if f.code == "name.duplicate")
    assert finding.level == Level.ERROR
    assert "41" in finding.text
    assert "3" in finding.text


def test_another_village_or_year_is_a_warning(sao):
    ExistingProject.objects.create(plan=sao.plan, name="โครงการเพาะเห็ด ระยะที่ 2", page="41", item="3", moo=9)
    assert codes(saved(sao, title="โครงการเพาะเห็ด ระยะที่ ๒")) == {"name.similar"}
    ExistingProject.objects.create(plan=sao.plan, name="โครงการเลี้ยงกบ", page="5", item="1", years=[2573])
    assert codes(saved(sao, title="โครงการเลี้ยงกบ")) == {"name.similar"}


def test_names_of_other_bodies_are_never_revealed(sao):
    other = body("sao", name="องค์การบริหารส่วนตำบลอื่น", code="other")
    saved(other, title="โครงการลับของเพื่อนบ้าน")
    assert codes(saved(sao, title="โครงการลับของเพื่อนบ้าน")) == set()


def test_cost_lines_that_do_not_add_up_are_asked_about(sao):
    entry = saved(sao)
    line = {"label": "วิทยากร", "quantity": 10, "unit": "ชั่วโมง", "unit_price": 600, "price_year": 2569}
    entry = SaveEntry(sao.planner, entry, {}, cost_lines=[line]).execute()
    assert codes(entry) == {"budget.costs"}
    line["unit_price"] = 6000
    assert codes(SaveEntry(sao.planner, entry, {}, cost_lines=[line]).execute()) == set()


@pytest.mark.parametrize(
    ("target", "quantity", "unit", "differs"),
    [
        ("อบรมครัวเรือนเป้าหมาย 20 ครัวเรือน", 30, "ครัวเรือน", True),
        ("อบรมครัวเรือนเป้าหมาย ๒๐ครัวเรือน", 30, "ครัวเรือน", True),
        ("อบรมครัวเรือนเป้าหมาย ๓๐ ครัวเรือน", 30, "ครัวเรือน", False),
        ("ขุดลอก ยาว 1,200.5 เมตร", Decimal("1200.50"), "เมตร", False),
        ("ขุดลอก ยาว 1,200 เมตร", 200, "เมตร", True),
        ("ยาว 800 เมตร ลึก 2 เมตร", 800, "เมตร", False),
        ("อบรม 2 รุ่น รุ่นละ 15 คน", 30, "คน", False),
        ("อบรม 2 รุ่น", 30, "คน", False),
        ("ทำ 5 (แปลง", 3, "(แปลง", True),
        ("", 30, "คน", False),
    ],
)
def test_a_target_that_names_another_quantity_is_asked_about(sao, target, quantity, unit, differs):
    found = [
        f for f in check_entry(saved(sao, target=target, quantity=quantity, unit=unit)) if f.code == "target.differs"
    ]
    assert bool(found) is differs
    for finding in found:
        assert finding.level == Level.WARNING and finding.field == "target"
        assert unit in finding.text and "%" not in finding.text
