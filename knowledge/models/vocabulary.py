"""Vocabularies by which items are described and found; loaded from `knowledge/data/vocabularies.json`."""

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _


class Term(models.Model):
    """A word of a vocabulary. `code` is its key for ever; the name may be mended."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=160)
    name_en = models.CharField(_("name in English"), max_length=160, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the language of the interface."""
        return self.name_en if translation.get_language() == "en" and self.name_en else self.name


class Occupation(Term):
    """อาชีพ that an item helps to start or to improve."""

    class Meta(Term.Meta):
        verbose_name = _("occupation")
        verbose_name_plural = _("occupations")


class ValueChain(Term):
    """ห่วงโซ่มูลค่า that an item belongs to."""

    class Meta(Term.Meta):
        verbose_name = _("value chain")
        verbose_name_plural = _("value chains")


class PovertyModel(Term):
    """One of the six families of โมเดลแก้จน (brief 5.1)."""

    class Meta(Term.Meta):
        verbose_name = _("poverty model family")
        verbose_name_plural = _("poverty model families")


class LivelihoodCapital(Term):
    """One of the five capitals of the sustainable livelihood framework (brief 5.5)."""

    class Meta(Term.Meta):
        verbose_name = _("livelihood capital")
        verbose_name_plural = _("livelihood capitals")


class Season(Term):
    """ฤดู in which an item can be begun, with its months in its name: who farms plans by seasons, not by dates."""

    class Meta(Term.Meta):
        verbose_name = _("season of the year")
        verbose_name_plural = _("seasons of the year")


class TpmapDimension(Term):
    """One of the five dimensions in which TPMAP finds a household wanting (brief 5.5)."""

    class Meta(Term.Meta):
        verbose_name = _("TPMAP dimension")
        verbose_name_plural = _("TPMAP dimensions")


class SustainableGoal(Term):
    """One of the seventeen sustainable development goals."""

    class Meta(Term.Meta):
        verbose_name = _("sustainable development goal")
        verbose_name_plural = _("sustainable development goals")


class PartnerKind(Term):
    """One of the seven kinds of partner (7 ภาคีเครือข่าย)."""

    class Meta(Term.Meta):
        verbose_name = _("kind of partner")
        verbose_name_plural = _("kinds of partners")


VOCABULARIES: dict[str, type[Term]] = {
    "occupations": Occupation,
    "value_chains": ValueChain,
    "poverty_models": PovertyModel,
    "livelihood_capitals": LivelihoodCapital,
    "seasons": Season,
    "tpmap_dimensions": TpmapDimension,
    "sustainable_goals": SustainableGoal,
    "partner_kinds": PartnerKind,
}
