"""What the home page shows. Called by `HomePage.get_context`; everything in a constant number of queries."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, Max, Prefetch, Q, QuerySet, When
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from knowledge.models import KnowledgeItem, KnowledgeSection
from knowledge.presentation import card, kind_of, strongest
from knowledge.queries import public_items, with_card_data
from plans.models import PlanEntry, Resolution
from plans.policies import public_entries
from plans.trail import quoted_sources, trail_of
from portal.base.links import page_path
from portal.kit.thai.numbers import format_number
from portal.places.map import province_map
from portal.places.queries import home_districts
from portal.places.slots import PLACE_FIGURES
from portal.places.views import faces, place_url
from portal.site.counting import items_and_subdistricts, projects_and_plans_from_research, with_stamp

STORIES = 3
NEWEST = 4
STORY_KIND = "case"


def home(user: Any) -> dict[str, Any]:
    """Figures, map, stories, one true trail, the newest items and the universities."""
    public = public_items()
    districts = list(home_districts())
    shown, legend, label = faces(districts, PLACE_FIGURES.fill(districts, user))
    language = (translation.get_language() or "th")[:2]
    drawing = province_map(place_url, _("Map of Sakon Nakhon with its districts"), shown, language)
    told, newest = items_to_show(public)
    entry = true_case()
    return {
        "figures": figures(public),
        "map": mark_safe(drawing),  # noqa: S308  every text in a drawing is escaped where it is drawn
        "legend": legend,
        "counted": label,
        "stories": stories(told),
        "newest": [card(item) for item in newest],
        "case": entry,
        "case_url": reverse("plan_entry", args=[entry.pk]) if entry else "",
        "stations": trail_of(entry, quoted_sources(entry)[:1], here=False) if entry else [],
        "universities": universities(),
    }


def figures(public: QuerySet[KnowledgeItem]) -> list[dict[str, Any]]:
    """Three figures, each leading to its rows; two queries."""
    items = items_and_subdistricts(public)
    projects = projects_and_plans_from_research()
    rows = [
        (items.first, _("items of knowledge"), items.is_sample, "knowledge_list"),
        (items.second, _("subdistricts with results"), items.is_sample, "place_list"),
        (projects.first, _("projects in plans that use them"), projects.is_sample, "plan_list"),
    ]
    return [
        {"figure": format_number(count), "label": with_stamp(label, is_sample), "url": reverse(name)}
        for count, label, is_sample, name in rows
    ]


def items_to_show(public: QuerySet[KnowledgeItem]) -> tuple[list[KnowledgeItem], list[KnowledgeItem]]:
    """(items with a story to tell, the newest items), read together with all that cards need.

    A story is an income that rose: real ones before samples, case studies before others, the greatest gain first.
    """
    newest = public.order_by("-first_published_at", "-pk").values("pk")[:NEWEST]
    grown = (
        public.annotate(
            gain=Max(F("evidence__income_after") - F("evidence__income_before")),
            further=Case(When(casestudy__isnull=False, then=0), default=1),
        )
        .filter(gain__gt=0)
        .order_by("is_sample", "further", "-gain", "-pk")
        .values("pk")[:STORIES]
    )
    found = list(with_card_data(public.filter(Q(pk__in=newest) | Q(pk__in=grown))))

    def worth(item: KnowledgeItem) -> tuple[Any, ...]:
        return (not item.is_sample, kind_of(item) == STORY_KIND, gain_of(item), item.pk)

    told = sorted((item for item in found if gain_of(item) > 0), key=worth, reverse=True)[:STORIES]
    latest = sorted(found, key=lambda item: (item.first_published_at, item.pk), reverse=True)[:NEWEST]
    return told, latest


def gain_of(item: KnowledgeItem) -> Decimal:
    """The greatest rise of income in its evidence (baht per household per month); 0 without any."""
    gains = [row.income_after - row.income_before for row in item.evidence.all() if row.has_income]
    return max(gains, default=Decimal(0))


def stories(items: Iterable[KnowledgeItem]) -> list[dict[str, Any]]:
    """Story cards: the item's card, and its strongest evidence as bars (wide screens) and in a line (phones)."""
    told = []
    for item in items:
        row = strongest(item.evidence.all())
        bars, change = [], ""
        if row is not None and row.income_before is not None and row.income_after is not None:
            bars = [{"label": "", "before": row.income_before, "after": row.income_after, "unit": _("baht/month")}]
            change = f"{format_number(row.income_before)} → {format_number(row.income_after)} {_('baht/month')}"
        told.append(card(item) | {"bars": bars, "change": change})
    return told


def true_case() -> PlanEntry | None:
    """A project in force that cites research, with what its trail reads: a real one before a sample, then the
    newest."""
    resolutions = Resolution.objects.select_related("meeting")
    return (
        public_entries()
        .filter(citations__isnull=False)
        .select_related("book__plan__organisation", "book__announcement")
        .prefetch_related("citations", Prefetch("resolutions", queryset=resolutions))
        .order_by("book__plan__is_sample", "-book__announcement__date", "pk")
        .first()
    )


def universities() -> list[dict[str, str]]:
    """The universities behind the knowledge, with the addresses of their sections; one query."""
    sections = (
        KnowledgeSection.objects.live()
        .filter(locale__language_code="th")
        .select_related("organisation")
        .order_by("path")
    )
    return [{"name": section.organisation.name, "url": page_path(section)} for section in sections]
