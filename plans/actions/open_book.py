"""Open a book of a plan: the original, an addition, a change, a correction."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from plans.models import Plan, PlanBook
from plans.states import BookKind, Verb

from .base import Action, ActionError, require, write_event


@dataclass
class OpenBook(Action):
    """Open a book with its editable round label. Two books of one plan never share a label."""

    user: Any
    plan: Plan
    kind: BookKind
    label: str
    reason: str = ""
    first_page: int = 1
    key: str = ""

    def perform(self) -> PlanBook:
        require(self.user, "open_book", self.plan)
        label = " ".join(self.label.split())
        if not label:
            raise ActionError(_("Please state the round, for example “Addition no. 1/2569”"))
        if PlanBook.objects.filter(plan=self.plan, label=label).exists():
            raise ActionError(_("A book with this round label exists already in this plan"))
        if self.kind == BookKind.ORIGINAL and PlanBook.objects.filter(plan=self.plan, kind=BookKind.ORIGINAL).exists():
            raise ActionError(
                _("This plan has its original book already; please choose addition, change or correction")
            )
        book = PlanBook.objects.create(
            plan=self.plan,
            kind=self.kind,
            label=label,
            reason=self.reason.strip(),
            first_page=max(1, self.first_page),
            created_by=self.user,
        )
        write_event(self.user, Verb.OPEN_BOOK, book, key=self.key)
        return book
