"""How well an item fits a need: one rule for each criterion, one table of weights. Pure: values in, values out.

The score is the sum of weight × share over the criteria that were asked for (and the two that always count), divided
by the sum of their weights, so a criterion that nobody asked for changes nothing. `docs/matching.md` has the tables.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from portal.places.nearness import Nearness, kilometres, nearness

from ..models.readiness import READY_LEVEL
from .need import ALWAYS, Candidate, Criterion, Fit, Match, Need, Reason, Trial

WEIGHTS: Mapping[Criterion, int] = {
    Criterion.OCCUPATION: 30,
    Criterion.PLACE: 25,
    Criterion.BUDGET: 15,
    Criterion.SEASON: 12,
    Criterion.LACKING: 8,
    Criterion.NEEDED: 8,
    Criterion.PROGRAMME: 8,
    Criterion.READINESS: 6,
    Criterion.RESULT: 4,
}
"""What each criterion counts beside the others; also the order in which reasons are told."""

NEUTRAL = 50
"""The share of what an item does not state: neither for nor against it."""

NEARNESS_SHARES: Mapping[Nearness, int] = {
    Nearness.SAME_PLACE: 100,
    Nearness.SAME_DISTRICT: 85,
    Nearness.ADJOINING: 70,
    Nearness.SAME_PROVINCE: 60,
    Nearness.ELSEWHERE: 30,
}

SLIGHTLY_OVER = Decimal("1.25")
"""Up to this multiple of the budget an item is only slightly too dear."""

TRIED_LEVEL = 4
"""From this technology readiness on an item is being tried in the field."""


def ranked(need: Need, candidates: Iterable[Candidate]) -> list[Match]:
    """The candidates, best first, without those that fit none of the criteria asked for.

    Who names an occupation wants that one: others are left out, unless there is nothing about it at all.
    """
    matches = [found for found in (match(need, candidate) for candidate in candidates) if not found.is_misfit]
    wanted = [found for found in matches if found.fit_of(Criterion.OCCUPATION) == Fit.FITS]
    if wanted:
        matches = wanted
    return sorted(matches, key=lambda found: (-found.score, -found.fitting, found.pk))


def match(need: Need, candidate: Candidate) -> Match:
    """One item against the need."""
    rules = {
        Criterion.OCCUPATION: occupation,
        Criterion.PLACE: place,
        Criterion.BUDGET: budget,
        Criterion.SEASON: season,
        Criterion.LACKING: lacking,
        Criterion.NEEDED: needed,
        Criterion.PROGRAMME: programme,
        Criterion.READINESS: readiness,
        Criterion.RESULT: result,
    }
    asked = need.asked
    compared = [criterion for criterion in WEIGHTS if criterion in asked or criterion in ALWAYS]
    reasons = tuple(rules[criterion](need, candidate) for criterion in compared)
    total = sum(WEIGHTS[criterion] for criterion in compared)
    reached = sum(WEIGHTS[reason.criterion] * reason.share for reason in reasons)
    return Match(candidate.pk, round(reached * 10 / total), reasons, asked)


def occupation(need: Need, item: Candidate) -> Reason:
    """Any of the occupations wanted will do."""
    common = need.occupations & item.occupations
    if common:
        return Reason(Criterion.OCCUPATION, Fit.FITS, 100, _sorted(common))
    if not item.occupations:
        return Reason(Criterion.OCCUPATION, Fit.UNKNOWN, NEUTRAL)
    return Reason(Criterion.OCCUPATION, Fit.MISFIT, 0, _sorted(item.occupations))


def place(need: Need, item: Candidate) -> Reason:
    """The trial nearest to any of the places; of several equally near the one with most households."""
    best: tuple[Nearness, int, int, Trial, str] | None = None
    for trial in item.trials:
        if not trial.subdistrict:
            continue
        for wanted in need.places:
            found = (nearness(wanted, trial.subdistrict), trial.households or 0, trial.fiscal_year, trial, wanted)
            if best is None or found[:3] > best[:3]:
                best = found
    if best is None:
        return Reason(Criterion.PLACE, Fit.UNKNOWN, NEUTRAL)
    near, _households, _year, trial, wanted = best
    fit = Fit.FITS if near >= Nearness.SAME_DISTRICT else Fit.PARTLY if near > Nearness.ELSEWHERE else Fit.MISFIT
    distance = kilometres(wanted, trial.subdistrict) if near < Nearness.SAME_DISTRICT else None
    return Reason(
        Criterion.PLACE, fit, NEARNESS_SHARES[near], (wanted,), trial=trial, nearness=near, kilometres=distance
    )


def budget(need: Need, item: Candidate) -> Reason:
    """What one unit costs beside what may be spent on one."""
    limit = need.budget or Decimal(0)
    if item.cost is None:
        return Reason(Criterion.BUDGET, Fit.UNKNOWN, NEUTRAL, limit=limit)
    if item.cost <= limit:
        fit, share = Fit.FITS, 100
    elif item.cost <= limit * SLIGHTLY_OVER:
        fit, share = Fit.PARTLY, 40
    else:
        fit, share = Fit.MISFIT, 0
    return Reason(Criterion.BUDGET, fit, share, amount=item.cost, limit=limit, unit=item.unit)


def season(need: Need, item: Candidate) -> Reason:
    """Whether it can be begun in the season wanted."""
    if not item.seasons:
        return Reason(Criterion.SEASON, Fit.UNKNOWN, NEUTRAL)
    if need.season in item.seasons:
        return Reason(Criterion.SEASON, Fit.FITS, 100, (need.season,))
    return Reason(Criterion.SEASON, Fit.MISFIT, 0, _sorted(item.seasons))


def lacking(need: Need, item: Candidate) -> Reason:
    """Which of the capitals that are lacking the item helps with."""
    helped = need.lacking & item.capitals
    if helped:
        share = round(100 * len(helped) / len(need.lacking))
        return Reason(Criterion.LACKING, Fit.FITS if share == 100 else Fit.PARTLY, share, _sorted(helped))
    if not item.capitals:
        return Reason(Criterion.LACKING, Fit.UNKNOWN, NEUTRAL)
    return Reason(Criterion.LACKING, Fit.MISFIT, 0, _sorted(need.lacking))


def needed(need: Need, item: Candidate) -> Reason:
    """Whether what must be there before it can be begun is there."""
    if not item.capitals_needed:
        return Reason(Criterion.NEEDED, Fit.UNKNOWN, NEUTRAL)
    missing = item.capitals_needed & need.lacking
    if missing:
        return Reason(Criterion.NEEDED, Fit.MISFIT, 0, _sorted(missing))
    open_ones = item.capitals_needed - need.having
    if open_ones:
        return Reason(Criterion.NEEDED, Fit.PARTLY, NEUTRAL, _sorted(open_ones))
    return Reason(Criterion.NEEDED, Fit.FITS, 100, _sorted(item.capitals_needed))


def programme(need: Need, item: Candidate) -> Reason:
    """Whether the budget programme suggested is one of those wanted."""
    if not item.programme:
        return Reason(Criterion.PROGRAMME, Fit.UNKNOWN, NEUTRAL)
    if item.programme in need.programmes:
        return Reason(Criterion.PROGRAMME, Fit.FITS, 100, (item.programme,))
    return Reason(Criterion.PROGRAMME, Fit.MISFIT, 0, (item.programme,))


def readiness(need: Need, item: Candidate) -> Reason:
    """How far it has come, by its technology readiness level."""
    level = item.readiness_level
    if level is None:
        return Reason(Criterion.READINESS, Fit.UNKNOWN, NEUTRAL)
    if level >= READY_LEVEL:
        return Reason(Criterion.READINESS, Fit.FITS, 100)
    if level >= TRIED_LEVEL:
        return Reason(Criterion.READINESS, Fit.PARTLY, 40)
    return Reason(Criterion.READINESS, Fit.MISFIT, 0)


def result(need: Need, item: Candidate) -> Reason:
    """Whether incomes rose where it was measured: the greatest rise stands for the item."""
    measured = [trial for trial in item.trials if trial.gain is not None]
    if not measured:
        return Reason(Criterion.RESULT, Fit.UNKNOWN, NEUTRAL)
    best = max(measured, key=lambda trial: (trial.gain or Decimal(0), trial.households or 0))
    rose = (best.gain or Decimal(0)) > 0
    return Reason(Criterion.RESULT, Fit.FITS if rose else Fit.MISFIT, 100 if rose else 0, trial=best)


def _sorted(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(codes))
