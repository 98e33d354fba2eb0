"""An announced entry changes only by a book of the right kind: เปลี่ยนแปลง (ข้อ 22/1) or แก้ไข (ข้อ 21)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from plans.models import PlanBook, PlanEntry
from plans.states import LEFT_STATES, BookKind, EntryState, Verb

from .base import Action, ActionError, fresh, require, write_event
from .copying import copy_entry

AMENDING = (BookKind.CHANGE, BookKind.CORRECTION)


@dataclass
class Amend(Action):
    """A draft in an open change or correction book, with the words of the entry in force that it will replace.

    The one in force stays as it is until the book is announced; only one draft at a time amends it.
    """

    user: Any
    entry: PlanEntry
    book: PlanBook
    key: str = ""

    def perform(self) -> PlanEntry:
        old = fresh(self.entry)
        require(self.user, "read", old)
        require(self.user, Verb.START, self.book)
        if old.state != EntryState.IN_FORCE:
            raise ActionError(_("Only an entry in force is changed or corrected by a new book"))
        if not self.book.is_open or self.book.plan_id != old.book.plan_id or self.book.kind not in AMENDING:
            raise ActionError(_("Please choose an open change or correction book of the same plan"))
        if old.amended_by.exclude(state__in=LEFT_STATES).exists():
            raise ActionError(_("A change or correction of this entry is already under way"))
        new = copy_entry(old, self.book, self.user, amends=old)
        write_event(self.user, Verb.AMEND, self.book, new, to_state=new.state, key=self.key)
        return new
