"""What helps others find their way: robots.txt, sitemap.xml, the site map page, the page for a wrong address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from knowledge.queries import public_items
from wagtail.models import Page

from plans.models import PlanBook
from plans.states import BookState
from portal.base.links import page_path
from portal.places.models import District
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
    pages: list[Page] = [*public_items(), *StandardPage.objects.live().filter(locale__language_code="th")]
    paths = [page_path(page, "th")[4:] for page in pages]
    paths += ["", "knowledge/", "places/", "plans/"]
    paths += [f"places/{code}/" for code in District.objects.filter(province=PROVINCE).values_list("code", flat=True)]
    paths += [
        reverse("plan_book", args=[pk]).split("/", 2)[2]
        for pk in PlanBook.objects.filter(state=BookState.ANNOUNCED).values_list("pk", flat=True)
    ]
    return sorted(set(paths))


def sitemap(request: HttpRequest) -> HttpResponse:
    """Addresses of both languages for search engines."""
    rows = "".join(
        f"<url><loc>{settings.BASE_URL}/{language}/{path}</loc></url>"
        for path in public_paths()
        for language in ("th", "en")
    )
    body = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


def site_map(request: HttpRequest) -> HttpResponse:
    """A page that lists the parts of the site."""
    return render(
        request,
        "pages/site_map.html",
        {
            "districts": District.objects.filter(province=PROVINCE),
            "pages": StandardPage.objects.live().filter(locale__language_code="th").order_by("path"),
        },
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The same words for what does not exist and for what the person may not see."""
    return render(request, "404.html", status=404)
