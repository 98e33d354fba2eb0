"""Propose again, in an open book, what was not endorsed or deferred before; the two stay linked."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.models import PlanBook, PlanEntry
from plans.states import AMENDING_KINDS, LEFT_STATES, EntryState, Verb

from .amend import ALREADY_AMENDED, NOT_IN_FORCE
from .base import Action, ActionError, fresh, fresh_book, require, write_event
from .copying import copy_entry, refuse_new_project

ALREADY_PROPOSED = gettext_lazy("This project has been proposed again already; please go on with that one")


@dataclass
class ProposeAgain(Action):
    """A new draft with the words, money and citations of one that left its book."""

    user: Any
    entry: PlanEntry
    book: PlanBook
    key: str = ""
    overtaken = ALREADY_PROPOSED

    def perform(self) -> PlanEntry:
        book = fresh_book(self.book)
        old = fresh(self.entry)
        require(self.user, "read", old)
        require(self.user, Verb.START, book)
        if old.state not in LEFT_STATES:
            raise ActionError(_("Only an entry that left its book can be proposed again"))
        if not book.is_open or book.plan_id != old.book.plan_id:
            raise ActionError(_("Please choose an open book of the same plan"))
        if old.proposed_again.exclude(state__in=LEFT_STATES).exists():
            raise ActionError(str(ALREADY_PROPOSED))
        links = {"proposed_before": old}
        if old.amends is not None and book.kind in AMENDING_KINDS:
            if old.amends.state != EntryState.IN_FORCE:
                raise ActionError(str(NOT_IN_FORCE))
            if old.amends.amended_by.exclude(state__in=LEFT_STATES).exists():
                raise ActionError(str(ALREADY_AMENDED))
            links["amends"] = old.amends
        else:
            refuse_new_project(book)
        new = copy_entry(old, book, self.user, **links)
        write_event(self.user, Verb.PROPOSE_AGAIN, book, new, to_state=new.state, key=self.key)
        return new
