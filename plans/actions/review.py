"""The second person's verbs: pull back, return, accept; and adjusting as a meeting resolved."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from plans import notifications
from plans.checking import check_entry
from plans.models import PlanEntry
from plans.states import Verb
from portal.kit.checks import blocking
from portal.people.models import Membership, Role

from .base import Action, ActionError, Blocked, claim, fresh, move, require, write_event


@dataclass
class PullBack(Action):
    """The planner takes a submitted entry back."""

    user: Any
    entry: PlanEntry
    expected: int | None = None
    key: str = ""

    def perform(self) -> PlanEntry:
        return move(self.user, Verb.PULL_BACK, fresh(self.entry), expected=self.expected, key=self.key)


@dataclass
class Return(Action):
    """ส่งคืนเพื่อปรับปรุง, with a reason that is kept word for word."""

    user: Any
    entry: PlanEntry
    reason: str
    expected: int | None = None
    key: str = ""

    def perform(self) -> PlanEntry:
        entry = fresh(self.entry)
        require(self.user, Verb.RETURN, entry)
        if entry.resolutions.exists():
            raise ActionError(_("A meeting has already resolved on this entry, so it can no longer be returned"))
        move(
            self.user,
            Verb.RETURN,
            entry,
            expected=self.expected,
            key=self.key,
            reason=self.reason,
            times_returned=entry.times_returned + 1,
        )
        notifications.returned(entry, self.user, self.reason)
        return entry


@dataclass
class Accept(Action):
    """Checked: it goes on the agenda. The checker is never the one who submitted it, unless the body has no other
    checker (a small office where one person does both)."""

    user: Any
    entry: PlanEntry
    expected: int | None = None
    key: str = ""

    def perform(self) -> PlanEntry:
        entry = fresh(self.entry)
        require(self.user, Verb.ACCEPT, entry)
        findings = blocking(check_entry(entry))
        if findings:
            raise Blocked(_("Errors stand in the entry; please return it for improvement"), findings)
        if self._submitted_it(entry) and self._another_checks(entry):
            raise ActionError(_("You submitted this project yourself, so another checker of your office must check it"))
        move(self.user, Verb.ACCEPT, entry, expected=self.expected, key=self.key)
        notifications.accepted(entry, self.user)
        return entry

    def _submitted_it(self, entry: PlanEntry) -> bool:
        last = entry.events.filter(verb=Verb.SUBMIT).order_by("-pk").first()
        return last is not None and last.actor_id == self.user.pk

    def _another_checks(self, entry: PlanEntry) -> bool:
        return (
            Membership.objects.filter(
                organisation=entry.book.plan.organisation_id,
                role=Role.CHECKER,
                is_active=True,
                user__is_active=True,
            )
            .exclude(user=self.user)
            .exists()
        )


@dataclass
class FinishAdjusting(Action):
    """Adjusted as the meeting resolved: the wording is pinned and frozen again."""

    user: Any
    entry: PlanEntry
    expected: int | None = None
    key: str = ""

    def perform(self) -> PlanEntry:
        entry = fresh(self.entry)
        require(self.user, Verb.ADJUST, entry)
        if not entry.adjusting:
            raise ActionError(_("Nothing is waiting to be adjusted here"))
        findings = blocking(check_entry(entry))
        if findings:
            raise Blocked(_("Please mend what stands below first"), findings)
        claim(entry, self.expected, adjusting=False)
        write_event(
            self.user, Verb.ADJUST, entry.book, entry, from_state=entry.state, to_state=entry.state, key=self.key
        )
        return entry
