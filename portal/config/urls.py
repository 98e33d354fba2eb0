"""Every address of the product. Public pages stand under `/th/` and `/en/`, work under `/workspace/` and `/admin/`."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib.auth import views as auth
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.i18n import set_language
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import authenticate_with_password

from knowledge import finder
from portal.base import files
from portal.config import health
from portal.people.views import SignIn
from portal.site import discovery
from portal.site.serving import serve_page

DUTIES = ("about", "contact", "privacy", "accessibility", "sources")

urlpatterns = [
    path("", RedirectView.as_view(url=f"/{settings.LANGUAGE_CODE}/"), name="root"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("robots.txt", discovery.robots, name="robots"),
    path("sitemap.xml", discovery.sitemap, name="sitemap"),
    path("language/", set_language, name="set_language"),
    path("login/", SignIn.as_view(), name="login"),
    path("logout/", auth.LogoutView.as_view(), name="logout"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    # Pages that their editors put behind a password or a log-in: Wagtail looks for these two names.
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    path("_util/login/", RedirectView.as_view(pattern_name="login", query_string=True), name="wagtailcore_login"),
    re_path(r"^media/(?P<path>.+)$", files.public_media, name="media"),
    path("workspace/", include("plans.urls.workspace")),
    *i18n_patterns(
        path("search/", include("search.urls")),
        path("find/", finder.find, name="finder"),
        path("places/", include("portal.places.urls")),
        path("plans/", include("plans.urls.public")),
        path("site-map/", discovery.site_map, name="page_sitemap"),
        path("knowledge/", serve_page, {"path": "knowledge"}, name="knowledge_list"),
        *[path(f"{slug}/", serve_page, {"path": slug}, name=f"page_{slug}") for slug in DUTIES],
        path("", serve_page, {"path": ""}, name="home"),
        re_path(r"^(?P<path>(?:[\w-]+/)+)$", serve_page, name="page"),
        prefix_default_language=True,
    ),
]
handler404 = "portal.site.discovery.not_found"
