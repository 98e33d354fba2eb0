"""The finder: questions in the address, results with their reasons, in both languages, whatever is sent."""

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import PageViewRestriction

from knowledge.models import KnowledgeItem, LivelihoodCapital, Occupation, Season
from tests.pages.site import LANGUAGES, PublicSite, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]

MOST_QUERIES = 20


def described(item: KnowledgeItem, occupation: str, *seasons: str) -> KnowledgeItem:
    """The item with an occupation and seasons, published again."""
    item.occupations = [Occupation.objects.get(code=occupation)]
    item.seasons = list(Season.objects.filter(code__in=seasons))
    item.capitals_needed = list(LivelihoodCapital.objects.filter(code="natural"))
    item.save_revision().publish()
    return item


@pytest.fixture
def items(site: PublicSite) -> list[KnowledgeItem]:
    return [
        described(site.item("เพาะเห็ดหลังนา"), "mushrooms", "cool"),
        described(site.item("เลี้ยงกบหน้าฝน"), "frogs", "rainy"),
        site.item("ไม่บอกอะไรเลย"),
    ]


@pytest.fixture(autouse=True)
def vocabularies(places_loaded: None) -> None:
    from knowledge.vocabularies import load_vocabularies

    load_vocabularies()


def page(query: str = "", language: str = "th") -> Any:
    answer = Client().get(f"/{language}/find/?{query}" if query else f"/{language}/find/")
    assert answer.status_code == 200, query
    return answer


def titles(query: str) -> list[str]:
    return [result["card"]["title"] for result in page(query).context["results"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_stand_without_results(items: list[KnowledgeItem], language: str) -> None:
    answer = page(language=language)
    text = answer.content.decode()
    assert "results" not in answer.context
    assert 'name="place"' in text
    assert 'value="470305"' in text
    assert 'value="4703"' in text
    assert "noindex" not in text
    for title in ("เพาะเห็ดหลังนา", "เลี้ยงกบหน้าฝน"):
        assert title not in text


def test_results_say_why(items: list[KnowledgeItem]) -> None:
    answer = page("place=470305&occupation=mushrooms&season=cool&have=natural&budget=5000")
    text = answer.content.decode()
    assert [result["card"]["title"] for result in answer.context["results"]] == ["เพาะเห็ดหลังนา"]
    assert "ทดลองแล้วในตำบลเดียวกัน 32 ครัวเรือน" in text
    assert "ตรงกับอาชีพที่เลือก: เพาะเห็ด" in text
    assert "เริ่มได้ในฤดูหนาว" in text
    assert "ใช้สิ่งที่มีอยู่แล้ว: ที่ดินและน้ำ" in text
    assert "ไม่ได้ระบุค่าใช้จ่าย" in text
    assert "ตรง 4 จาก 5 ข้อ" in text
    assert "noindex" in text


def test_what_does_not_fit_is_said(items: list[KnowledgeItem]) -> None:
    text = page("place=4703&season=rainy&lack=natural").content.decode()
    assert "ไม่ตรงกับช่วงที่เลือก: เริ่มในฤดูหนาว" in text
    assert "ต้องมีก่อนแต่ยังขาด: ที่ดินและน้ำ" in text
    assert titles("place=470305&season=rainy")[0] == "เลี้ยงกบหน้าฝน"
    assert titles("season=cool")[0] == "เพาะเห็ดหลังนา"


def test_the_answers_stay_in_the_form(items: list[KnowledgeItem]) -> None:
    text = page("place=470305&occupation=frogs&season=rainy&have=social&lack=human&budget=2500").content.decode()
    for value in ("470305", "frogs", "rainy", "2500"):
        assert f'<option value="{value}" selected>' in text
    assert 'name="have" value="social" checked' in text
    assert 'name="lack" value="human" checked' in text
    assert "ไม่เกิน 2,500 บาท" in text


def test_nothing_answered_lists_everything(items: list[KnowledgeItem]) -> None:
    assert len(titles("place=&occupation=&season=&budget=")) == 3


@pytest.mark.parametrize(
    "query",
    [
        "place=999999", "place=%27;--", "place=10", "occupation=evil", "season=%00", "budget=-5", "budget=60.000",
        "budget=9999999999999999999999", "budget=๓๐๐๐", "have=x&lack=y", "page=999&place=", "page=x&place=4703",
        "lack=human&" * 200, "budget=NaN", "place=470305&place=4703",
    ],
)  # fmt: skip
def test_no_input_breaks_it(items: list[KnowledgeItem], query: str) -> None:
    for language in LANGUAGES:
        assert page(query, language).context["results"]


def test_only_what_everyone_may_see(site: PublicSite, items: list[KnowledgeItem]) -> None:
    PageViewRestriction.objects.create(page=items[0], restriction_type=PageViewRestriction.LOGIN)
    items[1].unpublish()
    KnowledgeItem.objects.filter(pk=items[2].pk).update(consent_withdrawn=True)
    answer = page("place=470305")
    assert answer.context["total"] == 0
    assert "ไม่มีผลงานที่ตรงกับคำตอบ" in answer.content.decode()


def test_no_english_on_the_thai_page(items: list[KnowledgeItem]) -> None:
    text = page("place=470305&occupation=frogs&season=rainy&have=social&lack=human&budget=2500").content.decode()
    for word in ("Fits", "Show what", "Where do you", "Ready", "budget:", "We have"):
        assert f">{word}" not in text


def test_queries_do_not_grow(site: PublicSite, items: list[KnowledgeItem]) -> None:
    query = "place=470305&occupation=mushrooms&season=cool&budget=3000&have=social&lack=human"
    _answer, few = ask(f"/th/find/?{query}")
    for number in range(12):
        described(site.item(f"เห็ดที่ {number}"), "mushrooms", "cool")
    answer, many = ask(f"/th/find/?{query}")
    assert len(answer.context["results"]) == 8
    assert answer.context["total"] == 13
    assert many <= few + 1
    cache.clear()
    assert max(few, many) <= MOST_QUERIES
    assert ask("/th/find/")[1] <= MOST_QUERIES


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_way_to_it(site: PublicSite, language: str) -> None:
    for address in ("", "knowledge/", "site-map/"):
        assert f'href="/{language}/find/"' in Client().get(f"/{language}/{address}").content.decode()
    assert "/th/find/</loc>" in Client().get("/sitemap.xml").content.decode()
