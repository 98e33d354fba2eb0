"""Wrong input is answered with a Thai sentence that says what to do; what was typed stays, nothing is half saved."""

import re

import pytest
from playwright.sync_api import expect

from . import planning
from .visitor import Visitor, follow

pytestmark = pytest.mark.browser

PLAN = "แผนพัฒนาท้องถิ่น (พ.ศ. 2571–2575)"
THAI = re.compile("[ก-ฮ]")


def said_in_thai(visitor: Visitor) -> list[str]:
    """The sentences of the notices and beside the fields; every one of them Thai."""
    found = visitor.page.locator("main [role=alert], main .notice, main .field-errors li").all()
    sentences = [" ".join(one.inner_text().split()) for one in found]
    sentences = [sentence for sentence in sentences if sentence]
    assert sentences, f"nothing is said on {visitor.page.url}:\n{visitor.text()[:1500]}"
    for sentence in sentences:
        assert THAI.search(sentence), sentence
    return sentences


def test_a_wrong_password(visit) -> None:
    visitor = visit()
    visitor.open("/login/?next=/workspace/")
    visitor.type(username="planner-khokkong", password="ไม่ใช่รหัสนี้")
    visitor.page.locator("main form button").click()
    said_in_thai(visitor)
    assert visitor.field("username").input_value() == "planner-khokkong"


def test_a_book_without_sense(visit) -> None:
    planner = visit("planner-wayai")
    page = planner.page
    planner.open("/workspace/plans/")
    follow(page.locator("main h2 a", has_text=PLAN).first)
    follow(page.locator("main a[href$='/books/new/']").first)
    page.locator("[name=kind][value=addition]").check()
    planner.type(label="เพิ่มเติม ครั้งที่ 44/2569", reason="เหตุผลที่พิมพ์ไว้", first_page="หน้าแรก")
    with page.expect_navigation():
        page.locator(".action-bar button").click()
    said_in_thai(planner)
    assert planner.field("reason").input_value() == "เหตุผลที่พิมพ์ไว้"
    assert planner.field("first_page").input_value() == "หน้าแรก"
    planner.open("/workspace/")
    planner.assert_not_says("เพิ่มเติม ครั้งที่ 44/2569")


def test_a_project_with_everything_wrong(visit) -> None:
    planner = visit("planner-wayai")
    page = planner.page
    book = planning.open_book(planner, PLAN, label="เพิ่มเติม ครั้งที่ 45/2569")
    form = planning.start_by_hand(planner, book, "")
    typed = {
        "title": "โครงการ<b>ทดสอบ</b> & 'อื่น'", "quantity": "สามสิบ", "unit": "คน", "origin_date": "31/4/2569",
        "budget_2571": "หกหมื่น", "objective": "บรรทัดแรก\nบรรทัดสอง",
    }  # fmt: skip
    for name, text in typed.items():
        page.locator(f"[name={name}]").fill(text)
    planning.save(planner)
    sentences = " ".join(said_in_thai(planner))
    for value in ("สามสิบ", "31/4/2569", "หกหมื่น"):
        assert value in sentences or value in planner.text(), value
    for name, text in typed.items():
        assert page.locator(f"[name={name}]").input_value() == text, name
    fresh = visit("planner-wayai")
    fresh.open(form)
    assert fresh.page.locator("[name=objective]").input_value() == ""
    with page.expect_navigation():
        page.locator("button[name=submit]").click()
    said_in_thai(planner)
    for name, text in (("quantity", "30"), ("origin_date", "30/4/2569"), ("budget_2571", "60,000")):
        page.locator(f"[name={name}]").fill(text)
    with page.expect_navigation():
        page.locator("button[name=submit]").click()
    said_in_thai(planner)
    expect(page.locator("#findings h3.level-error")).to_have_count(1)
    assert page.locator("[name=title]").input_value() == typed["title"]
    fresh.open(form.removesuffix("edit/"))
    fresh.assert_says("ร่าง")


def test_two_people_save_at_once(visit) -> None:
    """The second to save is told, and keeps what was typed."""
    one, two = visit("planner-wayai"), visit("planner-wayai")
    book = planning.open_book(one, PLAN, label="เพิ่มเติม ครั้งที่ 46/2569")
    form = planning.start_by_hand(one, book, "โครงการสองคนเขียน")
    two.open(form)
    one.type(objective="เพื่อข้อความของคนแรก")
    planning.save(one)
    two.type(objective="เพื่อข้อความของคนที่สอง")
    planning.save(two)
    two.assert_says("ข้อความของท่านยังอยู่ครบ")
    assert two.field("objective").input_value() == "เพื่อข้อความของคนที่สอง"
    one.open(form)
    assert one.field("objective").input_value() == "เพื่อข้อความของคนแรก"


def test_addresses_that_do_not_exist(visit) -> None:
    visitor = visit()
    for path in ("/th/knowledge/no-such-item/", "/th/plans/999999/", "/th/places/479999/", "/th/plans/entries/999999/"):
        visitor.open(path, status=404)
        assert THAI.search(visitor.page.locator("h1").inner_text()), path
    planner = visit("planner-wayai")
    planner.open("/workspace/entries/999999/", status=404)
    assert THAI.search(planner.page.locator("h1").inner_text())


def test_odd_searches(visit) -> None:
    """No visitor's input breaks the search."""
    visitor = visit()
    for words in ("?", '"', "*", "AND OR NOT", "(((", "ก" * 300, "'; DROP TABLE", "%00", "เห็ด NEAR/2", "-", "ๆ", "😀"):
        visitor.page.goto("/th/search/")
        visitor.page.locator("#results-search").fill(words)
        visitor.page.locator("#results-search").press("Enter")
        expect(visitor.page.locator("#found")).to_be_visible()
