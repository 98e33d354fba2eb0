"""งานวันนี้: what waits for whom, with the reason, and nothing of other bodies."""

import pytest
from django.test import Client
from django.urls import reverse

from plans.actions import Return, Submit
from plans.states import Outcome, Stage
from portal.people.models import Role, User
from tests.factories.bodies import body, person
from tests.plans.desk import TODAY, checked, draft, endorsed, resolve, signed_in, submitted
from tests.plans.test_offers import offer_to

pytestmark = pytest.mark.django_db
HOME = "/workspace/"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.FIXED_TODAY = TODAY


@pytest.fixture
def sao(db):
    return body()


def test_anonymous_goes_to_login_and_a_stranger_sees_an_empty_desk(sao):
    assert Client().get(HOME).url.startswith("/login/")
    stranger = person("stranger")
    page = signed_in(stranger).get(HOME)
    assert page.status_code == 200 and sao.book.title not in page.text


def test_returned_with_the_reason_word_for_word(sao):
    entry = submitted(sao)
    Return(sao.checker, entry, "ยังไม่ระบุหมู่ที่\nโปรดเพิ่ม").execute()
    Submit(sao.planner, entry, {}).execute()
    Return(sao.checker, entry, "วงเงินไม่ตรง").execute()
    page = signed_in(sao.planner).get(HOME)
    assert "วงเงินไม่ตรง" in page.text
    work = page.context["returned"][0]
    assert work["entry"].times_returned == 2 and work["who"] == str(sao.checker)


def test_the_checker_sees_what_awaits_the_check(sao):
    submitted(sao, "โครงการรอตรวจ")
    assert "โครงการรอตรวจ" in signed_in(sao.checker).get(HOME).text
    assert not signed_in(sao.planner).get(HOME).context["checking"]
    other = body(code="other", name="องค์การบริหารส่วนตำบลอื่น")
    assert "โครงการรอตรวจ" not in signed_in(other.checker).get(HOME).text


def test_books_say_their_next_step(sao):
    one = checked(sao, "โครงการหนึ่ง")
    checked(sao, "โครงการสอง")
    resolve(sao, Stage.COMMITTEE, one)
    row = signed_in(sao.planner).get(HOME).context["books"][0]
    assert [(s["stage"], s["count"]) for s in row["stages"]] == [("committee", 1), ("community", 2)]
    assert not row["ready"]


def test_ready_to_announce(sao):
    endorsed(sao)
    page = signed_in(sao.planner).get(HOME)
    assert page.context["books"][0]["ready"]
    assert reverse("workspace:announce", args=[sao.book.pk]) in page.text


def test_to_adjust_as_resolved(sao):
    entry = checked(sao)
    resolve(sao, Stage.COMMITTEE, entry, outcome=Outcome.WITH_CHANGES, note="ลดวงเงินเหลือ 40,000")
    page = signed_in(sao.planner).get(HOME)
    assert "ลดวงเงินเหลือ 40,000" in page.text and page.context["adjusting"]


def test_offers_stand_first_with_their_message(sao):
    offer_to(sao, message="เหมาะกับบ้านโคกก่อง")
    page = signed_in(sao.planner).get(HOME)
    assert "เหมาะกับบ้านโคกก่อง" in page.text and page.context["work_count"] == 1


def test_home_costs_the_same_however_much_waits(sao, django_assert_max_num_queries):
    user = sao.planner
    from portal.people.models import Membership

    Membership.objects.create(user=user, organisation=sao.organisation, role=Role.CHECKER)
    for n in range(5):
        draft(sao, f"โครงการร่าง {n}")
        submitted(sao, f"โครงการรอตรวจ {n}")
        checked(sao, f"โครงการตรวจแล้ว {n}")
        offer_to(sao, item_key=f"{n:032}")
    client = signed_in(user)
    with django_assert_max_num_queries(24):  # six of them look for research that suits the place
        assert client.get(HOME).status_code == 200


def test_the_parts_of_the_look_are_for_those_who_look_after_it(sao):
    url = reverse("workspace:styleguide")
    assert signed_in(sao.planner).get(url).status_code == 404
    staff = User.objects.create_user("staff", is_staff=True)
    assert signed_in(staff).get(url).status_code == 200
