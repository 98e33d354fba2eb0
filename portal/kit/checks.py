"""Rules that look at something and say what they find.

Form, review, import, API and consolidation call the same `run()`. A rule is pure: whatever it must know from the
database is gathered once into its subject. Errors stop a submission, warnings ask for a reason, advice is only shown.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from enum import StrEnum
from typing import Any, Generic, TypeVar

S = TypeVar("S")

Params = Mapping[str, Any]
# What a test answers: nothing found (None, False), found (True), found with values, found several times.
Outcome = bool | Params | Sequence[Params] | None


class Level(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


_RANK = {Level.ERROR: 0, Level.WARNING: 1, Level.ADVICE: 2}


@dataclass(frozen=True)
class Finding:
    """One thing found. `message` is an English msgid or a lazy translation of it, with %(name)s places for `params`.

    `field` names the form field that the person should look at; None when the finding is about the whole.
    """

    code: str
    level: Level
    message: Any = attribute(compare=False)
    field: str | None = None
    params: Params = attribute(default_factory=dict, hash=False)

    @property
    def text(self) -> str:
        """The sentence to show, in the language that is active now. In a message, %% is a per cent sign."""
        return str(self.message) % dict(self.params)

    @property
    def key(self) -> str:
        """What a stored reason refers to: the same finding on the same field has the same key on the next run."""
        return f"{self.code}:{self.field}" if self.field else self.code


def always(subject: object) -> bool:
    """For rules that apply to every subject."""
    return True


@dataclass(frozen=True)
class Rule(Generic[S]):
    """A rule about subjects of one kind.

    `applies(subject)` says whether the rule is asked at all. `test(subject)` answers None or False when all is well;
    True, a mapping of params (an empty one too), or a list of such mappings otherwise, one finding each. A mapping may
    carry "field" to point at another field than the rule's own; it also stays available to the message.
    """

    code: str
    level: Level
    applies: Callable[[S], bool]
    test: Callable[[S], Outcome]
    message: Any
    field: str | None = None

    def findings(self, subject: S) -> list[Finding]:
        """What this rule finds, in the order of its test."""
        if not self.applies(subject):
            return []
        outcome = self.test(subject)
        if outcome is None or outcome is False:
            return []
        several: Iterable[Params]
        if outcome is True:
            several = [{}]
        elif isinstance(outcome, Mapping):
            several = [outcome]
        else:
            several = outcome
        return [
            Finding(self.code, self.level, self.message, params.get("field", self.field), dict(params))
            for params in several
        ]


def run(rules: Iterable[Rule[S]], subject: S) -> list[Finding]:
    """All findings about the subject: errors, then warnings, then advice, each in the order of the rules."""
    found = [finding for rule in rules for finding in rule.findings(subject)]
    return sorted(found, key=lambda finding: _RANK[finding.level])


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop a submission."""
    return [finding for finding in findings if finding.level is Level.ERROR]


def needing_reason(findings: Iterable[Finding]) -> list[Finding]:
    """Those that a person may overrule by giving a reason."""
    return [finding for finding in findings if finding.level is Level.WARNING]
