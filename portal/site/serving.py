"""One view for every page of the tree, in both languages.

An untranslated page answers 200 under `/en/` with the Thai text and a notice; where a translation is live, the
address of the Thai page leads to it. No alias rows exist, so counts, search and facets stay right.
"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from wagtail.models import Page, Site
from wagtail.url_routing import RouteResult
from wagtail.views import serve as wagtail_serve

from portal.base.links import page_path


def serve_page(request: HttpRequest, path: str = "") -> HttpResponse:
    """Serve `path` (without its language) in the language of the address."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    result = Page.route_for_request(request, path)
    if result is None and language != settings.LANGUAGE_CODE:
        result = _thai_route(request, path)
        request._wagtail_route_for_request = result  # type: ignore[attr-defined]
    if result is None:
        raise Http404
    page = result[0]
    written_in = page.locale.language_code
    if written_in != language:
        translated = page.get_translations().filter(locale__language_code=language, live=True).first()
        if translated is not None:
            return redirect(page_path(translated, language))
    request.content_language = written_in  # type: ignore[attr-defined]
    return wagtail_serve(request, path)


def _thai_route(request: HttpRequest, path: str) -> RouteResult | None:
    """Where the path leads in the Thai tree; None where it leads nowhere."""
    site = Site.find_for_request(request)
    if site is None:
        return None
    try:
        with translation.override(settings.LANGUAGE_CODE):
            return site.root_page.localized.specific.route(request, [part for part in path.split("/") if part])
    except Http404:
        return None
