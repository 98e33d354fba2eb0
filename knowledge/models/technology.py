"""Technology: a technology or innovation that already exists, is proven and can be taken over (brief 5.4)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .item import NOT_NEGATIVE, KnowledgeItem
from .panels import item_edit_handler, rows


class Procurement(models.TextChoices):
    """What a local body can do with it under the procurement rules."""

    BUY = "buy", _("Can be bought")
    TRAIN = "train", _("Can be trained")
    BOTH = "both", _("Can be bought and trained")


class Technology(KnowledgeItem):
    """เทคโนโลยีและนวัตกรรม."""

    problem = models.TextField(_("problem solved"), blank=True)
    how_it_works = models.TextField(_("how it works"), blank=True)
    unit_cost = models.DecimalField(
        _("cost of one unit (baht)"), max_digits=12, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    running_cost = models.DecimalField(
        _("running cost (baht)"), max_digits=12, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    running_cost_per = models.CharField(
        _("running cost per"), max_length=60, blank=True, help_text=_("Such as month, harvest, kilogram.")
    )
    lifetime_years = models.DecimalField(
        _("lifetime (years)"), max_digits=5, decimal_places=1, null=True, blank=True, validators=NOT_NEGATIVE
    )
    payback_months = models.PositiveSmallIntegerField(_("pays back within (months)"), null=True, blank=True)
    inputs = models.TextField(_("materials needed"), blank=True)
    utilities = models.TextField(_("power, water and land needed"), blank=True)
    skills = models.TextField(_("skills needed"), blank=True)
    season = models.CharField(_("season"), max_length=160, blank=True)
    capacity = models.CharField(_("capacity"), max_length=200, blank=True)
    standards = models.CharField(_("standards and safety"), max_length=200, blank=True)
    supplier = models.CharField(_("where it can be had"), max_length=200, blank=True)
    training_available = models.BooleanField(_("training available"), default=False)
    procurement = models.CharField(_("what a local body can do"), max_length=6, choices=Procurement.choices, blank=True)
    ip_kind = models.CharField(
        _("kind of intellectual property"), max_length=80, blank=True, help_text=_("Patent, petty patent, copyright…")
    )
    ip_number = models.CharField(_("registration number"), max_length=80, blank=True)

    is_creatable = True
    kind = "technology"
    slug_prefix = "tech"
    edit_handler = item_edit_handler(
        [
            "problem",
            "how_it_works",
            rows("unit_cost", "lifetime_years", "payback_months"),
            rows("running_cost", "running_cost_per"),
            "inputs",
            "utilities",
            "skills",
            rows("season", "capacity"),
            rows("standards", "supplier"),
            rows("training_available", "procurement"),
        ],
        rights=[rows("ip_kind", "ip_number")],
    )

    class Meta:
        verbose_name = _("technology and innovation")
        verbose_name_plural = _("technologies and innovations")
