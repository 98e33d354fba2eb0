"""The place pages in Thai and English, with the slots filled and empty, in a constant number of queries."""

import datetime
from decimal import Decimal

import pytest
from django.test import Client

from portal.places import slots
from portal.places.queries import repeated_names
from portal.places.slots import Figure, ItemCard, PlanRow

pytestmark = pytest.mark.usefixtures("places_loaded")

PAGES = ["", "4703/", "470305/", "470301/", "470101/", "1001/", "100101/", "?q=กุดไห", "?q=ไม่มี", "?q=%25"]


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture
def filled(monkeypatch):
    """Every place has two figures, an item and a plan entry."""

    def figures(places, user):
        return {
            place.code: [
                Figure("องค์ความรู้", number, "เรื่อง", datetime.date(2026, 6, 30), "ระเบียนของระบบ", "/th/knowledge/"),
                Figure("งบประมาณ", None, "บาท"),
            ]
            for number, place in enumerate(places)
        }

    def items(places, user):
        return {place.code: [ItemCard("เทคโนโลยี", "โรงเรือนเพาะเห็ด", "/th/x/", is_sample=True)] for place in places}

    def plans(places, user):
        return {place.code: [PlanRow("โครงการ ก", "/th/y/", "ทต.กุดไห", "ฉบับที่ 1", Decimal(60000))] for place in places}

    for slot, filler in (("PLACE_FIGURES", figures), ("PLACE_ITEMS", items), ("PLACE_PLANS", plans)):
        monkeypatch.setattr(getattr(slots, slot), "_filler", filler)


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_pages_answer_within_the_limit_of_queries(client, language, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        response = client.get(f"/{language}/places/{page}")
    assert response.status_code == 200


@pytest.mark.parametrize("page", ["", "4703/", "470305/"])
def test_filled_slots_cost_no_more_queries(client, filled, page, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        text = client.get(f"/th/places/{page}").content.decode()
    assert "เรื่อง" in text
    if page:
        assert "โรงเรือนเพาะเห็ด" in text and "60,000" in text


def test_figures_shade_the_map(client, filled):
    text = client.get("/th/places/").content.decode()
    assert "map-step-4" in text and "map-step-0" in text
    assert text.count("map-key") == 1


@pytest.mark.parametrize("page", ["9999/", "999999/", "48/", "4799/", "470399/"])
def test_a_place_that_does_not_exist_is_not_found(client, page):
    assert client.get(f"/th/places/{page}").status_code == 404


def test_the_province_leads_to_the_list(client):
    response = client.get("/th/places/47/")
    assert response.status_code == 302 and response.url == "/th/places/"


def test_repeated_village_names_are_marked(client):
    text = client.get("/en/places/470305/").content.decode()
    assert text.count("same name as another") == sum(repeated_names("470305").values()) >= 3
    assert 'id="moo-11"' in text


def test_a_shared_subdistrict_names_both_bodies(client):
    text = client.get("/en/places/470301/").content.decode()
    assert "Kut Bak Subdistrict Municipality" in text and "Kut Haet Subdistrict Municipality" in text
    assert "Two bodies share this subdistrict" in text


def test_the_search_finds_places_and_bodies(client):
    text = client.get("/en/places/?q=กุดไห").content.decode()
    assert "/en/places/470305/#moo-6" in text
    assert "Kut Hai Subdistrict Municipality" in text


def test_what_was_typed_is_escaped(client):
    text = client.get("/th/places/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in text
