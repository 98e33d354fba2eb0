"""More like this: what resembles comes first, itself and its translations never, and nothing that is private."""

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from search.models import SearchDocument
from search.similar import MOST_WORDS, heaviest, similar_to

pytestmark = pytest.mark.django_db

VEGETABLES = "ปลูกผักปลอดภัยในโรงเรือน ใช้ปุ๋ยหมักและน้ำหยด ผักสลัดและคะน้าขายตลาดชุมชน"
FROGS = "เลี้ยงกบนาในบ่อพลาสติก ลูกอ๊อดและอาหารกบ เปลี่ยนน้ำน้อย ขายกบเนื้อ"


def document(group) -> SearchDocument:
    return SearchDocument.objects.get(source="group", object_id=str(group.pk))


def titles(group, **options) -> list[str]:
    return [found.title for found in similar_to(("group", group.pk), **options)]


@pytest.fixture
def items(make):
    """Three about vegetables, two about frogs, one about cloth."""
    return [
        make("ผักปลอดภัยในโรงเรือน", body=VEGETABLES),
        make("แปลงผักน้ำหยด", body=VEGETABLES + " แผงโซลาร์"),
        make("โรงเพาะกล้าผัก", body="เพาะกล้าผักสลัดและคะน้า ด้วยปุ๋ยหมักของชุมชน"),
        make("เลี้ยงกบในบ่อพลาสติก", body=FROGS),
        make("เพาะลูกกบเอง", body=FROGS + " เพาะลูกอ๊อด"),
        make("ผ้าย้อมคราม", body="หม้อครามและลายมัดหมี่ของกลุ่มทอผ้า"),
    ]


def test_what_resembles_comes_first(items) -> None:
    assert titles(items[0])[0] == "แปลงผักน้ำหยด"
    assert "โรงเพาะกล้าผัก" in titles(items[0])
    assert titles(items[3])[0] == "เพาะลูกกบเอง"
    assert titles(items[0], limit=1) == ["แปลงผักน้ำหยด"]


def test_a_document_can_be_given_itself(items) -> None:
    assert [found.title for found in similar_to(document(items[3]), limit=1)] == ["เพาะลูกกบเอง"]


def test_never_itself_nor_a_translation(make, items) -> None:
    thai = make("การเลี้ยงกบ", body=FROGS, translation_group="frogs")
    make("Frog farming", body=f"frogs {FROGS}", language="en", translation_group="frogs")
    found = titles(thai, limit=20)
    assert "การเลี้ยงกบ" not in found
    assert "Frog farming" not in found
    assert "เลี้ยงกบในบ่อพลาสติก" in found


def test_kinds_and_language(make, items) -> None:
    make("ตลาดกบ", body=FROGS, kind="place")
    make("Frog market", body=FROGS, language="en", translation_group="market")
    make("ตลาดนัดกบ", body=FROGS, translation_group="market")
    assert titles(items[3], kinds=["place"]) == ["ตลาดกบ"]
    thai = titles(items[3], language="th", limit=20)
    assert "ตลาดนัดกบ" in thai
    assert "Frog market" not in thai


def test_nothing_private_is_found_or_asked_with(make, items) -> None:
    private = make("กบลับ", body=FROGS, public=False, audiences=frozenset({"org:1"}))
    make("กบหมดอายุ", body=FROGS, expires_at=timezone.now() - dt.timedelta(days=1))
    member = get_user_model().objects.create_user("member", "member@example.org", "pass-word-1234")
    make.held[member.pk] = {"org:1"}
    stranger = get_user_model().objects.create_user("stranger", "stranger@example.org", "pass-word-1234")
    for visitor in (None, stranger):
        found = titles(items[3], user=visitor, limit=20)
        assert "กบลับ" not in found
        assert "กบหมดอายุ" not in found
        assert titles(private, user=visitor) == []
    assert "กบลับ" in titles(items[3], user=member, limit=20)
    assert "เลี้ยงกบในบ่อพลาสติก" in titles(private, user=member)


def test_what_is_not_indexed_resembles_nothing(items, db) -> None:
    assert similar_to(("group", 999_999)) == []
    assert similar_to(("nothing", "x")) == []


def test_an_empty_or_lonely_document(make, items) -> None:
    assert titles(make("1234")) == []
    assert titles(make("ดาราศาสตร์วิทยุ")) == []


def test_it_follows_the_content(items) -> None:
    items[4].delete()
    assert "เพาะลูกกบเอง" not in titles(items[3])


def test_few_words_and_few_queries(make, items, django_assert_max_num_queries) -> None:
    long = make("ผักยาว", body=" ".join([VEGETABLES, FROGS] * 200))
    words = heaviest(document(long), lambda terms: (dict.fromkeys(terms, 2), 10))
    assert 0 < len(words) <= MOST_WORDS
    similar_to(("group", long.pk))  # the dictionary is looked at now and then
    with django_assert_max_num_queries(5):
        similar_to(("group", long.pk))
