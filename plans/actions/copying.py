"""Copy an entry's words, money and citations into a new draft of an open book. Used by ProposeAgain and Amend."""

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from plans.models import EntryBudget, EntryCitation, EntryCostLine, PlanBook, PlanEntry
from plans.states import AMENDING_KINDS

from .base import ActionError


def next_position(book: PlanBook) -> int:
    """The place after the last entry of the book."""
    last = PlanEntry.objects.filter(book=book).aggregate(last=Max("position"))["last"] or 0
    return last + 1


def refuse_new_project(book: PlanBook) -> None:
    """A project that is new to the plan comes in by the original or an addition only (ข้อ 21, 22, 22/1)."""
    if book.kind in AMENDING_KINDS:
        raise ActionError(_("A change or correction book takes no new project; please use an addition"))


def copy_entry(old: PlanEntry, book: PlanBook, user: Any, **links: PlanEntry) -> PlanEntry:
    """A saved draft like `old`; `links` tie it to what it came from (`proposed_before`, `amends`)."""
    new = PlanEntry(
        book=book,
        position=next_position(book),
        created_by=user,
        **links,
        **{name: getattr(old, name) for name in PlanEntry.CONTENT_FIELDS if name != "warning_reasons"},
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
            cited_by=user,
        )
    return new
