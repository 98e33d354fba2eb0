"""Vocabularies that both halves of the product name things by."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BudgetProgramme(models.Model):
    """แผนงาน: one of the twelve budget programmes of local government (brief 1.8; codes unverified, so editable)."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    aliases = models.JSONField(_("other spellings"), default=list, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["order", "code"]
        verbose_name = _("budget programme")
        verbose_name_plural = _("budget programmes")

    def __str__(self) -> str:
        return self.name
