"""How the index follows the content: signals of the registered models, and of the page tree.

Connected by `search.sources.register` and by the app's `ready()`. Handlers run inside the transaction of the change.
"""

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save, pre_delete
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from search.indexing import CHUNK, index_ids, index_object, remove_object
from search.registry import Source, sources


def connect_source(source: Source) -> None:
    """Follow the model of `source` and its subclasses: a signal names the class that was saved, not its parents."""
    uid = f"search.{source.key}"
    for model in _family(source.model):
        post_save.connect(_saved, sender=model, dispatch_uid=uid)
        post_delete.connect(_deleted, sender=model, dispatch_uid=uid)
        if issubclass(model, Page):
            page_published.connect(_page_changed, sender=model, dispatch_uid=uid)
            page_unpublished.connect(_page_changed, sender=model, dispatch_uid=uid)


def connect_shown(source: Source) -> None:
    """Follow the rows of other models that the documents of `source` show."""
    for model in source.shows:
        for kind in _family(model):
            post_save.connect(_shown_saved, sender=kind, dispatch_uid="search.shown")
            pre_delete.connect(_shown_leaves, sender=kind, dispatch_uid="search.shown")
            post_delete.connect(_shown_left, sender=kind, dispatch_uid="search.shown")


def index_showing(shown: Model) -> None:
    """Index again every object whose document shows the row `shown` of another model."""
    for source, keys in _showing(shown):
        _index_keys(source, keys)


def disconnect_source(source: Source) -> None:
    """Undo `connect_source`. For tests."""
    uid = f"search.{source.key}"
    for model in _family(source.model):
        for signal in (post_save, post_delete, page_published, page_unpublished):
            signal.disconnect(sender=model, dispatch_uid=uid)


def _family(model: type[Model]) -> set[type[Model]]:
    return {model}.union(*(_family(child) for child in model.__subclasses__()))


def connect_page_tree() -> None:
    """Follow what changes the address or the visibility of pages below the one that changes."""
    post_page_move.connect(_moved, dispatch_uid="search.moved")
    page_slug_changed.connect(_moved, dispatch_uid="search.slug")
    post_save.connect(_restricted, sender=PageViewRestriction, dispatch_uid="search.restricted")
    post_delete.connect(_restricted, sender=PageViewRestriction, dispatch_uid="search.released")


def _saved(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        index_object(instance)


def _deleted(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    remove_object(instance)


def _page_changed(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    index_object(instance)


def _showing(shown: Model) -> list[tuple[Source, list[Any]]]:
    """[(source, primary keys)] of the objects that show the row."""
    found = []
    for source in sources():
        keys = {key for model, keys_of in source.shows.items() if isinstance(shown, model) for key in keys_of(shown)}
        if keys:
            found.append((source, sorted(keys)))
    return found


def _index_keys(source: Source, keys: list[Any]) -> None:
    for start in range(0, len(keys), CHUNK):
        index_ids(source, keys[start : start + CHUNK])


def _shown_saved(sender: type[Model], instance: Model, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        index_showing(instance)


def _shown_leaves(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    # Once it is gone nobody knows who showed it.
    instance._search_shown_by = _showing(instance)  # type: ignore[attr-defined]


def _shown_left(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    for source, keys in getattr(instance, "_search_shown_by", ()):
        _index_keys(source, keys)


def _index_branch(root: Page) -> None:
    """Index every registered page from `root` downwards."""
    branch = Page.objects.descendant_of(root, inclusive=True).values("pk")
    for source in sources():
        if issubclass(source.model, Page):
            _index_keys(source, list(source.objects().filter(pk__in=branch).values_list("pk", flat=True)))


def _moved(sender: type[Page], instance: Page, **kwargs: Any) -> None:
    _index_branch(instance)


def _restricted(sender: type[PageViewRestriction], instance: PageViewRestriction, **kwargs: Any) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page is not None:
        _index_branch(page)
