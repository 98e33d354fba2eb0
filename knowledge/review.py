"""Four-eyes review of knowledge: who wrote, who may decide, and the acts submit, return, approve, withdraw.

Called by `KnowledgeReviewTask`, by the admin views, by the demonstration and tests. The workflow's last step
(`settings.WAGTAIL_FINISH_WORKFLOW_ACTION`) is `publish_approved`, which Wagtail imports while its own models are
still loading: that is why nothing of Wagtail is imported at the head of this module.
"""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from wagtail.models import TaskState, WorkflowState

    from .models import KnowledgeItem

# Log entries that mean "this person put something into the text".
WRITING_ACTIONS = ("wagtail.create", "wagtail.edit", "wagtail.revert", "wagtail.copy", "wagtail.rename")


class ReviewRefused(PermissionDenied):
    """The act is not this person's to do, or not now; the text is a sentence for the person."""


def writers_since_live(page: "KnowledgeItem") -> set[int]:
    """Ids of the people who put something into the text since the version that is live (ever, when none is).

    Revisions alone are not enough: old ones are purged. Log entries alone are not enough: code may save without one.
    """
    from wagtail.models import PageLogEntry, Revision

    live_revision_id = page.live_revision_id or 0
    revisions = Revision.page_revisions.filter(object_id=str(page.pk), pk__gt=live_revision_id)
    entries = PageLogEntry.objects.filter(page_id=page.pk, action__in=WRITING_ACTIONS)
    if live_revision_id:
        entries = entries.filter(revision_id__gt=live_revision_id)
    people = {pk for pk in revisions.values_list("user_id", flat=True) if pk}
    people |= {pk for pk in entries.values_list("user_id", flat=True) if pk}
    if not live_revision_id and page.owner_id:
        people.add(page.owner_id)
    return people


def wrote(page: "KnowledgeItem", user: Any) -> bool:
    """Whether the person put something into the text that is now up for review."""
    return user.pk in writers_since_live(page)


def item_of(task_state: "TaskState") -> "KnowledgeItem":
    """The item that a task state is about: its own, whatever address it was posted under."""
    from .models import KnowledgeItem

    return KnowledgeItem.objects.get(pk=task_state.workflow_state.object_id)


def check_decision(task_state: "TaskState", user: Any) -> None:
    """Refuse unless the person is a reviewer of this step, wrote nothing of it, and it is this text that waits.

    Raises `ReviewRefused`. Asked before every decision and once more before publishing.
    """
    from wagtail.models import TaskState

    page = item_of(task_state)
    state = task_state.workflow_state
    if task_state.status != TaskState.STATUS_IN_PROGRESS or state.current_task_state_id != task_state.pk:
        raise ReviewRefused(_("This item is no longer awaiting review. Please open it again to see where it stands."))
    _check_reviewer(task_state, page, user)


def _check_reviewer(task_state: "TaskState", page: "KnowledgeItem", user: Any) -> None:
    if user is None or not user.is_active:
        raise ReviewRefused(_("Only reviewers of this university decide on this item."))
    if not task_state.task.specific.groups.filter(user=user).exists():
        raise ReviewRefused(_("Only reviewers of this university decide on this item."))
    if wrote(page, user):
        raise ReviewRefused(_("You wrote part of this text yourself, so another reviewer must decide on it."))
    if page.latest_revision_id != task_state.revision_id:
        raise ReviewRefused(_("The text was changed after it was submitted. Please have it submitted again."))


def current_task_state(page: "KnowledgeItem") -> "TaskState":
    """The open review step of the item; raises `ReviewRefused` when it is not in review."""
    task_state = page.current_workflow_task_state
    if task_state is None:
        raise ReviewRefused(_("This item is not awaiting review."))
    return task_state


def submit(page: "KnowledgeItem", user: Any) -> "WorkflowState":
    """Hand the latest draft to the reviewers of the section. Starts the workflow, or resumes it after a return.

    Raises `ReviewRefused` when the person may not edit the item or it is in review already, `ValidationError` when
    the draft lacks what must be there.
    """
    from wagtail.models import WorkflowState

    with transaction.atomic():
        page = fresh(page)
        draft = page.get_latest_revision_as_object()
        if not page.permissions_for_user(user).can_edit():
            raise ReviewRefused(_("You may not submit this item."))
        if page.workflow_in_progress:
            raise ReviewRefused(_("This item is awaiting review already."))
        draft.full_clean()
        if page.latest_revision_id is None:
            page.save_revision(user=user, log_action=True)
            page = fresh(page)
        state: WorkflowState | None = page.current_workflow_state
        if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
            state.resume(user)
            return state
        workflow = page.get_workflow()
        if workflow is None:
            raise ReviewRefused(_("No review is set up for this section. Please ask the operator."))
        started: WorkflowState = workflow.start(page, user)
        return started


def return_item(page: "KnowledgeItem", user: Any, reason: str) -> None:
    """Send the item back to its author with a reason (a sentence, not blank).

    Raises `ValidationError` without a reason, `ReviewRefused` when the person may not decide.
    """
    with transaction.atomic():
        task_state = current_task_state(fresh(page))
        task_state.task.specific.on_action(task_state, user, "reject", comment=reason)


def approve(page: "KnowledgeItem", user: Any, comment: str = "") -> None:
    """Approve the item; the last approval publishes it in the reviewer's name. Raises `ReviewRefused`."""
    with transaction.atomic():
        task_state = current_task_state(fresh(page))
        task_state.task.specific.on_action(task_state, user, "approve", comment=comment)


def check_reason(reason: str) -> str:
    """The reason of a return without outer blanks; raises `ValidationError` when nothing is left."""
    text = (reason or "").strip()
    if not text:
        raise ValidationError(_("Please say what should be improved, so that the author knows what to do."))
    return text


def publish_approved(workflow_state: "WorkflowState", user: Any = None) -> None:
    """Finish of the workflow: publish exactly what was approved, in the reviewer's name.

    Wagtail comes here also when a workflow has no active step left, and when code skips a step, so the approval is
    looked for again. Pages that are not knowledge items keep Wagtail's own rule (publish permission).
    """
    from wagtail.models import TaskState

    from .models import KnowledgeItem, KnowledgeReviewTask

    page = workflow_state.content_object.specific
    if not isinstance(page, KnowledgeItem):
        page.get_latest_revision().publish(user=user)
        return
    approval = (
        workflow_state.task_states.filter(status=TaskState.STATUS_APPROVED, revision_id=page.latest_revision_id)
        .select_related("revision")
        .order_by("-finished_at")
        .first()
    )
    if approval is None or not isinstance(approval.task.specific, KnowledgeReviewTask):
        raise ReviewRefused(_("This item is published only after its review."))
    if approval.finished_by_id != getattr(user, "pk", None):
        raise ReviewRefused(_("Only reviewers of this university decide on this item."))
    _check_reviewer(approval, page, user)
    # The tester refuses direct publication to everybody, superusers included; this is the one way around it.
    approval.revision.publish(user=user, skip_permission_checks=True)


def withdraw(page: "KnowledgeItem", user: Any) -> None:
    """Consent was withdrawn: take the item off the site at once and keep its address as "unpublished" (410).

    Asked for by the author's side, so no review. Raises `ReviewRefused` when the person may not edit the item.
    """
    from wagtail.actions.unpublish_page import UnpublishPageAction
    from wagtail.models import WorkflowState

    from .models import KnowledgeItem
    from .policies import can

    if not can(user, "withdraw", page):
        raise ReviewRefused(_("You may not withdraw this item."))
    with transaction.atomic():
        page = fresh(page)
        KnowledgeItem.objects.filter(pk=page.pk).update(consent_withdrawn=True)
        page.consent_withdrawn = True
        state: WorkflowState | None = page.current_workflow_state
        if state is not None:
            state.cancel(user=user)
        if page.live:
            UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)


def restore_consent(page: "KnowledgeItem", user: Any) -> None:
    """Consent was given again: the item becomes a draft that must pass review before it is seen."""
    from .models import KnowledgeItem
    from .policies import can

    if not can(user, "withdraw", page):
        raise ReviewRefused(_("You may not withdraw this item."))
    KnowledgeItem.objects.filter(pk=page.pk).update(consent_withdrawn=False)


def fresh(page: "KnowledgeItem") -> "KnowledgeItem":
    """The item as the database has it now, as its own kind."""
    from .models import KnowledgeItem

    current: KnowledgeItem = KnowledgeItem.objects.get(pk=page.pk).specific
    return current
