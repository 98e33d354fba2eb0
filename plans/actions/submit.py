"""Submit an entry for checking."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from plans import notifications
from plans.checking import check_entry
from plans.models import PlanEntry
from plans.states import Verb
from portal.kit.checks import Finding, blocking, needing_reason

from .base import Action, ActionError, Blocked, claim, fresh, move, require


@dataclass
class Submit(Action):
    """Errors stop it, each warning needs a reason ({finding code: text})."""

    user: Any
    entry: PlanEntry
    reasons: Mapping[str, str] = field(default_factory=dict)
    expected: int | None = None
    key: str = ""

    def perform(self) -> PlanEntry:
        entry = fresh(self.entry)
        require(self.user, Verb.SUBMIT, entry)
        if not entry.book.is_open:
            raise ActionError(_("This book has been announced; please choose a book that is open"))
        reasons = {**entry.warning_reasons, **{k: v.strip() for k, v in self.reasons.items() if v.strip()}}
        findings = check_entry(entry)
        stop = blocking(findings)
        if stop:
            raise Blocked(_("Please mend what stands below before submitting"), stop)
        unanswered: list[Finding] = [f for f in needing_reason(findings) if not reasons.get(f.code)]
        if unanswered:
            raise Blocked(_("Please give a reason for each point to be checked"), unanswered)
        if reasons != entry.warning_reasons:
            claim(entry, self.expected, warning_reasons=reasons)
            self.expected = None
        move(self.user, Verb.SUBMIT, entry, expected=self.expected, key=self.key)
        notifications.submitted(entry, self.user)
        return entry
