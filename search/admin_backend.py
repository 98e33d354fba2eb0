"""Wagtail's own searches (page search, choosers, image, document, user and snippet lists) in Thai.

Named by the setting `WAGTAILSEARCH_BACKENDS`; the public search does not come through here. Lists of the admin are
already cut to what a person may see, hold drafts, and are small: so this asks the content itself, not an index. Every
word of the query, cut as `search.analysis` cuts it, must occur in one of the fields; drafts are found by the title they
have now. Nothing can be stale, whatever the database. Replaces modelsearch's full-text tables, which find Thai only at
the beginning of a phrase and fail on a question mark.
"""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q
from modelsearch.backends.database.fallback import (
    MATCH_ALL,
    DatabaseSearchBackend,
    DatabaseSearchQueryCompiler,
)
from modelsearch.query import Phrase, PlainText

from search import analysis
from search.query import clean

MAX_WORDS = 12


class ThaiQueryCompiler(DatabaseSearchQueryCompiler):  # type: ignore[misc]  # modelsearch has no types
    """Turns a query into conditions on the columns of the model."""

    def get_fields_names(self) -> Any:
        """The model's searchable columns, those for autocompletion, and a page's unpublished title."""
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

    def build_database_filter(self, query: Any, boost: float = 1.0) -> Any:
        """A condition for `query`: all words for text, the words in a row for a phrase."""
        if not isinstance(query, PlainText | Phrase):
            return super().build_database_filter(query, boost=boost)
        text = clean(query.query_string)
        if isinstance(query, Phrase):
            return self.build_single_term_filter(analysis.readable(text))
        terms = analysis.plain_words(text)[:MAX_WORDS]
        if not terms:
            return MATCH_ALL if not text.strip() else Q(pk__in=[])
        condition = Q()
        for term in terms:
            one = self.build_single_term_filter(term)
            condition = condition | one if query.operator == "or" else condition & one
        # What was typed, as it was typed: finds abbreviations with dots, numbers with commas.
        return condition | self.build_single_term_filter(analysis.readable(text).strip())


class SearchBackend(DatabaseSearchBackend):  # type: ignore[misc]
    """The name that Wagtail looks for in the module of the setting."""

    query_compiler_class = ThaiQueryCompiler
    autocomplete_query_compiler_class = ThaiQueryCompiler
