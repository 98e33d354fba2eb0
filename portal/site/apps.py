"""The site: what needs both halves of the product. Home, place pages' figures, the demonstration province."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SiteConfig(AppConfig):
    name = "portal.site"
    label = "portal_site"
    verbose_name = _("Site")

    def ready(self) -> None:
        """Offer the site's own documents to search, with the words for the filters."""
        from portal.site import search_sources

        search_sources.register_sources()
