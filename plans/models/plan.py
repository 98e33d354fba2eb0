"""The plan of a body for one period, and what is set up once: groups, heading lines, existing projects."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.types import Edition, PlanType, plan_type
from portal.kit.thai.text import name_key
from portal.people.models import Organisation


class Plan(models.Model):
    """A plan: organisation, type, edition (which fixes the period and the forms). `options` holds the body's
    switches {"show_kpi": bool, …}; what is missing there follows the edition."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, related_name="plans"
    )
    type_code = models.CharField(_("plan type"), max_length=20)
    edition_code = models.CharField(_("edition"), max_length=8)
    options = models.JSONField(_("printed columns"), default=dict, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["organisation", "-edition_code"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "type_code", "edition_code"], name="plans_plan_once")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.organisation}"

    @property
    def type(self) -> PlanType:
        """The plan type that `type_code` names."""
        return plan_type(self.type_code)

    @property
    def edition(self) -> Edition:
        """The form generation that the plan keeps for ever."""
        return self.type.edition(self.edition_code)

    @property
    def title(self) -> str:
        """ "แผนพัฒนาท้องถิ่น (พ.ศ. 2571–2575)" — the official name, Thai in every language."""
        return f"{self.type.name} (พ.ศ. {self.edition.first_year}–{self.edition.last_year})"

    @property
    def printed_options(self) -> dict[str, bool]:
        """Every switch with its value for this body."""
        return {**self.edition.default_options, **self.options}


class PlanGroup(models.Model):
    """A heading of the body's plan: ยุทธศาสตร์ > กลยุทธ์, or ประเด็นการพัฒนา. Entries hang on the lowest level."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="groups")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name = models.CharField(_("name"), max_length=255)

    class Meta:
        ordering = ["plan", "order", "pk"]
        verbose_name = _("plan group")
        verbose_name_plural = _("plan groups")

    def __str__(self) -> str:
        return self.name


class HeadingLine(models.Model):
    """One of the lines ก.–จ. printed above the table; the labels come from the edition and may be edited."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="heading_lines")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    label = models.CharField(_("label"), max_length=120)
    text = models.CharField(_("text"), max_length=400, blank=True)

    class Meta:
        ordering = ["plan", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.label} {self.text}"


class ExistingProject(models.Model):
    """A project that already stands in the body's plan outside the portal: name, book, page, item (scenario S7)."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="existing_projects")
    name = models.CharField(_("project"), max_length=500)
    name_key = models.CharField(max_length=500, db_index=True, editable=False)
    book_label = models.CharField(_("book"), max_length=160, blank=True)
    page = models.CharField(_("page"), max_length=20, blank=True)
    item = models.CharField(_("item"), max_length=20, blank=True)
    moo = models.PositiveSmallIntegerField(_("village number"), null=True, blank=True)
    years = models.JSONField(_("fiscal years"), default=list, blank=True)

    class Meta:
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "name_key", "book_label", "page", "item"], name="plans_existing_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.name_key = name_key(self.name)
        super().save(*args, **kwargs)
