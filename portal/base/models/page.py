"""The abstract page over Wagtail's own `Page` that all page types of the product share."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from portal.kit.thai.text import normalise


class PortalPage(Page):
    """A page of the portal. `is_sample` marks what the demonstration invented: it is stamped and never counted."""

    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    # Relations that the page itself shows, read together with it when it is served (`portal.site.serving`).
    served_with: tuple[str, ...] = ()

    promote_panels = [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")]

    class Meta:
        abstract = True

    def full_clean(self, *args, **kwargs):
        """Store the title as one spelling (ํ+า as ำ and the like), whatever the keyboard produced."""
        self.title = normalise(self.title or "").strip()
        super().full_clean(*args, **kwargs)

    def get_url_parts(self, request: HttpRequest | None = None) -> Any:
        """(site id, root, path) as Wagtail wants them. The tree is served by `portal.site.serving`, so Wagtail's own
        route does not exist and its answer would leave the admin without links to the page."""
        from portal.base.links import page_path

        parts = super().get_url_parts(request)
        return None if parts is None else (parts[0], settings.BASE_URL, page_path(self))
