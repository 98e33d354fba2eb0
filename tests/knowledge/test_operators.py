"""Operators keep the vocabularies and the search in the admin, and nothing else there."""

import pytest
from django.test import Client

from knowledge.models import Occupation, SustainableGoal
from knowledge.sections import reconcile_rights
from knowledge.vocabularies import load_vocabularies
from portal.people.models import Membership, Role
from portal.site.operators import ensure_operators

from .conftest import person

pytestmark = pytest.mark.django_db
TERMS = "/admin/snippets/knowledge/occupation/"
KEPT = [TERMS, "/admin/snippets/search/searchsynonym/", "/admin/snippets/search/searchpromotion/"]


@pytest.fixture
def operator(world) -> Client:
    ensure_operators()
    client = Client()
    client.force_login(person("operator", world.university, Role.OPERATOR))
    return client


def test_operators_enter_the_admin_and_keep_words(operator) -> None:
    reconcile_rights()
    assert operator.get("/admin/").status_code == 200
    assert [operator.get(address).status_code for address in [*KEPT, "/admin/snippets/search/searchmiss/"]] == [200] * 4
    assert operator.get("/admin/snippets/knowledge/sustainablegoal/").status_code == 200


def test_a_mended_name_stays_and_the_code_is_for_ever(operator) -> None:
    term = Occupation.objects.first()
    typed = {"name": "เพาะเห็ดและแปรรูปเห็ด", "name_en": term.name_en, "code": "other", "order": term.order}
    assert operator.post(f"{TERMS}edit/{term.pk}/", typed).status_code == 302
    load_vocabularies()
    mended = Occupation.objects.get(pk=term.pk)
    assert (mended.name, mended.code) == ("เพาะเห็ดและแปรรูปเห็ด", term.code)


def test_a_new_term_is_typed_with_its_code(operator) -> None:
    typed = {"name": "เลี้ยงผึ้งชันโรง", "name_en": "Stingless bees", "code": "stingless-bees", "order": 90}
    assert operator.post(f"{TERMS}add/", typed).status_code == 302
    assert Occupation.objects.get(code="stingless-bees").name == "เลี้ยงผึ้งชันโรง"
    answer = operator.post(f"{TERMS}add/", typed | {"name": "อีกชื่อหนึ่ง"})
    assert answer.status_code == 200 and "อีกชื่อหนึ่ง" in answer.content.decode()
    assert Occupation.objects.filter(code="stingless-bees").count() == 1


def test_terms_are_not_deleted(operator) -> None:
    goal = SustainableGoal.objects.first()
    operator.post(f"/admin/snippets/knowledge/sustainablegoal/delete/{goal.pk}/")
    assert SustainableGoal.objects.filter(pk=goal.pk).exists()


@pytest.mark.parametrize("address", ["/admin/users/", "/admin/groups/", "/admin/sites/", "/admin/workflows/list/"])
def test_the_rest_of_the_admin_stays_closed(operator, address) -> None:
    assert operator.get(address).status_code in (302, 403, 404)


def test_others_do_not_keep_words(world) -> None:
    ensure_operators()
    for name in ("researcher", "reviewer", "planner"):
        client = Client()
        client.force_login(world.people[name])
        assert [client.get(address).status_code for address in KEPT] in ([302] * 3, [403] * 3), name


def test_an_operator_no_longer_is_one_without_the_membership(world) -> None:
    ensure_operators()
    former = person("former", world.university, Role.OPERATOR)
    assert former.groups.count() == 1
    Membership.objects.get(user=former).delete()
    assert former.groups.count() == 0
