"""Rules over one entry: pure tests in small modules, run together by `check_subject`."""

from plans.rules import budget, dates, lineage, places, privacy, wording
from plans.rules.subject import EntrySubject
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


__all__ = ["RULES", "EntrySubject", "check_subject"]
