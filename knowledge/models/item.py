"""KnowledgeItem: the one concrete page type with what all kinds of items share (brief 5.6).

Kinds are subclasses. What plans may quote of an item goes through `knowledge.citations` only.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Page, PageLogEntry
from wagtail.url_routing import RouteResult

from portal.base.models import BudgetProgramme, PortalPage
from portal.base.models.media import Licence
from portal.people.models import Organisation

from ..forms import KnowledgeItemForm
from .blocks import ProseBlock
from .permissions import ItemPermissionTester
from .readiness import SocialReadiness, TechnologyReadiness, readiness_word
from .spelling import citizen_id_errors, tidy
from .vocabulary import (
    LivelihoodCapital,
    Occupation,
    PovertyModel,
    Season,
    SustainableGoal,
    TpmapDimension,
    ValueChain,
)

SUMMARY_LENGTH = 300
YEAR_RANGE = [
    MinValueValidator(2480, _("Please give the year in the Buddhist era, such as 2567.")),
    MaxValueValidator(2700, _("Please give the year in the Buddhist era, such as 2567.")),
]
TRL_RANGE = [
    MinValueValidator(1, _("Please choose a level from 1 to 9.")),
    MaxValueValidator(9, _("Please choose a level from 1 to 9.")),
]
NOT_NEGATIVE = [MinValueValidator(0, _("Please give a number of 0 or more."))]


class SeedKind(models.TextChoices):
    """What a local body would put into its plan: a project (ผ.02) or equipment (ผ.03)."""

    PROJECT = "project", _("Project")
    EQUIPMENT = "equipment", _("Equipment")


class KnowledgeItem(PortalPage):
    """A piece of knowledge that a local body can use. Never created as such: always one of the kinds."""

    summary = models.TextField(
        _("plain summary"),
        max_length=SUMMARY_LENGTH,
        help_text=_("What it is and what it changed, in at most 300 characters that a villager understands at once."),
    )
    body = StreamField(ProseBlock(), verbose_name=_("full text"), blank=True)
    cover = models.ForeignKey(
        "base.Image",
        verbose_name=_("cover picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("university"), on_delete=models.PROTECT, related_name="+", editable=False
    )
    faculty = models.CharField(_("faculty or institute"), max_length=160, blank=True)
    contact_office = models.CharField(
        _("office to ask"),
        max_length=200,
        blank=True,
        help_text=_("The office that answers questions, not a person."),
    )
    contact_channel = models.CharField(
        _("how to reach it"), max_length=200, blank=True, help_text=_("Office telephone number, e-mail or address.")
    )
    contract_number = models.CharField(
        _("contract number"), max_length=60, blank=True, help_text=_("As printed on the funding contract.")
    )
    fund = models.CharField(_("fund"), max_length=200, blank=True)
    fund_fiscal_year = models.PositiveSmallIntegerField(
        _("fiscal year of the fund (B.E.)"), null=True, blank=True, validators=YEAR_RANGE
    )
    programme = models.CharField(_("research programme"), max_length=200, blank=True)
    poverty_model = models.ForeignKey(
        PovertyModel,
        verbose_name=_("poverty model family"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    occupations = ParentalManyToManyField(Occupation, verbose_name=_("occupations"), blank=True, related_name="items")
    capitals = ParentalManyToManyField(
        LivelihoodCapital, verbose_name=_("livelihood capitals affected"), blank=True, related_name="items"
    )
    capitals_needed = ParentalManyToManyField(
        LivelihoodCapital,
        verbose_name=_("livelihood capitals that must be there"),
        blank=True,
        related_name="items_needing",
        help_text=_("What a household or a group must have before it can begin. Without a tick: not stated."),
    )
    seasons = ParentalManyToManyField(
        Season,
        verbose_name=_("seasons in which it can be begun"),
        blank=True,
        related_name="items",
        help_text=_("Tick every season for what can be begun all year. Without a tick: not stated."),
    )
    tpmap_dimensions = ParentalManyToManyField(
        TpmapDimension, verbose_name=_("TPMAP dimensions"), blank=True, related_name="items"
    )
    sdgs = ParentalManyToManyField(
        SustainableGoal, verbose_name=_("sustainable development goals"), blank=True, related_name="items"
    )
    value_chains = ParentalManyToManyField(ValueChain, verbose_name=_("value chains"), blank=True, related_name="items")
    trl_now = models.PositiveSmallIntegerField(
        _("technology readiness (TRL) now"),
        null=True,
        blank=True,
        choices=TechnologyReadiness.choices,
        validators=TRL_RANGE,
        help_text=_("From level 7 on it is normally ready for use in a plan."),
    )
    trl_target = models.PositiveSmallIntegerField(
        _("technology readiness (TRL) aimed at"),
        null=True,
        blank=True,
        choices=TechnologyReadiness.choices,
        validators=TRL_RANGE,
    )
    srl_now = models.PositiveSmallIntegerField(
        _("social readiness (SRL) now"),
        null=True,
        blank=True,
        choices=SocialReadiness.choices,
        validators=TRL_RANGE,
    )
    srl_target = models.PositiveSmallIntegerField(
        _("social readiness (SRL) aimed at"),
        null=True,
        blank=True,
        choices=SocialReadiness.choices,
        validators=TRL_RANGE,
    )
    limits = models.TextField(
        _("limits and what failed"),
        blank=True,
        help_text=_("Where it does not work, and what was tried in vain. Planners trust an item that says so."),
    )
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, default=Licence.CC_BY)
    ip_note = models.CharField(
        _("rights of others"), max_length=300, blank=True, help_text=_("Who must be asked before it is used or sold.")
    )
    next_review_date = models.DateField(
        _("look again on"), null=True, blank=True, help_text=_("The day on which the facts should be checked anew.")
    )
    consent_withdrawn = models.BooleanField(_("consent withdrawn"), default=False, editable=False)
    published_version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    seed_project_name = models.CharField(
        _("suggested project name"),
        max_length=300,
        blank=True,
        help_text=_("Begin with the word for project, and leave the place to the local body."),
    )
    seed_objective = models.TextField(
        _("objective"), blank=True, help_text=_("One objective in each line, beginning with 'in order to'.")
    )
    seed_target = models.TextField(
        _("target (output of the project)"),
        blank=True,
        help_text=_("What will be there at the end, such as one class for 30 households."),
    )
    seed_quantity = models.DecimalField(
        _("quantity"), max_digits=12, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    seed_unit = models.CharField(
        _("unit"), max_length=60, blank=True, help_text=_("Such as household, class, plot, machine.")
    )
    seed_indicator = models.TextField(
        _("indicator (KPI)"), blank=True, help_text=_("A figure that can be counted, with its time.")
    )
    seed_expected_result = models.TextField(_("expected result"), blank=True)
    seed_programme = models.ForeignKey(
        BudgetProgramme,
        verbose_name=_("budget programme"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    seed_responsible_unit = models.CharField(
        _("kind of unit responsible"),
        max_length=160,
        blank=True,
        help_text=_("The kind of office inside a local body that usually does such work."),
    )
    seed_legal_power = models.TextField(
        _("legal power"), blank=True, help_text=_("The act and section that give a local body this duty.")
    )
    seed_kind = models.CharField(_("kind of entry"), max_length=12, choices=SeedKind.choices, default=SeedKind.PROJECT)
    seed_risk = models.TextField(
        _("risks"), blank=True, help_text=_("What may go wrong, and what to prepare beforehand.")
    )

    base_form_class = KnowledgeItemForm
    is_creatable = False
    parent_page_types = ["knowledge.KnowledgeSection"]
    subpage_types: list[str] = []
    preview_modes: list[tuple[str, Any]] = [("", _("Page"))]
    kind = "item"
    slug_prefix = "item"
    served_with = ("organisation", "poverty_model", "cover")
    # What the page as a whole carries: publishing an older draft must not turn it back.
    kept_across_revisions = ("consent_withdrawn", "published_version", "organisation_id", "is_sample")

    exclude_fields_in_copy = ["published_version", "consent_withdrawn"]

    class Meta:
        verbose_name = _("knowledge item")
        verbose_name_plural = _("knowledge items")

    @property
    def kind_label(self) -> str:
        """The kind as a word, for cards and filters."""
        return capfirst(str(self.specific_class._meta.verbose_name))

    @property
    def readiness(self) -> str:
        """Readiness as one word; empty when unknown."""
        return readiness_word(self.trl_now)

    @property
    def text_language(self) -> str:
        """Language of the text itself, for `lang` attributes."""
        return self.locale.language_code if self.locale_id else "th"

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = citizen_id_errors(self)
        if len(self.summary or "") > SUMMARY_LENGTH:
            errors["summary"] = _("The summary is longer than 300 characters. Please shorten it.")
        if self.seed_quantity is not None and not self.seed_unit:
            errors["seed_unit"] = _("The target has a quantity but no unit. Please give one, such as household.")
        if self.seed_unit and self.seed_quantity is None:
            errors["seed_quantity"] = _("The target has a unit but no quantity. Please give a number.")
        for now, target in (("trl_now", "trl_target"), ("srl_now", "srl_target")):
            if (getattr(self, now) or 0) > (getattr(self, target) or 9):
                errors[target] = _("The level aimed at is below the level now. Please check both.")
        if errors:
            raise ValidationError(errors)

    def settle(self) -> None:
        """One spelling, the section's university, an ASCII slug; before every check, of drafts as well."""
        tidy(self)
        if self.path:
            # An item belongs to the university in whose section it lies, also after a copy.
            self.organisation_id = getattr(self.get_parent().specific, "organisation_id", self.organisation_id)
            if not self.slug:
                self.slug = next_slug(type(self))

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.settle()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self.settle()
        super().minimal_clean()

    def with_content_json(self, content: dict[str, Any]) -> Any:
        restored = super().with_content_json(content)
        current = KnowledgeItem.objects.filter(pk=self.pk).values(*self.kept_across_revisions).first()
        for name, value in (current or {}).items():
            setattr(restored, name, value)
        return restored

    @classmethod
    def at(cls, url_path: str) -> "KnowledgeItem | None":
        """The item at a path of the tree, as its own kind and with what its page shows; two queries."""
        page = Page.objects.filter(url_path=url_path).only("pk", "content_type").first()
        kind = page.specific_class if page is not None else None
        if page is None or kind is None or not issubclass(kind, cls):
            return None
        return kind.objects.select_related("organisation", "locale", "poverty_model", "cover").get(pk=page.pk)

    def permissions_for_user(self, user: Any) -> ItemPermissionTester:
        return ItemPermissionTester(user, self)

    def get_lock(self) -> Any:
        """The review's lock comes first: somebody's own lock would let that person edit during review."""
        task = self.current_workflow_task
        return task.lock_class(self, task) if task else super().get_lock()

    def save_revision(self, *args: Any, overwrite_revision: Any = None, **kwargs: Any) -> Any:
        """Autosave may overwrite a person's own last revision, but not one that was submitted or published:
        citations are pinned to it, and the review compares people with it."""
        if overwrite_revision is not None and (
            overwrite_revision.pk == self.live_revision_id or overwrite_revision.task_states.exists()
        ):
            latest = self.get_latest_revision()
            user = kwargs.get("user")
            if overwrite_revision == latest and overwrite_revision.user_id == (user and user.pk):
                overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """A withdrawn item keeps its address, which says that it is gone (410) instead of "not found"."""
        if self.consent_withdrawn and not path_components:
            return RouteResult(self)
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.consent_withdrawn:
            return TemplateResponse(request, "knowledge/withdrawn.html", {"page": self}, status=410)
        asked = request.GET.get("version", "")[:6]
        if asked.isascii() and asked.isdecimal() and int(asked) != self.published_version:
            from ..files import without_removed_files

            earlier = self.as_published(int(asked))
            if earlier is None:
                raise Http404
            without_removed_files(earlier, self)
            return TemplateResponse(
                request,
                self.get_template(request),
                {**earlier.get_context(request), "earlier_version": int(asked)},
            )
        return super().serve(request, *args, **kwargs)

    def as_published(self, version: int) -> "KnowledgeItem | None":
        """The text of the n-th publication, as plans cite it ("version 3"); None where there was none. Found in the
        log, whose entries name the revision that was published."""
        published = PageLogEntry.objects.filter(page_id=self.pk, action="wagtail.publish").order_by("timestamp", "pk")
        entry = published.select_related("revision")[version - 1 : version].first() if version > 0 else None
        return entry.revision.as_object() if entry is not None and entry.revision is not None else None

    def get_template(self, request: HttpRequest, *args: Any, **kwargs: Any) -> str:
        """One template for every kind; Wagtail would look for one by the name of each class."""
        return "knowledge/item.html"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..presentation import item_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context.update(item_context(self, request))
        return context


def next_slug(kind: type[KnowledgeItem]) -> str:
    """The next free ASCII slug of the kind: "tech-0042". Counted over all universities, so it names one item."""
    prefix = kind.slug_prefix
    taken = KnowledgeItem.objects.filter(slug__regex=rf"^{prefix}-\d+$").values_list("slug", flat=True)
    highest = max((int(slug.rsplit("-", 1)[1]) for slug in taken), default=0)
    return f"{prefix}-{highest + 1:04d}"
