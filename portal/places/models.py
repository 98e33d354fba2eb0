"""Province, district, subdistrict, village by official (DOPA) code, which is the key for ever."""

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class Place(models.Model):
    """A place with its official code and its name in Thai and English (without จังหวัด, อำเภอ, ตำบล before it)."""

    code = models.CharField(_("code"), max_length=8, primary_key=True)
    name_th = models.CharField(_("name in Thai"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the interface."""
        return self.name_en if translation.get_language() == "en" and self.name_en else self.name_th


class Province(Place):
    """จังหวัด (77 with Bangkok)."""

    class Meta(Place.Meta):
        verbose_name = _("province")
        verbose_name_plural = _("provinces")


class District(Place):
    """อำเภอ or เขต (928)."""

    province = models.ForeignKey(Province, on_delete=models.PROTECT, related_name="districts")

    class Meta(Place.Meta):
        verbose_name = _("district")
        verbose_name_plural = _("districts")


class Subdistrict(Place):
    """ตำบล or แขวง (7,436)."""

    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="subdistricts")
    postcode = models.CharField(_("postcode"), max_length=5, blank=True)

    class Meta(Place.Meta):
        verbose_name = _("subdistrict")
        verbose_name_plural = _("subdistricts")


class Village(Place):
    """หมู่บ้าน; its number (หมู่ที่) tells apart villages of one name. Not an official list (see data/SOURCES.md)."""

    subdistrict = models.ForeignKey(Subdistrict, on_delete=models.PROTECT, related_name="villages")
    moo = models.PositiveSmallIntegerField(_("village number"))
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta(Place.Meta):
        ordering = ["subdistrict", "moo"]
        verbose_name = _("village")
        verbose_name_plural = _("villages")

    def __str__(self) -> str:
        return f"{self.name} {_('Moo')} {self.moo}"
