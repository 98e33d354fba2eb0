"""PlanEntry: one row of an official form, from draft to in force."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail.models import Revision, RevisionMixin

from plans.states import LEFT_STATES, OPEN_STATES, EntryState
from portal.base.models import BudgetProgramme
from portal.kit.thai.text import name_key
from portal.people.models import Department
from portal.places.models import Subdistrict, Village

from .book import PlanBook
from .plan import PlanGroup


class FundingRoute(models.TextChoices):
    """Where money for the running year can come from once its ordinance is in force (unverified list, scenario S3)."""

    TRANSFER = "transfer", _("Transfer within the budget")
    RESERVE = "reserve", _("Accumulated reserve")
    SUPPLEMENTARY = "supplementary", _("Supplementary budget")
    GRANT = "grant", _("Grant")


class PlanEntry(RevisionMixin, ClusterableModel):
    """A row. Its words are edited through forms in open states only; its state only through `plans.actions`.

    `version` counts every confirmed change and guards against two people at once (SQLite has no row locks).
    `details` holds the columns that only a district or an agency form has (keys of the form's columns).
    """

    book = models.ForeignKey(PlanBook, on_delete=models.PROTECT, related_name="entries")
    form = models.CharField(_("form"), max_length=12, default="p02")
    state = models.CharField(
        _("state"), max_length=24, choices=EntryState.choices, default=EntryState.DRAFT, editable=False, db_index=True
    )
    times_returned = models.PositiveSmallIntegerField(default=0, editable=False)
    adjusting = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    group = models.ForeignKey(
        PlanGroup, verbose_name=_("plan group"), null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    programme = models.ForeignKey(
        BudgetProgramme,
        verbose_name=_("budget programme"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    title = models.CharField(_("project"), max_length=500)
    title_key = models.CharField(max_length=500, db_index=True, editable=False, default="")
    objective = models.TextField(_("objective"), blank=True)
    target = models.TextField(_("target (output)"), blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    subdistrict = models.ForeignKey(
        Subdistrict, verbose_name=_("subdistrict"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    villages = models.JSONField(_("villages"), default=list, blank=True)
    place_note = models.CharField(_("place"), max_length=200, blank=True)
    indicator = models.TextField(_("indicator (KPI)"), blank=True)
    expected_result = models.TextField(_("expected result"), blank=True)
    department = models.ForeignKey(
        Department, verbose_name=_("department"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    responsible = models.CharField(_("main responsible unit"), max_length=200, blank=True)
    reason = models.TextField(_("reason and necessity"), blank=True)
    origin_who = models.CharField(_("asked for by"), max_length=200, blank=True)
    origin_place = models.CharField(_("asked for at"), max_length=200, blank=True)
    origin_date = models.DateField(_("asked for on"), null=True, blank=True)
    legal_power = models.TextField(_("legal power"), blank=True)
    land = models.CharField(_("on whose land"), max_length=200, blank=True)
    funding_route = models.CharField(_("route of the money"), max_length=20, choices=FundingRoute.choices, blank=True)
    details = models.JSONField(default=dict, blank=True)
    warning_reasons = models.JSONField(_("reasons given for warnings"), default=dict, blank=True)

    position = models.PositiveIntegerField(_("order in the book"), default=0)
    item_number = models.PositiveIntegerField(_("item"), null=True, blank=True, editable=False)
    page_number = models.PositiveIntegerField(_("page"), null=True, blank=True, editable=False)
    printed_page = models.CharField(_("page as printed"), max_length=20, blank=True)
    proposed_before = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="proposed_again"
    )
    amends = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="amended_by"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    _revisions = GenericRelation(
        Revision, content_type_field="content_type", object_id_field="object_id", related_query_name="plan_entry"
    )

    CONTENT_FIELDS = (
        "form",
        "group",
        "programme",
        "title",
        "objective",
        "target",
        "quantity",
        "unit",
        "subdistrict",
        "villages",
        "place_note",
        "indicator",
        "expected_result",
        "department",
        "responsible",
        "reason",
        "origin_who",
        "origin_place",
        "origin_date",
        "legal_power",
        "land",
        "funding_route",
        "details",
        "warning_reasons",
    )

    class Meta:
        ordering = ["book", "position", "pk"]
        verbose_name = _("plan entry")
        verbose_name_plural = _("plan entries")
        indexes = [models.Index(fields=["book", "state"])]
        # One draft at a time goes on from an entry, also where two people press at the same instant; what left its
        # book makes room for another. The states are sorted so that a migration has always the same text.
        constraints = [
            models.UniqueConstraint(
                fields=[link], condition=~models.Q(state__in=sorted(LEFT_STATES)), name=f"plans_entry_{link}_once"
            )
            for link in ("amends", "proposed_before")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self):
        """Every stored wording, newest last by id."""
        return self._revisions

    @property
    def is_editable(self) -> bool:
        """Whether its words may change: in an open state, or while it is adjusted as a meeting resolved."""
        return self.book.is_open and (self.state in OPEN_STATES or self.adjusting)

    @property
    def village_list(self) -> list[Village]:
        """The villages it names, in order of หมู่ที่. One query, unless `exports.form_rows.printed_entries` fetched
        those of a whole book."""
        fetched = self.__dict__.get("fetched_villages")
        if fetched is not None:
            return list(fetched)
        found = Village.objects.filter(code__in=self.villages).select_related("subdistrict")
        return list(found.order_by("subdistrict_id", "moo"))

    def save(self, *args, **kwargs) -> None:
        self.title_key = name_key(self.title)
        super().save(*args, **kwargs)

    def with_content_json(self, content):
        """A revision gives back words only: state, book, numbers and freeze stay as they are now."""
        restored = super().with_content_json(content)
        for field in self._meta.concrete_fields:
            if field.name not in self.CONTENT_FIELDS and field.name not in ("id", "title_key"):
                setattr(restored, field.attname, getattr(self, field.attname))
        return restored
