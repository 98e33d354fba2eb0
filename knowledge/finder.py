"""The finder for villagers: five simple questions, all of them optional, and what suits with the reason for each.

Everything stands in the address, nothing needs a script, and what a visitor sends is taken as it comes: unknown values
are passed over, nothing raises. Matching itself is `knowledge.matching`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.kit.thai.collate import thai_sorted
from portal.kit.thai.numbers import AmountUnclear, format_number, parse_amount
from portal.places.models import Subdistrict
from portal.places.names import full_name
from portal.places.queries import HOME_PROVINCE

from .matching.need import Fit, Match, Need
from .matching.wording import Names, names_for, places_of, sentences
from .models import KnowledgeItem
from .presentation import card
from .queries import matches_for, with_card_data

PER_PAGE = 8
BUDGETS = (1_000, 3_000, 10_000, 30_000, 100_000)
"""Baht for one household that may be chosen; a link may name any other amount."""

MOST_BAHT = Decimal(1_000_000_000)
QUESTIONS = ("place", "occupation", "have", "lack", "season", "budget")

# What a capital of the livelihood framework means at home. A capital that is not named here goes by its own name.
AT_HOME = {
    "human": gettext_lazy("Hands and know-how"),
    "physical": gettext_lazy("Tools, buildings, roads, electricity"),
    "financial": gettext_lazy("Money to begin with"),
    "natural": gettext_lazy("Land and water"),
    "social": gettext_lazy("A group to do it with"),
}


@dataclass(frozen=True)
class Option:
    """A choice of a question."""

    value: str
    label: str
    selected: bool = False


def need_from(query: QueryDict, subdistricts: Sequence[Subdistrict], names: Names) -> Need:
    """Read the address; only values that are offered count, and amounts of money."""
    known_places = {place.code for place in subdistricts} | {place.district_id for place in subdistricts}
    place, occupation, season = (query.get(name, "") for name in ("place", "occupation", "season"))
    return Need(
        places=(place,) if place in known_places else (),
        occupations=frozenset({occupation} & names.occupations.keys()),
        having=frozenset(query.getlist("have")) & names.capitals.keys(),
        lacking=frozenset(query.getlist("lack")) & names.capitals.keys(),
        season=season if season in names.seasons else "",
        budget=baht_from(query.get("budget", "")),
    )


def baht_from(text: str) -> Decimal | None:
    """An amount as typed or chosen; None for anything that is no amount of money a household could have."""
    try:
        amount = parse_amount(text[:20])
    except AmountUnclear:
        return None
    return amount if amount is not None and 0 < amount <= MOST_BAHT else None


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """The questions, and below them what suits, once they were sent."""
    places = list(
        Subdistrict.objects.filter(district__province=HOME_PROVINCE).select_related("district").order_by("code")
    )
    words = names_for([])
    words = replace(words, capitals={code: str(AT_HOME.get(code, word)) for code, word in words.capitals.items()})
    need = need_from(request.GET, places, words)
    asked = any(name in request.GET for name in QUESTIONS)
    context: dict[str, Any] = {
        "asked": asked,
        "need": need,
        "districts": place_options(places, need),
        "occupations": options(words.occupations, need.occupations),
        "having": options(words.capitals, need.having),
        "lacking": options(words.capitals, need.lacking),
        "seasons": options(words.seasons, {need.season}),
        "budgets": budget_options(need.budget),
        "breadcrumbs": [{"title": _("Find an occupation"), "url": ""}],
        "description": _("Five short questions, and what research suits your home, with the reasons"),
    }
    context["chosen"] = chosen_words(context)
    if asked:
        page = Paginator(matches_for(need), PER_PAGE).get_page(request.GET.get("page"))
        shown = results(list(page.object_list), places, words)
        context |= {"page": page, "total": page.paginator.count, "results": shown}
    return render(request, "knowledge/finder.html", context)


def chosen_words(context: dict[str, Any]) -> list[str]:
    """What was answered, in words, for the line above the results."""
    groups = [district["options"] for district in context["districts"]]
    groups += [context["occupations"], context["seasons"], context["budgets"]]
    told = [option.label for group in groups for option in group if option.selected]
    for heading, name in ((_("We have"), "having"), (_("We lack"), "lacking")):
        ticked = [option.label for option in context[name] if option.selected]
        told += [f"{heading}: {', '.join(ticked)}"] if ticked else []
    return told


def options(words: Any, selected: Any) -> list[Option]:
    """Choices of a vocabulary, in its order."""
    return [Option(code, word, code in selected) for code, word in words.items()]


def place_options(places: Sequence[Subdistrict], need: Need) -> list[dict[str, Any]]:
    """The districts in Thai order, each with itself as a whole and its subdistricts."""
    districts = {place.district_id: place.district for place in places}
    return [
        {
            "label": full_name(district),
            "options": [
                Option(code, _("All of %(place)s") % {"place": full_name(district)}, code in need.places),
                *(
                    Option(place.code, full_name(place), place.code in need.places)
                    for place in thai_sorted(
                        [place for place in places if place.district_id == code], key=lambda place: place.name
                    )
                ),
            ],
        }
        for code, district in thai_sorted(districts.items(), key=lambda pair: pair[1].name)
    ]


def budget_options(chosen: Decimal | None) -> list[Option]:
    """The amounts offered, and the one of the address where it is another."""
    amounts = {Decimal(amount) for amount in BUDGETS} | ({chosen} if chosen is not None else set())
    return [
        Option(format(amount, "f"), _("Up to %(amount)s baht") % {"amount": format_number(amount)}, amount == chosen)
        for amount in sorted(amounts)
    ]


def results(matches: Sequence[Match], places: Sequence[Subdistrict], words: Names) -> list[dict[str, Any]]:
    """What suits, as the page shows it: the item's card, how much fits, and the reasons for and against."""
    known = places_of(matches, {place.code: place for place in places})
    items = with_card_data(KnowledgeItem.objects.filter(pk__in=[found.pk for found in matches])).in_bulk()
    names = replace(words, subdistricts=known)
    shown = []
    for found in matches:
        if found.pk not in items:
            continue
        told = sentences(found, names)
        shown.append(
            {
                "card": card(items[found.pk]),
                "fitting": found.fitting,
                "asked": len(found.asked),
                "good": [part for part in told if part.fit in (Fit.FITS, Fit.PARTLY)],
                "open": [part for part in told if part.fit == Fit.UNKNOWN],
                "against": [part for part in told if part.fit == Fit.MISFIT],
            }
        )
    return shown
