"""The search page and the names offered while typing: found by whom, with filters, without harm."""

from typing import Any

import pytest
from django.test import Client

from plans.search_source import index_book
from search.sources import reconcile
from tests.factories.bodies import body
from tests.pages.site import PublicSite, ask, indexed
from tests.plans.desk import announced

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]


@pytest.fixture
def announced_book(site: PublicSite) -> Any:
    of = body()
    of.entry = announced(of, "โครงการเลี้ยงจิ้งหรีดในครัวเรือน ตำบลโคกก่อง")
    index_book(of.book.pk)
    return of


def titles(query: str, language: str = "th") -> list[str]:
    hits = Client().get(f"/{language}/search/{query}").context["hits"]
    return [hit["title"].replace("<mark>", "").replace("</mark>", "") for hit in hits]


def test_what_the_public_may_find(announced_book: Any) -> None:
    assert announced_book.entry.title in titles("?q=จิ้งหรีด")
    page = Client().get("/th/search/?q=จิ้งหรีด").content.decode()
    assert "<mark>จิ้งหรีด</mark>" in page
    assert f"/th/plans/entries/{announced_book.entry.pk}/" in page
    assert f"/en/plans/entries/{announced_book.entry.pk}/" in Client().get("/en/search/?q=จิ้งหรีด").content.decode()
    assert indexed("plan_book") == 1


def test_announcing_indexes_the_book(site: PublicSite, django_capture_on_commit_callbacks: Any) -> None:
    of = body(code="indexed")
    with django_capture_on_commit_callbacks(execute=True):
        entry = announced(of, "โครงการเลี้ยงกบในบ่อซีเมนต์ ตำบลโคกก่อง")
    assert entry.title in titles("?q=เลี้ยงกบ")


def test_items_places_and_plain_pages(site: PublicSite) -> None:
    item = site.item("เตาเผาถ่านไร้ควัน")
    reconcile()
    assert item.title in titles("?q=ถ่านไร้ควัน")
    assert "ตำบลกุดไห อำเภอกุดบาก" in titles("?q=กุดไห")
    assert "ความเป็นส่วนตัว" in titles("?q=คุกกี้")
    assert "Privacy" in titles("?q=cookie", "en")
    item.unpublish()
    assert titles("?q=ถ่านไร้ควัน") == []


def test_filters_and_orders(announced_book: Any) -> None:
    reconcile()
    everything = Client().get("/th/search/").context
    kinds = {o["value"]: o["count"] for f in everything["facets"] if f["name"] == "kind" for o in f["options"]}
    assert kinds["plan_entry"] == 1
    districts = kinds["district"]
    assert districts > 12
    narrowed = Client().get("/th/search/?kind=district&sort=title").context
    assert narrowed["total"] == districts
    assert [row["label"] for row in narrowed["chosen"]] == ["อำเภอ"]
    assert Client().get("/th/search/?kind=district&page=2").context["page"].number == 2
    assert Client().get("/th/search/?kind=district&page=99").context["page"].number == 2


def test_nothing_found_helps_on(site: PublicSite) -> None:
    page = Client().get("/th/search/?q=กขฃคฅฆง&kind=district").content.decode()
    assert "ยังไม่มีข้อมูลเกี่ยวกับ “กขฃคฅฆง”" in page
    assert "/th/places/" in page


@pytest.mark.parametrize(
    "query",
    [
        "?q=%22", "?q=?", "?q=*", "?q=NEAR(", "?q=%00%01", "?q=%ED%A0%80", "?q=%3Cscript%3Ealert(1)%3C/script%3E",
        "?kind=nothing", "?kind=" + "x" * 3000, "?sort=nothing", "?page=1e9", "?page=-3", "?district=47%27--",
        "?q=" + "ก" * 4000,
    ],
)  # fmt: skip
def test_no_input_breaks_it(announced_book: Any, query: str) -> None:
    answer = Client().get(f"/th/search/{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert Client().get(f"/th/search/suggest/{query}").status_code == 200


def test_only_reading_is_allowed(site: PublicSite) -> None:
    assert Client().post("/th/search/").status_code == 405
    assert Client().post("/th/search/suggest/").status_code == 405


def test_names_while_typing(announced_book: Any) -> None:
    reconcile()
    answer = Client().get("/th/search/suggest/?q=กุดไห")
    names = answer.json()["suggestions"]
    assert {"title": "ตำบลกุดไห อำเภอกุดบาก", "url": "/th/places/470305/", "kind": "ตำบล"} in names
    assert len(names) <= 8
    english = Client().get("/en/search/suggest/?q=Kut").json()["suggestions"]
    assert english
    assert all(name["url"].startswith("/en/") for name in english)
    assert Client().get("/th/search/suggest/?q=").json() == {"suggestions": []}


def test_searching_costs_the_same_however_much_is_found(announced_book: Any) -> None:
    reconcile()
    _answer, few = ask("/th/search/?q=จิ้งหรีด")
    _answer, many = ask("/th/search/")
    assert max(few, many) <= 20
