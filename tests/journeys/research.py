"""What researchers, reviewers and area managers do, by clicking and typing: shared by the journeys."""

import re
from pathlib import Path

from playwright.sync_api import expect

from .visitor import Visitor, follow

SEED_LINES = (("ตู้อบขนาด 2 ตารางเมตร", "2", "ตู้", "20000"), ("ค่าวิทยากรและวัสดุฝึก", "1", "รุ่น", "20000"))
"""What one unit of the suggested project costs: 60,000 baht."""


def write_technology(researcher: Visitor, title: str, picture: Path) -> str:
    """Write a technology with evidence, seed, cost lines and picture in /admin/; the address of its editor."""
    page = researcher.page
    researcher.open("/admin/")
    follow(page.locator("main a[href*='/add/knowledge/technology/']").first)
    expect(page.locator("#id_title")).to_be_visible()
    page.locator("#id_title").fill(title)
    page.locator("#id_summary").fill("ตู้อบลมร้อนจากแสงแดด ตากสมุนไพรให้แห้งภายในวันเดียว สีสวย ไม่มีฝุ่น ขายได้ราคาดีขึ้น")
    page.locator("#id_problem").fill("ตากแดดบนลานใช้สามวัน ฝนมาก็ขึ้นรา ผู้รับซื้อให้ราคาต่ำ")
    page.locator("#id_how_it_works").fill("อากาศที่ร้อนใต้แผ่นใสไหลผ่านชั้นวางด้วยพัดลมจากแผงโซลาร์ขนาดเล็ก")
    _choose_cover(researcher, picture)
    _add_evidence(researcher)
    _write_seed(researcher)
    _tab(researcher, "ความพร้อมและสิทธิ")
    page.locator("#id_trl_now").select_option("8")
    page.locator("#id_srl_now").select_option("7")
    _tab(researcher, "ที่มาและการติดต่อ")
    page.locator("#id_contract_number").fill("A13F680099")
    page.locator("#id_fund_fiscal_year").fill("2568")
    page.locator("#id_contact_office").fill("สถาบันวิจัยและพัฒนา มหาวิทยาลัยราชภัฏสกลนคร")
    save_draft(researcher)
    return page.url


def save_draft(researcher: Visitor) -> None:
    """Press บันทึกร่าง and wait until it is saved."""
    page = researcher.page
    with page.expect_navigation():
        page.locator("button.action-save").click()
    expect(page.locator("[class*=messages] li").first).to_be_visible()


def submit_for_review(researcher: Visitor) -> None:
    """Press the button that hands the draft to the reviewers; it lies in the menu beside บันทึกร่าง."""
    page = researcher.page
    button = page.locator("button[name='action-submit']")
    if not button.is_visible():
        page.locator("footer [data-w-dropdown-target='toggle']").first.click()
    with page.expect_navigation():
        button.click()


def _tab(researcher: Visitor, name: str) -> None:
    researcher.page.get_by_role("tab", name=name, exact=True).click()


def _choose_cover(researcher: Visitor, picture: Path) -> None:
    page = researcher.page
    page.locator("section:has(#id_cover) [data-chooser-action-choose]:visible").first.click()
    modal = page.locator(".modal-dialog")
    expect(modal).to_be_visible()
    modal.locator("[role=tab][href='#tab-upload']").click()
    modal.locator("input[type=file]").set_input_files(picture)
    modal.locator("input[name$='-title']").fill("ตู้อบแสงอาทิตย์")
    modal.locator("[name$='-alt_text']").fill("ตู้อบสีเงินตั้งกลางแดด มีถาดสมุนไพรสามชั้น")
    modal.locator("[name$='-credit']").fill("คณะเทคโนโลยีอุตสาหกรรม")
    modal.locator("form[data-chooser-modal-creation-form] button[type=submit]").click()
    expect(page.locator(".modal-dialog")).to_have_count(0)


def _add_evidence(researcher: Visitor) -> None:
    page = researcher.page
    _tab(researcher, "หลักฐาน")
    page.locator("#id_evidence-ADD").click()
    card = page.locator("#inline_child_evidence-0, [data-inline-panel-child]:has(#id_evidence-0-households)").first
    card.locator("[data-chooser-action-choose]:visible").first.click()
    modal = page.locator(".modal-dialog")
    modal.locator("input[name=q]").fill("โคกก่อง")
    modal.get_by_role("link", name=re.compile("โคกก่อง.*เมืองสกลนคร")).click()
    expect(page.locator(".modal-dialog")).to_have_count(0)
    page.locator("#id_evidence-0-fiscal_year").fill("2568")
    page.locator("#id_evidence-0-households").fill("24")
    page.locator("#id_evidence-0-income_before").fill("2500")
    page.locator("#id_evidence-0-income_after").fill("4100")
    page.locator("#id_evidence-0-method").fill("สมุดบัญชีครัวเรือน")


def _write_seed(researcher: Visitor) -> None:
    page = researcher.page
    _tab(researcher, "โครงการที่เสนอให้ท้องถิ่น")
    page.locator("#id_seed_project_name").fill("โครงการแปรรูปสมุนไพรด้วยตู้อบพลังงานแสงอาทิตย์")
    page.locator("#id_seed_objective").fill("เพื่อให้กลุ่มอาชีพมีสมุนไพรแห้งที่สะอาดและขายได้ตลอดปี")
    page.locator("#id_seed_target").fill("ติดตั้งตู้อบและฝึกอบรม จำนวน 30 ครัวเรือน")
    page.locator("#id_seed_quantity").fill("30")
    page.locator("#id_seed_unit").fill("ครัวเรือน")
    page.locator("#id_seed_indicator").fill("ร้อยละ 80 ของครัวเรือนขายสมุนไพรแห้งได้ภายในหนึ่งปี")
    page.locator("#id_seed_expected_result").fill("ครัวเรือนเป้าหมายมีรายได้จากสมุนไพรแห้งเพิ่มขึ้น")
    page.locator("#id_seed_responsible_unit").fill("กองสวัสดิการสังคม")
    page.locator("#id_seed_legal_power").fill("พ.ร.บ.สภาตำบลและองค์การบริหารส่วนตำบล พ.ศ. 2537 มาตรา 68 (7)")
    for index, (label, quantity, unit, price) in enumerate(SEED_LINES):
        page.locator("#id_cost_lines-ADD").click()
        page.locator(f"#id_cost_lines-{index}-label").fill(label)
        page.locator(f"#id_cost_lines-{index}-quantity").fill(quantity)
        page.locator(f"#id_cost_lines-{index}-unit").fill(unit)
        page.locator(f"#id_cost_lines-{index}-unit_price").fill(price)
        page.locator(f"#id_cost_lines-{index}-price_year").fill("2569")


def open_from_queue(reviewer: Visitor, title: str) -> None:
    """From the first screen of /admin/ to the reviewer's page of the item."""
    reviewer.open("/admin/")
    follow(reviewer.page.locator("#review-queue").locator("..").get_by_role("link", name=title))
    expect(reviewer.page.locator("h1", has_text=title).first).to_be_visible()


def return_for_improvement(reviewer: Visitor, reason: str) -> None:
    """Type what should be improved and press the button."""
    page = reviewer.page
    page.locator("[name='return-comment']").fill(reason)
    with page.expect_navigation():
        page.locator("button[name='return']").click()


def publish(reviewer: Visitor) -> None:
    """Press "approve and publish"."""
    page = reviewer.page
    with page.expect_navigation():
        page.locator("button[name='approve']").click()


def offer(manager: Visitor, item_path: str, body: str, message: str) -> None:
    """From the item's page: the one button, the body, a word to its planner."""
    manager.open(item_path)
    page = manager.page
    follow(page.locator("main a[href*='/workspace/offer/']"))
    page.get_by_label(re.compile(f"^{re.escape(body)}")).check()
    page.locator("[name=message]").fill(message)
    with page.expect_navigation():
        page.locator(".action-bar button").click()
