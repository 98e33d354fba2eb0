"""Public pages of plans: what stands there, what does not, and what it costs."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from knowledge.models import KnowledgeItem
from plans.exports.keep import keep_announced_files
from plans.models import Plan, PlanBook
from plans.states import BookKind
from tests.factories.bodies import body, complete_fields
from tests.pages.site import LANGUAGES, PublicSite, ask, cite, found_titles
from tests.plans.desk import announced, draft, endorsed, signed_in, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]
QUERIES = 20


@pytest.fixture
def of(site: PublicSite) -> Any:
    return body()


def text(path: str, language: str = "th") -> str:
    answer = Client().get(f"/{language}/plans/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_announced_project_and_its_trail(site: PublicSite, of: Any) -> None:
    entry = announced(of)
    item = site.item(contract_number="ทุน-2567-1")
    cite(entry, item)
    page = text(f"entries/{entry.pk}/")
    assert f'href="/th/knowledge/snru/{item.slug}/"' in page
    assert "สัญญาเลขที่ ทุน-2567-1" in page
    assert "ยังมิใช่การได้รับงบประมาณ" in page
    assert f"ปรากฏใน{of.book.title}" in page
    assert "งดเผยแพร่" not in page
    KnowledgeItem.objects.get(pk=item.pk).unpublish()
    page = text(f"entries/{entry.pk}/")
    assert "งดเผยแพร่" in page
    assert item.title in page
    assert f"{item.slug}/" not in page
    assert "version 1" in text(f"entries/{entry.pk}/", "en")


def test_a_book_as_a_document(site: PublicSite, of: Any) -> None:
    entry = announced(of)
    page = text(f"books/{of.book.pk}/")
    for words in ("แบบ ผ.02"[4:], "ผ.01", entry.title, "60,000", "(ผู้ลงนามตัวอย่าง)", "ปิดประกาศ", "ข้อความหัวแบบ"):
        assert words in page
    assert "กำลังจัดทำไฟล์" in page


def test_files_are_served_as_they_were(site: PublicSite, of: Any) -> None:
    announced(of)
    keep_announced_files(of.book.pk)
    stored = of.book.files.get(kind="pdf")
    assert stored.sha256[:16] in text(f"books/{of.book.pk}/")
    answer = Client().get(f"/th/plans/books/{of.book.pk}/files/pdf/")
    assert answer.status_code == 200
    assert b"".join(answer).startswith(b"%PDF")
    assert answer.headers["ETag"] == f'"{stored.sha256}"'
    for kind in ("docx", "xlsxx", "..%2f..%2fpasswd"):
        assert Client().get(f"/th/plans/books/{of.book.pk}/files/{kind}/").status_code == 404


def test_nothing_before_the_announcement(site: PublicSite, of: Any) -> None:
    entries = [draft(of, "โครงการร่าง"), submitted(of, "โครงการเสนอ"), endorsed(of, "โครงการผ่านความเห็นชอบ")]
    other = body(code="other", name="องค์การบริหารส่วนตำบลอื่น")
    visitors = [Client(), signed_in(of.planner), signed_in(other.planner), signed_in(other.checker)]
    addresses = [f"{of.plan.pk}/", f"books/{of.book.pk}/", f"books/{of.book.pk}/files/pdf/"]
    addresses += [f"entries/{entry.pk}/" for entry in entries]
    for client in visitors:
        for address in addresses:
            for language in LANGUAGES:
                assert client.get(f"/{language}/plans/{address}").status_code == 404, address
    place = f"/th/places/{of.subdistrict.code}/"
    for address in ("/th/plans/", "/th/search/?q=โครงการ", "/th/search/", "/sitemap.xml", place):
        page = found_titles(address)
        assert not any(entry.title in page for entry in entries), address


def test_what_left_an_announced_book_is_not_shown(site: PublicSite, of: Any) -> None:
    from plans.actions import Remove

    gone = draft(of, "โครงการที่นำออก")
    Remove(of.planner, gone, "ไม่ประสงค์ดำเนินการ").execute()
    announced(of, "โครงการที่ประกาศใช้")
    assert Client().get(f"/th/plans/entries/{gone.pk}/").status_code == 404
    for path in (f"{of.plan.pk}/", f"books/{of.book.pk}/"):
        assert "โครงการที่นำออก" not in text(path)
        assert "โครงการที่ประกาศใช้" in text(path)


def test_an_open_second_book_stays_hidden(site: PublicSite, of: Any) -> None:
    announced(of, "โครงการที่ประกาศใช้")
    second = PlanBook.objects.create(plan=of.plan, kind=BookKind.ADDITION, label="เพิ่มเติม ครั้งที่ 2/2569")
    of.book = second
    hidden = draft(of, "โครงการในฉบับเปิด")
    page = text(f"{of.plan.pk}/")
    assert hidden.title not in page
    assert second.label not in page
    assert Client().get(f"/th/plans/books/{second.pk}/").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "?type=nothing", "?type=subdistrict&type=district", "?period=9999", "?period=2571%27%20OR%201=1",
        "?district=%E0%B8%81", "?district=47%00", "?page=0", "?page=-1", "?page=9999", "?page=x", "?nothing=1",
        "?type=" + "x" * 5000,
    ],
)  # fmt: skip
def test_forged_filters_do_no_harm(site: PublicSite, of: Any, query: str) -> None:
    announced(of)
    for path in ("", f"{of.plan.pk}/"):
        assert Client().get(f"/th/plans/{path}{query}").status_code == 200


def test_filters_count_and_narrow(site: PublicSite, of: Any) -> None:
    announced(of)
    older = body(code="older", name="เทศบาลตำบลเก่า", kind="municipality", edition="2566")
    announced_older(older)
    facets = {facet["name"]: facet for facet in Client().get("/th/plans/").context["facets"]}
    assert {o["value"]: o["count"] for o in facets["period"]["options"]} == {"2571": 1, "2566": 1}
    narrowed = Client().get("/th/plans/?period=2566").context
    assert narrowed["total"] == 1
    assert narrowed["page"].object_list[0].plan == older.plan
    facets = {facet["name"]: facet for facet in narrowed["facets"]}
    assert {o["value"]: o["count"] for o in facets["period"]["options"]} == {"2571": 1, "2566": 1}
    assert Client().get("/th/plans/?type=district").context["total"] == 0


def announced_older(of: Any) -> None:
    """An announced book of the older edition, whose last year is still open in 2569."""
    from plans.actions import Accept, Announce, SaveEntry, StartEntry, Submit
    from plans.checking import check_entry
    from tests.plans.desk import D, resolve

    started = StartEntry(of.planner, of.book, title="โครงการของแผนเดิม").execute()
    fields = complete_fields(of, "โครงการของแผนเดิม", funding_route="transfer")
    entry = SaveEntry(of.planner, started, fields, {2570: Decimal(50000)}).execute()
    reasons = {finding.code: "ตามมติที่ประชุม" for finding in check_entry(entry)}
    Accept(of.checker, Submit(of.planner, entry, reasons).execute()).execute()
    for stage in of.book.stages:
        resolve(of, stage, entry)
    Announce(of.planner, of.book, D(2026, 12, 1), "(ผู้ลงนามตัวอย่าง)", "นายก", D(2026, 12, 1), D(2026, 12, 31)).execute()


def test_pages_cost_the_same_however_much_there_is(site: PublicSite, of: Any) -> None:
    item = site.item()
    for number in range(12):
        cite(endorsed(of, f"โครงการที่ {number}"), item)
    one = body(code="one", name="องค์การบริหารส่วนตำบลหนึ่ง")
    cite(announced(one), item)
    announced(of, "โครงการสุดท้าย")
    pairs = [
        (f"/th/plans/{one.plan.pk}/", f"/th/plans/{of.plan.pk}/"),
        (f"/th/plans/books/{one.book.pk}/", f"/th/plans/books/{of.book.pk}/"),
    ]
    for small, large in pairs:
        (_, few), (answer, many) = ask(small), ask(large)
        assert answer.status_code == 200
        assert many <= few + 1 <= QUERIES, (large, few, many)
    for address in ("/th/plans/", "/th/search/?q=โครงการ", f"/th/knowledge/snru/{item.slug}/"):
        answer, queries = ask(address)
        assert answer.status_code == 200
        assert queries <= QUERIES, address


def test_samples_are_stamped_everywhere(site: PublicSite, of: Any) -> None:
    entry = announced(of)
    Plan.objects.filter(pk=of.plan.pk).update(is_sample=True)
    for path in ("", f"{of.plan.pk}/", f"books/{of.book.pk}/", f"entries/{entry.pk}/"):
        assert 'class="sample">ตัวอย่าง' in text(path), path
        assert 'class="sample">Sample' in text(path, "en"), path
