"""Reads the items that may fit a need, with only the columns that matching looks at; five queries, however many items.

The database gives a rough score from what it can compare by itself and keeps the best `MOST`; `scoring` then looks at
these exactly. Cost is left to `scoring`: it is worked out from several columns.
"""

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from portal.places.nearness import DISTRICT_DIGITS, PROVINCE_DIGITS, Nearness

from ..models import Evidence, KnowledgeItem, SeedCostLine
from ..models.readiness import READY_LEVEL
from .need import Candidate, Criterion, Need, Trial
from .scoring import NEARNESS_SHARES, WEIGHTS

MOST = 300
"""How many items are looked at exactly: far more than anybody reads, few enough to be scored in some milliseconds."""

VOCABULARIES = ("occupations", "capitals", "capitals_needed", "seasons")


def candidates(items: QuerySet[KnowledgeItem], need: Need) -> list[Candidate]:
    """Of `items`, which say what the person may see, those that come nearest to the need; at most `MOST`."""
    rows = list(
        items.annotate(rough=_rough(need), level=Coalesce(F("trl_now"), Value(0)))
        .order_by("-rough", "-level", "-pk")
        .values(
            "pk",
            "trl_now",
            "seed_quantity",
            "seed_unit",
            "seed_programme__code",
            "technology__unit_cost",
            "course__cost_per_class",
            "course__class_size",
        )[:MOST]
    )
    keys = [row["pk"] for row in rows]
    trials, totals, terms = _trials(keys), _cost_totals(keys), _terms(keys)
    return [_candidate(row, trials, totals, terms) for row in rows]


def _rough(need: Need) -> Any:
    """The sum of the weights that the database can see to be earned, as an expression."""
    score: Any = _when(Q(trl_now__gte=READY_LEVEL), WEIGHTS[Criterion.READINESS])
    if need.occupations:
        score += _holding(Q(occupations__code__in=need.occupations), WEIGHTS[Criterion.OCCUPATION])
    if need.season:
        score += _holding(Q(seasons__code=need.season), WEIGHTS[Criterion.SEASON])
    if need.lacking:
        score += _holding(Q(capitals__code__in=need.lacking), WEIGHTS[Criterion.LACKING])
    if need.programmes:
        score += _when(Q(seed_programme__code__in=need.programmes), WEIGHTS[Criterion.PROGRAMME])
    if need.places:
        score += _near(need.places)
    return score


def _near(places: Iterable[str]) -> Any:
    """Steps of nearness: the same subdistrict, district, province."""
    wanted = set(places)
    districts = {code[:DISTRICT_DIGITS] for code in wanted}
    provinces = {code[:PROVINCE_DIGITS] for code in wanted}
    steps = (
        (Q(evidence__subdistrict__in=wanted), Nearness.SAME_PLACE),
        (Q(evidence__subdistrict__district__in=districts), Nearness.SAME_DISTRICT),
        (Q(evidence__subdistrict__district__province__in=provinces), Nearness.SAME_PROVINCE),
    )
    weight = WEIGHTS[Criterion.PLACE]
    return Case(
        *(When(_among(condition), then=Value(weight * NEARNESS_SHARES[step] // 100)) for condition, step in steps),
        default=Value(0),
        output_field=IntegerField(),
    )


def _among(condition: Q) -> Q:
    """A condition over a list as a subquery: a join would give an item once for each row of the list."""
    return Q(pk__in=KnowledgeItem.objects.filter(condition).order_by().values("pk"))


def _holding(condition: Q, weight: int) -> Any:
    return _when(_among(condition), weight)


def _when(condition: Q, weight: int) -> Any:
    return Case(When(condition, then=Value(weight)), default=Value(0), output_field=IntegerField())


def _trials(keys: list[int]) -> dict[int, list[Trial]]:
    found: dict[int, list[Trial]] = defaultdict(list)
    rows = (
        Evidence.objects.filter(item__in=keys)
        .order_by("sort_order", "pk")
        .values_list(
            "item_id", "subdistrict_id", "relation", "households", "income_before", "income_after", "fiscal_year"
        )
    )
    for pk, subdistrict, *rest in rows:
        found[pk].append(Trial(subdistrict or "", *rest))
    return found


def _cost_totals(keys: list[int]) -> dict[int, Decimal]:
    """{item: baht of the whole project suggested}; summed here, since SQLite would sum decimals as floats."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    rows = SeedCostLine.objects.filter(item__in=keys).order_by().values_list("item_id", "quantity", "unit_price")
    for pk, quantity, price in rows:
        found[pk] += quantity * price
    return found


def _terms(keys: list[int]) -> dict[tuple[int, str], set[str]]:
    """{(item, vocabulary): codes} of all vocabularies together, in one query."""
    parts = [
        KnowledgeItem.objects.filter(pk__in=keys)
        .exclude(**{f"{name}__code": None})
        .order_by()
        .annotate(vocabulary=Value(name), code=F(f"{name}__code"))
        .values_list("pk", "vocabulary", "code")
        for name in VOCABULARIES
    ]
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    for pk, name, code in parts[0].union(*parts[1:], all=True):
        found[pk, name].add(code)
    return found


def _candidate(
    row: dict[str, Any],
    trials: dict[int, list[Trial]],
    totals: dict[int, Decimal],
    terms: dict[tuple[int, str], set[str]],
) -> Candidate:
    pk = row["pk"]
    cost, unit = unit_cost(row, totals.get(pk))
    held = {name: frozenset(terms.get((pk, name), ())) for name in VOCABULARIES}
    return Candidate(
        pk=pk,
        programme=row["seed_programme__code"] or "",
        readiness_level=row["trl_now"],
        cost=cost,
        unit=unit,
        trials=tuple(trials.get(pk, ())),
        **held,
    )


def unit_cost(row: dict[str, Any], total: Decimal | None) -> tuple[Decimal | None, str]:
    """(baht for one unit, the unit's word). The project suggested says most: it holds materials and training, and names
    its unit. Else what one piece of a technology costs, or a course for one learner. (None, "") where nothing is said.
    """
    if total and row["seed_quantity"]:
        return (total / row["seed_quantity"]).quantize(Decimal(1)), row["seed_unit"]
    if row["technology__unit_cost"] is not None:
        return row["technology__unit_cost"], ""
    if row["course__cost_per_class"] is not None and row["course__class_size"]:
        return (row["course__cost_per_class"] / row["course__class_size"]).quantize(Decimal(1)), ""
    return None, ""
