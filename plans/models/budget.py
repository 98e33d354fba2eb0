"""Money of an entry: planned amounts by fiscal year, and the lines they are built from."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from .entry import PlanEntry


class EntryBudget(models.Model):
    """วงเงินประมาณการ of one fiscal year, in baht. No row = nothing ("-" or blank); 0 is a stated zero."""

    entry = ParentalKey(PlanEntry, on_delete=models.CASCADE, related_name="budgets")
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year (B.E.)"))
    amount = models.DecimalField(_("planned amount (baht)"), max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["fiscal_year"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "fiscal_year"], name="plans_budget_year_once"),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="plans_budget_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year}: {self.amount}"


class EntryCostLine(models.Model):
    """รายการ × จำนวน × ราคาต่อหน่วย, with the year of the price: councils ask for it."""

    entry = ParentalKey(PlanEntry, on_delete=models.CASCADE, related_name="cost_lines")
    order = models.PositiveSmallIntegerField(default=0)
    label = models.CharField(_("cost item"), max_length=200)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=60)
    unit_price = models.DecimalField(_("price per unit (baht)"), max_digits=12, decimal_places=2)
    price_year = models.PositiveSmallIntegerField(_("price of year (B.E.)"), null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.label

    @property
    def amount(self) -> Decimal:
        """Quantity × price, in baht."""
        return self.quantity * self.unit_price
