"""S5: digits, blanks, dates and years as people type them; what is unclear is asked about and nothing typed is lost."""

import re

import pytest
from playwright.sync_api import expect

from . import paper, planning

pytestmark = pytest.mark.browser

PLAN = "แผนพัฒนาท้องถิ่น (พ.ศ. 2571–2575)"
TITLE = "โครงการฝึกอบรมเลี้ยงกบหลังนา ตำบลหลุบเลา"


def test_amounts_as_typed(visit) -> None:
    planner = visit("planner-luplao")
    page = planner.page
    book = planning.open_book(planner, PLAN, label="เพิ่มเติม ครั้งที่ 5/2569", reason="ลองพิมพ์")
    form = planning.start_by_hand(planner, book, TITLE)
    first = page.locator("[name=villages]").first.get_attribute("value") or ""
    planning.fill_project(
        planner,
        planning.HAND_WRITTEN,
        {2571: "๖๐,๐๐๐", 2572: "0", 2573: "-", 2575: "60.000"},
        villages=(first,),
    )
    planning.save(planner)
    planner.assert_says("จำนวนเงิน “60.000” ไม่ชัดเจน โปรดพิมพ์ เช่น 60,000")
    typed = {year: page.locator(f"[name=budget_{year}]").input_value() for year in range(2571, 2576)}
    assert typed == {2571: "๖๐,๐๐๐", 2572: "0", 2573: "-", 2574: "", 2575: "60.000"}
    assert page.locator("[name=objective]").input_value() == planning.HAND_WRITTEN["objective"]
    fresh = visit("planner-luplao")
    fresh.open(form)
    assert fresh.page.locator("[name=budget_2571]").input_value() == "", "something was half saved"

    page.locator("[name=budget_2575]").fill("")
    planning.save(planner)
    stored = {year: page.locator(f"[name=budget_{year}]").input_value() for year in range(2571, 2576)}
    assert stored == {2571: "60,000", 2572: "0", 2573: "", 2574: "", 2575: ""}

    status, xlsx = planner.fetch(f"{book}preview.xlsx")
    assert status == 200
    rows = [row for rows in paper.sheets_of(xlsx).values() for row in rows]
    row = next(row for row in rows if TITLE in row)
    place = row.index(TITLE) + 3
    assert row[place : place + 5] == [60000, 0, None, None, None], row
    pdf = planning.preview(planner, book)
    pages = paper.pages_of(pdf)
    detail = next(page for page in pages if paper.squeezed(TITLE) in paper.squeezed(page))
    assert re.search(r"60,000\s+0\s+-\s+-\s+-", detail), detail
    summary = next(page for page in pages if "ผ.01" in page)
    assert re.search(r"1\s+60,000(\s+-){8}\s+1\s+60,000", summary), summary


def test_a_gregorian_fiscal_year_is_asked_about(visit) -> None:
    planner = visit("planner-luplao")
    page = planner.page
    book = planning.open_book(planner, PLAN, label="เพิ่มเติม ครั้งที่ 6/2569")
    planning.start_by_hand(planner, book, "โครงการลองปีราคา")
    page.locator("details.cost-lines summary").click()
    line = {"label": "ค่าวิทยากร", "quantity": "๒", "unit": "วัน", "unit_price": "1,200", "price_year": "2028"}
    for name, text in line.items():
        page.locator(f"[name=cost_0_{name}]").fill(text)
    planning.save(planner)
    planner.assert_says("2028", "2571")
    assert page.locator("[name=cost_0_price_year]").input_value() == "2028"
    assert page.locator("[name=cost_0_unit_price]").input_value() == "1,200"
    page.locator("[name=cost_0_price_year]").fill("2571")
    planning.save(planner)
    expect(page.locator("[name=cost_0_price_year]")).to_have_value("2571")


@pytest.mark.parametrize(("number", "typed"), [(101, "20/11/2026"), (102, "20/11/2569"), (103, "๒๐ พ.ย. ๒๕๖๙")])
def test_a_meeting_date_in_any_dress(visit, number: int, typed: str) -> None:
    """The same day whatever the era and the digits; a day in the future is refused and what was typed stays."""
    planner = visit("planner-phonngam")
    page = planner.page
    book = planning.open_book(planner, PLAN, label=f"เพิ่มเติม ครั้งที่ {number}/2569", reason="ลองวันที่")
    planning.start_by_hand(planner, book, f"โครงการลองวันที่ {number}")
    first = page.locator("[name=villages]").first.get_attribute("value") or ""
    words = {**planning.HAND_WRITTEN, "title": f"โครงการลองวันที่ {number}"}
    planning.fill_project(planner, words, {2571: "10,000"}, villages=(first,))
    planning.submit(planner, reason="ลองวันที่")
    checker = visit("checker-phonngam")
    planning.open_for_check(checker, f"โครงการลองวันที่ {number}")
    planning.accept(checker)
    if number == 101:
        planner.open(f"{book}meetings/new/?stage=committee")
        planner.type(date="20/11/2596", number="9/2569")
        page.locator("[name=all_endorsed]").check()
        with page.expect_navigation():
            page.locator(".action-bar button").click()
        planner.assert_says("20 พ.ย. 2596", "อนาคต")
        assert page.locator("main [name=date]").input_value() == "20/11/2596"
        assert page.locator("main [name=number]").input_value() == "9/2569"
    planning.record_meeting(planner, book, "committee", typed)
    planner.assert_says("20 พฤศจิกายน 2569")
