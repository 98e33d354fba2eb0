"""The first screen of researchers and reviewers in the admin: what waits for me, and how my items stand."""

from collections.abc import Mapping
from typing import Any

from wagtail.admin.ui.components import Component
from wagtail.models import TaskState, WorkflowState

from portal.people.models import Role
from portal.people.policies import organisations_of

from .models import KnowledgeItem, KnowledgeSection
from .policies import WRITERS
from .presentation import kind_label, kind_of

MAX_ROWS = 50


def awaiting(user: Any) -> list[dict[str, Any]]:
    """Items that wait for this reviewer, the longest waiting first."""
    states = (
        TaskState.objects.reviewable_by(user)
        .select_related("workflow_state__requested_by")
        .order_by("started_at")[:MAX_ROWS]
    )
    pages = KnowledgeItem.objects.select_related("organisation", "content_type", "latest_revision__user").in_bulk(
        [int(state.workflow_state.object_id) for state in states]
    )
    rows = []
    for state in states:
        page = pages.get(int(state.workflow_state.object_id))
        if page is not None:
            rows.append(
                {
                    "page": page,
                    "title": page.draft_title or page.title,
                    "kind": kind_label(kind_of(page)),
                    "since": state.started_at,
                    "who": state.workflow_state.requested_by,
                    "again": page.live,
                }
            )
    return rows


def state_of(page: KnowledgeItem, workflow_state: WorkflowState | None) -> tuple[str, str]:
    """(state for `state_look`, reason of the last return) of an author's item."""
    if page.consent_withdrawn:
        return "unpublished", ""
    if workflow_state is not None and workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        task_state = workflow_state.current_task_state
        return "returned", task_state.comment if task_state else ""
    if workflow_state is not None:
        return "in_review", ""
    if page.live and not page.has_unpublished_changes:
        return "published", ""
    return "draft", ""


def own_items(user: Any) -> list[dict[str, Any]]:
    """Items of the universities that the person writes for, newest draft first; those returned stand first."""
    organisations = organisations_of(user, *WRITERS)
    if not organisations:
        return []
    pages = list(
        KnowledgeItem.objects.filter(organisation_id__in=organisations, alias_of__isnull=True)
        .select_related("content_type", "latest_revision__user")
        .order_by("-latest_revision_created_at")[:MAX_ROWS]
    )
    states = {
        int(state.object_id): state
        for state in WorkflowState.objects.active()
        .filter(object_id__in=[str(page.pk) for page in pages], base_content_type__model="page")
        .select_related("current_task_state")
    }
    rows = []
    for page in pages:
        state, reason = state_of(page, states.get(page.pk))
        rows.append(
            {
                "page": page,
                "title": page.draft_title or page.title,
                "kind": kind_label(kind_of(page)),
                "state": state,
                "reason": reason,
                "changed": page.latest_revision_created_at,
            }
        )
    rows.sort(key=lambda row: row["state"] != "returned")
    return rows


class ReviewQueuePanel(Component):
    """What waits for this reviewer."""

    order = 100
    template_name = "wagtailadmin/knowledge/review_queue.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        return {"rows": awaiting(user), "is_reviewer": bool(organisations_of(user, Role.REVIEWER))}


class OwnItemsPanel(Component):
    """How the items of the person's university stand, and where to write a new one."""

    order = 200
    template_name = "wagtailadmin/knowledge/own_items.html"

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        user = (parent_context or {})["request"].user
        organisations = organisations_of(user, *WRITERS)
        sections = KnowledgeSection.objects.filter(organisation_id__in=organisations, alias_of__isnull=True)
        return {
            "rows": own_items(user),
            "sections": list(sections) if organisations else [],
            "kinds": [
                {"name": kind._meta.model_name, "label": kind._meta.verbose_name}
                for kind in KnowledgeSection.allowed_subpage_models()
            ],
        }
