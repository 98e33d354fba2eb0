"""How the values of facets are called on the search page: other apps say so, since search knows none of their words.

Registered in an `AppConfig.ready()` of `portal.site` and of the halves; asked by `search.views`. A facet that
nobody registered is still searched and counted, but not offered to visitors.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Words = Callable[[Sequence[str]], Mapping[str, Any]]


@dataclass(frozen=True)
class FacetWords:
    """A facet that visitors may filter by: its name in the index, its heading, and the words for its values.

    `words(values)` answers {value: words} in one query at most; a value that it leaves out is not offered. The order of
    the answer is the order of the options where `keep_order`, else the most frequent come first. `rank`: its place on
    the page, the lowest first.
    """

    name: str
    heading: str | Promise
    words: Words
    keep_order: bool = False
    rank: int = 50


_facets: dict[str, FacetWords] = {}


def offer(facet: FacetWords) -> None:
    """Offer a facet on the search page; the same name again replaces it (reload)."""
    _facets[facet.name] = facet


def offered() -> list[FacetWords]:
    """All facets that visitors may filter by, in their order on the page."""
    return sorted(_facets.values(), key=lambda facet: facet.rank)
