"""S3: a เทศบาล has no council. Plan 2566–2570 in its last year: the running ordinance asks for a reason and a route."""

import re

import pytest
from playwright.sync_api import expect

from . import paper, planning
from .visitor import Visitor

pytestmark = pytest.mark.browser

PLAN = "แผนพัฒนาท้องถิ่น (พ.ศ. 2566–2570)"
PROJECT = "โครงการจัดตั้งโรงเรือนเพาะเห็ดชุมชน ตำบลกุดไห"
WORDS = {
    "programme": "แผนงานการเกษตร",
    "target": "จัดตั้งโรงเรือน จำนวน 2 หลัง",
    "quantity": "2",
    "unit": "หลัง",
    "objective": "เพื่อให้กลุ่มอาชีพมีเห็ดขายตลอดปี",
    "indicator": "ร้อยละ 80 ของสมาชิกมีรายได้เพิ่มขึ้น",
    "expected_result": "ครัวเรือนเป้าหมายมีรายได้เพิ่มขึ้น",
    "responsible": "กองส่งเสริมการเกษตร",
    "origin_place": "บ้านกุดไห หมู่ที่ 1",
}


def test_no_council_anywhere(visit, tmp_path) -> None:
    planner, checker = visit("planner-kuthai"), visit("checker-kuthai")
    book = planning.open_book(planner, PLAN, label="เพิ่มเติม ครั้งที่ 7/2569", reason="กลุ่มอาชีพขอ", first_page="110")
    closed_years_and_route(planner, book)
    planning.open_for_check(checker, PROJECT)
    planning.accept(checker)

    planning.record_meeting(planner, book, "committee", "20/11/2569")
    announcing_names_what_is_missing(planner, book)
    forged_council(planner, book)
    planning.record_meeting(planner, book, "community", "20/11/2569")
    planner.assert_not_says("สภา")
    planning.record_meeting(planner, book, "executive", "27/11/2569")
    planning.announce(planner, book, "1/12/2569", "นายตัวอย่าง มั่นคง", "นายกเทศมนตรีตำบลกุดไห")
    files = planning.wait_for_files(planner, book)
    printed_as_dashes(planner, files, tmp_path)


def closed_years_and_route(planner: Visitor, book: str) -> None:
    """2566–2569 cannot be typed into; 2570 asks for the route (error) and for a reason (warning)."""
    page = planner.page
    planning.start_by_hand(planner, book, PROJECT)
    for year in range(2566, 2570):
        assert page.locator(f"input[name=budget_{year}]").count() == 0, f"{year} can be typed into"
    first = page.locator("[name=villages]").first.get_attribute("value") or ""
    planning.fill_project(planner, {**planning.HAND_WRITTEN, **WORDS}, {2570: "60,000"}, villages=(first,))
    asked = page.locator("#findings h3.level-error + ul li")
    expect(asked).to_have_count(1)
    expect(asked).to_contain_text("2570")
    with page.expect_navigation():
        page.locator("button[name=submit]").click()
    planner.assert_says("2570")
    assert page.locator("[name=title]").input_value() == PROJECT
    routes = page.locator("[name=funding_route] option").all_inner_texts()
    for route in ("โอน", "สะสม", "เพิ่มเติม", "อุดหนุน"):
        assert any(route in text for text in routes), routes
    page.locator("[name=funding_route]").select_option(index=1)
    with page.expect_navigation():
        page.locator("button[name=submit]").click()
    box = page.locator("[name='reason_for_budget.running']")
    expect(box).to_be_visible()
    planning.submit(planner, reason="ฤดูเพาะเห็ดเริ่มก่อนข้อบัญญัติปีถัดไป")
    planner.assert_says("ฤดูเพาะเห็ดเริ่มก่อนข้อบัญญัติปีถัดไป")


def announcing_names_what_is_missing(planner: Visitor, book: str) -> None:
    """The first try says which resolution is missing; nothing is announced."""
    page = planner.page
    planner.open(f"{book}announce/")
    planner.assert_says("ยังประกาศใช้ไม่ได้", "ประชาคม")
    planner.type(date="1/12/2569", signer="นายตัวอย่าง มั่นคง", signer_title="นายกเทศมนตรีตำบลกุดไห")
    with page.expect_navigation():
        page.locator(".action-bar button").click()
    planner.assert_says("ยังประกาศใช้ไม่ได้", "ประชาคม")
    assert page.locator("main [name=signer]").input_value() == "นายตัวอย่าง มั่นคง"
    planner.shot("announce-refused")
    planner.open(book)
    assert page.locator(".action-bar a[href$='/announce/']").count() == 1


def forged_council(planner: Visitor, book: str) -> None:
    """No council on any page of the book; a POST for it is refused and leaves no trace."""
    page = planner.page
    for path in (book, f"{book}meetings/new/", f"{book}announce/"):
        planner.open(path)
        assert "council" not in page.content(), path
        planner.assert_not_says("รอสภา", "สภาเทศบาล")
    planner.open(book)
    entry = page.locator(".desk-sheet a[href*='/workspace/entries/']").first.get_attribute("href") or ""
    number = re.findall(r"\d+", entry)[0]
    forged = {
        "stage": "council", "date": "27/11/2569", "listed": number, f"outcome_{number}": "endorsed",
        "all_endorsed": "on", "key": "forged-council", "version": "",
    }  # fmt: skip
    assert planner.post(f"{book}meetings/new/", forged) in (404, 422)
    planner.open(book)
    planner.assert_not_says("สภา", "27 พฤศจิกายน 2569")


def printed_as_dashes(planner: Visitor, files: dict[str, str], folder) -> None:
    """The years without money print "-"; no council is named."""
    _status, pdf = planner.fetch(files["pdf"])
    path = folder / "book.pdf"
    path.write_bytes(pdf)
    pages = paper.pages_of(pdf)
    detail = next(page for page in pages if paper.squeezed(PROJECT) in paper.squeezed(page))
    assert re.search(r"-\s+-\s+-\s+-\s+60,000", detail), detail
    assert "ยุทธศาสตร์" in paper.pdftotext(path)
    _status, xlsx = planner.fetch(files["xlsx"])
    rows = [row for rows in paper.sheets_of(xlsx).values() for row in rows]
    row = next(row for row in rows if PROJECT in row)
    place = row.index(PROJECT) + 3
    assert row[place : place + 5] == [None, None, None, None, 60000], row
