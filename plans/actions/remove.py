"""Take an entry out of an open book; delete a draft that nobody else has seen."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from plans.models import Offer, PlanEntry
from plans.states import EntryState, Verb

from .base import Action, ActionError, fresh, move, require


@dataclass
class Remove(Action):
    """นำออกจากฉบับนี้: only before announcement; it stays readable inside the body with the reason."""

    user: Any
    entry: PlanEntry
    reason: str
    expected: int | None = None
    key: str = ""

    def perform(self) -> PlanEntry:
        entry = fresh(self.entry)
        require(self.user, Verb.REMOVE, entry)
        if not entry.book.is_open:
            raise ActionError(_("An announced entry can only be changed by a book of the right kind"))
        return move(
            self.user, Verb.REMOVE, entry, expected=self.expected, key=self.key, reason=self.reason, adjusting=False
        )


@dataclass
class DeleteDraft(Action):
    """ลบร่าง: only a draft that was never submitted."""

    user: Any
    entry: PlanEntry
    key: str = ""

    def perform(self) -> None:
        entry = fresh(self.entry)
        require(self.user, "edit", entry)
        if entry.state != EntryState.DRAFT or entry.events.filter(verb=Verb.SUBMIT).exists():
            raise ActionError(
                _("Only a draft that was never submitted can be deleted; take it out of the book instead")
            )
        Offer.objects.filter(entry=entry).update(state=Offer.State.OPEN, entry=None)
        entry.events.all().delete()
        entry.delete()
