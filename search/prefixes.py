"""What a document can be suggested by while someone types: its names from every place where typing may begin.

Called by `search.indexing` (documents) and `search.query` (what was typed).
"""

import re
from collections.abc import Iterable

from search.analysis import folded_runs
from search.clusters import clusters

MAX_PREFIX = 24
MAX_STARTS = 120

_UNFINISHED = re.compile("[\u0e4d]+$")


def document_prefixes(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """(token, start) for each place where typing may begin: every Thai cluster, every other word.

    A token is the next `MAX_PREFIX` characters without spaces; `start` counts the places before it, so 0 is the
    beginning of a name. A token that occurs twice keeps its earliest start.
    """
    found: dict[str, int] = {}
    for name in names:
        cells: list[str] = []
        for script, run in folded_runs(name):
            cells.extend(clusters(run) if script == "thai" else [run])
        text = "".join(cells)
        position = 0
        for start, cell in enumerate(cells[:MAX_STARTS]):
            token = text[position : position + MAX_PREFIX]
            found[token] = min(start, found.get(token, start))
            position += len(cell)
    return tuple(sorted(found.items()))


def query_prefix(text: str) -> str:
    """What was typed, as `document_prefixes` writes it; empty when nothing searchable was typed."""
    compact = "".join(run for _, run in folded_runs(text[:200]))
    return _UNFINISHED.sub("", compact)[:MAX_PREFIX]
