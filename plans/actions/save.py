"""Save the words and the money of an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from plans.models import EntryBudget, EntryCostLine, PlanEntry
from plans.states import Verb

from .base import Action, ActionError, claim, fresh, require, write_event


@dataclass
class SaveEntry(Action):
    """Write cleaned values: `fields` (names of `PlanEntry.CONTENT_FIELDS`), `budgets` {year: baht} (missing years
    are emptied), `cost_lines` (dicts of EntryCostLine's columns; None leaves them)."""

    user: Any
    entry: PlanEntry
    fields: Mapping[str, Any]
    budgets: Mapping[int, Decimal] | None = None
    cost_lines: Sequence[Mapping[str, Any]] | None = None
    expected: int | None = None
    key: str = ""
    book: Any = field(default=None)

    def perform(self) -> PlanEntry:
        entry = fresh(self.entry)
        require(self.user, "read", entry)
        if not entry.is_editable:
            raise ActionError(
                _("This entry stands at “%(state)s” and can no longer be edited") % {"state": entry.get_state_display()}
            )
        require(self.user, "edit", entry)
        unknown = set(self.fields) - set(PlanEntry.CONTENT_FIELDS)
        if unknown:
            raise ValueError(f"not words of an entry: {sorted(unknown)}")
        claim(entry, self.expected)
        for name, value in self.fields.items():
            setattr(entry, name, value)
        if self.budgets is not None:
            entry.budgets = [EntryBudget(fiscal_year=y, amount=a) for y, a in sorted(self.budgets.items())]
        if self.cost_lines is not None:
            entry.cost_lines = [EntryCostLine(order=i, **line) for i, line in enumerate(self.cost_lines)]
        entry.save()
        write_event(self.user, Verb.SAVE, entry.book, entry, from_state=entry.state, to_state=entry.state, key=self.key)
        return entry
