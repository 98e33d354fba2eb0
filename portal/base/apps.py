"""The base app: abstract page, own image and document, slots, jobs, middleware."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BaseConfig(AppConfig):
    name = "portal.base"
    label = "base"
    verbose_name = _("Base")

    def ready(self) -> None:
        from . import thai_formats, uses  # noqa: F401  (`uses` keeps the index of references up to date)

        thai_formats.install()
