"""Questions about villages and the search of places."""

import pytest

from portal.places.models import District, Village
from portal.places.names import address, full_name
from portal.places.queries import find_places, is_ambiguous, repeated_names, villages_named

pytestmark = pytest.mark.usefixtures("places_loaded")


def test_three_villages_are_called_kut_hai_and_eleven_akat():
    assert [village.moo for village in villages_named("กุดไห")] == [1, 6, 11]
    assert {village.subdistrict_id for village in villages_named("บ้านกุดไห")} == {"470305"}
    assert villages_named("บ้านอากาศ", subdistrict="471101").count() == 11


def test_a_name_typed_with_a_broken_sara_am_is_found():
    assert list(villages_named("บ้านคํากลาง".replace("ำ", "ํา"))) == list(villages_named("บ้านคำกลาง"))
    assert villages_named("บ้านคําเจริญ").count() == 8


def test_a_repeated_name_is_ambiguous():
    assert is_ambiguous(Village.objects.get(code="47030501"))
    assert repeated_names("470305")["บ้านกุดไห"] == 3
    alone = Village.objects.filter(subdistrict="470305").exclude(name_th__in=repeated_names("470305")).first()
    assert not is_ambiguous(alone)


def test_a_name_may_repeat_in_the_district_only():
    village = Village.objects.select_related("subdistrict").get(code="47010201")
    assert not is_ambiguous(village)
    assert is_ambiguous(village, within_district=True)


@pytest.mark.parametrize("typed", ["กุดไห", "ต.กุดไห", "ตำบลกุดไห", "kut hai", "กุดไห อำเภอกุดบาก", " กุดไห  กุดบาก "])
def test_search_finds_the_subdistrict(typed, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        found = find_places(typed)
    assert found.subdistricts[0].code == "470305"


def test_search_puts_the_exact_name_first():
    found = find_places("กุดบาก")
    assert found.districts[0].code == "4703"
    assert found.subdistricts[0].code == "470301"
    assert [village.code for village in find_places("บ้านกุดไห").villages] == ["47030501", "47030506", "47030511"]


@pytest.mark.parametrize("typed", ["", "   ", "%", "อ.", "ไม่มีที่นี่", "'; --", "ก" * 500, "\x00"])
def test_search_bears_whatever_is_typed(typed):
    found = find_places(typed)
    assert not found.districts or typed == "%"


def test_names_as_an_office_writes_them(settings):
    from django.utils import translation

    village = Village.objects.select_related("subdistrict__district__province").get(code="47030501")
    with translation.override("en"):
        assert address(village) == "Ban Kut Hai Moo 1, Kut Hai subdistrict, Kut Bak district, Sakon Nakhon province"
        assert full_name(District.objects.get(code="1001")) == "Phra Nakhon district"
