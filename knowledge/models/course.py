"""Course: a training course that a local body can hold for its people (หลักสูตรอาชีพ)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField

from .item import NOT_NEGATIVE, KnowledgeItem
from .panels import item_edit_handler, rows


class Course(KnowledgeItem):
    """หลักสูตรอาชีพ. Its goals and its cost map straight onto the columns of form ผ.02."""

    objective = models.TextField(_("objective of the course"), blank=True)
    hours = models.PositiveSmallIntegerField(_("hours"), null=True, blank=True)
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    outline = models.TextField(_("outline"), blank=True, help_text=_("One subject in each line, with its hours."))
    prerequisites = models.TextField(_("what learners must bring"), blank=True)
    target_group = models.CharField(_("for whom"), max_length=200, blank=True)
    class_size = models.PositiveSmallIntegerField(_("learners in a class"), null=True, blank=True)
    quantitative_goal = models.TextField(_("quantitative goal"), blank=True)
    qualitative_goal = models.TextField(_("qualitative goal"), blank=True)
    assessment = models.TextField(_("assessment"), blank=True)
    cost_per_class = models.DecimalField(
        _("cost of one class (baht)"), max_digits=12, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    trainers = models.CharField(
        _("trainers"), max_length=200, blank=True, help_text=_("What kind of trainers and how many, not their names.")
    )
    certificate = models.BooleanField(_("certificate given"), default=False)
    technologies = ParentalManyToManyField(
        "knowledge.Technology", verbose_name=_("technologies taught"), blank=True, related_name="courses"
    )

    is_creatable = True
    kind = "course"
    slug_prefix = "course"
    edit_handler = item_edit_handler(
        [
            "objective",
            rows("hours", "days", "class_size"),
            "outline",
            rows("target_group", "trainers"),
            "prerequisites",
            "quantitative_goal",
            "qualitative_goal",
            "assessment",
            rows("cost_per_class", "certificate"),
            "technologies",
        ]
    )

    class Meta:
        verbose_name = _("occupational course")
        verbose_name_plural = _("occupational courses")
