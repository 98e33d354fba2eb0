"""The demonstration's data: complete, consistent, within the contract, and drawable."""

import csv
import io
import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import pytest
from django.db import models
from PIL import Image

from knowledge.models import CaseStudy, Course, ResearchOutput, Technology
from plans.models import PlanEntry
from plans.rules import EntrySubject, check_subject
from plans.states import BookKind
from plans.types import plan_type
from portal.kit.checks import Level
from portal.site.demo import data, pictures

MODELS = {"technology": Technology, "course": Course, "case": CaseStudy, "output": ResearchOutput}
ROWS = {"evidence", "cost_lines", "researchers"}
NOT_COLUMNS = {"kind", "picture", "source", "is_sample"}
CLOCK = date(2026, 11, 16)


@pytest.fixture(scope="module")
def demo():
    return data.load()


def books(demo, state):
    return [(plan, book) for plan in demo.plans for book in plan["books"] if book["state"] == state]


def test_there_is_enough_of_each_kind(demo):
    kinds = Counter(item["kind"] for item in demo.items)
    assert kinds["technology"] >= 18
    assert kinds["course"] >= 11
    assert kinds["case"] >= 9
    assert kinds["output"] >= 8
    assert {item["organisation"] for item in demo.items} == {"snru", "rmuti-sakon", "ku-csc"}


def test_six_subdistrict_two_district_one_agency_insertions_cite_research(demo):
    announced = books(demo, "announced")
    kinds = Counter(plan["plan_type"] for plan, _ in announced)
    assert kinds == {"subdistrict": 6, "district": 2, "agency": 1}
    assert all(any(entry["item"] for entry in book["entries"]) for _, book in announced)


def test_a_planner_of_both_bodies_finds_work(demo):
    states = {plan["organisation"]: {e["state"] for e in book["entries"]} for plan, book in books(demo, "open")}
    assert states == {"6470115": {"submitted", "returned"}, "5470302": {"draft", "returned"}}


def test_every_column_named_exists_and_is_long_enough(demo):
    for item in demo.items:
        model = MODELS[item["kind"]]
        for key, value in item.items():
            if key in NOT_COLUMNS:
                continue
            field = model._meta.get_field(key)
            if isinstance(field, models.CharField) and field.max_length and isinstance(value, str):
                assert len(value) <= field.max_length, (item["slug"], key)
            if isinstance(field, models.CharField | models.PositiveSmallIntegerField) and field.choices:
                assert value in dict(field.flatchoices), (item["slug"], key, value)
        for name in ROWS:
            child = model._meta.get_field(name).related_model
            for row in item[name]:
                for key, value in row.items():
                    field = child._meta.get_field(key)
                    if isinstance(field, models.CharField) and field.max_length and value:
                        assert len(value) <= field.max_length, (item["slug"], name, key)


def test_entries_fit_the_entry_and_its_type(demo):
    for plan in demo.plans:
        edition = plan_type(plan["plan_type"]).edition(plan["edition"])
        assert [line["label"] for line in plan["setup"]["heading_lines"]] == list(edition.heading_labels)
        for book in plan["books"]:
            for entry in book["entries"]:
                edition.form(entry["form"])
                for key in set(entry) & set(PlanEntry.CONTENT_FIELDS):
                    field = PlanEntry._meta.get_field(key)
                    if isinstance(field, models.CharField) and field.max_length and isinstance(entry[key], str):
                        assert len(entry[key]) <= field.max_length, (plan["slug"], entry["key"], key)


def test_meetings_are_those_of_the_body_and_in_the_past(demo):
    kinds = {"5": "municipality", "6": "sao", "d": "district", "p": "agency"}
    for plan, book in books(demo, "announced"):
        kind = kinds[plan["organisation"][0]]
        stages = plan_type(plan["plan_type"]).stages(kind, book["kind"])
        assert [meeting["stage"] for meeting in book["meetings"]] == [str(stage) for stage in stages]
        assert all(date.fromisoformat(m["date"]) < CLOCK for m in book["meetings"])
        assert date.fromisoformat(book["announcement"]["date"]) < CLOCK
        asked = [date.fromisoformat(entry["origin_date"]) for entry in book["entries"]]
        assert max(asked) < date.fromisoformat(book["meetings"][0]["date"])


def test_no_year_before_the_running_one_is_funded(demo):
    for plan in demo.plans:
        for book in plan["books"]:
            for entry in book["entries"]:
                assert all(int(year) >= 2570 for year, amount in entry["budgets"].items() if amount)
                running = entry["budgets"].get("2570")
                if running:
                    assert entry["funding_route"]
                    assert entry["warning_reasons"]["budget.running"]


def subject_of(demo, plan, book, entry, villages):
    kind = plan_type(plan["plan_type"])
    edition = kind.edition(plan["edition"])
    named = defaultdict(list)
    for code in plan["setup"]["villages"]:
        named[villages[code][0]].append(villages[code][1])
    item = demo.items_by_slug.get(entry["item"], {})
    words = ("title", "objective", "target", "unit", "indicator", "expected_result", "responsible", "reason")
    more = ("origin_who", "legal_power", "land", "funding_route", "subdistrict", "place_note", "form")
    return EntrySubject(
        **{key: entry[key] for key in (*words, *more)},
        plan_type=kind,
        edition=edition,
        book_kind=BookKind(book["kind"]),
        options=edition.default_options,
        quantity=Decimal(str(entry["quantity"])),
        book_reason=book["reason"],
        has_group=True,
        has_programme=True,
        villages=tuple(villages[code] for code in entry["villages"]),
        money={int(year): Decimal(amount) for year, amount in entry["budgets"].items() if amount is not None},
        cost_total=Decimal(sum(line["quantity"] * line["unit_price"] for line in entry["cost_lines"])),
        fiscal_year=2570,
        ambiguous_villages={name: moos for name, moos in named.items() if len(moos) > 1},
        seed_kind=item.get("seed_kind", ""),
        trl=item.get("trl_now"),
    )


def test_the_rules_of_the_product_find_nothing_to_mend(demo):
    with (data.ROOT / "portal/places/data/villages_47.csv").open(encoding="utf-8") as stream:
        villages = {row["code"]: (row["name_th"], int(row["moo"])) for row in csv.DictReader(stream)}
    for plan in demo.plans:
        for book in plan["books"]:
            for entry in book["entries"]:
                for finding in check_subject(subject_of(demo, plan, book, entry, villages)):
                    mended = finding.level == Level.ADVICE or finding.code in entry["warning_reasons"]
                    assert mended, (plan["slug"], entry["key"], finding.code)


def test_no_name_stands_twice_in_a_body(demo):
    names = defaultdict(list)
    for plan in demo.plans:
        names[plan["organisation"]] += [row["name"] for row in plan["setup"]["existing_projects"]]
        names[plan["organisation"]] += [entry["title"] for book in plan["books"] for entry in book["entries"]]
    assert all(len(found) == len(set(found)) for found in names.values())


def test_zero_and_blank_both_occur(demo):
    amounts = [a for p in demo.plans for b in p["books"] for e in b["entries"] for a in e["budgets"].values()]
    assert 0 in amounts
    assert None in amounts


def test_some_items_are_not_ready_for_a_plan(demo):
    bare = [item["slug"] for item in demo.items if "seed_project_name" not in item]
    assert 3 <= len(bare) <= 8
    assert all(item["trl_now"] <= 5 for item in demo.items if item["slug"] in bare and item["kind"] == "technology")


def test_seeds_keep_the_conventions(demo):
    for item in demo.items:
        if "seed_project_name" in item:
            assert item["seed_project_name"].startswith("โครงการ"), item["slug"]
            assert item["seed_objective"].startswith("เพื่อ"), item["slug"]
            assert re.search(r"\d", item["seed_target"]), item["slug"]
            assert "ร้อยละ" in item["seed_indicator"], item["slug"]
            assert item["cost_lines"], item["slug"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"colour": "red"}, "unknown"),
        ({"summary": "ก" * 301}, "summary"),
        ({"sdgs": ["sdg-99"]}, "unknown code"),
        ({"limits": "โทร 081-234-5678"}, "telephone"),
        ({"limits": "เลข 1 2345 67890 12 3"}, "telephone"),
    ],
)
def test_broken_items_are_refused(demo, change, message):
    with pytest.raises(data.DemoDataError, match=message):
        data.check_item({**demo.items[0], **change})


def test_an_item_without_a_needed_key_is_refused(demo):
    short = {key: value for key, value in demo.items[0].items() if key != "limits"}
    with pytest.raises(data.DemoDataError, match="missing"):
        data.check_item(short)


def test_a_book_decided_out_of_order_is_refused(demo):
    plan = next(p for p in demo.plans if p["slug"] == "lup-lao-2571")
    book = {**plan["books"][0], "meetings": plan["books"][0]["meetings"][::-1]}
    with pytest.raises(data.DemoDataError, match="order"):
        data.check_plan({**plan, "books": [book]}, demo.items_by_slug)


@pytest.mark.parametrize("kind", pictures.KINDS)
def test_a_picture_is_small_exact_and_repeatable(kind):
    drawn = pictures.draw(kind, "tech-0001")
    assert drawn == pictures.draw(kind, "tech-0001")
    assert len(drawn) < pictures.MAX_BYTES
    with Image.open(io.BytesIO(drawn)) as picture:
        assert picture.size == (1200, 800)
        assert picture.format == "WEBP"
    assert re.search(r"[ก-๙]", pictures.alt_text(kind))


def test_items_name_pictures_that_exist(demo):
    assert {item["picture"] for item in demo.items} <= set(pictures.KINDS)
