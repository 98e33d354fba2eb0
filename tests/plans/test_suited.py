"""Research for planners who start: what suits the body's places, with reasons and the button, and nothing private."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from knowledge.models import Technology
from plans.models import PlanBook
from plans.states import BookKind
from plans.suited import places_of, research_for
from portal.base.models import BudgetProgramme
from portal.places.models import Subdistrict
from tests.factories.bodies import body
from tests.pages.site import KUT_HAI, PublicSite, cite
from tests.plans.desk import TODAY, draft, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FIXED_TODAY = TODAY


@pytest.fixture
def kut_hai():
    return body(code="kuthai-test", subdistrict=Subdistrict.objects.get(code=KUT_HAI))


@pytest.fixture
def items() -> list[Technology]:
    site = PublicSite()
    programme = BudgetProgramme.objects.get_or_create(code="00320", defaults={"name": "แผนงานการเกษตร"})[0]
    ready = site.item("เพาะเห็ดพร้อมใช้", trl_now=8, seed_project_name="โครงการเพาะเห็ด", seed_programme=programme)
    young = site.item("เพาะเห็ดกำลังทดลอง", trl_now=5, seed_project_name="โครงการทดลอง")
    site.item("ไม่มีโครงการแนะนำ")
    return [ready, young]


def test_a_new_project_begins_beside_what_suits(kut_hai, items) -> None:
    page = signed_in(kut_hai.planner).get(reverse("workspace:entry_new", args=[kut_hai.book.pk]))
    assert [item.title for item in page.context["suited"]] == ["เพาะเห็ดพร้อมใช้", "เพาะเห็ดกำลังทดลอง"]
    assert "งานวิจัยที่ใช้ได้กับพื้นที่ของท่าน" in page.text
    assert "ทดลองแล้วในตำบลเดียวกัน 32 ครัวเรือน" in page.text
    assert reverse("workspace:use_item", args=[items[0].pk]) in page.text
    assert "ไม่มีโครงการแนะนำ" not in page.text


def test_the_programme_can_be_chosen(kut_hai, items) -> None:
    address = reverse("workspace:entry_new", args=[kut_hai.book.pk])
    page = signed_in(kut_hai.planner).get(f"{address}?programme=00320")
    assert page.context["suited"][0].title == "เพาะเห็ดพร้อมใช้"
    assert "ตรงกับแผนงานของท่าน" in page.text
    for odd in ("evil", "%00", "9" * 300):
        assert signed_in(kut_hai.planner).get(f"{address}?programme={odd}").status_code == 200


def test_what_the_plan_quotes_already_is_left_out(kut_hai, items) -> None:
    cite(draft(kut_hai), items[0])
    found = research_for([kut_hai.organisation], [kut_hai.plan])
    assert [item.title for item in found] == ["เพาะเห็ดกำลังทดลอง"]


def test_todays_work_shows_a_few_to_planners_only(kut_hai, items) -> None:
    home = reverse("workspace:home")
    assert len(signed_in(kut_hai.planner).get(home).context["suited"]) == 2
    assert signed_in(kut_hai.checker).get(home).context["suited"] == []


def test_nothing_private_and_nothing_for_books_that_only_change(kut_hai, items) -> None:
    PageViewRestriction.objects.create(page=items[0], restriction_type=PageViewRestriction.LOGIN)
    items[1].unpublish()
    address = reverse("workspace:entry_new", args=[kut_hai.book.pk])
    assert signed_in(kut_hai.planner).get(address).context["suited"] == []
    PageViewRestriction.objects.all().delete()
    assert signed_in(kut_hai.planner).get(address).context["suited"] != []
    PlanBook.objects.filter(pk=kut_hai.book.pk).update(kind=BookKind.CHANGE)
    assert signed_in(kut_hai.planner).get(address).context["suited"] == []


def test_places_of_a_body(kut_hai) -> None:
    assert places_of([kut_hai.organisation]) == (KUT_HAI,)
    kut_hai.organisation.subdistricts.clear()
    assert places_of([kut_hai.organisation]) == (KUT_HAI[:4],)
    kut_hai.organisation.district = None
    assert places_of([kut_hai.organisation]) == ()
    assert research_for([kut_hai.organisation], [kut_hai.plan]) == []
