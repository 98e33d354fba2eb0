"""Filters of a list that stand in its address. Called by the search page and by the list of plans."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict


def chosen_filters(facets: Iterable[Mapping[str, Any]], query: QueryDict) -> list[dict[str, str]]:
    """The chosen values, each {label, url}: the address that takes it away and goes back to the first page.

    A facet is {name, options}, an option {value, label, selected}.
    """
    rows = []
    for facet in facets:
        for option in facet["options"]:
            if option["selected"]:
                rest = query.copy()
                rest.pop("page", None)
                rest.setlist(facet["name"], [v for v in rest.getlist(facet["name"]) if v != option["value"]])
                rows.append({"label": option["label"], "url": f"?{rest.urlencode()}"})
    return rows
