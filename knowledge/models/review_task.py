"""The review step of the workflow "กลั่นกรององค์ความรู้": other eyes, a locked page, a reason when it goes back.

Wagtail's own group approval would let a reviewer edit while approving and let superusers approve anything; every
door of it is narrowed here. Rules are in `knowledge.review`, so that the admin, the services and tests share them.
"""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.models import AbstractGroupApprovalTask, TaskState

from ..review import check_decision, check_reason, item_of, wrote


class ReviewLock(WorkflowLock):
    """Nobody edits a text while others judge it."""

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> Any:
        if self.task.specific._user_in_groups(user):
            if wrote(self.object, user):
                return _("You wrote part of this text yourself, so another reviewer must decide on it.")
            return _("This item awaits your review. Read it here; decide with the button below.")
        return _("This item is in review and locked for everyone. You may pull it back to change it.")

    def get_locked_by(self, user: Any, can_lock: bool = False) -> Any:
        return _("In knowledge review")

    def get_description(self, user: Any, can_lock: bool = False) -> Any:
        return _("Nobody can change the text until the review is finished.")


class ReturnForm(forms.Form):
    """The reason of a return; required."""

    comment = forms.CharField(
        label=_("What should be improved"),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": _("Please say what should be improved, so that the author knows what to do."),
        },
    )


class ApproveForm(forms.Form):
    """A note to the author with an approval; may stay blank."""

    comment = forms.CharField(label=_("Note to the author"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class KnowledgeReviewTask(AbstractGroupApprovalTask):
    """Approval by the reviewers of a university, of which nobody may decide on what they wrote themselves."""

    lock_class = ReviewLock

    class Meta:
        verbose_name = _("knowledge review")
        verbose_name_plural = _("knowledge reviews")

    def start(self, workflow_state: Any, user: Any = None) -> Any:
        """A manual lock would come before the review's lock and let the one who set it edit: it is lifted."""
        page = workflow_state.content_object
        if page.locked:
            page.locked, page.locked_by, page.locked_at = False, None, None
            page.save(update_fields=["locked", "locked_by", "locked_at"])
        return super().start(workflow_state, user=user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        return True

    def user_can_lock(self, obj: Any, user: Any) -> bool:
        return False

    def user_can_unlock(self, obj: Any, user: Any) -> bool:
        return False

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        return self._user_in_groups(user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, Any, bool]]:
        if not self._user_in_groups(user) or wrote(obj, user):
            return []
        return [
            ("reject", _("Return for improvement"), True),
            ("approve", _("Approve and publish"), True),
        ]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return ReturnForm if action == "reject" else ApproveForm

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """Steps that wait for this person; what they wrote themselves waits for others."""
        if not self._user_in_groups(user):
            return TaskState.objects.none()
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        own = [state.pk for state in waiting.select_related("workflow_state") if wrote(item_of(state), user)]
        return waiting.exclude(pk__in=own)

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> None:
        """Decide on the task state's own item, whatever page the request was addressed to.

        Raises `ReviewRefused` (a `PermissionDenied`) or, for a return without reason, `ValidationError`.
        """
        # Read again: the object in hand may be older than a decision that somebody else took meanwhile.
        current = TaskState.objects.select_related("workflow_state", "task").get(pk=task_state.pk)
        if current.task_id != self.pk:
            current.task.specific.on_action(current, user, action_name, **kwargs)
            return
        check_decision(current, user)
        if action_name == "reject":
            kwargs["comment"] = check_reason(kwargs.get("comment", ""))
        super().on_action(current, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> Any:
        return _("Reviewers of the university who did not write the text decide on it.")
