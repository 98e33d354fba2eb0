"""Plans: what planners plan. Subdistrict, district and agency plans, their books, entries, decisions and papers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        from portal.base import jobs

        from . import (
            moving_sources,  # noqa: F401  (tells planners of sources that moved)
            search_source,
            slots,  # noqa: F401  (fills the slots that knowledge and places offer)
        )

        search_source.register_sources()
        from .actions.announce import order_missing_printing
        from .exports.paper import freeze_missing

        jobs.register_repair(freeze_missing)
        jobs.register_repair(order_missing_printing)
