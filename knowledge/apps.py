"""Knowledge: what universities know, reviewed by other eyes, and the one door through which plans quote it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class KnowledgeConfig(AppConfig):
    name = "knowledge"
    label = "knowledge"
    verbose_name = _("Knowledge")

    def ready(self) -> None:
        from . import files, likeness, place_slots, search_source, signals  # noqa: F401  (fills slots; counts publications)

        search_source.connect()
        likeness.connect()
        files.connect()
