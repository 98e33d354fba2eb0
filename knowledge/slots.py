"""What an upper floor shows on knowledge pages: in which plans an item is used, and what may be done with it.

`plans.slots` fills them. Each takes a list of items and answers {item.pk: answer} in a constant number of queries.
"""

from typing import Any, Protocol, TypedDict

from portal.base.slots import Slot

from .models import KnowledgeItem


class ItemUses(Protocol):
    """Announced plan entries that cite the item. `label`: the same as a sentence part ("in 3 plans"); `rows`: each
    entry as {title, url, body} to lead to."""

    count_plans: int
    count_subdistricts: int
    entries: list[Any]
    rows: list[dict[str, str]]
    label: str


class ItemAction(TypedDict):
    """A button on an item page: words, address, and its weight ("clay" for the one to press, "main")."""

    label: str
    url: str
    kind: str


ITEM_USES: Slot[KnowledgeItem, ItemUses] = Slot("knowledge.item_uses")
ITEM_ACTIONS: Slot[KnowledgeItem, list[ItemAction]] = Slot("knowledge.item_actions")
