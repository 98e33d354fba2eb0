"""Propose again, in an open book, what was not endorsed or deferred before; the two stay linked."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from plans.models import EntryBudget, EntryCitation, EntryCostLine, PlanBook, PlanEntry
from plans.states import LEFT_STATES, Verb

from .base import Action, ActionError, fresh, fresh_book, require, write_event


@dataclass
class ProposeAgain(Action):
    """A new draft with the words, money and citations of one that left its book."""

    user: Any
    entry: PlanEntry
    book: PlanBook
    key: str = ""

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
            raise ActionError(_("This project has been proposed again already; please go on with that one"))
        last = PlanEntry.objects.filter(book=book).aggregate(last=Max("position"))["last"] or 0
        new = PlanEntry(
            book=book,
            position=last + 1,
            created_by=self.user,
            proposed_before=old,
            **{name: getattr(old, name) for name in PlanEntry.CONTENT_FIELDS},
        )
        new.budgets = [EntryBudget(fiscal_year=b.fiscal_year, amount=b.amount) for b in old.budgets.all()]
        new.cost_lines = [
            EntryCostLine(
                order=line.order,
                label=line.label,
                quantity=line.quantity,
                unit=line.unit,
                unit_price=line.unit_price,
                price_year=line.price_year,
            )
            for line in old.cost_lines.all()
        ]
        new.save()
        for citation in old.citations.all():
            EntryCitation.objects.create(
                entry=new,
                item_key=citation.item_key,
                revision=citation.revision,
                content=citation.content,
                digest=citation.digest,
                cited_by=self.user,
            )
        write_event(self.user, Verb.PROPOSE_AGAIN, book, new, to_state=new.state, key=self.key)
        return new
