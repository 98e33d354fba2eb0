"""Membership: the only source of what a person may do. Wagtail's groups are derived from it (`people.groups`)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation


class Role(models.TextChoices):
    """Roles a person holds in one organisation."""

    PLANNER = "planner", _("Planner")
    CHECKER = "checker", _("Checker (chief administrator or head of planning)")
    RESEARCHER = "researcher", _("Researcher")
    REVIEWER = "reviewer", _("Knowledge reviewer")
    AREA_MANAGER = "area_manager", _("Area manager")
    OPERATOR = "operator", _("Operator")


class Membership(models.Model):
    """A person holds a role in an organisation, from and until a day (both inclusive, open when blank)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["organisation", "role", "user"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["user", "organisation", "role"], name="people_role_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.organisation}"
