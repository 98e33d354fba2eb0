"""Home, the duties, the fall-back of languages, robots, site map, signing in."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from knowledge.models import KnowledgeItem
from portal.site.discovery import public_paths
from portal.site.models import HomePage, StandardPage
from portal.site.page_content import DUTIES, ensure_pages
from tests.factories.bodies import body
from tests.pages.site import LANGUAGES, PublicSite, ask, cite
from tests.plans.desk import announced

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places_loaded")]


def test_the_page_tree_is_made_once(site: PublicSite) -> None:
    before = set(Page.objects.values_list("pk", "title"))
    page = StandardPage.objects.child_of(site.home).get(slug="about")
    page.title = "แก้โดยบรรณาธิการ"
    page.save_revision().publish()
    assert ensure_pages().pk == site.home.pk
    after = set(Page.objects.values_list("pk", "title"))
    assert {title for _pk, title in after - before} == {"แก้โดยบรรณาธิการ"}
    assert Site.objects.get(is_default_site=True).root_page_id == site.home.pk
    assert not Page.objects.filter(slug="welcome").exists()
    assert HomePage.objects.count() == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_public_address_answers(site: PublicSite, language: str) -> None:
    of = body()
    entry = announced(of)
    cite(entry, site.item())
    listed = public_paths()
    assert f"plans/entries/{entry.pk}/" in listed
    places = [path for path in listed if path.startswith("places/47")]
    assert len(places) > 140
    client = Client()
    for path in [*(set(listed) - set(places)), *places[::10], "search/", "search/suggest/"]:
        assert client.get(f"/{language}/{path}").status_code == 200, path


def test_addresses_without_a_language(site: PublicSite) -> None:
    client = Client()
    assert client.get("/").headers["Location"] == "/th/"
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /workspace/" in robots
    listed = client.get("/sitemap.xml").content.decode()
    assert "/th/about/</loc>" in listed
    assert "/en/about/</loc>" in listed
    login = client.get("/login/").content.decode()
    assert 'name="password"' in login
    assert "noindex" in login


def test_a_wrong_password_is_told_and_the_name_kept(site: PublicSite) -> None:
    answer = Client().post("/login/", {"username": "somebody", "password": "wrong"})
    assert answer.status_code == 200
    assert 'value="somebody"' in answer.content.decode()
    assert "notice-error" in answer.content.decode()


def test_duties_are_written_in_both_languages(site: PublicSite) -> None:
    for slug in DUTIES:
        thai = Client().get(f"/th/{slug}/").content.decode()
        english = Client().get(f"/en/{slug}/").content.decode()
        assert 'lang="th"' in thai
        assert "notice-info" not in english
        assert Page.objects.get(url_path=f"/home/{slug}/").title not in english


def test_an_untranslated_page_answers_in_thai_with_a_notice(site: PublicSite) -> None:
    text = StandardPage(title="ข่าว", slug="news", body="<p>ข้อความ</p>", locale=site.home.locale)
    site.home.add_child(instance=text)
    text.save_revision().publish()
    answer = Client().get("/en/news/")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Thai only" in page
    assert '<article class="wrap page" lang="th">' in page


def test_a_translation_under_another_slug_is_led_to(site: PublicSite) -> None:
    english = StandardPage.objects.get(locale__language_code="en", slug="about")
    english.slug = "about-us"
    english.save()
    answer = Client().get("/en/about/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en/about-us/")
    english.unpublish()
    assert Client().get("/en/about/").status_code == 200


def test_drafts_and_unknown_pages_are_not_there(site: PublicSite) -> None:
    draft = StandardPage(title="ร่าง", slug="draft", live=False, locale=site.home.locale)
    site.home.add_child(instance=draft)
    for path in ("draft/", "nothing/here/", "about/further/"):
        for language in LANGUAGES:
            assert Client().get(f"/{language}/{path}").status_code == 404


def test_a_page_behind_a_password_asks_for_it(site: PublicSite) -> None:
    from wagtail.models import PageViewRestriction

    page = StandardPage.objects.get(locale__language_code="th", slug="about")
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="only-for-this-test"
    )
    assert page.body[:40] not in Client().get("/th/about/").content.decode()
    assert "about/" not in public_paths()


def test_home_costs_the_same_however_much_there_is(site: PublicSite) -> None:
    of = body()
    site.story("เรื่องแรก")
    cite(announced(of), site.item())
    _answer, few = ask("/th/")
    for number in range(8):
        site.story(f"เรื่องที่ {number}")
        site.item(f"เทคโนโลยีที่ {number}")
    answer, many = ask("/th/")
    assert many <= few <= 20
    page = answer.content.decode()
    assert page.count('<li class="story"') == 3
    assert 'class="trail"' in page


def test_samples_are_never_counted_with_real_items(site: PublicSite) -> None:
    sample = site.item("ตัวอย่างหนึ่ง")
    KnowledgeItem.objects.filter(pk=sample.pk).update(is_sample=True)
    with translation.override("th"):
        address = reverse("home")
    page = Client().get(address).context["figures"]
    assert (page[0]["figure"], "ตัวอย่าง" in page[0]["label"]) == ("1", True)
    site.item("รายการจริง")
    page = Client().get(address).context["figures"]
    assert (page[0]["figure"], "ตัวอย่าง" in page[0]["label"]) == ("1", False)


def test_an_empty_site_says_so(site: PublicSite) -> None:
    answer = Client().get("/th/")
    assert answer.status_code == 200
    assert answer.context["stories"] == []
    assert answer.context["stations"] == []
    assert 'class="empty"' in answer.content.decode()
