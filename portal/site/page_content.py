"""The pages that every installation begins with: home, the list of knowledge, and the plain pages of duty.

`ensure_pages()` is called by the preparation of a new site and by the demonstration. The texts stand in `data/pages`
as `<slug>.<language>.html`: lines "title:" and "intro:", a blank line, then the text as rich text. What an editor has
changed since is never overwritten.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from knowledge.models import KnowledgeIndex
from knowledge.sections import ensure_sections
from portal.site.models import HomePage, StandardPage

TEXTS = Path(__file__).resolve().parent / "data" / "pages"
DUTIES = ("about", "contact", "privacy", "accessibility", "sources")
FURTHER_LANGUAGES = ("en",)
HOME_SLUG = "home"


@dataclass(frozen=True)
class PageText:
    """Title, introduction and rich text of a page in one language."""

    title: str
    intro: str
    body: str


def text_of(slug: str, language: str) -> PageText:
    """The text that a page begins with. FileNotFoundError where there is none in that language."""
    head, _blank, body = (TEXTS / f"{slug}.{language}.html").read_text(encoding="utf-8").partition("\n\n")
    values = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    return PageText(values["title"], values.get("intro", ""), body.strip())


@transaction.atomic
def ensure_pages() -> HomePage:
    """Make what is missing of the page tree and return the Thai home page; done again it changes nothing.

    Thai is the default language; the home page takes the place of Wagtail's welcome page and the site's root. The
    duties are written in Thai with English translations, the list of knowledge with the universities' sections.
    """
    thai = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)[0]
    home = HomePage.objects.filter(locale=thai).first() or _make_home(thai)
    _ensure_site(home)
    for slug in DUTIES:
        if not StandardPage.objects.child_of(home).filter(slug=slug).exists():
            text = text_of(slug, thai.language_code)
            _publish_below(home, StandardPage(title=text.title, slug=slug, intro=text.intro, body=text.body))
    index = KnowledgeIndex.objects.child_of(home).first()
    if index is None:
        text = text_of("knowledge", thai.language_code)
        index = KnowledgeIndex(title=text.title, slug="knowledge", introduction=text.intro)
        _publish_below(home, index)
    ensure_sections(index)
    for language in FURTHER_LANGUAGES:
        _ensure_translations(home, Locale.objects.get_or_create(language_code=language)[0])
    return home


def _publish_below(parent: Page, page: Page) -> None:
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()
    parent.refresh_from_db()


def _make_home(thai: Locale) -> HomePage:
    root = Page.get_first_root_node()
    # Wagtail's own welcome page holds the slug; it goes once the site no longer stands on it.
    Page.objects.child_of(root).filter(slug=HOME_SLUG).update(slug="welcome")
    text = text_of(HOME_SLUG, thai.language_code)
    home = HomePage(title=text.title, slug=HOME_SLUG, lead=text.intro, locale=thai)
    root.add_child(instance=home)
    home.save_revision().publish()
    home.refresh_from_db()
    return home


def _ensure_site(home: HomePage) -> None:
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site(hostname="localhost", port=80, is_default_site=True)
    if site.root_page_id != home.pk:
        site.root_page = home
        site.site_name = settings.WAGTAIL_SITE_NAME
        site.save()
    for welcome in Page.objects.child_of(Page.get_first_root_node()).filter(slug="welcome"):
        if welcome.specific_class is Page:
            welcome.delete()


def _ensure_translations(home: HomePage, locale: Locale) -> None:
    """Translations of the home page and of the duties, with their own words."""
    for page in [home, *StandardPage.objects.child_of(home)]:
        if page.has_translation(locale):
            continue
        try:
            text = text_of(page.slug, locale.language_code)
        except FileNotFoundError:
            continue  # a page that an editor added: its translation is the editor's
        copy = page.copy_for_translation(locale)
        copy.title = copy.draft_title = text.title
        if isinstance(copy, HomePage):
            copy.lead = text.intro
        else:
            copy.intro, copy.body = text.intro, text.body
        copy.live = True
        copy.save_revision().publish()
