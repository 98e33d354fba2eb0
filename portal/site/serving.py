"""One view for every page of the tree, in both languages.

An untranslated page answers 200 under `/en/` with the Thai text and a notice; where a translation is live, the
address of the Thai page leads to it. No alias rows exist, so counts, search and facets stay right.

The page is looked up by its whole path in one query; Wagtail's own routing asks once for every step and language.
"""

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from wagtail.models import Page, Site
from wagtail.views import serve as wagtail_serve

from portal.base.links import page_path


def serve_page(request: HttpRequest, path: str = "") -> HttpResponse:
    """Serve `path` (without its language) in the language of the address."""
    language = (translation.get_language() or settings.LANGUAGE_CODE)[:2]
    page, translated = find_page(request, path, language)
    if page is None:
        raise Http404
    if page.locale.language_code != language and translated is not None:
        return redirect(page_path(translated, language))
    kind = page.specific_class or type(page)
    specific = kind._default_manager.select_related("locale", *getattr(kind, "served_with", ())).get(pk=page.pk)
    request.content_language = page.locale.language_code  # type: ignore[attr-defined]
    # Raises Http404 for a draft; a page may have a word to say about itself here (a withdrawn item says 410).
    request._wagtail_route_for_request = specific.route(request, [])  # type: ignore[attr-defined]
    return wagtail_serve(request, path)


def find_page(request: HttpRequest, path: str, language: str) -> tuple[Page | None, Page | None]:
    """(the page at that path in the language, or else in Thai; its live translation at another path).

    Two queries: the site, and all that the path may mean.
    """
    site = Site.find_for_request(request)
    if site is None:
        return None, None
    roots = {root.language_code: root.root_path for root in Site.get_site_root_paths() if root.site_id == site.pk}
    below = "".join(f"{part}/" for part in path.split("/") if part)
    paths = {code: roots[code] + below for code in (language, settings.LANGUAGE_CODE) if code in roots}
    thai = paths.get(settings.LANGUAGE_CODE, "")
    wanted = Q(url_path__in=set(paths.values()))
    if language != settings.LANGUAGE_CODE:
        keys = Page.objects.filter(url_path=thai).values("translation_key")
        wanted |= Q(translation_key__in=keys, locale__language_code=language, live=True)
    found = list(Page.objects.filter(wanted).select_related("locale"))
    by_path = {page.url_path: page for page in found}
    page = by_path.get(paths.get(language, "")) or by_path.get(thai)
    translated = next((other for other in found if other.live and other.locale.language_code == language), None)
    return page, translated
