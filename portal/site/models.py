"""Pages of the site itself: the home page and the plain pages of duty (about, contact, privacy …)."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField

from portal.base.models import PortalPage


class HomePage(PortalPage):
    """The first page: one sentence, search, map, figures, stories, one true trail."""

    lead = models.CharField(_("the one sentence"), max_length=200, blank=True)

    content_panels = [*PortalPage.content_panels, FieldPanel("lead")]
    template = "pages/home.html"
    max_count_per_parent = 1
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with what `portal.site.queries.home` gathers."""
        from portal.site.queries import home

        return {
            **super().get_context(request, *args, **kwargs),
            **home(request.user),
            "content_language": self.locale.language_code,
            "description": self.lead,
        }


class StandardPage(PortalPage):
    """A plain page of text."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)
    body = RichTextField(
        _("text"), blank=True, features=["h2", "h3", "bold", "ol", "ul", "link", "document-link", "hr"]
    )

    content_panels = [*PortalPage.content_panels, FieldPanel("intro"), FieldPanel("body")]
    template = "pages/standard.html"
    parent_page_types = ["portal_site.HomePage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = _("page of text")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The page with the language of its text: under the other language's address it is shown with a notice."""
        return {
            **super().get_context(request, *args, **kwargs),
            "content_language": self.locale.language_code,
            "description": self.intro,
            "og_title": self.title,
            "last_updated": self.last_published_at,
            "breadcrumbs": [{"title": self.title, "url": ""}],
        }
