"""What is found follows places, bodies, plans and pages at once, in both languages: no rebuild, no waiting."""

import pytest
from django.db.models import F
from django.test import Client
from wagtail.models import Locale

from plans.models import PlanEntry
from plans.search_source import index_book
from portal.people.models import Organisation, OrganisationKind
from portal.places.models import District, Province, Subdistrict, Village
from portal.site.models import StandardPage
from search.models import SearchDocument
from search.query import search
from search.sources import reconcile
from tests.factories.bodies import body
from tests.pages.site import PublicSite
from tests.plans.desk import TODAY, announced

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("places_loaded"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


def found(text: str, kind: str, language: str | None = None) -> list[str]:
    return [hit.document.object_id for hit in search(text, kinds=[kind], language=language).hits]


@pytest.fixture
def site() -> PublicSite:
    return PublicSite()


def test_a_project_follows_its_body_and_place(settings):
    settings.FIXED_TODAY = TODAY
    of = body()
    entry = announced(of, "โครงการเลี้ยงจิ้งหรีดในครัวเรือน ตำบลโคกก่อง")
    index_book(of.book.pk)
    organisation = Organisation.objects.get(pk=of.organisation.pk)
    organisation.name_th = "เทศบาลตำบลดอกคูนเหลือง"
    organisation.save()
    assert found("ดอกคูนเหลือง", "plan_entry") == [str(entry.pk)]
    assert found("ดอกคูนเหลือง", "plan_book") == [str(of.book.pk)]
    PlanEntry.objects.filter(pk=entry.pk).update(subdistrict=of.subdistrict)
    place = Subdistrict.objects.get(pk=of.subdistrict.pk)
    place.name_th = "หนองบัวแดงใหม่"
    place.save()
    assert str(entry.pk) in found("หนองบัวแดงใหม่", "plan_entry")


def test_places_and_bodies_follow_each_other():
    place = Subdistrict.objects.get(code="470305")
    office = Organisation.objects.filter(subdistricts=place).first()
    place.name_th = "กุดใหม่พัฒนา"
    place.save()
    assert found("กุดใหม่พัฒนา", "subdistrict") == [place.code]
    assert place.district_id in found("กุดใหม่พัฒนา", "district")
    assert str(office.pk) in found("กุดใหม่พัฒนา", "organisation")
    village = Village.objects.filter(subdistrict=place).first()
    village.name_th = "โนนดาวเรืองทอง"
    village.save()
    assert found("โนนดาวเรืองทอง", "subdistrict") == [place.code]
    district = District.objects.get(pk=place.district_id)
    district.name_th = "ภูพานน้อยเหนือ"
    district.save()
    assert place.code in found("ภูพานน้อยเหนือ", "subdistrict")
    province = Province.objects.get(code="47")
    province.name_th = "หนองหารหลวงเดิม"
    province.save()
    assert district.code in found("หนองหารหลวงเดิม", "district")


def test_a_body_is_made_moved_and_deleted():
    made = Organisation.objects.create(
        code="new-body", name_th="ศูนย์เรียนรู้ดอกจานแดง", kind=OrganisationKind.AGENCY, district_id="4703"
    )
    assert found("ดอกจานแดง", "organisation") == [str(made.pk)]
    made.subdistricts.add(Subdistrict.objects.get(code="470305"))
    assert SearchDocument.objects.get(source="organisation", object_id=str(made.pk)).subdistrict_code == "470305"
    Subdistrict.objects.get(code="470305").organisations.remove(made)
    assert SearchDocument.objects.get(source="organisation", object_id=str(made.pk)).subdistrict_code == ""
    made.delete()
    assert found("ดอกจานแดง", "organisation") == []


def test_plain_pages_and_items_in_both_languages(site: PublicSite):
    item = site.item("เครื่องคั่วกาแฟพลังแสงอาทิตย์")
    english = Locale.objects.get_or_create(language_code="en")[0]
    page = StandardPage.objects.filter(locale__language_code="th").first()
    for original, source in ((page, StandardPage), (item, type(item))):
        twin = original.get_translation_or_none(english)
        if twin is None:
            original.get_parent().copy_for_translation(english, copy_parents=True)
            twin = original.copy_for_translation(english)
        twin = source.objects.get(pk=twin.pk)
        twin.title = "Solar zeppelin roaster"
        twin.save_revision().publish()
        kind = "page" if source is StandardPage else "technology"
        assert found("zeppelin", kind, "en") == [str(twin.pk)]
        assert found("zeppelin", kind) == [str(twin.pk)]
        assert str(original.pk) not in found("zeppelin", kind)
        twin = source.objects.get(pk=twin.pk)
        twin.title = "Solar umbrella dryer"
        twin.save_revision().publish()
        assert found("zeppelin", kind) == []
        twin.unpublish()
        assert found("umbrella", kind) == []
        twin.delete()


def test_the_life_of_an_item(site: PublicSite):
    item = site.item("เตาเผาถ่านไร้ควัน")
    assert found("ถ่านไร้ควัน", "technology") == [str(item.pk)]
    draft = type(item).objects.get(pk=item.pk)
    draft.title = "เตาอบแห้งลมร้อน"
    draft.save_revision()
    assert found("ลมร้อน", "technology") == []
    draft.save_revision().publish()
    assert found("ลมร้อน", "technology") == [str(item.pk)]
    assert found("ถ่านไร้ควัน", "technology") == []
    item = type(item).objects.get(pk=item.pk)
    other = type(site.section).objects.exclude(pk=site.section.pk).first()
    address = SearchDocument.objects.get(source="knowledge", object_id=str(item.pk)).url
    item.move(other, "last-child")
    assert SearchDocument.objects.get(source="knowledge", object_id=str(item.pk)).url != address
    item.get_parent().delete()
    assert found("ลมร้อน", "technology") == []


def test_nothing_is_left_for_a_reconciliation_to_mend(site: PublicSite):
    reconcile()
    place = Subdistrict.objects.get(code="470305")
    site.item("เตาเผาถ่านไร้ควัน")
    place.name_th = "กุดใหม่พัฒนา"
    place.save()
    organisation = Organisation.objects.get(code="snru")
    organisation.name_th += " ใหม่"
    organisation.save()
    report = reconcile()
    assert (report.written, report.removed) == (0, 0)
    # What no signal tells is what reconciling is for.
    Village.objects.filter(subdistrict=place).update(name_th=F("name_en"))
    assert reconcile().written == 1


def test_the_public_page_answers_after_a_change(site: PublicSite):
    site.item("เตาเผาถ่านไร้ควัน")
    assert "เตาเผาถ่าน" in Client().get("/th/search/", {"q": "ไร้ควัน"}).text.replace("<mark>", "").replace("</mark>", "")
