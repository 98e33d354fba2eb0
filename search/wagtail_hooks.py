"""What editors of the search keep in Wagtail's admin: synonyms."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from search.models import SearchSynonym


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


register_snippet(SynonymViewSet)
