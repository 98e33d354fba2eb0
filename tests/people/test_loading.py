"""The organisations of Sakon Nakhon as the register gives them, and which body covers what."""

import datetime
from collections import Counter

import pytest

from portal.people.loading import (
    REGISTER_SOURCE,
    load_organisations,
    read_local_bodies,
    standard_departments,
    start_departments,
)
from portal.people.models import KindPeriod, Organisation, OrganisationKind
from portal.people.queries import (
    bodies_by_subdistrict,
    bodies_covering,
    covered_subdistricts,
    find_organisations,
    is_shared,
    local_bodies,
    own_villages,
    shared_subdistricts,
)
from portal.places.models import District, Subdistrict, Village

pytestmark = pytest.mark.usefixtures("places_loaded")


def body(short_name: str) -> Organisation:
    return Organisation.objects.get(short_name=short_name)


def test_141_local_bodies_by_type():
    assert Counter(local_bodies().values_list("kind", flat=True)) == {
        OrganisationKind.PAO: 1,
        OrganisationKind.CITY: 1,
        OrganisationKind.SUBDISTRICT_MUNICIPALITY: 65,
        OrganisationKind.SAO: 74,
    }


def test_district_offices_universities_and_agencies():
    offices = Organisation.objects.filter(kind=OrganisationKind.DISTRICT_OFFICE)
    assert offices.count() == 18
    assert offices.get(code="district-4703").name_th == "ที่ว่าการอำเภอกุดบาก"
    universities = Organisation.objects.filter(kind=OrganisationKind.UNIVERSITY).values_list("code", flat=True)
    assert set(universities) == {"snru", "rmuti-sakon", "ku-csc"}
    assert Organisation.objects.get(code="phuphan-centre").kind == OrganisationKind.AGENCY
    assert Organisation.objects.filter(kind=OrganisationKind.AGENCY).count() == 4


def test_every_name_is_there_in_both_languages_and_short_names_are_unique():
    rows = list(Organisation.objects.values_list("name_th", "name_en", "short_name"))
    assert all(all(row) for row in rows)
    assert len({short for _, _, short in rows}) == len(rows)
    assert body("ทต.กุดไห").name_en == "Kut Hai Subdistrict Municipality"
    assert body("อบต.โคกก่อง").code == "6470115"
    assert body("ทต.หนองลาด (อ.วาริชภูมิ)").district_id == "4706"


def test_the_kind_holds_from_the_day_of_the_register():
    assert KindPeriod.objects.count() == 141
    period = body("อบต.โคกก่อง").kind_periods.get()
    assert period.effective_from == datetime.date(2017, 3, 1)
    assert period.source == REGISTER_SOURCE
    assert period.kind == OrganisationKind.SAO


def test_loading_twice_changes_nothing():
    through = Organisation.subdistricts.through
    before = set(through.objects.values_list("organisation", "subdistrict"))
    assert all(result.created == result.updated == 0 for result in load_organisations())
    assert KindPeriod.objects.count() == 141
    assert set(through.objects.values_list("organisation", "subdistrict")) == before


def test_loading_leaves_an_upgraded_body_alone():
    upgraded = body("อบต.โคกก่อง")
    upgraded.kind, upgraded.name_th = OrganisationKind.SUBDISTRICT_MUNICIPALITY, "เทศบาลตำบลโคกก่อง"
    upgraded.save()
    upgraded.subdistricts.clear()
    load_organisations()
    upgraded.refresh_from_db()
    assert upgraded.kind == OrganisationKind.SUBDISTRICT_MUNICIPALITY
    assert not upgraded.subdistricts.exists()


def test_loading_needs_the_places(monkeypatch):
    monkeypatch.setattr("portal.people.loading.district_offices", dict)
    with pytest.raises(ValueError, match="load the places first"):
        load_organisations()


def test_seventeen_subdistricts_are_shared_and_none_is_uncovered():
    assert shared_subdistricts().count() == 17
    codes = Subdistrict.objects.filter(district__province="47").values_list("code", flat=True)
    assert all(bodies_by_subdistrict(codes).values())
    assert is_shared("470301") and not is_shared("470305")
    assert {each.short_name for each in bodies_covering("470301")} == {"ทต.กุดบาก", "ทต.กุดแฮด"}
    assert bodies_covering("470305", with_province=True).count() == 2


def test_own_villages_of_a_body_that_covers_its_subdistrict_alone():
    assert set(own_villages(body("ทต.กุดไห"))) == set(Village.objects.filter(subdistrict="470305"))


def test_own_villages_of_a_shared_subdistrict_are_those_ticked():
    shared = body("ทต.กุดแฮด")
    assert not own_villages(shared).exists()
    ticked = list(Village.objects.filter(subdistrict="470301")[:2])
    shared.villages.set(ticked)
    assert set(own_villages(shared)) == set(ticked)
    assert not own_villages(body("ทต.กุดบาก")).exists()


def test_the_province_and_a_district_office_work_in_all_of_theirs():
    assert covered_subdistricts(body("อบจ.สกลนคร")).count() == 125
    office = Organisation.objects.get(code="district-4703")
    assert covered_subdistricts(office).count() == District.objects.get(code="4703").subdistricts.count()
    assert own_villages(office).count() == Village.objects.filter(subdistrict__district="4703").count()


def test_organisations_are_found_by_any_of_their_names():
    assert find_organisations("ทต.กุดไห")[0].code == "5470302"
    assert find_organisations("Rajabhat")[0].code == "snru"
    assert find_organisations("  ") == []


def test_departments_to_start_from_are_given_once():
    office = body("ทต.กุดไห")
    assert start_departments(office) == len(standard_departments()) == 8
    assert start_departments(office) == 0
    assert office.departments.first().name == "สำนักปลัด"


def test_the_register_holds_no_person_and_no_address():
    bodies, covers = read_local_bodies()
    assert set(next(iter(bodies.values()))) == {"name_th", "name_en", "short_name", "kind", "district_id"}
    assert sum(len(codes) for codes in covers.values()) == 142
