"""The abstract page over Wagtail's own `Page` that all page types of the product share."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from portal.kit.thai.text import normalise


class PortalPage(Page):
    """A page of the portal. `is_sample` marks what the demonstration invented: it is stamped and never counted."""

    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    promote_panels = [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")]

    class Meta:
        abstract = True

    def full_clean(self, *args, **kwargs):
        """Store the title as one spelling (ํ+า as ำ and the like), whatever the keyboard produced."""
        self.title = normalise(self.title or "").strip()
        super().full_clean(*args, **kwargs)
