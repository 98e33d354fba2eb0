"""People, the organisations they work in and the roles they hold there."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "portal.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from . import (
            groups,  # noqa: F401  (connects the signals that keep groups in step with memberships)
            place_slots,  # noqa: F401  (fills the slots of the place pages)
        )
