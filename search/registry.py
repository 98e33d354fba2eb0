"""What other apps offer to search: sources, and the documents that they make of their objects.

Apps register in their `AppConfig.ready()`, through `search.sources`; `search` never imports them.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class Document:
    """An object as search sees it.

    `object_id`: the primary key of the object, as text. `title` counts double; `body` is plain text (no markup) and is
    what snippets are cut from; `attached` is the text of files that belong to it, which counts little and only for
    being found; `names` are further names (romanised, abbreviated) that are searched and suggested, not
    shown. `public` means that everyone may find it; otherwise only who holds one of `audiences`, keys such as `org:12`
    that the source's `audiences` gives to a user. `translation_group` is the same for an object and its translations.
    `facets`: name → values; kind, language, district and subdistrict are added by themselves. `date` orders by newest,
    `figure` by largest result. After `expires_at` nobody finds it.
    """

    object_id: str
    title: str
    kind: str
    body: str = ""
    attached: str = ""
    url: str = ""
    language: str = ""
    translation_group: str = ""
    public: bool = True
    audiences: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    facets: Mapping[str, Iterable[str]] = field(default_factory=dict)
    date: dt.date | None = None
    figure: Decimal | None = None
    latitude: float | None = None
    longitude: float | None = None
    district_code: str = ""
    subdistrict_code: str = ""
    expires_at: dt.datetime | None = None


Showing = Callable[[Any], Iterable[Any]]


def _no_audiences(user: Any) -> Iterable[str]:
    return ()


def _no_words() -> Iterable[str]:
    return ()


@dataclass(frozen=True)
class Source:
    """One kind of object that can be found.

    `documents(queryset)` makes the documents of the objects in the queryset (a part of `queryset()`, by primary key)
    in a constant number of queries; an object that nobody may find is left out. `audiences(user)` gives the keys that a
    signed-in user holds. `words()` gives names that the segmenter must keep whole. `suggested`: offered while typing.
    `shows`: other models whose rows stand in the documents (a place's name, a file's text) → a function that gives, for
    such a row, the primary keys of the objects of this source that show it; they follow when the row changes.
    """

    key: str
    model: type[Model]
    documents: Callable[[QuerySet[Any]], Iterable[Document]]
    queryset: Callable[[], QuerySet[Any]] | None = None
    audiences: Callable[[Any], Iterable[str]] = _no_audiences
    words: Callable[[], Iterable[str]] = _no_words
    suggested: bool = True
    shows: Mapping[type[Model], Showing] = field(default_factory=dict)

    def objects(self) -> QuerySet[Any]:
        """Every object that might have a document."""
        return self.queryset() if self.queryset is not None else self.model._default_manager.all()


_sources: dict[str, Source] = {}


def add(source: Source) -> None:
    """Add a source. Raises `ImproperlyConfigured` when another source has its key."""
    if _sources.setdefault(source.key, source) is not source:
        raise ImproperlyConfigured(f"Two search sources are called {source.key!r}")


def discard(key: str) -> None:
    """Take a source out again; unknown keys are passed over. For tests."""
    _sources.pop(key, None)


def sources() -> list[Source]:
    """All sources, in the order of registration."""
    return list(_sources.values())


def sources_of(model: type[Model]) -> list[Source]:
    """The sources that `model`, or a model it inherits from, is an object of."""
    return [source for source in _sources.values() if issubclass(model, source.model)]


def audiences_of(user: Any) -> frozenset[str]:
    """The audience keys of `user` over all sources; none for an anonymous or inactive user."""
    if user is None or not user.is_authenticated or not user.is_active:
        return frozenset()
    return frozenset(key for source in _sources.values() for key in source.audiences(user))
