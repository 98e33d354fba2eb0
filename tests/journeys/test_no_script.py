"""Without script everything works: the button that checks, saving, submitting, the checker's two taps, meetings."""

import pytest

from . import planning
from .visitor import PHONE, follow

pytestmark = pytest.mark.browser

PLAN = "แผนพัฒนาท้องถิ่น (พ.ศ. 2571–2575)"
PROJECT = "โครงการส่งเสริมการเลี้ยงไก่พื้นเมือง ตำบลหลุบเลา"


def test_the_line_without_script(visit) -> None:
    planner, checker = visit("planner-luplao", script=False), visit("checker-luplao", script=False, size=PHONE)
    page = planner.page
    book = planning.open_book(planner, PLAN, label="เพิ่มเติม ครั้งที่ 31/2569", reason="กลุ่มเลี้ยงไก่ขอ")
    planning.start_by_hand(planner, book, PROJECT)
    planning.fill_project(planner, planning.HAND_WRITTEN, {2571: "45,000"})
    with page.expect_navigation():
        page.locator("button[name=check]").click()
    assert page.locator("#findings [data-finding-field=villages]").count() == 1
    assert page.locator("[name=objective]").input_value() == planning.HAND_WRITTEN["objective"]
    assert "45,000" in page.locator("[data-money-sum]").inner_text()
    page.locator("[name=villages]").first.check()
    with page.expect_navigation():
        page.locator("button[name=check]").click()
    assert page.locator("#findings [data-finding-field=villages]").count() == 0
    planning.submit(planner, reason="กลุ่มขอ")
    planning.open_for_check(checker, PROJECT)
    planning.accept(checker)
    planning.record_meeting(planner, book, "committee", "20/11/2569")
    planning.record_meeting(planner, book, "community", "20/11/2569")
    planner.assert_says("รอสภาพิจารณา")


def test_the_public_pages_without_script(visit) -> None:
    visitor = visit(script=False)
    page = visitor.page
    visitor.open("/th/")
    page.locator("#home-search").fill("เห็ด")
    with page.expect_navigation():
        page.locator(".search-large button").click()
    follow(page.locator(".hits a").first)
    assert page.locator("h1").count() == 1
    visitor.open("/th/places/")
    page.locator("main svg a[href='/th/places/4701/']").click()
    page.wait_for_url("**/places/4701/")
    visitor.open("/th/knowledge/")
    page.locator("[name=kind][value=course]").check()
    page.locator(".drawer .actions button").click()
    page.wait_for_url("**kind=course**")
    assert page.locator("[data-needs-script]:visible").count() == 0, "a button that needs script is shown without"
