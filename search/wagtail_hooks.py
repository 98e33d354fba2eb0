"""What editors of the search keep in Wagtail's admin: synonyms, and what people looked for in vain."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from search.models import SearchMiss, SearchSynonym


class SynonymViewSet(SnippetViewSet):  # type: ignore[misc]  # Wagtail has no types
    """Groups of words that mean the same."""

    model = SearchSynonym
    icon = "search"
    menu_label = _("Synonyms")
    list_display = ["words", "note"]
    search_fields = ["words", "note"]

    def get_queryset(self, request: Any) -> Any:
        """In the order in which they were made."""
        return SearchSynonym.objects.order_by("pk")


class MissViewSet(SnippetViewSet):  # type: ignore[misc]
    """Searches without result, the most frequent first; they can be looked at and deleted."""

    model = SearchMiss
    icon = "help"
    menu_label = _("Searches without result")
    list_display = ["words", "times", "last_on"]
    search_fields = ["words"]
    panels = [FieldPanel("words", read_only=True), FieldPanel("times", read_only=True)]

    def get_queryset(self, request: Any) -> Any:
        """The most frequent first."""
        return SearchMiss.objects.order_by("-times", "-last_on")


register_snippet(SynonymViewSet)
register_snippet(MissViewSet)
