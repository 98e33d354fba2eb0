"""Words that mean the same find each other; a change by an editor needs no rebuild."""

import pytest
from django.core.exceptions import ValidationError

from search import synonyms
from search.models import SearchSynonym
from search.query import search
from tests.search.conftest import titles


def test_the_lists_own_groups(make):
    make("องค์การบริหารส่วนตำบลกุดไห")
    make("การแปรรูปมันฝรั่ง")
    make("ผ้าไหม")
    assert titles("อบต.")[:1] == ["องค์การบริหารส่วนตำบลกุดไห"]
    assert titles("potato") == ["การแปรรูปมันฝรั่ง"]
    assert "<mark>มันฝรั่ง</mark>" in search("Potato").hits[0].title_html


def test_editors_groups(make):
    make("การทำปลาร้า")
    assert titles("fermented fish") == []
    SearchSynonym.objects.create(words="ปลาร้า, fermented fish")
    synonyms.forget()
    assert titles("Fermented fish?") == ["การทำปลาร้า"]
    SearchSynonym.objects.create(words="ปลาร้า, ปลาแดก, plara")
    synonyms.forget()
    assert titles("plara") == ["การทำปลาร้า"]
    assert titles("ปลาแดก")[0] == "การทำปลาร้า"


def test_a_word_inside_another_is_no_synonym(make):
    make("วัวพื้นเมือง")
    assert "วัว" not in synonyms.equivalents("โครงการ", ["โครงการ"])


def test_one_word_is_no_group(db):
    with pytest.raises(ValidationError):
        SearchSynonym(words="ปลาร้า").full_clean()
    assert synonyms.group_of("ปลาร้า, ,") == ()
