"""Rules over one entry: pure tests in small modules, run together by `check_entry`."""

from collections.abc import Sequence

from plans.rules import budget, dates, lineage, places, privacy, wording
from plans.rules.subject import EntrySubject, gather
from portal.kit.checks import Finding, Rule, run

RULES: tuple[Rule[EntrySubject], ...] = (
    *wording.RULES,
    *places.RULES,
    *budget.RULES,
    *dates.RULES,
    *lineage.RULES,
    *privacy.RULES,
)


def check_subject(subject: EntrySubject) -> list[Finding]:
    """Findings on an entry: errors first."""
    return run(RULES, subject)


def check_entry(entry) -> Sequence[Finding]:
    """Findings on a stored or unsaved entry."""
    return check_subject(gather(entry))


__all__ = ["RULES", "EntrySubject", "check_entry", "check_subject", "gather"]
