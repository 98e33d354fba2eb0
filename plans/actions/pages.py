"""The page as printed, typed over that of the PDF: the forms may stand inside the office's own book."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from plans.models import PlanEntry
from plans.policies import can
from plans.states import ANNOUNCED_STATES, Verb

from .base import Action, ActionError, Refused, claim, fresh, write_event


@dataclass
class SetPrintedPage(Action):
    """Say on which page of the office's book an announced entry stands; blank goes back to the page of the PDF."""

    user: Any
    entry: PlanEntry
    page: str
    expected: int | None = None
    key: str = ""

    def perform(self) -> PlanEntry:
        entry = fresh(self.entry)
        if not can(self.user, "edit", entry.book):
            raise Refused(_("This page does not exist, or you have no right to it"))
        if entry.state not in ANNOUNCED_STATES:
            raise ActionError(_("Only an announced project has a printed page"))
        page = " ".join(self.page.split())
        if len(page) > 20:
            raise ActionError(_("“%(page)s…” is too long for a page number") % {"page": page[:20]})
        if page == entry.printed_page:
            return entry
        claim(entry, self.expected, printed_page=page)
        write_event(
            self.user,
            Verb.SAVE,
            entry.book,
            entry,
            from_state=entry.state,
            to_state=entry.state,
            reason=_("Page as printed: %(page)s") % {"page": page or "-"},
            key=self.key,
            pin=False,
        )
        return entry
