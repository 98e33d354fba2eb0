"""Record what a meeting resolved: many entries in one sitting, each with its own outcome."""

import datetime
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from plans import notifications
from plans.models import Meeting, MeetingFile, PlanBook, PlanEntry, Resolution
from plans.queries import outcomes_of
from plans.states import (
    DECIDING_STATES,
    EntryState,
    Outcome,
    Stage,
    Verb,
    after_resolutions,
    open_stages,
)
from portal.base.clock import today

from .base import Action, ActionError, claim, fresh_book, move, require


@dataclass(frozen=True)
class Verdict:
    """The outcome of one entry, with what to change or why not."""

    outcome: Outcome
    note: str = ""


@dataclass
class RecordMeeting(Action):
    """`verdicts` maps an entry's id to its Verdict; entries not named are not touched.

    `minutes` are (file name, bytes). Dates must be in order and not in the future; a stage that the body does not
    have (the council of a เทศบาล) is refused whoever asks.
    """

    user: Any
    book: PlanBook
    stage: Stage
    date: datetime.date
    verdicts: Mapping[int, Verdict]
    session: str = ""
    number: str = ""
    attendance: int | None = None
    votes: tuple[int | None, int | None, int | None] = (None, None, None)
    note: str = ""
    minutes: Sequence[tuple[str, bytes]] = field(default_factory=list)
    expected: int | None = None
    key: str = ""

    def perform(self) -> Meeting:
        book = fresh_book(self.book)
        require(self.user, "read", book)
        if self.stage not in book.stages:
            raise ActionError(_("This body has no such stage, so its resolution cannot be recorded"))
        if not book.is_open:
            raise ActionError(_("This book has been announced; nothing more can be resolved on it"))
        if not self.verdicts:
            raise ActionError(_("Please choose at least one entry and its outcome"))
        self._check_date(book)
        claim(book, self.expected)
        meeting = Meeting.objects.create(
            book=book,
            stage=self.stage,
            session=self.session.strip(),
            number=self.number.strip(),
            date=self.date,
            attendance=self.attendance,
            votes_for=self.votes[0],
            votes_against=self.votes[1],
            votes_abstain=self.votes[2],
            note=self.note.strip(),
            recorded_by=self.user,
        )
        for name, data in self.minutes:
            # The stored name is ASCII: 255 bytes of a file name hold only 85 Thai letters.
            suffix = name.rsplit(".", 1)[-1].lower() if "." in name else "bin"
            MeetingFile.objects.create(
                meeting=meeting,
                name=name,
                file=ContentFile(data, name=f"meeting-{meeting.pk}.{suffix}"),
                sha256=hashlib.sha256(data).hexdigest(),
                size=len(data),
            )
        entries = {
            e.pk: e
            for e in PlanEntry.objects.filter(book=book, pk__in=self.verdicts).select_related(
                "book__plan__organisation"
            )
        }
        missing = set(self.verdicts) - set(entries)
        if missing:
            raise ActionError(_("An entry on this list is no longer in the book; please look at the list again"))
        for position, (pk, verdict) in enumerate(sorted(self.verdicts.items())):
            self._resolve(meeting, entries[pk], verdict, first=position == 0)
        notifications.resolved(meeting, self.user)
        return meeting

    def _check_date(self, book: PlanBook) -> None:
        if self.date > today():
            raise ActionError(_("The date of the meeting lies in the future; please record it after the meeting"))
        order = list(book.stages)
        index = order.index(self.stage)
        for held in book.meetings.filter(resolutions__entry__in=self.verdicts).distinct():
            position = order.index(Stage(held.stage)) if held.stage in order else index
            both_first = {self.stage, Stage(held.stage)} == {Stage.COMMITTEE, Stage.COMMUNITY}
            if both_first:
                continue
            if position < index and held.date > self.date:
                raise ActionError(
                    _("The date lies before the meeting of the %(stage)s; please check the dates")
                    % {"stage": held.get_stage_display()}
                )

    def _resolve(self, meeting: Meeting, entry: PlanEntry, verdict: Verdict, *, first: bool) -> None:
        if entry.state not in DECIDING_STATES:
            raise ActionError(
                _("“%(title)s” stands at “%(state)s”, so no meeting can resolve on it now")
                % {"title": entry.title, "state": entry.get_state_display()}
            )
        if entry.adjusting:
            raise ActionError(
                _("“%(title)s” must first be adjusted as the last meeting resolved") % {"title": entry.title}
            )
        if verdict.outcome not in (Outcome.ENDORSED,) and not verdict.note.strip():
            raise ActionError(
                _("Please state for “%(title)s” what the meeting wants, in its own words") % {"title": entry.title}
            )
        outcomes = outcomes_of(entry)
        stages = entry.book.stages
        if self.stage not in open_stages(stages, outcomes):
            raise ActionError(
                _("“%(title)s” is not waiting for the %(stage)s; please record the meetings in their order")
                % {"title": entry.title, "stage": Stage(self.stage).label}
            )
        Resolution.objects.create(meeting=meeting, entry=entry, outcome=verdict.outcome, note=verdict.note.strip())
        target = after_resolutions(stages, {**outcomes, Stage(self.stage): verdict.outcome})
        adjusting = verdict.outcome == Outcome.WITH_CHANGES
        move(
            self.user,
            Verb.RECORD,
            entry,
            expected=None,
            key=self.key if first else "",
            reason=verdict.note,
            target=target,
            adjusting=adjusting and target not in (EntryState.NOT_ENDORSED, EntryState.DEFERRED),
        )

    def repeated(self, event: Any) -> Any:
        return Meeting.objects.filter(book=event.book).order_by("-pk").first()
