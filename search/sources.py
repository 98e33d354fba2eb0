"""The door to search for other apps: what is offered to it, and how it is told of changes.

In an `AppConfig.ready()`:

    from search.sources import Document, Source, register
    register(Source(key="course", model=Course, documents=course_documents))

`register` follows the saving, publishing, unpublishing and deleting of the model by itself. What no signal tells (a
queryset's `update`) is told with `index_object` or `index_ids`; rows of other models that a document shows, a renamed
place or an attached file, are followed where the source names them in `shows`.
"""

from search.indexing import Report, index_ids, index_object, rebuild, reconcile, remove_object
from search.registry import Document, Source, sources
from search.signals import connect_shown, connect_source, index_showing

__all__ = [
    "Document",
    "Report",
    "Source",
    "index_ids",
    "index_object",
    "index_showing",
    "rebuild",
    "reconcile",
    "register",
    "remove_object",
    "sources",
]


def register(source: Source, *, connect: bool = True) -> None:
    """Offer a source to search. `connect` False: the app itself calls `index_object` and `remove_object`.

    What the source `shows` is followed in either case.
    """
    from search.registry import add

    add(source)
    connect_shown(source)
    if connect:
        connect_source(source)
