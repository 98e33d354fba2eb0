"""S1: the whole line for an อบต., from a researcher's text to a printed, announced plan entry and back."""

import re
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from . import paper, planning, research
from .visitor import PHONE, Visitor, follow

pytestmark = pytest.mark.browser

TECHNOLOGY = "เครื่องอบแห้งสมุนไพรพลังงานแสงอาทิตย์แบบอุโมงค์"
PROJECT = "โครงการแปรรูปสมุนไพรด้วยตู้อบพลังงานแสงอาทิตย์ ตำบลโคกก่อง"
BY_HAND = "โครงการขุดลอกคลองส่งน้ำหนองใส ตำบลโคกก่อง"
BODY = "องค์การบริหารส่วนตำบลโคกก่อง"
PLAN = "แผนพัฒนาท้องถิ่น (พ.ศ. 2571–2575)"
FIRST_PAGE = 60
RETURN_OF_REVIEWER = "โปรดบอกข้อจำกัด เช่น ใช้ในวันที่ฟ้าปิดได้หรือไม่"
RETURN_OF_CHECKER = "โปรดระบุว่าตั้งตู้อบบนที่ดินของใคร"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    drawn = Image.new("RGB", (960, 640), (236, 232, 220))
    ImageDraw.Draw(drawn).rectangle((240, 200, 720, 480), fill=(52, 70, 140))
    drawn.save(tmp_path / "dryer.png")
    return tmp_path / "dryer.png"


def test_the_whole_line(visit, picture: Path, tmp_path: Path) -> None:
    item = knowledge_is_written_and_reviewed(visit, picture)
    public_finds_it(visit(), item)
    area_manager_offers_it(visit("arm"), item)

    planner, checker = visit("planner-khokkong"), visit("checker-khokkong", size=PHONE)
    book = planning.open_book(
        planner,
        PLAN,
        reason="เพื่อนำผลวิจัยมาใช้และแก้ปัญหาน้ำในแปลง",
        first_page=str(FIRST_PAGE),
    )
    label = book_label(planner)
    planner_uses_the_offer(planner)
    checker_returns_and_accepts(checker, planner)
    entry_by_hand(planner, checker, book)
    decided(planner, book)
    planning.announce(planner, book, "1/12/2569", "นายตัวอย่าง ใจดี", "รองนายก รักษาราชการแทนนายกองค์การบริหารส่วนตำบลโคกก่อง")
    posted_for_thirty_days(planner)
    files = planning.wait_for_files(planner, book)
    planner.shot("announced")
    pdf, xlsx = (fetched(planner, files[kind]) for kind in ("pdf", "xlsx"))

    pages = pdf_is_right(pdf, tmp_path / "book.pdf", label)
    xlsx_is_right(xlsx)
    citation_names_the_real_page(planner, book, label, pages)
    public_trail_leads_both_ways(visit(), item, book, files)


# ---------------------------------------------------------------- steps 1 to 3: knowledge


def knowledge_is_written_and_reviewed(visit, picture: Path) -> str:
    """Written, previewed, submitted, returned with a reason, mended, published; the public address."""
    researcher, reviewer = visit("researcher"), visit("reviewer")
    editor = research.write_technology(researcher, TECHNOLOGY, picture)
    researcher.shot("admin-editor")
    researcher.open(f"{editor.removesuffix('edit/')}view_draft/")
    researcher.assert_says(TECHNOLOGY, "24 ครัวเรือน", "60,000")
    researcher.open(editor)
    research.submit_for_review(researcher)

    research.open_from_queue(reviewer, TECHNOLOGY)
    reviewer.shot("admin-review")
    reviewer.page.locator("button[name='return']").click()
    if reviewer.page.locator("[name='return-comment']").evaluate("box => box.validity.valid"):
        raise AssertionError("a return without a reason goes through")
    research.return_for_improvement(reviewer, RETURN_OF_REVIEWER)

    researcher.open("/admin/")
    researcher.assert_says(RETURN_OF_REVIEWER)
    follow(researcher.page.get_by_role("link", name=TECHNOLOGY).first)
    researcher.page.get_by_role("tab", name="หลักฐาน", exact=True).click()
    researcher.page.locator("#id_limits").fill("วันที่ฟ้าปิดทั้งวันใช้ไม่ได้ ต้องมีฮีตเตอร์สำรอง")
    research.submit_for_review(researcher)

    public = visit()
    research.open_from_queue(reviewer, TECHNOLOGY)
    reviewer.assert_says(RETURN_OF_REVIEWER)
    public.open("/th/search/?q=สมุนไพรพลังงาน")
    public.assert_not_says(TECHNOLOGY)
    research.publish(reviewer)
    public.open("/th/knowledge/?sort=newest")
    follow(public.page.get_by_role("link", name=TECHNOLOGY).first)
    expect(public.page.locator("h1")).to_have_text(TECHNOLOGY)
    return planning.path_of(public)


def public_finds_it(public: Visitor, item: str) -> None:
    """By Thai search from the middle of a phrase, by district on the map, from the list with filters."""
    page = public.page
    public.open("/th/")
    public.shot("home", schemes=("light", "dark"))
    page.locator("#home-search").fill("สมุนไพรพลังงาน")
    page.locator("#home-search").press("Enter")
    page.wait_for_url(re.compile("/th/search/"))
    public.shot("search")
    follow(page.locator(".hits a", has_text=TECHNOLOGY).first)
    assert planning.path_of(public) == item

    public.open("/th/places/")
    public.shot("map", schemes=("light", "dark"))
    page.locator("main svg a[href='/th/places/4701/']").click()
    page.wait_for_url(re.compile("/places/4701/"))
    public.shot("district")
    public.assert_says(TECHNOLOGY)

    public.open("/th/knowledge/")
    public.shot("list", schemes=("light", "dark"))
    page.locator("[name=kind][value=technology]").check()
    district = page.locator("[name=district][value='4701']")
    if not district.is_visible():
        page.locator("details.facet", has=district).locator("summary").click()
    district.check()
    page.locator(".drawer .actions button").click()
    page.wait_for_url(re.compile("district=4701"))
    follow(page.get_by_role("link", name=TECHNOLOGY).first)
    public.assert_says("2,500", "4,100", "24 ครัวเรือน")
    public.shot("item", schemes=("light", "dark"))


def area_manager_offers_it(manager: Visitor, item: str) -> None:
    """One button, one body."""
    research.offer(manager, item, BODY, "กลุ่มสมุนไพรหมู่ 2 ถามหาตู้อบอยู่พอดี")
    assert planning.path_of(manager) == item


# ---------------------------------------------------------------- steps 4 and 5: the planner and the checker


def book_label(planner: Visitor) -> str:
    """The round as the book's page names it."""
    found = re.search(r"เพิ่มเติม ครั้งที่ \d+/2569", planner.page.locator("h1").inner_text())
    assert found, planner.page.locator("h1").inner_text()
    return found[0]


def planner_uses_the_offer(planner: Visitor) -> None:
    """Today's work shows the offer; the form comes filled, names its sources, and finds while typing."""
    page = planner.page
    planner.open("/workspace/")
    planner.assert_says(TECHNOLOGY, "กลุ่มสมุนไพรหมู่ 2 ถามหาตู้อบอยู่พอดี")
    planner.shot("today", schemes=("light", "dark"))
    row = page.locator(".work-list li", has_text=TECHNOLOGY)
    follow(row.locator("a[href*='/workspace/use/']"))
    planner.shot("use-item")
    page.locator(".choices label.choice", has_text="ครั้งที่").last.wait_for()
    page.get_by_role("radio").last.check()
    choose_newest_book(planner)
    with page.expect_navigation():
        page.locator(".action-bar button").click()

    assert page.locator("[name=title]").input_value() == "โครงการแปรรูปสมุนไพรด้วยตู้อบพลังงานแสงอาทิตย์"
    assert page.locator("[name=unit]").input_value() == "ครัวเรือน"
    assert page.locator("[name=budget_2571]").input_value() == "60,000"
    assert page.locator("[name=cost_0_label]").input_value() == "ตู้อบขนาด 2 ตารางเมตร"
    for name in ("title", "objective", "target", "indicator", "expected_result", "legal_power"):
        source = page.locator(f".field:has([name={name}]) .from")
        expect(source).to_contain_text(TECHNOLOGY)
    expect(page.locator("#findings [data-finding-field=villages]")).to_have_count(1)
    planner.shot("entry-form", schemes=("light", "dark"))

    page.locator("[name=villages][value='47012102']").check()
    expect(page.locator("#findings [data-finding-field=villages]")).to_have_count(0)
    page.locator("[name=budget_2572]").fill("80.000")
    expect(page.locator("[name=budget_2572]")).to_have_class(re.compile("unclear"))
    page.locator("[name=budget_2572]").fill("80,000")
    expect(page.locator("[data-money-sum]")).to_have_text("140,000")
    origin = {name: planning.HAND_WRITTEN[name] for name in ("origin_who", "origin_place", "origin_date")}
    planning.fill_project(planner, {"title": PROJECT, **origin}, {2571: "60,000", 2572: "80,000"})
    planning.save(planner)
    page.locator(".field:has([name=title]) .from details summary").click()
    planner.assert_says("โครงการแปรรูปสมุนไพรด้วยตู้อบพลังงานแสงอาทิตย์")
    planning.submit(planner, reason="ประชาคมหมู่บ้านขอใช้ในฤดูกาลนี้")


def choose_newest_book(planner: Visitor) -> None:
    """Of the books offered, the one opened last (the highest number of its round)."""
    choices = planner.page.locator("label.choice:has([name=book])")
    names = [choice.inner_text() for choice in choices.all()]
    newest = max(range(len(names)), key=lambda i: [int(n) for n in re.findall(r"ครั้งที่ (\d+)/", names[i])] or [0])
    choices.nth(newest).locator("[name=book]").check()


def checker_returns_and_accepts(checker: Visitor, planner: Visitor) -> None:
    """On a phone: returned with a reason, received again, put on the agenda in two taps."""
    planning.open_for_check(checker, PROJECT)
    checker.shot("check")
    planning.return_with(checker, RETURN_OF_CHECKER)
    planner.open("/workspace/")
    planner.assert_says(RETURN_OF_CHECKER, "ส่งคืนเพื่อปรับปรุง")
    follow(planner.page.locator(".work-list .title a", has_text=PROJECT))
    planner.assert_says(RETURN_OF_CHECKER)
    planner.type(land="ที่สาธารณประโยชน์หนองใส")
    planning.submit(planner, reason="ประชาคมหมู่บ้านขอใช้ในฤดูกาลนี้")
    planning.open_for_check(checker, PROJECT)
    planning.accept(checker)
    checker.assert_says("ตรวจแล้ว รอเข้าวาระประชุม")
    width = checker.page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE[0], f"the checker's page is {width} px wide on a phone"


def entry_by_hand(planner: Visitor, checker: Visitor, book: str) -> None:
    """E2: 2571 = 100,000, without research."""
    planning.start_by_hand(planner, book, BY_HAND)
    planning.fill_project(planner, planning.HAND_WRITTEN, {2571: "๑๐๐,๐๐๐"}, villages=("47012103",))
    planning.submit(planner, reason="ประชาคมหมู่บ้านขอ")
    planning.open_for_check(checker, BY_HAND)
    planning.accept(checker)


# ---------------------------------------------------------------- steps 5 and 6: meetings, announcement, files


def decided(planner: Visitor, book: str) -> None:
    """Committee and ประชาคม on 20 พ.ย., council on 27 พ.ย., then the executive."""
    planner.open(book)
    planner.shot("book", schemes=("light", "dark"))
    planner.open(f"{book}meetings/new/?stage=committee")
    planner.shot("meeting")
    planning.record_meeting(planner, book, "committee", "20 พ.ย. 2569", number="4/2569", present="14")
    planning.record_meeting(planner, book, "community", "20/11/2569", number="2/2569", present="112")
    planner.assert_says("รอสภาพิจารณา")
    planning.record_meeting(planner, book, "council", "27/11/2569", session="สมัยสามัญ สมัยที่ 4", number="2/2569")
    planning.record_meeting(planner, book, "executive", "30/11/2569")
    planner.assert_says("ผ่านความเห็นชอบ รอประกาศใช้")


def posted_for_thirty_days(planner: Visitor) -> None:
    """Posting that begins on 1 ธ.ค. ends on 31 ธ.ค."""
    planner.assert_says("1 ธันวาคม 2569", "31 ธันวาคม 2569", "รองนายก รักษาราชการแทน")


def fetched(planner: Visitor, url: str) -> bytes:
    status, content = planner.fetch(url)
    assert status == 200, url
    assert planner.fetch(url)[1] == content, "the kept file is not served as it was"
    return content


def pdf_is_right(pdf: bytes, path: Path, label: str) -> list[str]:
    """Sums of ผ.01, heading lines, titles; the same by two readers. The text of each page."""
    path.write_bytes(pdf)
    pages = paper.pages_of(pdf)
    for text in (paper.pdftotext(path), "\n".join(pages)):
        said = paper.squeezed(text)
        result = "ครัวเรือนเป้าหมายมีรายได้จากสมุนไพรแห้งเพิ่มขึ้น"
        for words in (f"{PLAN} {label}", PROJECT, BY_HAND, "แบบ ผ.01", "แบบ ผ.02", result, "ตัวอย่าง"):
            assert paper.squeezed(words) in said, f"“{words}” is not in the PDF"
        for letter in "กขคงจ":
            assert f"{letter}." in said, f"heading line {letter}. is not printed"
        assert "ก.ยุทธศาสตร์ชาติ20ปี" in said
    summary = " ".join(page for page in pages if "ผ.01" in page)
    for figure in ("160,000", "80,000", "240,000"):
        assert figure in summary, f"{figure} is not in ผ.01:\n{summary}"
    assert re.search(r"2\s+160,000\s+1\s+80,000\s+-\s+-\s+-\s+-\s+-\s+-\s+3\s+240,000", summary), summary
    return pages


def xlsx_is_right(xlsx: bytes) -> None:
    """Real numbers in cells, the official order of columns."""
    sheets = paper.sheets_of(xlsx)
    cells = [row for rows in sheets.values() for row in rows]
    first = next(row for row in cells if any(isinstance(c, str) and c.strip() == PROJECT for c in row))
    second = next(row for row in cells if any(isinstance(c, str) and c.strip() == BY_HAND for c in row))
    place = next(i for i, c in enumerate(first) if c == PROJECT)
    assert [type(c) for c in first[place + 3 : place + 5]] == [int, int], first
    assert first[place + 3 : place + 8] == [60000, 80000, None, None, None], first
    assert second[place + 3 : place + 8] == [100000, None, None, None, None], second
    totals = [row for row in cells if 240000 in row]
    assert totals, "no row adds up to 240,000"
    numbers = [c for c in totals[0] if isinstance(c, int | float)]
    assert [n for n in numbers if n] == [2, 160000, 1, 80000, 3, 240000], numbers


def citation_names_the_real_page(planner: Visitor, book: str, label: str, pages: list[str]) -> None:
    """Page and item of the citation are where the project stands in the PDF."""
    planner.open(f"{book}texts/")
    planner.shot("texts")
    assert "ปิดประกาศ" in planner.page.locator("#announcement-text").input_value()
    for title in (PROJECT, BY_HAND):
        row = " ".join(planner.page.locator(".work-list li", has_text=title).inner_text().split())
        line = re.search(rf"ปรากฏใน{re.escape(PLAN)} {re.escape(label)} หน้าที่ (\d+) ลำดับที่ (\d+)", row)
        assert line, row
        # The number printed at the foot is the last word of a page.
        printed = next((page for page in pages if re.search(rf"\D{line[1]}$", page)), "")
        assert paper.squeezed(title) in paper.squeezed(printed), f"{title} is not on page {line[1]}:\n{printed}"
        assert int(line[1]) > FIRST_PAGE, line[0]
        item = rf"(^|\D){line[2]}\s+{re.escape(title[:12])}"
        assert re.search(item, printed), f"{title} is not item {line[2]}:\n{printed}"


# ---------------------------------------------------------------- step 7: the public


def public_trail_leads_both_ways(public: Visitor, item: str, book: str, files: dict[str, str]) -> None:
    """Technology ⇄ project, for everyone; the files as they were."""
    page = public.page
    public.open(item)
    public.assert_says("1 แผน ใน 1 ตำบล")
    page.locator("main a", has_text=PROJECT).first.click()
    page.wait_for_url(re.compile(r"/th/plans/entries/\d+/"))
    public.assert_says(PROJECT, TECHNOLOGY, "60,000", "80,000", "A13F680099", "1 ธ.ค. 2569")
    public.shot("entry-public", schemes=("light", "dark"))
    entry = planning.path_of(public)
    follow(page.locator("main a", has_text=TECHNOLOGY).first)
    assert planning.path_of(public) == item
    public.open(entry)
    follow(page.locator("main a[href*='/plans/books/']").first)
    public.assert_says(PROJECT, BY_HAND)
    public.shot("book-public")
    assert public.fetch(files["pdf"])[1][:5] == b"%PDF-"
    public.open("/th/plans/")
    public.shot("plans")
    follow(page.locator("main a[href^='/th/plans/']").first)
    public.shot("plan")
    public.open(book)
    expect(page).to_have_url(re.compile("/login/"))
