"""The list page and one section per university, under which its items live."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from portal.base.models import PortalPage
from portal.people.models import Organisation

from .item import KnowledgeItem
from .permissions import SectionPermissionTester


class KnowledgeIndex(PortalPage):
    """All items, with filters. One of it, slug "knowledge"."""

    introduction = models.TextField(_("introduction"), blank=True)

    max_count_per_parent = 1
    subpage_types = ["knowledge.KnowledgeSection"]
    template = "knowledge/index.html"
    content_panels = [FieldPanel("title"), FieldPanel("introduction")]

    class Meta:
        verbose_name = _("list of knowledge")
        verbose_name_plural = _("lists of knowledge")

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Items are found by their whole path: descending page by page would cost four queries more each time."""
        if len(path_components) == 2:
            item = KnowledgeItem.at(f"{self.url_path}{'/'.join(path_components)}/")
            if item is not None:
                return item.route(request, [])
        return super().route(request, path_components)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..listing import list_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context.update(list_context(request))
        return context


class KnowledgeSection(PortalPage):
    """A university's section: its items, its people's rights (`knowledge.sections`)."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("university"), on_delete=models.PROTECT, related_name="+"
    )
    introduction = models.TextField(_("introduction"), blank=True)

    parent_page_types = ["knowledge.KnowledgeIndex"]
    subpage_types = [
        "knowledge.Technology",
        "knowledge.Course",
        "knowledge.CaseStudy",
        "knowledge.ResearchOutput",
    ]
    template = "knowledge/section.html"
    content_panels = [FieldPanel("title"), FieldPanel("organisation"), FieldPanel("introduction")]

    class Meta:
        verbose_name = _("section of a university")
        verbose_name_plural = _("sections of universities")

    def permissions_for_user(self, user: Any) -> SectionPermissionTester:
        return SectionPermissionTester(user, self)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from ..listing import list_context

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context.update(list_context(request, organisation=self.organisation))
        return context
