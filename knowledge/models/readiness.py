"""Readiness levels (TRL, SRL): the nine steps with their short names (brief 5.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# From this level on a technology is normally taken as ready for use in a plan: a warning below it, never a block.
READY_LEVEL = 7


class TechnologyReadiness(models.IntegerChoices):
    """TRL 1–9."""

    PRINCIPLES = 1, _("1 Basic principles")
    CONCEPT = 2, _("2 Technology concept")
    PROOF = 3, _("3 Proof of concept")
    LABORATORY = 4, _("4 Works in the laboratory")
    SIMULATED = 5, _("5 Works in a simulated setting")
    PROTOTYPE_NEAR = 6, _("6 Prototype in a setting close to reality")
    PROTOTYPE_REAL = 7, _("7 Prototype in the real setting")
    READY = 8, _("8 Ready for use")
    IN_USE = 9, _("9 In use")


class SocialReadiness(models.IntegerChoices):
    """SRL 1–9."""

    PROBLEM = 1, _("1 Problem analysed")
    PROPOSAL = 2, _("2 Approach proposed, those concerned named")
    JOINT_STUDY = 3, _("3 Approach studied together with those concerned")
    PILOT = 4, _("4 Tested in a pilot area")
    PRESENTED = 5, _("5 Checked and presented to those concerned")
    ELSEWHERE = 6, _("6 Applied in another setting")
    REFINED = 7, _("7 Refined and tested again")
    ACCEPTED = 8, _("8 Complete and accepted")
    SPREAD = 9, _("9 Accepted and used in other areas")


def readiness_word(level: int | None) -> str:
    """Readiness as one word for cards: ready, being tried, in research; empty when unknown."""
    if level is None:
        return ""
    if level >= READY_LEVEL:
        return str(_("Ready for use"))
    return str(_("Being tried in the field") if level >= 4 else _("In research"))
