"""CaseStudy: what happened in one place over a period, with the figures before and after and what failed."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField

from .item import NOT_NEGATIVE, KnowledgeItem
from .panels import item_edit_handler, rows
from .vocabulary import PartnerKind


class CaseStudy(KnowledgeItem):
    """กรณีศึกษา. Incomes are baht per household per month."""

    period_start = models.DateField(_("from"), null=True, blank=True)
    period_end = models.DateField(_("until"), null=True, blank=True)
    partners = ParentalManyToManyField(PartnerKind, verbose_name=_("partners"), blank=True, related_name="case_studies")
    households_before = models.PositiveIntegerField(_("households at the start"), null=True, blank=True)
    households_after = models.PositiveIntegerField(_("households at the end"), null=True, blank=True)
    income_before = models.DecimalField(
        _("income before"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
        help_text=_("Baht per household per month."),
    )
    income_after = models.DecimalField(
        _("income after"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
        help_text=_("Baht per household per month."),
    )
    income_method = models.CharField(_("how income was measured"), max_length=200, blank=True)
    what_failed = models.TextField(
        _("what failed"), blank=True, help_text=_("What did not work and what was learned from it.")
    )

    is_creatable = True
    kind = "case"
    slug_prefix = "case"
    edit_handler = item_edit_handler(
        [
            rows("period_start", "period_end"),
            "partners",
            rows("households_before", "households_after"),
            rows("income_before", "income_after"),
            "income_method",
            "what_failed",
        ]
    )

    class Meta:
        verbose_name = _("case study")
        verbose_name_plural = _("case studies")

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if (self.income_before is None) != (self.income_after is None):
            missing = "income_before" if self.income_before is None else "income_after"
            errors[missing] = _("Please give the income both before and after, or neither.")
        if self.period_start and self.period_end and self.period_end < self.period_start:
            errors["period_end"] = _("The period ends before it begins. Please check both days.")
        if errors:
            raise ValidationError(errors)
