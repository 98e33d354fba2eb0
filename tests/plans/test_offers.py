"""Offers: an area manager offers an item to bodies; planners use it or set it aside."""

import pytest
from django.urls import reverse
from wagtail.models import Site

from knowledge.models import KnowledgeIndex, KnowledgeSection, Technology
from knowledge.vocabularies import load_vocabularies
from plans.models import Offer
from portal.people.models import Organisation, Role
from tests.factories.bodies import body, person
from tests.plans.desk import TODAY, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FIXED_TODAY = TODAY


def university_of_the_item() -> Organisation:
    values = {"name_th": "มหาวิทยาลัย", "kind": "university"}
    return Organisation.objects.get_or_create(code="snru", defaults=values)[0]


@pytest.fixture
def item(db):
    load_vocabularies()
    university = Organisation.objects.get_or_create(
        code="snru", defaults={"name_th": "มหาวิทยาลัย", "kind": "university"}
    )[0]
    home = Site.objects.get(is_default_site=True).root_page
    index = home.add_child(instance=KnowledgeIndex(title="องค์ความรู้", slug="knowledge"))
    section = index.add_child(instance=KnowledgeSection(title="มหาวิทยาลัย", slug="snru", organisation=university))
    page = section.add_child(instance=Technology(title="โรงเรือนเพาะเห็ด", summary="เพาะเห็ดได้ทั้งปี", live=False))
    page.save_revision().publish()
    return Technology.objects.get(pk=page.pk)


@pytest.fixture
def manager(db):
    university = Organisation.objects.get_or_create(
        code="snru", defaults={"name_th": "มหาวิทยาลัย", "kind": "university"}
    )[0]
    return person("arm", (university, Role.AREA_MANAGER))


def offer_to(of, **more) -> Offer:
    university = Organisation.objects.get_or_create(
        code="snru", defaults={"name_th": "มหาวิทยาลัย", "kind": "university"}
    )[0]
    values = {"item_key": "0" * 31 + "1", "item_page": 1, "item_title": "เทคโนโลยีเพาะเห็ด", "offered_from": university}
    return Offer.objects.create(organisation=of.organisation, **{**values, **more})


def test_set_aside_twice_and_only_by_the_body():
    of, other = body(), body(code="other", name="องค์การบริหารส่วนตำบลอื่น")
    offer = offer_to(of)
    url = reverse("workspace:offer_decline", args=[offer.pk])
    assert signed_in(other.planner).post(url).status_code == 404
    client = signed_in(of.planner)
    assert client.get(url).status_code == 405
    assert client.post(url, {"key": "k"}).status_code == 302
    assert client.post(url, {"key": "k"}).status_code == 302
    offer.refresh_from_db()
    assert offer.state == Offer.State.DECLINED


def test_only_area_managers_offer(item):
    of = body()
    url = reverse("workspace:offer_item", args=[item.pk])
    assert signed_in(of.planner).get(url).status_code == 404
    assert signed_in(of.planner).post(url, {"bodies": [of.organisation.pk]}).status_code == 404


def test_offering_to_several_bodies_twice(item, manager):
    of, other = body(), body(code="other", name="องค์การบริหารส่วนตำบลอื่น")
    client = signed_in(manager)
    url = reverse("workspace:offer_item", args=[item.pk])
    page = client.get(url)
    assert of.organisation.name_th in page.text
    assert of.organisation.name_th not in client.get(url + "?q=ไม่มีที่นี่").text
    # Words in another order, from the middle of the name, with the marks typed the other way round.
    other.organisation.short_name = "อบต.บ้านน้ำอูน"
    other.organisation.save()
    for typed in ("ก่อง องค์การ", "โคกก่อง"):
        assert of.organisation.name_th in client.get(url, {"q": typed}).text
    found = client.get(url, {"q": "นํ้าอูนบา้น"}).text
    assert other.organisation.name_th in found and of.organisation.name_th not in found
    empty = client.post(
        url, {"message": "ข้อความที่พิมพ์", "offered_from": page.context["form"].fields["offered_from"].initial}
    )
    assert empty.status_code == 422 and "ข้อความที่พิมพ์" in empty.text
    values = {
        "bodies": [of.organisation.pk, other.organisation.pk], "message": "เหมาะกับพื้นที่", "key": "k",
        "offered_from": page.context["form"].fields["offered_from"].initial,
    }  # fmt: skip
    assert client.post(url, values).status_code == 302
    assert client.post(url, values).status_code == 302
    assert Offer.objects.filter(state="open").count() == 2
    home = signed_in(of.planner).get(reverse("workspace:home"))
    assert "เหมาะกับพื้นที่" in home.text and reverse("workspace:use_item", args=[item.pk]) in home.text
