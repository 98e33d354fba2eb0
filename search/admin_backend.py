"""Wagtail's own searches (page search, choosers, image, document, user and snippet lists) in Thai.

Named by the setting `WAGTAILSEARCH_BACKENDS`; the public search does not come through here. Lists of the admin are
already cut to what a person may see, hold drafts, and are small: so this asks the content itself, not an index
(`search.columns`); drafts are found by the title they have now. Nothing can be stale, whatever the database. Replaces
modelsearch's full-text tables, which find Thai only at the beginning of a phrase and fail on a question mark.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from modelsearch.backends.database.fallback import (
    MATCH_ALL,
    DatabaseSearchBackend,
    DatabaseSearchQueryCompiler,
)
from modelsearch.index import AutocompleteField, RelatedFields, SearchField
from modelsearch.query import Phrase, PlainText

from search import analysis
from search.columns import holds, holds_words

TYPED = ("q", "label", "name")
"""What Wagtail's lists and reports call the words that somebody typed."""


class ThaiQueryCompiler(DatabaseSearchQueryCompiler):  # type: ignore[misc]  # modelsearch has no types
    """Turns a query into conditions on the columns of the model."""

    def get_fields_names(self) -> Any:
        """The model's searchable columns, those for autocompletion, tags, and a page's unpublished title."""
        names = list(super().get_fields_names())
        model = self.queryset.model
        further = [field.field_name for field in model.get_autocomplete_search_fields()] if not self.fields else []
        if "title" in names or "title" in further:
            further.append("draft_title")
        for name in dict.fromkeys([*names, *further]):
            try:
                model._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            yield name
        if not self.fields:
            yield from dict.fromkeys(_related(model))

    def build_database_filter(self, query: Any, boost: float = 1.0) -> Any:
        """A condition for `query`: all words for text, the words in a row for a phrase."""
        if isinstance(query, Phrase):
            return holds(query.query_string, self.fields_names)
        if not isinstance(query, PlainText):
            return super().build_database_filter(query, boost=boost)
        condition = holds_words(query.query_string, self.fields_names, any_word=query.operator == "or")
        return MATCH_ALL if condition == Q() else condition


def _related(model: Any) -> Iterator[str]:
    """Searchable columns of related rows, such as the names of tags."""
    for related in model.get_search_fields():
        if isinstance(related, RelatedFields):
            for field in related.fields:
                if isinstance(field, SearchField | AutocompleteField):
                    yield f"{related.field_name}__{field.field_name}"


class SearchBackend(DatabaseSearchBackend):  # type: ignore[misc]
    """The name that Wagtail looks for in the module of the setting."""

    query_compiler_class = ThaiQueryCompiler
    autocomplete_query_compiler_class = ThaiQueryCompiler


class OneSpellingMiddleware:
    """Brings what is typed into the admin's search boxes to the stored spelling.

    For the lists that ask no backend but look into columns themselves: groups, workflows and their tasks, redirects,
    the filters of reports.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/admin/") and request.method == "GET":
            typed = {name: request.GET[name] for name in TYPED if name in request.GET}
            spelt = {name: analysis.readable(text) for name, text in typed.items()}
            if spelt != typed:
                asked = request.GET.copy()
                for name, text in spelt.items():
                    asked[name] = text
                request.GET = asked  # type: ignore[assignment]
        return self.get_response(request)
