"""The reviewer's screen (read, return with a reason, approve) and the withdrawal of consent, in the Wagtail admin.

Plain forms that work without script. Every address answers 404 to whom the item does not concern.
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import TaskState

from .models import KnowledgeItem
from .models.review_task import ApproveForm, ReturnForm
from .policies import can
from .presentation import kind_label, kind_of
from .review import ReviewRefused, approve, restore_consent, return_item, withdraw, wrote


def item_or_404(pk: int, user: Any, verb: Any) -> KnowledgeItem:
    """The item as its own kind, if the person may do that with it."""
    item = KnowledgeItem.objects.filter(id=pk).first()  # `pk` is a relation, which breaks on a huge number
    if item is None or not can(user, verb, item):
        raise Http404
    specific: KnowledgeItem = item.specific
    return specific


def advice_on(item: KnowledgeItem) -> list[str]:
    """What a planner will miss in the item; for the reviewer to weigh, never a block."""
    advice = []
    if not item.evidence.count():
        advice.append(_("There is no evidence yet: where it was tested, with how many households, with what result."))
    if not item.limits:
        advice.append(_("Nothing is said about limits or about what failed."))
    if not item.seed_project_name or not item.seed_objective:
        advice.append(_("The suggested project has no name or no objective."))
    if item.seed_quantity is None:
        advice.append(_("The target of the suggested project has no quantity."))
    if not item.cost_lines.count():
        advice.append(_("There are no cost lines, so a planner cannot compute an amount."))
    if item.trl_now is not None and item.trl_now < 7:
        advice.append(_("The technology readiness is below 7: normally not yet ready for a plan."))
    if not item.contact_office:
        advice.append(_("No office is named that answers questions."))
    return advice


class ReviewView(WagtailAdminTemplateMixin, TemplateView):
    """Read the submitted version and decide on it."""

    template_name = "wagtailadmin/knowledge/review.html"
    header_icon = "clipboard-list"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.return_form: forms.Form = ReturnForm(prefix="return")
        self.approve_form: forms.Form = ApproveForm(prefix="approve")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.item = item_or_404(kwargs["page_id"], request.user, "review")
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Knowledge review")

    def get_page_subtitle(self) -> str:
        return self.item.draft_title or self.item.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_subtitle()}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "return" in request.POST:
            self.return_form = ReturnForm(request.POST, prefix="return")
            if not self.return_form.is_valid():
                return self.render_to_response(self.get_context_data(), status=422)
        try:
            if "return" in request.POST:
                return_item(self.item, request.user, self.return_form.cleaned_data["comment"])
                messages.success(request, _("Returned to the author with your reason."))
            elif "approve" in request.POST:
                approve(self.item, request.user, request.POST.get("approve-comment", "").strip())
                messages.success(request, _("Approved and published."))
        except (ReviewRefused, ValidationError) as refusal:
            text = refusal.messages[0] if isinstance(refusal, ValidationError) else str(refusal)
            messages.error(request, text)
            return redirect("knowledge_review", page_id=self.item.pk)
        return redirect("wagtailadmin_home")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        item = self.item
        task_state = item.current_workflow_task_state
        draft = item.get_latest_revision_as_object()
        own = wrote(item, self.request.user)
        earlier = (
            TaskState.objects.filter(workflow_state__object_id=str(item.pk), status=TaskState.STATUS_REJECTED)
            .filter(workflow_state__base_content_type=item.get_base_content_type())
            .select_related("finished_by")
            .order_by("-finished_at")
        )
        compare = ""
        if item.live and item.latest_revision_id != item.live_revision_id:
            compare = reverse("wagtailadmin_pages:revisions_compare", args=(item.pk, "live", item.latest_revision_id))
        return super().get_context_data(
            item=item,
            draft=draft,
            kind=kind_label(kind_of(item)),
            task_state=task_state,
            requested_by=task_state.workflow_state.requested_by if task_state else None,
            own=own,
            can_decide=task_state is not None and not own,
            advice=advice_on(draft),
            earlier=list(earlier),
            preview_url=reverse("wagtailadmin_pages:view_draft", args=(item.pk,)),
            edit_url=reverse("wagtailadmin_pages:edit", args=(item.pk,)),
            compare_url=compare,
            return_form=self.return_form,
            approve_form=self.approve_form,
            **kwargs,
        )


class WithdrawView(WagtailAdminTemplateMixin, TemplateView):
    """Take an item off the site because consent was withdrawn, or take that back."""

    template_name = "wagtailadmin/knowledge/withdraw.html"
    header_icon = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.item = item_or_404(kwargs["page_id"], request.user, "withdraw")
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return _("Consent given again") if self.item.consent_withdrawn else _("Withdraw consent")

    def get_page_subtitle(self) -> str:
        return self.item.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.item.consent_withdrawn:
            restore_consent(self.item, request.user)
            messages.success(request, _("The item may be submitted for review again."))
        else:
            withdraw(self.item, request.user)
            messages.success(request, _("The item is no longer shown. Its address says that it is unpublished."))
        return redirect("wagtailadmin_pages:edit", self.item.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            item=self.item, edit_url=reverse("wagtailadmin_pages:edit", args=(self.item.pk,)), **kwargs
        )
