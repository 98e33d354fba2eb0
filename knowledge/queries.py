"""What may be asked of knowledge from outside: the public items, items by citation key, items of a place.

Called by `plans`, `portal.site`, the list page, search and feeds.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.lookups import StartsWith
from wagtail.models import PageViewRestriction

from .models import Evidence, KnowledgeItem


def public_items() -> QuerySet[KnowledgeItem]:
    """Items that everyone may see, each once: live, unrestricted, consent not withdrawn, in the source language.

    Restrictions are looked up by the database: Wagtail's own `public()` asks for all of them each time it is called.
    """
    here = ExpressionWrapper(OuterRef("path"), CharField())
    restricted = PageViewRestriction.objects.filter(StartsWith(here, F("page__path")))
    return KnowledgeItem.objects.live().filter(
        ~Exists(restricted),
        consent_withdrawn=False,
        alias_of__isnull=True,
        locale__language_code=settings.LANGUAGE_CODE,
    )


def with_card_data(items: QuerySet[KnowledgeItem]) -> QuerySet[KnowledgeItem]:
    """The items with all that a card shows, in a constant number of queries (prose is left out)."""
    evidence = Evidence.objects.select_related("subdistrict__district").order_by("sort_order")
    return (
        items.select_related("organisation", "cover", "locale", "content_type")
        .defer("body")
        .prefetch_related(Prefetch("evidence", queryset=evidence), "cover__renditions")
    )


def items_by_keys(keys: Iterable[str]) -> dict[str, KnowledgeItem]:
    """{citation key: item} of the source language, public or not; unknown keys are missing. One query."""
    wanted = {str(key) for key in keys}
    items = KnowledgeItem.objects.filter(
        translation_key__in=wanted, locale__language_code=settings.LANGUAGE_CODE, alias_of__isnull=True
    )
    return {str(item.translation_key): item for item in items}


def item_for_use(pk: int) -> KnowledgeItem | None:
    """The public item with that primary key as its own kind, or None: what a planner may take into a plan."""
    item = public_items().filter(id=pk).first()  # `pk` is a relation, which breaks on a huge number
    return item.specific if item is not None else None


def items_in_district(district_code: str) -> QuerySet[KnowledgeItem]:
    """Public items with evidence in the district (official code)."""
    return public_items().filter(evidence__subdistrict__district=district_code).distinct()


def items_in_subdistrict(subdistrict_code: str) -> QuerySet[KnowledgeItem]:
    """Public items with evidence in the subdistrict (official code)."""
    return public_items().filter(evidence__subdistrict=subdistrict_code).distinct()


def like(item: KnowledgeItem, occupations: Iterable[int], chains: Iterable[int], limit: int = 3) -> list[KnowledgeItem]:
    """Public items that share an occupation or a value chain (primary keys) with the item, newest first, with card
    data; at most three."""
    shared = Q(occupations__in=list(occupations)) | Q(value_chains__in=list(chains))
    found = public_items().filter(shared).exclude(pk=item.pk).distinct().order_by("-first_published_at", "-pk")
    return list(with_card_data(found)[:limit])
