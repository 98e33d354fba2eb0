"""What an item refuses and how it keeps Thai."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from wagtail.rich_text import RichText

from knowledge.models import Evidence, KnowledgeItem, Occupation, SustainableGoal, Technology
from knowledge.widgets import ThaiDateInput
from portal.base.models import BudgetProgramme

pytestmark = pytest.mark.django_db

VALID_ID = "1101700230708"  # a number with a right check digit, of nobody


def wrong_fields(item) -> set[str]:
    with pytest.raises(ValidationError) as refused:
        item.full_clean(exclude=["path", "depth", "slug", "content_type", "organisation"])
    return set(refused.value.message_dict)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"trl_now": 0}, "trl_now"),
        ({"trl_now": 10}, "trl_now"),
        ({"srl_target": 12}, "srl_target"),
        ({"trl_now": 8, "trl_target": 7}, "trl_target"),
        ({"seed_quantity": 30, "seed_unit": ""}, "seed_unit"),
        ({"seed_quantity": None, "seed_unit": "ครัวเรือน"}, "seed_quantity"),
        ({"summary": "ก" * 301}, "summary"),
        ({"summary": f"ติดต่อ {VALID_ID}"}, "summary"),
        ({"limits": f"เลขที่ {VALID_ID}"}, "limits"),
        ({"fund_fiscal_year": 2024}, "fund_fiscal_year"),
    ],
)
def test_what_is_refused(world, values, field) -> None:
    item = world.draft()
    for name, value in values.items():
        setattr(item, name, value)
    assert field in wrong_fields(item)


def test_citizen_numbers_in_the_prose(world) -> None:
    block = KnowledgeItem._meta.get_field("body").stream_block
    value = block.to_python([{"type": "paragraph", "value": f"<p>{VALID_ID}</p>", "id": "a1"}])
    with pytest.raises(ValidationError):
        block.clean(value)


def test_citizen_numbers_in_rows(world) -> None:
    row = Evidence(item=world.draft(), fiscal_year=2567, source=VALID_ID)
    with pytest.raises(ValidationError) as refused:
        row.full_clean()
    assert "source" in refused.value.message_dict


def test_income_is_given_twice_or_not_at_all(world) -> None:
    item = world.draft()
    with pytest.raises(ValidationError) as refused:
        Evidence(item=item, fiscal_year=2567, income_before=100).full_clean()
    assert set(refused.value.message_dict) == {"income_after"}
    Evidence(item=item, fiscal_year=2567).full_clean()


def test_thai_is_kept_in_one_spelling(world) -> None:
    item = world.draft("นํ้าหมักชีวภาพ")  # typed as two characters
    assert Technology.objects.get(pk=item.pk).title == "น้ำหมักชีวภาพ"
    assert Technology.objects.get(pk=item.pk).get_latest_revision().content["title"] == "น้ำหมักชีวภาพ"
    block = KnowledgeItem._meta.get_field("body").stream_block
    value = block.to_python([{"type": "paragraph", "value": "<p>เเม่นํ้า</p>", "id": "a1"}])
    [child] = block.clean(value)
    assert isinstance(child.value, RichText)
    assert child.value.source == "<p>แม่น้ำ</p>"


def test_slugs_number_the_kind(world) -> None:
    assert [world.draft(f"เรื่อง {n}").slug for n in range(2)] == ["tech-0001", "tech-0002"]


def test_vocabularies_load_twice(world) -> None:
    before = Occupation.objects.count()
    call_command("load_vocabularies")
    assert Occupation.objects.count() == before
    assert SustainableGoal.objects.count() == 17
    assert BudgetProgramme.objects.count() == 12


@pytest.mark.parametrize("typed", ["20/11/2569", "20 พ.ย. 2569", "๒๐/๑๑/๒๕๖๙", "2026-11-20"])
def test_dates_are_typed_in_the_buddhist_era(typed) -> None:
    widget = ThaiDateInput()
    assert widget.value_from_datadict({"day": typed}, {}, "day") == "2026-11-20"
    assert widget.format_value(dt.date(2026, 11, 20)) == "20/11/2569"
    assert widget.value_from_datadict({"day": "พรุ่งนี้"}, {}, "day") == "พรุ่งนี้"
    assert widget.format_value("2026-11-20") == "20/11/2569"
