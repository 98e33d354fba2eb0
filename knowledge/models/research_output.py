"""ResearchOutput: what a research project left behind, by the ten output types of the national fund (brief 5.2)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .item import KnowledgeItem
from .panels import item_edit_handler, rows


class OutputType(models.IntegerChoices):
    """The ten types of output (ประเภทผลผลิต)."""

    PEOPLE = 1, _("1 People or units with new skills")
    ARTICLE = 2, _("2 Research article")
    BOOK = 3, _("3 Book")
    PROTOTYPE = 4, _("4 Prototype: product, technology, process or social innovation")
    PROPERTY = 5, _("5 Intellectual property")
    INFRASTRUCTURE = 6, _("6 Tools and infrastructure")
    SYSTEM = 7, _("7 Database, system, mechanism or standard")
    NETWORK = 8, _("8 Network")
    INVESTMENT = 9, _("9 Investment in research and innovation")
    POLICY = 10, _("10 Policy recommendation")


class ResearchOutput(KnowledgeItem):
    """ผลผลิตงานวิจัย."""

    output_type = models.PositiveSmallIntegerField(_("type of output"), choices=OutputType.choices)
    platform = models.CharField(_("platform"), max_length=120, blank=True)
    programme_code = models.CharField(_("programme code"), max_length=40, blank=True)
    project_start = models.DateField(_("project from"), null=True, blank=True)
    project_end = models.DateField(_("project until"), null=True, blank=True)
    abstract = models.TextField(_("abstract"), blank=True)

    is_creatable = True
    kind = "output"
    slug_prefix = "output"
    edit_handler = item_edit_handler(
        ["output_type", rows("platform", "programme_code"), rows("project_start", "project_end"), "abstract"]
    )

    class Meta:
        verbose_name = _("research output")
        verbose_name_plural = _("research outputs")

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.project_start and self.project_end and self.project_end < self.project_start:
            errors["project_end"] = _("The period ends before it begins. Please check both days.")
        if errors:
            raise ValidationError(errors)
