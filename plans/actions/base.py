"""What all actions share: refusal, idempotency, the version guard, the event.

SQLite has no row locks (`select_for_update` does nothing there), so a change of an entry or a book compares and
raises its `version` in one UPDATE; and a form carries a key, so that sent twice it makes one event. On PostgreSQL
the book's row is locked as well, so that nothing slips into a book while it is announced.
"""

import dataclasses
import hashlib
import logging
import uuid
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import F, Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.models import PlanBook, PlanEntry, PlanEvent
from plans.policies import can
from plans.states import TRANSITIONS, EntryState, Verb
from portal.kit.checks import Finding
from portal.people.models import Membership

Target = TypeVar("Target", PlanBook, PlanEntry)
logger = logging.getLogger(__name__)


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


_CONFLICT = gettext_lazy("Somebody else saved in the meantime; your text is still here. Please look and save again")


def new_key() -> str:
    """A fresh idempotency key for a form."""
    return uuid.uuid4().hex


def key_mark(key: str) -> str:
    """How every kept key of a form's key begins, whatever the form asked for; "" for a form without a key."""
    return f"{_digest(key)}." if key else ""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _spelled(value: Any) -> str:
    """A value of an action as text that is the same whenever the same form is sent."""
    if isinstance(value, Model):
        return f"{value._meta.label}:{value.pk}"
    if hasattr(value, "digest"):
        # a citation, which also holds the moment of quoting
        return str(value.digest)
    if isinstance(value, Mapping):
        return ",".join(f"{key}={_spelled(value[key])}" for key in sorted(value, key=str))
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return ",".join(_spelled(item) for item in value)
    return repr(value)


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
        raise Conflict(str(_CONFLICT))
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
    # Not cleaned here: a draft may still lack its name; the rules look before it is submitted.
    revision = entry.save_revision(user=user, log_action=False, clean=False) if entry is not None and pin else None
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


def fresh_book(book: PlanBook) -> PlanBook:
    """The book as it stands in the database, with its plan and body; held until the transaction ends."""
    books = PlanBook.objects.select_for_update(of=("self",)).select_related("plan__organisation")
    return books.get(pk=book.pk)


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


class Action(ABC):
    """Base of all actions, which are dataclasses: `execute()` runs `perform()` in one transaction and treats a
    repeated key as done.

    What is kept as the event's key is bound to the person, the verb, the object and what was sent. So the same form
    sent twice is done once, while a form that is found again with the browser's back button, changed and sent, is a
    second wish: it meets the version guard instead of being taken for done, and nothing typed is lost unseen.
    """

    user: Any
    key: str
    not_sent: ClassVar[frozenset[str]] = frozenset()
    """Fields that the program found and no form sent: the first sending may have changed what it finds."""
    overtaken: ClassVar[Promise | str] = _CONFLICT
    """What to say when somebody else did the same at the same instant and the database let them through."""

    def execute(self) -> Any:
        """Do it once. A form sent twice returns what the first sending made."""
        self.key = self.sealed_key()
        done = already_done(self.key)
        if done is not None:
            return self.repeated(done)
        try:
            with transaction.atomic():
                return self.perform()
        except (IntegrityError, ActionError) as error:
            # The twin of a form sent twice at the same moment may have finished while this one waited for the
            # database; then what stands in the way here is what the twin did.
            done = already_done(self.key)
            if done is not None:
                return self.repeated(done)
            if isinstance(error, ActionError):
                raise
            # Two transactions wrote the same thing at once and the database let one of them through.
            logger.warning("%s met a constraint: %s", type(self).__name__, error)
            raise Conflict(str(self.overtaken)) from error

    def sealed_key(self) -> str:
        """The key as the event keeps it (65 characters), "" for an action that was given none."""
        if not self.key:
            return ""
        sent = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)  # type: ignore[arg-type]
            if field.name not in {"key", "expected", *self.not_sent}
        }
        return key_mark(self.key) + _digest(f"{type(self).__name__}|{_spelled(sent)}")

    @abstractmethod
    def perform(self) -> Any:
        """The work, inside the transaction."""

    def repeated(self, event: PlanEvent) -> Any:
        """What to return when the key was used before."""
        return event.entry or event.book
