"""Start an entry: by hand, or from a knowledge item, prefilled field by field."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from plans.models import EntryBudget, EntryCitation, EntryCostLine, Offer, PlanBook, PlanEntry
from plans.prefill import prefill
from plans.states import Verb

from .base import Action, ActionError, fresh_book, require, write_event
from .copying import next_position, refuse_new_project


@dataclass
class StartEntry(Action):
    """A new draft in an open book. With `citation` (see `knowledge.citations.quote`) the seed fills the form and
    the citation is frozen; with `offer` the offer is answered."""

    not_sent: ClassVar[frozenset[str]] = frozenset({"offer"})

    user: Any
    book: PlanBook
    form: str = ""
    title: str = ""
    citation: Any = None
    offer: Offer | None = None
    key: str = ""

    def perform(self) -> PlanEntry:
        book = fresh_book(self.book)
        require(self.user, Verb.START, book)
        if not book.is_open:
            raise ActionError(_("This book has been announced; please choose a book that is open"))
        refuse_new_project(book)
        forms = [form.code for form in book.plan.edition.forms]
        form = self.form if self.form in forms else forms[0]
        entry = PlanEntry(
            book=book, form=form, title=self.title.strip(), position=next_position(self.book), created_by=self.user
        )
        if self.citation is not None:
            filled = prefill(self.citation, book)
            for name, value in filled.fields.items():
                setattr(entry, name, value)
            if self.title.strip():
                entry.title = self.title.strip()
            entry.budgets = [EntryBudget(fiscal_year=y, amount=a) for y, a in filled.budgets.items()]
            entry.cost_lines = [EntryCostLine(order=i, **line) for i, line in enumerate(filled.cost_lines)]
        entry.save()
        if self.citation is not None:
            cite(entry, self.citation, self.user)
        if self.offer is not None:
            require(self.user, "answer", self.offer)
            Offer.objects.filter(pk=self.offer.pk, state=Offer.State.OPEN).update(state=Offer.State.USED, entry=entry)
        write_event(self.user, Verb.START, book, entry, to_state=entry.state, key=self.key)
        return entry


def cite(entry: PlanEntry, citation: Any, user: Any) -> EntryCitation:
    """Freeze a citation on an entry."""
    from knowledge.citations import to_json

    return EntryCitation.objects.create(
        entry=entry,
        item_key=citation.key,
        revision_id=citation.revision_id,
        content=to_json(citation),
        digest=citation.digest,
        cited_by=user,
    )
