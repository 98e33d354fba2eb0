"""Items like one item, for the end of its page. Called by `knowledge.presentation`; connected in `AppConfig.ready`.

Which items resemble an item is asked of search (`search.similar`) when an item is published, for it and for those that
it resembles, and kept as rows; what may be shown is looked up anew each time, so that nothing kept is ever shown to who
may not see it. `manage.py knowledge_likeness` asks for all items, as `run` does after the index was built anew.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from wagtail.signals import page_published

from search.similar import similar_to

from .models import ITEM_KINDS, ItemLikeness, KnowledgeItem
from .queries import public_items, with_card_data

SHOWN = 4
KEPT = 8
"""More are kept than are shown: some may be withdrawn meanwhile."""

POOL = 24
"""How many of those alike are looked at."""

Progress = Callable[[int, int], None]


def items_like(item: KnowledgeItem, limit: int = SHOWN) -> list[KnowledgeItem]:
    """Public items that resemble the item, most alike first, with card data; one query, and two for the cards.

    A translation resembles what the text that it was made from does.
    """
    if not item.pk:
        return []
    alike = public_items().filter(alike_with__item__translation_key=item.translation_key)
    return list(with_card_data(alike.order_by("alike_with__rank"))[:limit])


def renew(key: int) -> list[int]:
    """Ask search for the items like the item with that primary key, and keep them; returns their keys.

    Of those that search finds alike, the ones of the same occupation come first, then those of the same value chain:
    what editors said of an item is surer than the words that it happens to share.
    """
    kinds = [kind.kind for kind in ITEM_KINDS]
    alike = similar_to(("knowledge", key), kinds=kinds, language=settings.LANGUAGE_CODE, limit=POOL)
    wanted = [int(document.object_id) for document in alike]
    described = _described([key, *wanted])
    jobs, chains = described.get(key, (frozenset(), frozenset()))
    others = [pk for pk in wanted if pk in described]
    others.sort(key=lambda pk: (not jobs & described[pk][0], not chains & described[pk][1]))
    others = others[:KEPT]
    with transaction.atomic():
        ItemLikeness.objects.filter(item=key).delete()
        ItemLikeness.objects.bulk_create(
            # In one order, so that two who publish neighbours at this moment never wait for each other.
            sorted(
                (ItemLikeness(item_id=key, other_id=other, rank=rank) for rank, other in enumerate(others)),
                key=lambda row: row.other_id,
            ),
            ignore_conflicts=True,
        )
    return others


def _described(keys: list[int]) -> dict[int, tuple[frozenset[int], frozenset[int]]]:
    """{item: (occupations, value chains)} of the items that exist; three queries."""
    items = KnowledgeItem.objects.filter(pk__in=keys).only("pk").prefetch_related("occupations", "value_chains")
    return {
        item.pk: (
            frozenset(term.pk for term in item.occupations.all()),
            frozenset(term.pk for term in item.value_chains.all()),
        )
        for item in items
    }


def renew_all(progress: Progress | None = None) -> int:
    """The same for every public item; returns how many there are."""
    keys = list(public_items().order_by("pk").values_list("pk", flat=True))
    for done, key in enumerate(keys, start=1):
        renew(key)
        if progress is not None:
            progress(done, len(keys))
    return len(keys)


def follow(sender: Any, instance: Any, **kwargs: Any) -> None:
    """A publication changes what its item is like, and brings it to the pages of those that it is like: afterwards,
    so that the publication neither waits for it nor fails by it."""
    if isinstance(instance, KnowledgeItem) and instance.text_language == settings.LANGUAGE_CODE:
        transaction.on_commit(partial(_renew_around, instance.pk), robust=True)


def _renew_around(key: int) -> None:
    for other in renew(key)[:SHOWN]:
        renew(other)


def connect() -> None:
    """Follow publications. After `search_source.connect`: search must have read the new text before it is asked."""
    page_published.connect(follow, dispatch_uid="knowledge.likeness")
