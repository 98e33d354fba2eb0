"""Promoted answers: found as Thai is typed, shown to those only who may see them; what editors do in the admin."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from search import promoted
from search.models import SearchMiss, SearchPromotion, SearchSynonym
from tests.pages.site import PublicSite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]


@pytest.fixture
def site():
    promoted.forget()
    yield PublicSite()
    promoted.forget()


def shown(query, language="th"):
    return [answer.title for answer in Client().get(f"/{language}/search/", {"q": query}).context["promoted"]]


def promote(phrases, **values):
    promotion = SearchPromotion(phrases=phrases, **values)
    promotion.full_clean()
    promotion.save()
    return promotion


@pytest.mark.parametrize(
    "typed",
    ["เพาะเห็ด", "เพาะ เห็ด", "เพาะเห็ดอย่างไร", " เพาะเห็ด? ", "เพาะ\u200bเห็ด", "เเผนเพาะเห็ด", "แผนเพาะเห็ด", "MUSHROOM"],
)
def test_matches_as_thai_is_typed(site, typed):
    promote("เพาะเห็ด, แผนเพาะเห็ด; mushroom", address="/th/plans/", title="เริ่มเพาะเห็ด", text="ขั้นแรก")
    page = Client().get("/th/search/", {"q": typed})
    assert [answer.url for answer in page.context["promoted"]] == ["/th/plans/"]
    text = page.content.decode()
    assert "เริ่มเพาะเห็ด" in text
    assert "แนะนำ" in text


def test_leaves_other_searches_alone(site):
    promote("น\u0e4d\u0e32\u0e49หมัก", address="https://example.org/", title="ภายนอก")
    assert shown("น้ำหมัก") == ["ภายนอก"]
    assert shown("น้ำ") == shown("หมักน้ำปลา") == shown("") == []
    assert Client().get("/th/search/?q=น้ำหมัก&page=2").context["promoted"] == []


def test_a_page_is_shown_to_those_only_who_may_see_it(site):
    item = site.item("เตาเผาถ่านไร้ควัน")
    promote("ถ่าน", page=item)
    assert shown("ถ่าน") == shown("ถ่าน", "en") == ["เตาเผาถ่านไร้ควัน"]
    restriction = PageViewRestriction.objects.create(page=site.section, restriction_type=PageViewRestriction.LOGIN)
    assert shown("ถ่าน") == []
    restriction.delete()
    assert shown("ถ่าน") == ["เตาเผาถ่านไร้ควัน"]
    type(item).objects.filter(pk=item.pk).update(consent_withdrawn=True)
    from search.sources import index_object

    index_object(type(item).objects.get(pk=item.pk))
    assert shown("ถ่าน") == []
    type(item).objects.filter(pk=item.pk).update(consent_withdrawn=False)
    type(item).objects.get(pk=item.pk).unpublish()
    assert shown("ถ่าน") == []


def test_an_address_is_shown_under_the_language_being_read(site):
    promote("แผน", address="/th/plans/", title="แผนทั้งหมด")
    assert Client().get("/en/search/", {"q": "แผน"}).context["promoted"][0].url == "/en/plans/"


def test_a_withdrawn_address_is_not_shown(site):
    SearchPromotion.objects.create(phrases="โครงการ", address="/th/plans/entries/987654/", title="ไม่มี")
    assert shown("โครงการ") == []


@pytest.mark.parametrize(
    "values",
    [
        {"phrases": "?!", "address": "/th/plans/", "title": "x"},
        {"phrases": "x"},
        {"phrases": "x", "address": "/th/plans/"},
        {"phrases": "x", "address": "javascript:alert(1)", "title": "x"},
        {"phrases": "x", "address": "//example.org/", "title": "x"},
        {"phrases": "x", "address": "/th/plans/entries/987654/", "title": "x"},
        {"phrases": "x", "address": "/admin/", "title": "x"},
    ],
)
def test_what_cannot_be_promoted(site, values):
    with pytest.raises(ValidationError):
        SearchPromotion(**values).full_clean()


def test_only_three_in_their_order(site):
    for rank in (4, 2, 3, 1):
        promote("ข้าว", address="https://example.org/", title=f"ที่ {rank}", rank=rank)
    assert shown("ข้าว") == ["ที่ 1", "ที่ 2", "ที่ 3"]


def test_the_admin_leads_from_a_miss_to_what_helps(site, admin_client):
    SearchMiss.objects.create(words="หมูหลุม", times=7, last_on=dt.date(2026, 11, 22))
    page = admin_client.get(reverse("wagtailsnippets_search_searchmiss:list")).content.decode()
    assert "หมูหลุม" in page
    assert "22 พ.ย. 2569" in page
    assert "เพิ่มคำที่มีความหมายเดียวกัน" in page
    assert "แนะนำคำตอบ" in page
    for model in ("searchsynonym", "searchpromotion"):
        add = reverse(f"wagtailsnippets_search_{model}:add")
        assert f"{add}?words=" in page
        assert 'value="หมูหลุม"' in admin_client.get(add, {"words": "หมูหลุม"}).content.decode()


def test_nobody_writes_misses_and_only_editors_see_them(site, admin_client):
    from django.contrib.auth import get_user_model

    miss = SearchMiss.objects.create(words="หมูหลุม", last_on=dt.date(2026, 11, 22))
    add = reverse("wagtailsnippets_search_searchmiss:add")
    assert admin_client.get(add).status_code == 302
    delete = reverse("wagtailsnippets_search_searchmiss:delete", args=[miss.pk])
    admin_client.post(delete)
    assert not SearchMiss.objects.exists()
    somebody = Client()
    somebody.force_login(get_user_model().objects.create(username="somebody"))
    for model in ("searchmiss", "searchsynonym", "searchpromotion"):
        assert somebody.get(reverse(f"wagtailsnippets_search_{model}:list")).status_code in (302, 403)


def test_editors_keep_synonyms_and_promotions(site, admin_client):
    add = reverse("wagtailsnippets_search_searchsynonym:add")
    assert "ระบุอย่างน้อยสองคำ" in admin_client.post(add, {"words": "ปลาร้า, ปลาร้า", "note": ""}).content.decode()
    assert "อักษรตัวเดียว" in admin_client.post(add, {"words": "ปลาร้า, ป", "note": ""}).content.decode()
    admin_client.post(add, {"words": "ปลาร้า, ปลาแดก", "note": "อีสาน"})
    assert SearchSynonym.objects.get().words == "ปลาร้า, ปลาแดก"
    admin_client.post(
        reverse("wagtailsnippets_search_searchpromotion:add"),
        {"phrases": "ปลาร้า", "page": "", "address": "/th/plans/", "title": "แผน", "text": "", "rank": "10"},
    )
    assert shown("ปลาร้า") == ["แผน"]
    for model in ("searchmiss", "searchsynonym", "searchpromotion"):
        assert admin_client.get(reverse(f"wagtailsnippets_search_{model}:list")).status_code == 200
