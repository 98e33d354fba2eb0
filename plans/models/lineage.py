"""Where an entry came from: citations frozen on the day of use, and offers by area managers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from portal.people.models import Organisation

from .entry import PlanEntry


class EntryCitation(models.Model):
    """A knowledge item as it was quoted. `content` is `knowledge.citations.to_json`; it never holds persons' names
    or pictures. The pinned revision cannot be purged."""

    entry = models.ForeignKey(PlanEntry, on_delete=models.CASCADE, related_name="citations")
    item_key = models.UUIDField(db_index=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    cited_at = models.DateTimeField(auto_now_add=True)
    cited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["entry", "pk"]
        constraints = [models.UniqueConstraint(fields=["entry", "item_key"], name="plans_citation_once")]

    def __str__(self) -> str:
        return self.content.get("title", str(self.item_key))


class Offer(models.Model):
    """เสนอให้ อปท.: a university's area manager offers an item to a body; it stands in the planner's day's work."""

    class State(models.TextChoices):
        OPEN = "open", _("Offered")
        USED = "used", _("Used in a plan")
        DECLINED = "declined", _("Set aside")

    item_key = models.UUIDField(db_index=True)
    item_page = models.PositiveIntegerField()
    item_title = models.CharField(max_length=255)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offers")
    offered_from = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    message = models.TextField(_("message"), blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    entry = models.ForeignKey(PlanEntry, null=True, blank=True, on_delete=models.SET_NULL, related_name="offers")
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    offered_at = models.DateTimeField(auto_now_add=True)
    is_sample = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["-offered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["item_key", "organisation"], condition=models.Q(state="open"), name="plans_offer_open_once"
            )
        ]

    def __str__(self) -> str:
        return self.item_title
