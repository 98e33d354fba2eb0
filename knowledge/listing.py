"""The list of knowledge: filters, counts, order and pages from the address, usable without script.

Called by the list page and the sections of universities. Text is looked up through `search.query`; without text the
database answers, so that the list stands even while the index is being built.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from portal.base.filters import chosen_filters
from portal.kit.thai.collate import thai_sorted
from portal.people.models import Organisation
from portal.places.models import District
from portal.places.names import full_name
from search.query import search

from .models import KnowledgeItem, Occupation
from .models.readiness import READY_LEVEL
from .presentation import KIND_CLASSES, cards, kind_label
from .queries import public_items, with_card_data

PER_PAGE = 18
MAX_HITS = 500
SEARCH_PAGE = 100
FILTERS = ("kind", "district", "occupation", "university", "ready")
SORTS: dict[str, tuple[str, ...]] = {
    "newest": ("-first_published_at", "-pk"),
    "title": ("title", "pk"),
    "ready": ("-trl_now", "-first_published_at", "-pk"),
}


@dataclass(frozen=True)
class Chosen:
    """What the visitor asked for: words, filter values, order."""

    words: str
    filters: dict[str, list[str]]
    sort: str


def chosen_from(query: QueryDict) -> Chosen:
    """Read the address; unknown names and orders are passed over, nothing raises."""
    filters = {name: [value[:40] for value in query.getlist(name)[:40] if value] for name in FILTERS}
    sort = query.get("sort", "")
    return Chosen(
        words=query.get("q", "").replace("\x00", "").strip()[:200],
        filters={name: values for name, values in filters.items() if values},
        sort=sort if sort in SORTS else "",
    )


def condition(name: str, values: list[str]) -> Q:
    """The condition of one filter on items."""
    if name == "kind":
        classes = [KIND_CLASSES[value] for value in values if value in KIND_CLASSES]
        models = [kind._meta.model_name for kind in classes]
        return Q(content_type__app_label="knowledge", content_type__model__in=models)
    if name == "district":
        return Q(evidence__subdistrict__district__in=values)
    if name == "occupation":
        return Q(occupations__code__in=values)
    if name == "university":
        return Q(organisation__code__in=values)
    return Q(trl_now__gte=READY_LEVEL) if "1" in values else Q()


def filtered(items: QuerySet[KnowledgeItem], filters: dict[str, list[str]], but: str = "") -> QuerySet[KnowledgeItem]:
    """The items that every filter lets through, each once. `but` leaves one filter out, to count its values.

    Filters over lists (evidence, occupations) become subqueries: joins would multiply the counts.
    """
    for name, values in filters.items():
        if name != but:
            items = items.filter(pk__in=KnowledgeItem.objects.filter(condition(name, values)).values("pk"))
    return items


def found_ids(words: str, user: Any) -> list[int]:
    """Primary keys of the items that the words find, best first; at most 500."""
    ids: list[int] = []
    kinds = list(KIND_CLASSES)
    page = 1
    while len(ids) < MAX_HITS:
        answer = search(words, user=user, kinds=kinds, page=page, per_page=SEARCH_PAGE, facets=())
        ids += [int(hit.document.object_id) for hit in answer.hits]
        if page >= answer.pages or not answer.hits:
            break
        page += 1
    return ids


def list_context(request: HttpRequest, organisation: Organisation | None = None) -> dict[str, Any]:
    """Everything `knowledge/index.html` and `knowledge/section.html` show."""
    chosen = chosen_from(request.GET)
    base = public_items()
    if organisation is not None:
        base = base.filter(organisation=organisation)
    ranks: dict[int, int] = {}
    if chosen.words:
        ranks = {pk: rank for rank, pk in enumerate(found_ids(chosen.words, request.user))}
        base = base.filter(pk__in=list(ranks))
    items = filtered(base, chosen.filters)
    page = page_of(items, chosen, ranks, request.GET.get("page"))
    facets = facets_of(base, chosen, with_university=organisation is None)
    return {
        "query": chosen.words,
        "sort": chosen.sort,
        "sorts": sorts(chosen, request.GET),
        "facets": facets,
        "chosen": chosen_filters(facets, request.GET),
        "clear_url": request.path + words_only(chosen),
        "page_of_items": page,
        "cards": cards(page.object_list),
        "total": page.paginator.count,
    }


def words_only(chosen: Chosen) -> str:
    """The query string that keeps the words and drops the filters."""
    query = QueryDict(mutable=True)
    if chosen.words:
        query["q"] = chosen.words
    return f"?{query.urlencode()}" if chosen.words else ""


def page_of(
    items: QuerySet[KnowledgeItem], chosen: Chosen, ranks: dict[int, int], number: str | None
) -> Page[KnowledgeItem]:
    """One page of items with all that cards need. Words without a chosen order keep the order of relevance."""
    if ranks and not chosen.sort:
        ordered = sorted(items.values_list("pk", flat=True), key=lambda pk: ranks[pk])
        id_page = Paginator(ordered, PER_PAGE).get_page(number)
        by_id = {item.pk: item for item in with_card_data(KnowledgeItem.objects.filter(pk__in=id_page.object_list))}
        id_page.object_list = [by_id[pk] for pk in id_page.object_list]
        return id_page
    order = SORTS[chosen.sort or "newest"]
    return Paginator(with_card_data(items.order_by(*order)), PER_PAGE).get_page(number)


def facets_of(base: QuerySet[KnowledgeItem], chosen: Chosen, with_university: bool) -> list[dict[str, Any]]:
    """Filters with counts, at most one query each; a facet's own filter is left out of its counts."""
    kinds, ready = kind_options(filtered(base, chosen.filters, "kind"))
    if "kind" in chosen.filters or "ready" in chosen.filters:
        ready = filtered(base, chosen.filters, "ready").filter(trl_now__gte=READY_LEVEL).count()
    facets = [
        facet("kind", _("Kind"), kinds, chosen),
        facet("occupation", _("Occupation"), occupation_options(filtered(base, chosen.filters, "occupation")), chosen),
        facet("district", _("District"), district_options(filtered(base, chosen.filters, "district")), chosen),
    ]
    if with_university:
        options = university_options(filtered(base, chosen.filters, "university"))
        facets.append(facet("university", _("University"), options, chosen))
    label = _("Ready for use (TRL %(level)s and above)") % {"level": READY_LEVEL}
    facets.append(facet("ready", _("Readiness"), [("1", label, ready)] if ready else [], chosen))
    return facets


def facet(name: str, label: str, options: Iterable[tuple[str, str, int]], chosen: Chosen) -> dict[str, Any]:
    """A filter as `components/facet_drawer.html` shows it."""
    picked = chosen.filters.get(name, [])
    rows = [
        {"value": value, "label": text, "count": count, "selected": value in picked} for value, text, count in options
    ]
    return {"name": name, "label": label, "open": bool(picked) or name == "kind", "options": rows}


def kind_options(items: QuerySet[KnowledgeItem]) -> tuple[list[tuple[str, str, int]], int]:
    """[(kind, word, count)] in the order of the kinds, and how many of the items are ready for use."""
    models = {kind._meta.model_name: name for name, kind in KIND_CLASSES.items()}
    rows = (
        items.order_by()
        .values_list("content_type__model")
        .annotate(count=Count("pk"), ready=Count("pk", filter=Q(trl_now__gte=READY_LEVEL)))
    )
    counts = {models[model]: (count, ready) for model, count, ready in rows if model in models}
    options = [(name, kind_label(name), counts[name][0]) for name in KIND_CLASSES if name in counts]
    return options, sum(ready for _count, ready in counts.values())


def occupation_options(items: QuerySet[KnowledgeItem]) -> list[tuple[str, str, int]]:
    """(code, word, count) of the occupations that have items, in the order of the vocabulary."""
    terms = Occupation.objects.annotate(
        count=Count("items", filter=Q(items__in=items.order_by().values("pk")), distinct=True)
    )
    return [(term.code, term.label, term.count) for term in terms if term.count]


def district_options(items: QuerySet[KnowledgeItem]) -> list[tuple[str, str, int]]:
    """(code, name, count) of the districts with evidence, in Thai order."""
    district = "evidence__subdistrict__district"
    rows = (
        items.order_by()
        .exclude(evidence__subdistrict=None)
        .values_list(district, f"{district}__name_th", f"{district}__name_en")
        .annotate(count=Count("pk", distinct=True))
    )
    options = [
        (code, full_name(District(code=code, name_th=name_th, name_en=name_en)), count)
        for code, name_th, name_en, count in rows
        if code
    ]
    return thai_sorted(options, key=lambda option: option[1])


def university_options(items: QuerySet[KnowledgeItem]) -> list[tuple[str, str, int]]:
    """(code, name, count) of the universities that have items."""
    rows = (
        items.order_by("organisation__code")
        .values_list("organisation__code", "organisation__name_th", "organisation__name_en")
        .annotate(count=Count("pk"))
    )
    return [
        (code, Organisation(code=code, name_th=name_th, name_en=name_en).name, count)
        for code, name_th, name_en, count in rows
    ]


def sorts(chosen: Chosen, query: QueryDict) -> list[dict[str, Any]]:
    """The orders offered, with their addresses."""
    offered = [("newest", _("Newest first")), ("title", _("By title")), ("ready", _("Most ready first"))]
    if chosen.words:
        offered.insert(0, ("", _("Best match")))
    rows = []
    for value, label in offered:
        rest = query.copy()
        rest.pop("page", None)
        if value:
            rest["sort"] = value
        else:
            rest.pop("sort", None)
        current = value == (chosen.sort or ("" if chosen.words else "newest"))
        rows.append({"label": label, "url": f"?{rest.urlencode()}", "current": current})
    return rows
