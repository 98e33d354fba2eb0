"""What the Wagtail admin shows to researchers and reviewers, and what it hides from them."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem, RestartWorkflowMenuItem, WorkflowMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet

from .admin_panels import OwnItemsPanel, ReviewQueuePanel
from .admin_views import ReviewView, WithdrawView
from .choosers import subdistrict_chooser
from .models import KnowledgeItem
from .policies import can
from .vocabulary_admin import VocabularyGroup

# For superusers only: the others have no use for them, or no right to what they lead to.
HIDDEN_MENU_ITEMS = frozenset({"reports", "settings", "help"})


register_snippet(VocabularyGroup())


@hooks.register("register_admin_viewset")
def choose_subdistrict() -> Any:
    """The chooser of subdistricts in evidence rows."""
    return subdistrict_chooser


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    """Review and withdrawal."""
    return [
        path("knowledge/<int:page_id>/review/", ReviewView.as_view(), name="knowledge_review"),
        path("knowledge/<int:page_id>/withdraw/", WithdrawView.as_view(), name="knowledge_withdraw"),
    ]


@hooks.register("before_move_page")
def refuse_to_name_what_may_not_move(request: HttpRequest, page: Any, destination: Any) -> None:
    """Wagtail asks for the right to move only when the move is done: its question already shows the title."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


@hooks.register("construct_homepage_panels")
def own_first_screen(request: HttpRequest, panels: list[Any]) -> None:
    """Our two lists in place of Wagtail's four."""
    panels[:] = [ReviewQueuePanel(), OwnItemsPanel()]


@hooks.register("construct_homepage_summary_items", order=1000)
def no_page_counts(request: HttpRequest, items: list[Any]) -> None:
    """The counts of pages, pictures and files tell researchers nothing."""
    items.clear()


@hooks.register("construct_main_menu")
def short_menu(request: HttpRequest, items: list[Any]) -> None:
    """Only what the person can use."""
    if not request.user.is_superuser:  # type: ignore[union-attr]
        items[:] = [item for item in items if item.name not in HIDDEN_MENU_ITEMS]


@hooks.register("construct_main_menu")
def menu_by_the_name_of_the_person(request: HttpRequest, items: list[Any]) -> None:
    """The foot of the menu asks for a first name, and falls back on the name of the account: it is given, for this
    answer only, the name by which the person is known."""
    request.user.first_name = str(request.user)  # type: ignore[union-attr]


class DecideMenuItem(ActionMenuItem):
    """Leads the reviewer from the locked editor to the decision."""

    name = "knowledge-review"
    label = _("Decide on this item")
    icon_name = "clipboard-list"
    template_name = "wagtailadmin/knowledge/decide_menu_item.html"

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        if context["view"] != "edit" or not isinstance(page, KnowledgeItem) or page.current_workflow_task is None:
            return False
        return can(context["request"].user, "review", page)

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("knowledge_review", args=(parent_context["page"].pk,))


@hooks.register("construct_page_action_menu")
def action_menu(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Decisions have a screen of their own; restarting a returned review is the same as submitting again."""
    menu_items[:] = [item for item in menu_items if not isinstance(item, RestartWorkflowMenuItem | WorkflowMenuItem)]
    decide = DecideMenuItem(order=-10)
    if decide.is_shown(context):
        menu_items.insert(0, decide)


@hooks.register("register_page_header_buttons")
def header_buttons(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Withdrawal of consent, in the editor of items."""
    specific = page.specific_deferred if not isinstance(page, KnowledgeItem) else page
    if view_name == "edit" and isinstance(specific, KnowledgeItem) and can(user, "withdraw", specific):
        if specific.first_published_at is None and not specific.consent_withdrawn:
            return
        label = _("Consent given again") if specific.consent_withdrawn else _("Withdraw consent")
        yield Button(label, reverse("knowledge_withdraw", args=(specific.pk,)), icon_name="circle-xmark", priority=90)


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    """Our face in the admin: the house's font and colours."""
    from django.templatetags.static import static

    return format_html('<link rel="stylesheet" href="{}">', static("knowledge/css/admin.css"))
