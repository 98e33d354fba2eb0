"""The search app. Other apps register what they offer to search in their own `AppConfig.ready()`: `search.sources`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Thai search over everything that the other apps register."""

    name = "search"
    label = "search"
    verbose_name = _("Search")
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self) -> None:
        """Follow moves and view restrictions of pages, which change what is found without saving the page, and
        uploaded files, which are read for what they say; have the clock take in the words of what changed."""
        from portal.base.jobs import register_repair
        from search import attachments, signals, vocabulary
        from search.engines import send_what_waits

        signals.connect_page_tree()
        register_repair(vocabulary.learn)
        register_repair(send_what_waits)
        attachments.connect()
