"""What planners and checkers do in their workspace, by clicking and typing: shared by the journeys."""

import re
from collections.abc import Mapping

from playwright.sync_api import expect

from .visitor import Visitor, follow


def open_book(planner: Visitor, plan: str, *, label: str = "", reason: str = "", first_page: str = "") -> str:
    """Open an addition of the plan with these words in its title; the address of the book."""
    planner.open("/workspace/plans/")
    page = planner.page
    follow(page.locator("main h2 a", has_text=plan).first)
    follow(page.locator("main a[href$='/books/new/']").first)
    page.locator("[name=kind][value=addition]").check()
    planner.type(label=label, reason=reason, first_page=first_page or "1")
    with page.expect_navigation():
        page.locator(".action-bar button").click()
    return path_of(planner)


def preview(planner: Visitor, book: str) -> bytes:
    """The PDF of an open book: ordered, then fetched when a worker has made it."""
    for _attempt in range(60):
        _status, content = planner.fetch(f"{book}preview.pdf")
        if content.startswith(b"%PDF-"):
            return content
        planner.page.wait_for_timeout(1000)
    raise AssertionError(f"no preview of {book} within a minute")


def path_of(visitor: Visitor) -> str:
    """The address of the page without the host."""
    return visitor.page.url.removeprefix(visitor.site.url)


def start_by_hand(planner: Visitor, book: str, title: str) -> str:
    """A new project by hand, up to its open form; the address of the form."""
    planner.open(book)
    page = planner.page
    follow(page.locator("main a[href$='/entries/new/']").first)
    planner.type(title=title)
    with page.expect_navigation():
        page.locator(".action-bar button").click()
    expect(page.locator("form[data-findings-url]")).to_be_visible()
    return path_of(planner)


def fill_project(
    planner: Visitor,
    words: Mapping[str, str],
    money: Mapping[int, str],
    *,
    villages: tuple[str, ...] = (),
    group: int = 1,
) -> None:
    """Type into the open form. `villages` are codes; `group` counts the headings from 1."""
    page = planner.page
    page.locator("[name=group]").select_option(index=group)
    if not page.locator("[name=subdistrict]").input_value():
        page.locator("[name=subdistrict]").select_option(index=1)
    for name, text in words.items():
        box = page.locator(f"[name={name}]")
        if box.evaluate("element => element.tagName") == "SELECT":
            planner.choose(name, text)
        else:
            box.fill(text)
    for year, amount in money.items():
        page.locator(f"[name=budget_{year}]").fill(amount)
    for code in villages:
        page.locator(f"[name=villages][value='{code}']").check()


HAND_WRITTEN = {
    "objective": "เพื่อให้ครัวเรือนมีน้ำใช้ในแปลงตลอดฤดู",
    "target": "ขุดลอกคลอง ยาว 800 เมตร",
    "quantity": "800",
    "unit": "เมตร",
    "indicator": "ร้อยละ 90 ของแปลงได้รับน้ำตามกำหนด",
    "expected_result": "เกษตรกรมีน้ำใช้ตลอดฤดูปลูก",
    "responsible": "กองช่าง",
    "reason": "คลองตื้นเขิน น้ำไม่ถึงแปลงปลายคลองสองฤดูติดต่อกัน",
    "origin_who": "ที่ประชุมประชาคมหมู่บ้าน",
    "origin_place": "บ้านโคกก่อง หมู่ที่ 2",
    "origin_date": "14/7/2569",
    "legal_power": "พ.ร.บ.สภาตำบลและองค์การบริหารส่วนตำบล พ.ศ. 2537 มาตรา 68 (1)",
}
"""The words of a project that needs no research; complete, so that no finding is left."""


def save(planner: Visitor) -> None:
    """Press บันทึกร่าง."""
    with planner.page.expect_navigation():
        planner.page.locator("button[name=save]").click()


def submit(planner: Visitor, reason: str = "") -> None:
    """Press "submit"; where warnings ask for a reason, give this one and press again."""
    page = planner.page
    with page.expect_navigation():
        page.locator("button[name=submit]").click()
    asked = page.locator("textarea[name^=reason_for_]")
    if reason and asked.count():
        for box in asked.all():
            box.fill(reason)
        with page.expect_navigation():
            page.locator("button[name=submit]").click()
    assert re.search(r"/entries/\d+/$", page.url), f"not submitted: {page.url}\n{planner.text()[:3000]}"


def submit_from_desk(planner: Visitor, title: str) -> None:
    """A draft or a returned project, from today's work to submitted."""
    planner.open("/workspace/")
    follow(planner.page.locator(".work-list .title a", has_text=title).first)
    submit(planner)


def open_for_check(checker: Visitor, title: str) -> None:
    """From today's work to the project that waits for the check."""
    checker.open("/workspace/")
    follow(checker.page.locator("#check .title a", has_text=title).first)
    expect(checker.page.locator("#check")).to_be_visible()


def return_with(checker: Visitor, reason: str) -> None:
    """On the project's page: return it with a reason."""
    page = checker.page
    box = page.locator("[name=reason]").first
    if not box.is_visible():
        page.locator("#check summary").click()
    box.fill(reason)
    with page.expect_navigation():
        page.locator("form[action$='/return/'] button").click()


def accept(checker: Visitor) -> None:
    """On the project's page: put it on the agenda."""
    with checker.page.expect_navigation():
        checker.page.locator("form[action$='/accept/'] button").click()


def record_meeting(
    secretary: Visitor, book: str, stage: str, date: str, *, number: str = "", session: str = "", present: str = ""
) -> None:
    """Record that the stage endorsed every project that waits for it."""
    secretary.open(book)
    page = secretary.page
    follow(page.locator(f"main a[href$='/meetings/new/?stage={stage}']").first)
    secretary.type(date=date, number=number, session=session, attendance=present)
    page.locator("[name=all_endorsed]").check()
    with page.expect_navigation():
        page.locator(".action-bar button").click()
    assert path_of(secretary) == book, f"not recorded:\n{secretary.text()[:3000]}"


def announce(planner: Visitor, book: str, date: str, signer: str, title: str) -> None:
    """Bring the book into force."""
    planner.open(book)
    page = planner.page
    follow(page.locator(".action-bar a[href$='/announce/']"))
    planner.type(date=date, signer=signer, signer_title=title)
    with page.expect_navigation():
        page.locator(".action-bar button").click()


def wait_for_files(planner: Visitor, book: str) -> dict[str, str]:
    """Stay on the page of the announcement until both files are there: {"pdf": address, "xlsx": address}."""
    page = planner.page
    planner.open(f"{book}announce/")
    expect(page.locator("main .files a.file")).to_have_count(2, timeout=90_000)
    found = [str(a.get_attribute("href")) for a in page.locator("main .files a.file").all()]
    return {kind: next(url for url in found if url.rstrip("/").endswith(kind)) for kind in ("pdf", "xlsx")}
