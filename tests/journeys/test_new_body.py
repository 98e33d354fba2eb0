"""Step 0: an อบต. without a plan is set up by hand, existing projects pasted from Excel included.

S7 stands on the same register: a name typed with other blanks, digits or spelling is the same name.
"""

import re

import pytest
from playwright.sync_api import expect

from . import planning
from .visitor import Visitor, follow

pytestmark = pytest.mark.browser

PLAN = "แผนพัฒนาท้องถิ่น (พ.ศ. 2571–2575)"
BODY = "องค์การบริหารส่วนตำบลดงมะไฟ"
GROUPS = "1. เศรษฐกิจชุมชนและอาชีพ\n2. คุณภาพชีวิตและสวัสดิการ\n3. แหล่งน้ำและโครงสร้างพื้นฐาน"
HEADINGS = (
    "ยุทธศาสตร์ที่ 4 การสร้างโอกาสและความเสมอภาคทางสังคม",
    "ฉบับที่ 14",
    "เป้าหมายที่ 1 ขจัดความยากจน",
    "ที่ 2 ยกระดับเศรษฐกิจฐานราก",
    "ที่ 3 ส่งเสริมอาชีพและรายได้",
)
PASTED = "\n".join(
    "\t".join(row)
    for row in (
        ("ลำดับที่", "โครงการ", "หน้า", "หมู่ที่", "ปีงบประมาณ"),
        ("๓", "โครงการส่งเสริมอาชีพเพาะเห็ด ตำบลดงมะไฟ", "๔๑", "๘", "๒๕๗๑"),
        ("1", "โครงการก่อสร้างถนนคอนกรีตเสริมเหล็ก หมู่ที่ 4", "22", "4", "2571-2572"),
        ("2", "โครงการทำนํ้าดื่มชุมชน ตำบลดงมะไฟ", "23", "-", "2571"),
        ("5", "โครงการจัดงานประเพณี", "35", "-", "2028"),
    )
)


def test_a_new_body_sets_up_its_plan(visit) -> None:
    planner = visit("planner-new")
    page = planner.page
    planner.assert_says("งานวันนี้")
    follow(page.locator("main a[href$='/plans/new/']").first)
    page.get_by_role("radio", name=re.compile("2571")).check()
    with page.expect_navigation():
        page.locator(".action-bar button").click()
    plan = planning.path_of(planner).removesuffix("setup/")
    planner.shot("setup")

    follow(page.locator(".action-bar a[href*='/setup/groups/']"))
    planner.shot("setup-groups")
    page.locator("[name=pasted]").fill(GROUPS)
    go_on(planner)
    assert "/setup/departments/" in page.url
    expect(page.locator("[name=row-0-name]")).to_have_value("สำนักปลัด")
    go_on(planner)
    assert "/setup/villages/" in page.url
    assert page.locator("[name=village]:checked").count() == 12
    planner.shot("setup-villages")
    go_on(planner)
    assert "/setup/headings/" in page.url
    for index, text in enumerate(HEADINGS):
        page.locator(f"[name=row-{index}-text]").fill(text)
    go_on(planner)
    assert "/setup/columns/" in page.url
    go_on(planner)
    assert "/setup/projects/" in page.url
    paste_projects(planner)

    planner.open(plan)
    planner.assert_says(BODY, "เศรษฐกิจชุมชนและอาชีพ", "แหล่งน้ำและโครงสร้างพื้นฐาน")
    planner.shot("plan-workspace")
    book = planning.open_book(planner, PLAN, reason="นำผลวิจัยมาใช้")
    planner.assert_says("เพิ่มเติม ครั้งที่ 1/2569")
    same_name(planner, book)
    another_body_sees_nothing(visit("planner-kuthai"), plan, book)


def go_on(planner: Visitor) -> None:
    """บันทึกแล้วไปขั้นต่อไป."""
    with planner.page.expect_navigation():
        planner.page.locator(".action-bar button").last.click()


def paste_projects(planner: Visitor) -> None:
    """Rows with Thai digits and ํ+า are read; the Gregorian year is asked about and stays in the box."""
    page = planner.page
    page.locator("[name=pasted]").fill(PASTED)
    with page.expect_navigation():
        page.locator("button[value=check]").click()
    planner.shot("setup-projects")
    planner.assert_says("2571")
    assert "2028" in page.locator("tr.wrong-rows").inner_text()
    with page.expect_navigation():
        page.locator("button[value=apply]").click()
    assert page.locator("[name=pasted]").input_value().count("\n") == 0
    assert "2028" in page.locator("[name=pasted]").input_value()
    expect(page.locator("[name=project]")).to_have_count(3)
    page.locator("main details", has=page.locator("[name=project]")).locator("summary").click()
    planner.assert_says("โครงการทำน้ำดื่มชุมชน ตำบลดงมะไฟ")


def same_name(planner: Visitor, book: str) -> None:
    """S7: every spelling is found with page and item; same place and year is an error, another หมู่ a warning that
    takes a reason."""
    page = planner.page
    planning.start_by_hand(planner, book, "โครงการส่งเสริมอาชีพเพาะเห็ด ตำบลดงมะไฟ")
    found = page.locator("#findings [data-finding-field=title]")
    for spelling in (
        "โครงการส่งเสริมอาชีพเพาะเห็ด ตำบลดงมะไฟ",
        "โครงการส่งเสริมอาชีพเพาะเห็ด   ตำบลดงมะไฟ",
        "โครงการส่งเสริมอาชีพเพาะเห็ด ตําบลดงมะไฟ",
    ):
        page.locator("[name=title]").fill("โครงการอื่น")
        expect(found).to_have_count(0)
        page.locator("[name=title]").fill(spelling)
        expect(found).to_contain_text("หน้าที่ 41 ลำดับที่ 3")
    moo_4 = "โครงการก่อสร้างถนนคอนกรีตเสริมเหล็ก หมู่ที่ ๔"
    page.locator("[name=title]").fill(moo_4)
    expect(found).to_contain_text("หน้าที่ 22 ลำดับที่ 1")

    words = {**planning.HAND_WRITTEN, "title": "โครงการส่งเสริมอาชีพเพาะเห็ด ตำบลดงมะไฟ"}
    moo_8, moo_9 = (village_of(planner, moo) for moo in (8, 9))
    planning.fill_project(planner, words, {2571: "60,000"}, villages=(moo_8,))
    expect(page.locator("#findings h3.level-error + ul [data-finding-field=title]")).to_have_count(1)
    page.locator(f"[name=villages][value='{moo_8}']").uncheck()
    page.locator(f"[name=villages][value='{moo_9}']").check()
    expect(page.locator("#findings h3.level-warning + ul [data-finding-field=title]")).to_have_count(1)
    planning.save(planner)
    with page.expect_navigation():
        page.locator("button[name=submit]").click()
    box = page.locator("[name='reason_for_name.similar']")
    expect(box).to_be_visible()
    planner.shot("reasons")
    for asked in page.locator("textarea[name^=reason_for_]").all():
        asked.fill("คนละหมู่บ้าน คนละกลุ่ม")
    planning.submit(planner)
    planner.assert_says("คนละหมู่บ้าน คนละกลุ่ม")


def village_of(planner: Visitor, moo: int) -> str:
    """The code of the body's village with that number."""
    code = planner.page.locator(f"label:has-text('หมู่ที่ {moo} ') [name=villages]").first.get_attribute("value")
    assert code
    return code


def another_body_sees_nothing(stranger: Visitor, plan: str, book: str) -> None:
    """Another body's plan and its drafts do not exist; a name of theirs is never found here."""
    stranger.open(plan, status=404)
    stranger.open(book, status=404)
    stranger.open("/workspace/")
    follow(stranger.page.locator(".desk-cards h3 a").first)
    mine = planning.path_of(stranger)
    planning.start_by_hand(stranger, mine, "โครงการส่งเสริมอาชีพเพาะเห็ด ตำบลดงมะไฟ")
    stranger.page.locator("[name=objective]").fill("เพื่อลองชื่อซ้ำ")
    expect(stranger.page.locator("#findings [data-finding-field=objective]")).to_have_count(0)
    expect(stranger.page.locator("#findings [data-finding-field=title]")).to_have_count(0)
    stranger.page.locator("[name=objective]").fill("")
    planning.save(stranger)
