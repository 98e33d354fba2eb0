"""Addresses of pages in the language being read. Templates use `{% item_url page %}` (`kaejon_urls`)."""

from django.utils import translation
from wagtail.models import Page

PREFIXED = ("th", "en")


def page_path(page: Page, language: str | None = None) -> str:
    """ "/en/knowledge/snru/tech-0001/": the page under the language being read, translated or not.

    An untranslated page answers there too (`portal.site.serving`). Costs no query.
    """
    code = language or translation.get_language() or "th"
    code = code if code in PREFIXED else "th"
    below_root = page.url_path.split("/", 2)[2] if page.url_path.count("/") > 1 else ""
    return f"/{code}/{below_root}"
