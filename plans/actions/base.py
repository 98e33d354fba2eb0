"""What all actions share: refusal, idempotency, the version guard, the event.

SQLite has no row locks (`select_for_update` does nothing there), so a change of an entry or a book compares and
raises its `version` in one UPDATE; and a form carries a key, so that sent twice it makes one event.
"""

import uuid
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from plans.models import PlanBook, PlanEntry, PlanEvent
from plans.policies import can
from plans.states import TRANSITIONS, EntryState, Verb
from portal.kit.checks import Finding
from portal.people.models import Membership

Target = TypeVar("Target", PlanBook, PlanEntry)


class ActionError(Exception):
    """Something a person can mend; `str()` is the sentence to show."""


class Refused(ActionError):
    """The person may not do this. Views answer 404."""


class Conflict(ActionError):
    """Somebody else saved in between."""


class Blocked(ActionError):
    """Findings stand in the way; they are in `findings`."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = list(findings)


def new_key() -> str:
    """A fresh idempotency key for a form."""
    return uuid.uuid4().hex


def already_done(key: str) -> PlanEvent | None:
    """The event that this form made before, if it was sent twice."""
    return PlanEvent.objects.filter(key=key).select_related("entry", "book").first() if key else None


def require(user: Any, verb: str, obj: Any) -> None:
    """Raise Refused unless the policy allows it."""
    if not can(user, verb, obj):
        raise Refused(_("This page does not exist, or you have no right to it"))


def claim(obj: Target, expected: int | None, **changes: Any) -> None:
    """Take the next version of an entry or a book and write `changes` in the same UPDATE, or raise Conflict.

    `expected` is the version that the person saw; None takes the version just read.
    """
    version = obj.version if expected is None else expected
    model = type(obj)
    taken = model._default_manager.filter(pk=obj.pk, version=version).update(version=F("version") + 1, **changes)
    if not taken:
        raise Conflict(_("Somebody else saved in the meantime; your text is still here. Please look and save again"))
    obj.version = version + 1
    for name, value in changes.items():
        setattr(obj, name, value)


def write_event(
    user: Any,
    verb: Verb,
    book: PlanBook,
    entry: PlanEntry | None = None,
    *,
    from_state: str = "",
    to_state: str = "",
    reason: str = "",
    key: str = "",
    pin: bool = True,
) -> PlanEvent:
    """One line of history; pins the wording of the entry as a revision (PROTECT keeps it from being purged)."""
    revision = entry.save_revision(user=user, log_action=False) if entry is not None and pin else None
    role = (
        Membership.objects.filter(user=user, organisation=book.plan.organisation_id, is_active=True)
        .order_by("role")
        .first()
        if user is not None
        else None
    )
    return PlanEvent.objects.create(
        book=book,
        entry=entry,
        verb=verb,
        from_state=from_state,
        to_state=to_state,
        reason=reason,
        revision=revision,
        actor=user,
        actor_name=str(user) if user is not None else "",
        actor_role=role.role if role else "",
        key=key or new_key(),
    )


def fresh(entry: PlanEntry) -> PlanEntry:
    """The entry as it stands in the database, with its book, plan and body."""
    return PlanEntry.objects.select_related("book__plan__organisation").get(pk=entry.pk)


def move(
    user: Any,
    verb: Verb,
    entry: PlanEntry,
    *,
    expected: int | None,
    key: str,
    reason: str = "",
    target: EntryState | None = None,
    **changes: Any,
) -> PlanEntry:
    """The one place that writes a state. Checks policy, source state, reason; writes state, version and event."""
    transition = TRANSITIONS[verb]
    require(user, verb, entry)
    if transition.needs_reason and not reason.strip():
        raise ActionError(_("Please state the reason; the other person needs it to go on"))
    if entry.state not in transition.sources:
        raise ActionError(
            _("This is no longer possible: the entry now stands at “%(state)s”") % {"state": entry.get_state_display()}
        )
    new_state = target or transition.target
    if new_state is None:
        raise ValueError(f"{verb} needs a target state")
    before = entry.state
    claim(entry, expected, state=new_state, **changes)
    write_event(user, verb, entry.book, entry, from_state=before, to_state=new_state, reason=reason.strip(), key=key)
    return entry


class Action:
    """Base of all actions: `execute()` runs `perform()` in one transaction and treats a repeated key as done."""

    key: str

    def execute(self) -> Any:
        """Do it once. A form sent twice returns what the first sending made."""
        done = already_done(self.key)
        if done is not None:
            return self.repeated(done)
        try:
            with transaction.atomic():
                return self.perform()
        except IntegrityError:
            done = already_done(self.key)
            if done is None:
                raise
            return self.repeated(done)
        except Conflict:
            done = already_done(self.key)
            if done is None:
                raise
            return self.repeated(done)

    def perform(self) -> Any:
        """The work, inside the transaction."""
        raise NotImplementedError

    def repeated(self, event: PlanEvent) -> Any:
        """What to return when the key was used before."""
        return event.entry or event.book
