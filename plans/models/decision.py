"""Meetings and what they resolved, entry by entry."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from plans.states import Outcome, Stage

from .book import PlanBook, protected_storage
from .entry import PlanEntry


class Meeting(models.Model):
    """One sitting of one body on one book. `date` is the day of the sitting, not of recording."""

    book = models.ForeignKey(PlanBook, on_delete=models.PROTECT, related_name="meetings")
    stage = models.CharField(_("body"), max_length=24, choices=Stage.choices)
    session = models.CharField(_("session"), max_length=80, blank=True)
    number = models.CharField(_("meeting number"), max_length=40, blank=True)
    date = models.DateField(_("date of the meeting"))
    attendance = models.PositiveIntegerField(_("people present"), null=True, blank=True)
    votes_for = models.PositiveIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveIntegerField(_("votes against"), null=True, blank=True)
    votes_abstain = models.PositiveIntegerField(_("abstentions"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["book", "date", "pk"]
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.number} {self.date}"


class MeetingFile(models.Model):
    """The notice of the resolution or the minutes; served only by its own guarded view."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    file = models.FileField(storage=protected_storage, upload_to="meetings/%Y/")
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name


class Resolution(models.Model):
    """มติ on one entry. `note` says what to change, or why not."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="resolutions")
    entry = models.ForeignKey(PlanEntry, on_delete=models.PROTECT, related_name="resolutions")
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["meeting", "entry"]
        constraints = [models.UniqueConstraint(fields=["meeting", "entry"], name="plans_resolution_once")]

    def __str__(self) -> str:
        return f"{self.entry}: {self.get_outcome_display()}"
