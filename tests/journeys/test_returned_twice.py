"""S2: returned twice. Both reasons word for word, the versions side by side, nothing twice, nothing public."""

import re

import pytest
from playwright.sync_api import expect

from . import planning
from .visitor import PHONE, follow

pytestmark = pytest.mark.browser

PLAN = "แผนพัฒนาท้องถิ่น (พ.ศ. 2571–2575)"
PROJECT = "โครงการส่งเสริมการทอผ้าย้อมครามสีธรรมชาติ ตำบลนาม่อง"
FIRST = "ยังไม่ระบุหมู่ที่ โปรดระบุหมู่ที่ให้ชัดเจน"
SECOND = "วงเงินสูงไป โปรดปรับเป็น 45,000 บาท ตามที่ประชาคมขอ"


def test_returned_twice(visit) -> None:
    planner, checker = visit("planner-namong"), visit("checker-namong", size=PHONE)
    page = planner.page
    book = planning.open_book(planner, PLAN, label="เพิ่มเติม ครั้งที่ 8/2569", reason="กลุ่มทอผ้าขอ")
    planning.start_by_hand(planner, book, PROJECT)
    villages = [box.get_attribute("value") or "" for box in page.locator("[name=villages]").all()[:2]]
    planning.fill_project(planner, {**planning.HAND_WRITTEN, "place_note": "ศาลากลางบ้าน"}, {2571: "95,000"})
    planning.submit(planner, reason="กลุ่มทอผ้าขอ")
    entry = planning.path_of(planner)

    planning.open_for_check(checker, PROJECT)
    empty_reason_is_refused(checker)
    planning.return_with(checker, FIRST)
    planner.open("/workspace/")
    follow(planner.page.locator(".work-list .title a", has_text=PROJECT))
    planner.assert_says(FIRST)
    page.locator(f"[name=villages][value='{villages[0]}']").check()
    planning.submit(planner, reason="กลุ่มทอผ้าขอ")

    planning.open_for_check(checker, PROJECT)
    press_twice(checker)
    planner.open(entry)
    planner.assert_says("ส่งคืนเพื่อปรับปรุง (ครั้งที่ 2)", FIRST, SECOND, "ปลัดเทศบาลตำบลนาม่อง")
    assert planner.text().count(SECOND) == 1, "a double click made two events"
    planner.shot("entry-history")

    planner.open(f"{entry}edit/")
    page.locator("[name=budget_2571]").fill("45,000")
    planning.submit(planner, reason="กลุ่มทอผ้าขอ")
    differences_are_shown(planner, entry)
    nothing_is_public(visit(), entry, book)
    planning.open_for_check(checker, PROJECT)
    checker.assert_says(FIRST, SECOND)
    planning.accept(checker)
    nothing_is_public(visit(), entry, book)


def empty_reason_is_refused(checker) -> None:
    """A return without a reason: a sentence, and the project stays where it is."""
    planning.return_with(checker, "   ")
    checker.assert_says("โปรดระบุเหตุผล")
    assert checker.page.locator("form[action$='/accept/']").count() == 1


def press_twice(checker) -> None:
    """The same form sent twice, as an impatient thumb does."""
    page = checker.page
    box = page.locator("[name=reason]").first
    if not box.is_visible():
        page.locator("#check summary").click()
    box.fill(SECOND)
    form = page.locator("form[action$='/return/']")
    fields = form.evaluate("form => Object.fromEntries(new FormData(form))")
    path = str(form.get_attribute("action"))
    first, second = (
        checker.context.request.post(path, form=fields, headers={"Referer": page.url}, max_redirects=0).status
        for _time in range(2)
    )
    assert (first, second) == (302, 302)


def differences_are_shown(planner, entry: str) -> None:
    """The history leads to the old and the new amount."""
    page = planner.page
    planner.open(entry)
    links = [a.get_attribute("href") or "" for a in page.locator("main a[href*='/history/']").all()]
    seen = False
    for link in links:
        if not re.search(r"/history/\d+/$", link):
            continue
        planner.open(link)
        if page.locator("del", has_text="95,000").count() and page.locator("ins", has_text="45,000").count():
            seen = True
            planner.shot("compare")
            break
    assert seen, f"no version shows 95,000 → 45,000: {links}"


def nothing_is_public(public, entry: str, book: str) -> None:
    """Neither by search nor by any address."""
    public.open("/th/search/?q=ทอผ้าย้อมครามสีธรรมชาติ")
    public.assert_not_says(PROJECT)
    number = re.findall(r"\d+", entry)[0]
    public.open(f"/th/plans/entries/{number}/", status=404)
    public.open(f"/th/plans/books/{re.findall(r'[0-9]+', book)[0]}/", status=404)
    public.open(entry)
    expect(public.page).to_have_url(re.compile("/login/"))
