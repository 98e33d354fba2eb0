"""A moving source: a draft adopts the newer wording of what it cites, field by field, only by a click."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from plans.models import EntryCitation, PlanEntry
from plans.prefill import SEED_FIELDS
from plans.states import Verb

from .base import Action, ActionError, claim, fresh, require, write_event


@dataclass
class AdoptSource(Action):
    """Replace a citation by the newer quote, and the chosen fields of the draft by what it says."""

    user: Any
    entry: PlanEntry
    citation: Any
    fields: Collection[str] = field(default_factory=tuple)
    expected: int | None = None
    key: str = ""

    def perform(self) -> PlanEntry:
        from knowledge.citations import to_json

        entry = fresh(self.entry)
        require(self.user, "read", entry)
        if not entry.is_editable:
            raise ActionError(_("The entry can no longer be edited; what is in force keeps its source as it was"))
        require(self.user, "edit", entry)
        changed = EntryCitation.objects.filter(entry=entry, item_key=self.citation.key).update(
            revision_id=self.citation.revision_id,
            content=to_json(self.citation),
            digest=self.citation.digest,
            cited_by=self.user,
        )
        if not changed:
            raise ActionError(_("The entry does not cite this item"))
        claim(entry, self.expected)
        for name in self.fields:
            if name in SEED_FIELDS:
                setattr(entry, name, getattr(self.citation.seed, SEED_FIELDS[name]))
        entry.save()
        write_event(
            self.user, Verb.ADOPT, entry.book, entry, from_state=entry.state, to_state=entry.state, key=self.key
        )
        return entry
