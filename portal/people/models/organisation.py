"""Organisations: local bodies with their type and its date of effect, district offices, universities, agencies."""

import datetime

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from portal.places.models import District, Subdistrict, Village


class OrganisationKind(models.TextChoices):
    """Kinds that decide the law and the stages of a plan."""

    PAO = "pao", _("Provincial administrative organisation")
    CITY = "city", _("City municipality")
    TOWN = "town", _("Town municipality")
    SUBDISTRICT_MUNICIPALITY = "municipality", _("Subdistrict municipality")
    SAO = "sao", _("Subdistrict administrative organisation")
    DISTRICT_OFFICE = "district", _("District office")
    UNIVERSITY = "university", _("University")
    AGENCY = "agency", _("Agency")


LOCAL_KINDS = frozenset(
    {
        OrganisationKind.PAO,
        OrganisationKind.CITY,
        OrganisationKind.TOWN,
        OrganisationKind.SUBDISTRICT_MUNICIPALITY,
        OrganisationKind.SAO,
    }
)


class Organisation(models.Model):
    """A body. `code` is the DLA code for local bodies, our own for others ("snru", "district-4703")."""

    code = models.SlugField(_("code"), max_length=40, unique=True, allow_unicode=False)
    name_th = models.CharField(_("name in Thai"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    kind = models.CharField(_("kind today"), max_length=20, choices=OrganisationKind.choices)
    district = models.ForeignKey(
        District, verbose_name=_("district"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    subdistricts = models.ManyToManyField(
        Subdistrict, verbose_name=_("subdistricts"), blank=True, related_name="organisations"
    )
    villages = models.ManyToManyField(Village, verbose_name=_("own villages"), blank=True, related_name="organisations")
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The full name in the language of the interface."""
        return self.name_en if translation.get_language() == "en" and self.name_en else self.name_th

    @property
    def is_local(self) -> bool:
        """Whether it is an อปท., whose plan is a แผนพัฒนาท้องถิ่น."""
        return self.kind in LOCAL_KINDS

    def kind_on(self, day: datetime.date) -> str:
        """The kind that held on that day: a body's type decides the law, and bodies are upgraded."""
        period = self.kind_periods.filter(effective_from__lte=day).order_by("-effective_from").first()
        return period.kind if period else self.kind


class KindPeriod(models.Model):
    """From when an organisation has been of which kind (source: the register named in `source`)."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="kind_periods")
    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    effective_from = models.DateField(_("in effect from"))
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        ordering = ["organisation", "effective_from"]
        constraints = [models.UniqueConstraint(fields=["organisation", "effective_from"], name="people_kind_from_once")]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"


class Department(models.Model):
    """หน่วยงานรับผิดชอบ inside a body: สำนักปลัด, กองช่าง and the like."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="departments")
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["organisation", "order", "pk"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="people_department_once")]

    def __str__(self) -> str:
        return self.name
