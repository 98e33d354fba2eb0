"""States of entries and books, stages of decision, outcomes, and the one table of transitions.

Pure values: no model is imported here. Only classes in `plans/actions/` move anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntryState(TextChoices):
    """Where an entry stands (glossary, States)."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Awaiting check")
    RETURNED = "returned", _("Returned for improvement")
    CHECKED = "checked", _("Checked, awaiting agenda")
    AWAITING_COMMITTEE = "awaiting_committee", _("Awaiting committee and community")
    AWAITING_COUNCIL = "awaiting_council", _("Awaiting council")
    AWAITING_EXECUTIVE = "awaiting_executive", _("Awaiting the executive")
    ENDORSED = "endorsed", _("Endorsed, awaiting announcement")
    IN_FORCE = "in_force", _("In force")
    NOT_ENDORSED = "not_endorsed", _("Not endorsed")
    DEFERRED = "deferred", _("Deferred")
    REFERRED = "referred", _("Beyond capacity, referred")
    REMOVED = "removed", _("Removed from this book")
    REPLACED = "replaced", _("Replaced by a later book")


class BookKind(TextChoices):
    """ฉบับ: what is decided, announced, numbered, printed and cited (regulation 2548 with amendments)."""

    ORIGINAL = "original", _("Original")
    ADDITION = "addition", _("Addition")
    CHANGE = "change", _("Change")
    CORRECTION = "correction", _("Correction")


AMENDING_KINDS = frozenset({BookKind.CHANGE, BookKind.CORRECTION})
"""Books that change what is in force: they take no new project, which needs committee, ประชาคม and council."""


class BookState(TextChoices):
    """A book is open for entries until it is announced."""

    OPEN = "open", _("Open")
    ANNOUNCED = "announced", _("In force (book)")


class Stage(TextChoices):
    """Who decides."""

    COMMITTEE = "committee", _("Local development committee")
    COMMUNITY = "community", _("Community assembly")
    COUNCIL = "council", _("Council")
    EXECUTIVE = "executive", _("Executive")
    DISTRICT_COMMITTEE = "district_committee", _("Integrated district administration committee")


class Outcome(TextChoices):
    """What a meeting resolved about one entry."""

    ENDORSED = "endorsed", _("Endorsed by the meeting")
    WITH_CHANGES = "with_changes", _("Endorsed with changes")
    NOT_ENDORSED = "not_endorsed", _("Not endorsed by the meeting")
    DEFERRED = "deferred", _("Deferred by the meeting")
    BEYOND_CAPACITY = "beyond_capacity", _("Beyond capacity")


FAVOURABLE = frozenset({Outcome.ENDORSED, Outcome.WITH_CHANGES})
OPEN_STATES = frozenset({EntryState.DRAFT, EntryState.RETURNED})
DECIDING_STATES = frozenset(
    {
        EntryState.CHECKED,
        EntryState.AWAITING_COMMITTEE,
        EntryState.AWAITING_COUNCIL,
        EntryState.AWAITING_EXECUTIVE,
    }
)
LEFT_STATES = frozenset({EntryState.NOT_ENDORSED, EntryState.DEFERRED, EntryState.REFERRED, EntryState.REMOVED})
"""Left the book: readable inside the body with the resolution, never numbered or printed."""


ANNOUNCED_STATES = frozenset({EntryState.IN_FORCE, EntryState.REPLACED})
"""Stands in an announced book: in force, or replaced since by a change or correction."""


class Verb(TextChoices):
    """What can happen to an entry or a book; the words stand in its history."""

    START = "start", _("Started")
    SAVE = "save", _("Saved")
    SUBMIT = "submit", _("Submitted")
    PULL_BACK = "pull_back", _("Pulled back")
    RETURN = "return", _("Returned")
    ACCEPT = "accept", _("Checked and put on the agenda")
    RECORD = "record", _("Resolution recorded")
    ADJUST = "adjust", _("Adjusted as resolved")
    REMOVE = "remove", _("Taken out of the book")
    PROPOSE_AGAIN = "propose_again", _("Proposed again")
    AMEND = "amend", _("Change or correction begun")
    REPLACE = "replace", _("Replaced")
    ADOPT = "adopt", _("Newer source adopted")
    ANNOUNCE = "announce", _("Announced")
    OPEN_BOOK = "open_book", _("Book opened")


@dataclass(frozen=True)
class Transition:
    """From which states a verb may start, to which it leads (None: decided by `after_resolutions`), who may."""

    verb: Verb
    sources: frozenset[EntryState]
    target: EntryState | None
    roles: tuple[str, ...]
    needs_reason: bool = False


TRANSITIONS: Mapping[Verb, Transition] = {
    t.verb: t
    for t in (
        Transition(Verb.SUBMIT, OPEN_STATES, EntryState.SUBMITTED, ("planner",)),
        Transition(Verb.PULL_BACK, frozenset({EntryState.SUBMITTED}), EntryState.DRAFT, ("planner",)),
        Transition(
            Verb.RETURN,
            frozenset({EntryState.SUBMITTED, EntryState.CHECKED}),
            EntryState.RETURNED,
            ("checker",),
            needs_reason=True,
        ),
        Transition(Verb.ACCEPT, frozenset({EntryState.SUBMITTED}), EntryState.CHECKED, ("checker",)),
        Transition(Verb.RECORD, DECIDING_STATES, None, ("planner", "checker")),
        Transition(
            Verb.REMOVE,
            frozenset(EntryState) - LEFT_STATES - ANNOUNCED_STATES,
            EntryState.REMOVED,
            ("planner", "checker"),
            needs_reason=True,
        ),
        Transition(Verb.ANNOUNCE, frozenset({EntryState.ENDORSED}), EntryState.IN_FORCE, ("planner", "checker")),
        Transition(Verb.REPLACE, frozenset({EntryState.IN_FORCE}), EntryState.REPLACED, ("planner", "checker")),
    )
}


def stage_state(stage: Stage) -> EntryState:
    """The state of an entry that waits for this stage."""
    return {
        Stage.COMMITTEE: EntryState.AWAITING_COMMITTEE,
        Stage.COMMUNITY: EntryState.AWAITING_COMMITTEE,
        Stage.DISTRICT_COMMITTEE: EntryState.AWAITING_COMMITTEE,
        Stage.COUNCIL: EntryState.AWAITING_COUNCIL,
        Stage.EXECUTIVE: EntryState.AWAITING_EXECUTIVE,
    }[stage]


def open_stages(stages: Sequence[Stage], outcomes: Mapping[Stage, Outcome]) -> tuple[Stage, ...]:
    """The stages that may decide next: the first without a favourable outcome, and its twin where committee and
    community sit side by side."""
    waiting = [s for s in stages if outcomes.get(s) not in FAVOURABLE]
    if not waiting:
        return ()
    return tuple(s for s in waiting if stage_state(s) == stage_state(waiting[0]))


def after_resolutions(stages: Sequence[Stage], outcomes: Mapping[Stage, Outcome]) -> EntryState:
    """Where an entry stands, given what each stage last resolved. Any unfavourable outcome takes it out."""
    for outcome in outcomes.values():
        if outcome == Outcome.NOT_ENDORSED:
            return EntryState.NOT_ENDORSED
        if outcome == Outcome.DEFERRED:
            return EntryState.DEFERRED
        if outcome == Outcome.BEYOND_CAPACITY:
            return EntryState.REFERRED
    waiting = open_stages(stages, outcomes)
    return stage_state(waiting[0]) if waiting else EntryState.ENDORSED
