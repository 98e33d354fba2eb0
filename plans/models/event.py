"""PlanEvent: the history of a book and its entries; every action writes exactly one for each thing it moved."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from plans.states import EntryState, Verb

from .book import PlanBook
from .entry import PlanEntry


class PlanEvent(models.Model):
    """Who did what, when, why, from which state to which, with the wording pinned.

    `key` is the idempotency key of the form that asked for it: a form sent twice makes one event.
    """

    book = models.ForeignKey(PlanBook, on_delete=models.CASCADE, related_name="events")
    entry = models.ForeignKey(PlanEntry, null=True, blank=True, on_delete=models.CASCADE, related_name="events")
    verb = models.CharField(max_length=20, choices=Verb.choices)
    from_state = models.CharField(max_length=24, blank=True, choices=EntryState.choices)
    to_state = models.CharField(max_length=24, blank=True, choices=EntryState.choices)
    reason = models.TextField(_("reason"), blank=True)
    revision = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_name = models.CharField(max_length=160, blank=True)
    actor_role = models.CharField(max_length=160, blank=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
    key = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.at:%Y-%m-%d}"
