"""What helps others find their way: robots.txt, sitemap.xml, the site map page, the page for a wrong address."""

from html import escape

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Page

from knowledge.models import KnowledgeSection
from knowledge.queries import public_items
from plans.models import PlanBook
from plans.policies import public_entries
from plans.states import BookState
from portal.base.links import page_path
from portal.kit.thai.collate import thai_sorted
from portal.places.models import District, Subdistrict
from portal.site.models import StandardPage

PROVINCE = "47"


def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be indexed; work areas and searches not."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /workspace/",
        "Disallow: /*/search/",
        f"Sitemap: {settings.BASE_URL}/sitemap.xml",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def public_paths() -> list[str]:
    """Language-free ends of every public address, for the sitemap."""
    sections = KnowledgeSection.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE)
    pages: list[Page] = [*public_items().defer("body"), *sections, *_duties()]
    paths = [page_path(page, "th").removeprefix("/th/") for page in pages]
    paths += ["", "find/", "knowledge/", "places/", "plans/", "site-map/"]
    places = [
        *District.objects.filter(province=PROVINCE).values_list("code", flat=True),
        *Subdistrict.objects.filter(district__province=PROVINCE).values_list("code", flat=True),
    ]
    paths += [f"places/{code}/" for code in places]
    announced = PlanBook.objects.filter(state=BookState.ANNOUNCED)
    paths += [f"plans/{pk}/" for pk in announced.values_list("plan", flat=True).distinct()]
    paths += [f"plans/books/{pk}/" for pk in announced.values_list("pk", flat=True)]
    paths += [f"plans/entries/{pk}/" for pk in public_entries().values_list("pk", flat=True)]
    return sorted(set(paths))


def _duties() -> list[StandardPage]:
    """The plain pages in Thai, in the order of the tree."""
    pages = StandardPage.objects.live().public().filter(locale__language_code=settings.LANGUAGE_CODE)
    return list(pages.order_by("path"))


def sitemap(request: HttpRequest) -> HttpResponse:
    """Addresses of both languages for search engines."""
    rows = "".join(
        f"<url><loc>{escape(settings.BASE_URL)}/{language}/{path}</loc></url>"
        for path in public_paths()
        for language in ("th", "en")
    )
    head = '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    body = f"{head}{rows}</urlset>"
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


def site_map(request: HttpRequest) -> HttpResponse:
    """A page that lists the parts of the site."""
    pages = _duties()
    language = translation.get_language() or settings.LANGUAGE_CODE
    if language != settings.LANGUAGE_CODE:
        titles = dict(
            StandardPage.objects.live().filter(locale__language_code=language).values_list("translation_key", "title")
        )
    else:
        titles = {}
    sections = KnowledgeSection.objects.live().filter(locale__language_code=settings.LANGUAGE_CODE)
    districts = District.objects.filter(province=PROVINCE)
    return render(
        request,
        "pages/site_map.html",
        {
            "districts": thai_sorted(districts, key=lambda place: place.name),
            "sections": sections.select_related("organisation").order_by("path"),
            "pages": [
                {"title": titles.get(page.translation_key, page.title), "url": page_path(page)} for page in pages
            ],
            "breadcrumbs": [{"title": _("Site map"), "url": ""}],
        },
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same words for what does not exist and for what the person may not see."""
    return render(request, "404.html", status=404)
