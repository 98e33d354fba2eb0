"""Inline children of an item: evidence, cost lines of the plan seed, researchers, attachments."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from portal.places.models import Subdistrict

from .item import NOT_NEGATIVE, YEAR_RANGE, KnowledgeItem
from .panels import field_panel
from .spelling import citizen_id_errors, tidy


class ItemChild(Orderable):
    """A row that belongs to an item and is stored in one spelling."""

    class Meta(Orderable.Meta):
        abstract = True

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        tidy(self)
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        errors = citizen_id_errors(self)
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        tidy(self)
        super().save(*args, **kwargs)


class EvidenceRelation(models.TextChoices):
    """What happened at the place."""

    ORIGIN = "origin", _("Place of origin")
    TESTED = "tested", _("Tested here")
    USED = "used", _("In use here")


class Evidence(ItemChild):
    """Where, when, with how many households and with what income before and after (baht per household per month)."""

    item = ParentalKey(KnowledgeItem, on_delete=models.CASCADE, related_name="evidence")
    subdistrict = models.ForeignKey(
        Subdistrict, verbose_name=_("subdistrict"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    moo = models.PositiveSmallIntegerField(_("village number"), null=True, blank=True)
    relation = models.CharField(
        _("what happened there"), max_length=8, choices=EvidenceRelation.choices, default=EvidenceRelation.TESTED
    )
    fiscal_year = models.PositiveSmallIntegerField(_("fiscal year (B.E.)"), validators=YEAR_RANGE)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
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
    method = models.CharField(
        _("how it was measured"), max_length=200, blank=True, help_text=_("Such as household account, interview.")
    )
    source = models.CharField(_("source"), max_length=300, blank=True, help_text=_("Report or data set, with page."))
    as_of = models.DateField(_("as of"), null=True, blank=True)

    panels = [
        FieldRowPanel([FieldPanel("subdistrict"), FieldPanel("moo")]),
        FieldRowPanel([FieldPanel("relation"), FieldPanel("fiscal_year"), FieldPanel("households")]),
        FieldRowPanel([FieldPanel("income_before"), FieldPanel("income_after")]),
        FieldRowPanel([FieldPanel("method"), field_panel("as_of")]),
        FieldPanel("source"),
    ]

    class Meta(ItemChild.Meta):
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")

    def __str__(self) -> str:
        return f"{self.get_relation_display()} {self.subdistrict or ''} {self.fiscal_year}".strip()

    @property
    def has_income(self) -> bool:
        """Whether there is a before and an after to show."""
        return self.income_before is not None and self.income_after is not None

    def clean(self) -> None:
        super().clean()
        if (self.income_before is None) != (self.income_after is None):
            missing = "income_before" if self.income_before is None else "income_after"
            raise ValidationError({missing: _("Please give the income both before and after, or neither.")})
        if self.moo is not None and self.subdistrict_id is None:
            raise ValidationError({"subdistrict": _("Please choose the subdistrict that the village number lies in.")})


class SeedCostLine(ItemChild):
    """One line of what the suggested project costs (baht): quantity times the price of one."""

    item = ParentalKey(KnowledgeItem, on_delete=models.CASCADE, related_name="cost_lines")
    label = models.CharField(_("what is paid for"), max_length=200)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2, validators=NOT_NEGATIVE)
    unit = models.CharField(_("unit"), max_length=60)
    unit_price = models.DecimalField(
        _("price per unit (baht)"), max_digits=12, decimal_places=2, validators=NOT_NEGATIVE
    )
    price_year = models.PositiveSmallIntegerField(_("prices of the year (B.E.)"), validators=YEAR_RANGE)

    panels = [
        FieldPanel("label"),
        FieldRowPanel([FieldPanel("quantity"), FieldPanel("unit"), FieldPanel("unit_price"), FieldPanel("price_year")]),
    ]

    class Meta(ItemChild.Meta):
        verbose_name = _("cost line")
        verbose_name_plural = _("cost lines")

    def __str__(self) -> str:
        return self.label

    @property
    def amount(self) -> Any:
        """Quantity times price, in baht."""
        return self.quantity * self.unit_price


class ItemResearcher(ItemChild):
    """Who did the research. Shown on the item, never inside a citation."""

    item = ParentalKey(KnowledgeItem, on_delete=models.CASCADE, related_name="researchers")
    name = models.CharField(_("name"), max_length=160)
    orcid = models.CharField(
        _("ORCID"), max_length=19, blank=True, help_text=_("Sixteen digits in groups of four, if there is one.")
    )
    role = models.CharField(_("role"), max_length=120, blank=True)

    panels = [FieldRowPanel([FieldPanel("name"), FieldPanel("orcid"), FieldPanel("role")])]

    class Meta(ItemChild.Meta):
        verbose_name = _("researcher")
        verbose_name_plural = _("researchers")

    def __str__(self) -> str:
        return self.name


class ItemDocument(ItemChild):
    """A file that belongs to the item."""

    item = ParentalKey(KnowledgeItem, on_delete=models.CASCADE, related_name="attachments")
    document = models.ForeignKey(
        "base.Document", verbose_name=_("document"), on_delete=models.CASCADE, related_name="+"
    )
    title = models.CharField(_("title shown"), max_length=200, blank=True)

    panels = [FieldPanel("document"), FieldPanel("title")]

    class Meta(ItemChild.Meta):
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return self.title or self.document.title
