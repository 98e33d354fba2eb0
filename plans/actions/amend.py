"""An announced entry changes only by a book of the right kind: เปลี่ยนแปลง (ข้อ 22/1) or แก้ไข (ข้อ 21)."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.models import PlanBook, PlanEntry
from plans.states import AMENDING_KINDS, LEFT_STATES, EntryState, Verb

from .base import Action, ActionError, fresh, fresh_book, require, write_event
from .copying import copy_entry

NOT_IN_FORCE = gettext_lazy("Only an entry in force is changed or corrected by a new book")
ALREADY_AMENDED = gettext_lazy("A change or correction of this entry is already under way")


@dataclass
class Amend(Action):
    """A draft in an open change or correction book, with the words of the entry in force that it will replace.

    The one in force stays as it is until the book is announced; only one draft at a time amends it (a constraint of
    the table, where two people begin at the same instant).
    """

    user: Any
    entry: PlanEntry
    book: PlanBook
    key: str = ""
    overtaken = ALREADY_AMENDED

    def perform(self) -> PlanEntry:
        book = fresh_book(self.book)
        old = fresh(self.entry)
        require(self.user, "read", old)
        require(self.user, Verb.START, book)
        if old.state != EntryState.IN_FORCE:
            raise ActionError(str(NOT_IN_FORCE))
        if not book.is_open or book.plan_id != old.book.plan_id or book.kind not in AMENDING_KINDS:
            raise ActionError(_("Please choose an open change or correction book of the same plan"))
        if old.amended_by.exclude(state__in=LEFT_STATES).exists():
            raise ActionError(str(ALREADY_AMENDED))
        new = copy_entry(old, book, self.user, amends=old)
        write_event(self.user, Verb.AMEND, book, new, to_state=new.state, key=self.key)
        return new
