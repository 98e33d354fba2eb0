"""The places as the files give them, and that loading again changes nothing."""

import pytest
from django.core.management import call_command

from portal.kit.thai.text import normalise
from portal.places.loading import DATA, load_places, read_villages, rows_of
from portal.places.models import District, Province, Subdistrict, Village

pytestmark = pytest.mark.usefixtures("places_loaded")


def test_the_country_and_the_province_are_complete():
    assert Province.objects.count() == 77
    assert District.objects.count() == 928
    assert Subdistrict.objects.count() == 7436
    assert District.objects.filter(province="47").count() == 18
    assert Subdistrict.objects.filter(district__province="47").count() == 125
    assert Village.objects.count() == 1521


def test_every_place_lies_in_the_place_its_code_begins_with():
    assert all(code.startswith(parent) for code, parent in District.objects.values_list("code", "province"))
    assert all(code.startswith(parent) for code, parent in Subdistrict.objects.values_list("code", "district"))
    assert all(
        code == f"{parent}{moo:02d}" for code, parent, moo in Village.objects.values_list("code", "subdistrict", "moo")
    )


def test_loading_twice_changes_nothing(capsys):
    assert all(result.created == result.updated == 0 for result in load_places())
    call_command("load_places")
    assert "Village: 1521 (0 new, 0 updated)" in capsys.readouterr().out


def test_loading_mends_what_differs_and_brings_back_what_is_missing():
    District.objects.filter(code="4703").update(name_th="กุดปาก")
    Village.objects.filter(code="47030501").delete()
    results = {result.what: result for result in load_places()}
    assert results["District"].updated == 1
    assert results["Village"].created == 1
    assert District.objects.get(code="4703").name_th == "กุดบาก"


def test_names_are_stored_in_one_spelling():
    for row in rows_of(DATA / "admin.csv"):
        assert normalise(row["name_th"]) == row["name_th"]
    for village in read_villages().values():
        assert normalise(village["name_th"]) == village["name_th"]


def test_points_known_to_be_wrong_are_blank():
    assert Village.objects.filter(latitude=None).count() == 67
    assert Village.objects.filter(latitude=None, longitude__isnull=False).count() == 0


def test_sources_name_every_data_file():
    text = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    for file in DATA.iterdir():
        assert file.name == "SOURCES.md" or file.name in text
