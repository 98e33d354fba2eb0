"""What may be asked of knowledge from outside: the public items, items by citation key, items of a place,
items that suit a need.

Called by `plans`, `portal.site`, the list page, search and feeds.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils import translation

from portal.base.links import page_path
from portal.base.uses import open_now

from .matching.candidates import candidates
from .matching.need import Match, Need
from .matching.scoring import ranked
from .matching.wording import Sentence, names_for, sentences
from .models import Evidence, KnowledgeItem


def public_items() -> QuerySet[KnowledgeItem]:
    """Items that everyone may see, each once: live, not past their end, unrestricted, consent not withdrawn, in the
    source language."""
    return KnowledgeItem.objects.filter(
        open_now(),
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


@dataclass(frozen=True)
class SuitedItem:
    """An item that suits a need, with why: `page_id` for "use in a plan", its path under the language being read, and
    the reasons as sentences (those that fit first). `score` is 0 to 1000; `fitting` of `asked` criteria are met."""

    page_id: int
    title: str
    url: str
    kind: str
    lang: str
    is_sample: bool
    score: int
    fitting: int
    asked: int
    reasons: tuple[Sentence, ...]


def matches_for(need: Need) -> list[Match]:
    """The public items that suit the need, best first; five queries however many items there are."""
    return ranked(need, candidates(public_items(), need))


def suited_items(
    places: Iterable[str], *, programmes: Iterable[str] = (), without: Iterable[str] = (), limit: int = 6
) -> list[SuitedItem]:
    """What a local body may use at its own places (official codes), best first: public items with a project suggested.

    `programmes`: codes of the budget programmes wanted. `without`: citation keys of items that are left out, such as
    those that the plan uses already. At most eight queries.
    """
    need = Need(places=tuple(places), programmes=frozenset(programmes))
    usable = public_items().exclude(seed_project_name="").exclude(translation_key__in=list(without))
    found = ranked(need, candidates(usable, need))[:limit]
    pages = public_items().select_related("locale", "content_type").defer("body").in_bulk([match.pk for match in found])
    names = names_for(found, many_places=len(need.places) > 1)
    language = (translation.get_language() or settings.LANGUAGE_CODE)[:2]
    suited = []
    for match in found:
        page = pages.get(match.pk)
        if page is None:
            continue
        suited.append(
            SuitedItem(
                page_id=page.pk,
                title=page.title,
                url=page_path(page),
                kind=page.kind_label,
                lang="" if page.text_language == language else page.text_language,
                is_sample=page.is_sample,
                score=match.score,
                fitting=match.fitting,
                asked=len(match.asked),
                reasons=tuple(sentences(match, names, unknown=False)),
            )
        )
    return suited
