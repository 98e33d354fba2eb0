""" "Did you mean": right words for Thai, romanised and English mistakes, never a word that the visitor may not see."""

import random
import time

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone

from search import vocabulary
from search.closeness import distance, sound
from search.engines import get_engine
from search.models import IndexState, SearchTerm
from search.query import search
from search.spelling import did_you_mean, is_unknown
from tests.search.conftest import TEXTS


@pytest.fixture
def learned(make):
    """Make documents and have them learned: `learned("title", …)`; `learned()` only learns."""
    vocabulary.forget()

    def learn(*titles, **options):
        made = [make(title, **options) for title in titles]
        vocabulary.learn()
        vocabulary.forget()
        return made

    yield learn
    vocabulary.forget()


@pytest.fixture
def words(learned):
    learned(
        "โรงเรือนเพาะเห็ดฟางและเห็ดนางฟ้า",
        "กลุ่มย้อมคราม ผ้าทอจากธรรมชาติ",
        "ตำบลกุดไห อำเภอกุดบาก จังหวัดสกลนคร",
        "การเลี้ยงปลาดุกและแปรรูปมันฝรั่ง",
        "องค์การบริหารส่วนตำบลอากาศอำนวย อำเภอวานรนิวาส",
        "ปลูกผักปลอดภัย ข้าวเหนียว ปุ๋ยหมัก",
        "ขายออนไลน์ เพิ่มรายได้ครัวเรือน",
    )
    learned("Natural indigo", language="en", names=("Sakon Nakhon", "Kut Bak", "mushrooms"))
    return learned


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("โรงเลือน", "โรงเรือน"),  # ล for ร
        ("เพาะเหดฟาง", "เพาะเห็ดฟาง"),  # a mark left out
        ("เห็ดฝาง", "เห็ดฟาง"),  # a letter of the same sound, and a word of its own
        ("เห็ดนางฟา", "เห็ดนางฟ้า"),
        ("ย้อมครามม", "ย้อมคราม"),  # doubled
        ("ย้อมคาม", "ย้อมคราม"),  # missing
        ("กุดให", "กุดไห"),  # ใ for ไ
        ("อากาสอำนวย", "อากาศอำนวย"),  # ส for ศ
        ("วานอนนิวาส", "วานรนิวาส"),  # as it is spoken
        ("สกลนคอน", "สกลนคร"),
        ("ปุ๋ยหมัค", "ปุ๋ยหมัก"),
        ("ข้าวเนียว", "ข้าวเหนียว"),
        ("ขายออนไลน", "ขายออนไลน์"),  # without its การันต์
        ("องการบริหารส่วนตำบล", "องค์การบริหารส่วนตำบล"),
        ("ผักปลอดไภย", "ผักปลอดภัย"),
        ("วิธีเพาะเห็ดฝางทำอย่างไร", "วิธีเพาะเห็ดฟางทำอย่างไร"),
        ("แปลรูปมันฝรั่ง", "แปรรูปมันฝรั่ง"),
        ("sakonnakon", "sakon nakhon"),
        ("Sakon Nakorn", "sakon nakhon"),
        ("indego", "indigo"),
        ("mushroms", "mushrooms"),
    ],
)
def test_what_is_meant(words, typed, meant):
    assert did_you_mean(typed, total=search(typed).total) == meant
    assert search(meant).total


@pytest.mark.parametrize(
    "typed",
    ["โรงเรือน", "เห็ดฟาง", "ผักปลอดภัย", "กุดไห", "indigo", "จระเข้", "ช้าง", "", "ก", "???", "12345", "xyzzy", "ๆๆๆ", "่่่่"],
)
def test_what_is_right_or_unheard_of_is_left_alone(words, typed):
    assert did_you_mean(typed, total=search(typed).total) is None


def test_nothing_is_offered_before_anything_is_learned(make):
    vocabulary.forget()
    make("เห็ดฟาง")
    assert did_you_mean("เห็ดฝาง") is None
    assert is_unknown("เห็ดฝาง") is False


def test_a_word_of_private_documents_is_never_offered(words):
    words("โครงการจิ้งหรีดลับ", public=False, audiences=frozenset({"org:12"}))
    other = get_user_model().objects.create(username="other")
    assert SearchTerm.objects.get(word="จิ้งหรีด").public == 0
    for nobody in (None, other):
        assert did_you_mean("จิ้งหลีด", user=nobody) is None


def test_who_may_see_a_private_word_is_offered_it(words, make):
    words("โครงการจิ้งหรีดลับ", public=False, audiences=frozenset({"org:12"}))
    member = get_user_model().objects.create(username="planner")
    stranger = get_user_model().objects.create(username="other")
    make.held[member.pk] = {"org:12"}
    make.held[stranger.pk] = {"org:13"}
    assert did_you_mean("จิ้งหลีด", user=member) == "จิ้งหรีด"
    assert did_you_mean("จิ้งหลีด", user=stranger) is None


def test_a_word_whose_document_is_gone_or_hidden_is_not_offered(words):
    (group,) = words("การเลี้ยงจิ้งหรีด")
    assert did_you_mean("จิ้งหลีด") == "จิ้งหรีด"
    TEXTS[group.name]["public"] = False
    group.save()
    assert did_you_mean("จิ้งหลีด") is None
    TEXTS[group.name] |= {"public": True, "expires_at": timezone.now()}
    group.save()
    assert did_you_mean("จิ้งหลีด") is None
    TEXTS[group.name] |= {"expires_at": None}
    group.save()
    assert did_you_mean("จิ้งหลีด") == "จิ้งหรีด"
    group.delete()
    assert did_you_mean("จิ้งหลีด") is None


def test_learning_takes_in_what_changed_and_counts_again_after_a_rebuild(words):
    known = SearchTerm.objects.count()
    assert not SearchTerm.objects.filter(word="จิ้งหรีด").exists()
    words("การเลี้ยงจิ้งหรีด")
    assert SearchTerm.objects.get(word="จิ้งหรีด").documents == 1
    words()
    assert SearchTerm.objects.get(word="จิ้งหรีด").documents == 1  # read twice, counted once
    Group.objects.filter(name=list(TEXTS)[-1]).first().delete()
    IndexState.objects.update_or_create(pk=1, defaults={"built_at": timezone.now()})
    words()
    assert not SearchTerm.objects.filter(word="จิ้งหรีด").exists()
    assert SearchTerm.objects.count() == known


def test_learning_takes_portions(words, make):
    for number in range(5):
        make(f"เรื่องที่ {number} จิ้งโกร่ง")
    while vocabulary.learn(portion=2) == 2:
        if SearchTerm.objects.filter(word="จิ้งโกร่ง", documents=5).exists():
            break
    vocabulary.learn()
    assert SearchTerm.objects.filter(word="จิ้งโกร่ง").exists()


def test_costs_no_look_when_every_word_is_known_and_two_at_most(words, monkeypatch):
    asked = []
    whole = type(get_engine()).search
    monkeypatch.setattr(type(get_engine()), "search", lambda self, r: (asked.append(r), whole(self, r))[1])
    did_you_mean("เพาะเห็ดฟาง", total=50)
    assert asked == []
    did_you_mean("เห็ดฝาง ย้อมคาม ข้าวเนียว ปุ๋ยหมัค", total=50)
    assert len(asked) <= 2


def test_found_by_pieces_only_counts_as_not_found(words):
    assert is_unknown("จระเข้")
    assert not is_unknown("เห็ดฟางจระเข้")
    assert not is_unknown("potato")  # a synonym
    assert not is_unknown("2571")


def test_sounds_and_distances():
    assert sound("โรงเลือน") == sound("โรงเรือน")
    assert sound("ไลน์") == sound("ไล")
    assert sound("nakorn") != sound("nakon") == sound("nakhon")
    assert distance("เห็ด", "เห็ด") == 0
    assert distance("ฝาง", "ฟาง") < distance("กาง", "ฟาง")


def test_is_quick_and_bounded_whatever_is_typed(words):
    rng = random.Random(5)
    alphabet = "กขครมนอเแาำิีุู่้๊์ๆabc .12"
    typed = ["".join(rng.choice(alphabet) for _ in range(rng.randint(3, 80))) for _ in range(150)]
    did_you_mean("กบบบ")
    times = []
    for text in [*typed, "ก" * 100_000, "กข " * 50_000, "\ud800ก\x00"]:
        started = time.process_time()
        did_you_mean(text)
        times.append(time.process_time() - started)
    assert sorted(times)[int(len(times) * 0.95)] < 0.03
    assert max(times) < 0.25
