"""What editors of the search keep in Wagtail's admin: synonyms, promoted answers, and what people looked for in vain.

One menu, "Search", for whoever may change these models (superusers, or a group that was given the right).
"""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, PageChooserPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet, SnippetViewSetGroup

from portal.base.admin_rights import Without
from portal.kit.thai.dates import format_date
from search.models import SearchMiss, SearchPromotion, SearchSynonym

PREFILLED = "words"
"""The parameter of the address that fills in what was searched for."""


class PrefilledCreateView(CreateView):  # type: ignore[misc]  # Wagtail has no types
    """A form that begins with the words that the list of searches without result hands over."""

    def get_initial(self) -> dict[str, Any]:
        """The words of the address in the model's first field."""
        words = self.request.GET.get(PREFILLED, "")[:100].replace("\x00", "")
        first = "phrases" if self.model is SearchPromotion else "words"
        return {**super().get_initial(), **({first: words} if words else {})}


class SynonymViewSet(SnippetViewSet):  # type: ignore[misc]
    """Groups of words that mean the same."""

    model = SearchSynonym
    icon = "list-ul"
    menu_label = _("Synonyms")
    list_display = ["words", "note"]
    search_fields = ["words", "note"]
    add_view_class = PrefilledCreateView
    panels = [FieldPanel("words"), FieldPanel("note")]

    def get_queryset(self, request: Any) -> Any:
        """In the order in which they were made."""
        return SearchSynonym.objects.order_by("pk")


class PromotionViewSet(SnippetViewSet):  # type: ignore[misc]
    """Answers above the results of certain searches."""

    model = SearchPromotion
    icon = "pick"
    menu_label = _("Promoted answers")
    list_display = ["phrases", "title", Column("page", label=_("page of this site")), "address", "rank"]
    search_fields = ["phrases", "title", "text"]
    add_view_class = PrefilledCreateView
    panels = [
        HelpPanel(
            content=_(
                "Shown above the results, marked as recommended, to everyone who searches for one of the phrases."
            )
        ),
        FieldPanel("phrases"),
        PageChooserPanel("page", heading=_("page of this site")),
        FieldPanel("address"),
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("rank"),
    ]

    def get_queryset(self, request: Any) -> Any:
        """In their order, with their pages."""
        return SearchPromotion.objects.select_related("page")


def _link(viewset: SnippetViewSet, words: str, label: str) -> SafeString:
    return format_html(
        '<a href="{}?{}">{}</a>', reverse(viewset.get_url_name("add")), urlencode({PREFILLED: words}), label
    )


def _last_on(miss: SearchMiss) -> str:
    return format_date(miss.last_on)


def _remedies(miss: SearchMiss) -> SafeString:
    return format_html(
        "{} · {}",
        _link(synonyms, miss.words, _now("Make a synonym")),
        _link(promotions, miss.words, _now("Promote an answer")),
    )


class MissViewSet(SnippetViewSet):  # type: ignore[misc]
    """Searches without result, the most frequent first, with what helps; they can be looked at and deleted."""

    model = SearchMiss
    icon = "help"
    menu_label = _("Searches without result")
    list_display = [
        TitleColumn("words", label=_("words")),
        Column("times", label=_("times"), sort_key="times"),
        Column("last_on", label=_("last on"), accessor=_last_on, sort_key="last_on"),
        Column("remedies", label=_("What helps"), accessor=_remedies),
    ]
    list_per_page = 50
    search_fields = ["words"]
    inspect_view_enabled = True
    inspect_view_fields = ["words", "times", "last_on"]
    copy_view_enabled = False
    panels = [FieldPanel("words", read_only=True), FieldPanel("times", read_only=True)]

    @property
    def permission_policy(self) -> Without:
        """Looking and deleting only: nobody writes searches without result by hand."""
        return Without(self.model, "add", "change")

    def get_queryset(self, request: Any) -> Any:
        """The most frequent first."""
        return SearchMiss.objects.order_by("-times", "-last_on")


class SearchGroup(SnippetViewSetGroup):  # type: ignore[misc]
    """The menu of the search."""

    items: tuple[type[SnippetViewSet], ...] = (MissViewSet, SynonymViewSet, PromotionViewSet)
    menu_label = _("Search")
    menu_icon = "search"
    menu_name = "search"
    menu_order = 320


group = SearchGroup()
register_snippet(group)
_by_model: dict[type[Model], SnippetViewSet] = {viewset.model: viewset for viewset in group.registerables}
synonyms, promotions = _by_model[SearchSynonym], _by_model[SearchPromotion]
