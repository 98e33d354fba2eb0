"""Says the reasons of matching as sentences in the language of the interface. Called by `knowledge.queries`.

The names that sentences need (words of vocabularies, places) are read once for a whole page, in `Names`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Value
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.base.models import BudgetProgramme
from portal.kit.thai.numbers import format_number
from portal.places.models import Subdistrict
from portal.places.names import full_name
from portal.places.nearness import Nearness

from ..models import LivelihoodCapital, Occupation, Season
from .need import Criterion, Fit, Match, Reason, Trial


@dataclass(frozen=True)
class Sentence:
    """A reason in words. `fit` decides how it is marked; `criterion` names what it is about."""

    criterion: str
    fit: Fit
    text: str


@dataclass(frozen=True)
class Names:
    """Words by code. `many_places`: the need names several places, so none of them is "the same subdistrict"."""

    occupations: Mapping[str, str] = field(default_factory=dict)
    capitals: Mapping[str, str] = field(default_factory=dict)
    seasons: Mapping[str, str] = field(default_factory=dict)
    programmes: Mapping[str, str] = field(default_factory=dict)
    subdistricts: Mapping[str, Subdistrict] = field(default_factory=dict)
    many_places: bool = False


def names_for(matches: Sequence[Match], many_places: bool = False) -> Names:
    """The names that the sentences of these matches need; at most two queries."""
    words = _words()
    return Names(
        occupations=words["occupations"],
        capitals=words["capitals"],
        seasons=words["seasons"],
        programmes=words["programmes"],
        subdistricts=places_of(matches),
        many_places=many_places,
    )


def places_of(matches: Iterable[Match], known: Mapping[str, Subdistrict] | None = None) -> dict[str, Subdistrict]:
    """The subdistricts that the sentences of these matches name, by code; at most one query for what is not known."""
    wanted = {
        reason.trial.subdistrict
        for found in matches
        for reason in found.reasons
        if reason.criterion == Criterion.PLACE and reason.trial is not None
    }
    places = {code: place for code, place in (known or {}).items() if code in wanted}
    missing = wanted - places.keys()
    if missing:
        places |= Subdistrict.objects.select_related("district").in_bulk(missing)
    return places


def _words() -> dict[str, dict[str, str]]:
    """{vocabulary: {code: word}} of the four vocabularies, in their order; one query."""
    english = translation.get_language() == "en"
    models = {
        "occupations": Occupation,
        "capitals": LivelihoodCapital,
        "seasons": Season,
        "programmes": BudgetProgramme,
    }
    parts = [
        model._default_manager.annotate(vocabulary=Value(name))
        .order_by()
        .values_list("vocabulary", "order", "code", "name", "name_en")
        for name, model in models.items()
    ]
    words: dict[str, dict[str, str]] = {name: {} for name in models}
    for vocabulary, _order, code, name, name_en in parts[0].union(*parts[1:], all=True).order_by("vocabulary", "order"):
        words[vocabulary][code] = name_en if english and name_en else name
    return words


def sentences(found: Match, names: Names, *, unknown: bool = True) -> list[Sentence]:
    """The reasons of a match: what fits, what fits partly, what is not stated, and what does not fit, in this order.

    What nobody asked for is told only where it speaks for the item or against it. `unknown` False leaves out what is
    not stated.
    """
    order = (Fit.FITS, Fit.PARTLY, Fit.UNKNOWN, Fit.MISFIT)
    told = [
        Sentence(reason.criterion.value, reason.fit, sentence(reason, names))
        for reason in found.reasons
        if reason.fit != Fit.UNKNOWN or (unknown and reason.criterion in found.asked)
    ]
    return sorted(told, key=lambda part: order.index(part.fit))


def sentence(reason: Reason, names: Names) -> str:
    """One reason as one sentence."""
    say = {
        Criterion.OCCUPATION: _occupation,
        Criterion.PLACE: _place,
        Criterion.BUDGET: _budget,
        Criterion.SEASON: _season,
        Criterion.LACKING: _lacking,
        Criterion.NEEDED: _needed,
        Criterion.PROGRAMME: _programme,
        Criterion.READINESS: _readiness,
        Criterion.RESULT: _result,
    }
    return say[reason.criterion](reason, names)


def _listed(codes: Iterable[str], words: Mapping[str, str]) -> str:
    """The words of the codes in the order of the vocabulary."""
    joint = pgettext("between words of a list", ", ")
    wanted = set(codes)
    return joint.join([word for code, word in words.items() if code in wanted])


def _occupation(reason: Reason, names: Names) -> str:
    if reason.fit == Fit.UNKNOWN:
        return _("The occupation is not stated")
    values = {"names": _listed(reason.codes, names.occupations)}
    if reason.fit == Fit.FITS:
        return _("The occupation that you chose: %(names)s") % values
    return _("Another occupation: %(names)s") % values


def _place(reason: Reason, names: Names) -> str:
    trial = reason.trial
    if trial is None or reason.nearness is None:
        return _("Where it was tried is not stated")
    values = {"place": _where(reason, names)}
    if trial.relation == "origin":
        text = _("Began in %(place)s") % values
    elif trial.relation == "used":
        text = _("Already in use in %(place)s") % values
    else:
        text = _("Already tried in %(place)s") % values
    joint = pgettext("between parts of an address", ", ")
    return joint.join(filter(None, [text, _households(trial)]))


def _where(reason: Reason, names: Names) -> str:
    """The place as somebody in the place wanted would call it."""
    trial, near = reason.trial, reason.nearness
    if near == Nearness.SAME_PLACE and not names.many_places:
        return _("the same subdistrict")
    subdistrict = names.subdistricts.get(trial.subdistrict if trial else "")
    if subdistrict is None:
        return _("the same district") if near == Nearness.SAME_DISTRICT else _("another area")
    values = {"subdistrict": full_name(subdistrict), "district": full_name(subdistrict.district)}
    if near == Nearness.SAME_PLACE:
        return _("%(subdistrict)s in your own area") % values
    if near == Nearness.SAME_DISTRICT:
        return _("%(subdistrict)s in the same district") % values
    if near == Nearness.ADJOINING:
        return _("%(subdistrict)s, %(district)s, which is next to yours") % values
    if reason.kilometres is not None:
        return _("%(subdistrict)s, %(district)s, about %(distance)s km away") % {
            **values, "distance": format_number(reason.kilometres),
        }  # fmt: skip
    return _("%(subdistrict)s, %(district)s") % values


def _households(trial: Trial) -> str:
    if not trial.households:
        return ""
    return ngettext("%(count)s household", "%(count)s households", trial.households) % {
        "count": format_number(trial.households)
    }


def _budget(reason: Reason, names: Names) -> str:
    if reason.amount is None:
        return _("The cost is not stated")
    amount = {"amount": format_number(reason.amount), "unit": reason.unit}
    cost = _("%(amount)s baht per %(unit)s") % amount if reason.unit else _("%(amount)s baht per unit") % amount
    if reason.fit == Fit.FITS:
        return _("Within the budget: %(cost)s") % {"cost": cost}
    if reason.fit == Fit.PARTLY:
        return _("Slightly over the budget: %(cost)s") % {"cost": cost}
    return _("Over the budget: %(cost)s") % {"cost": cost}


def _season(reason: Reason, names: Names) -> str:
    if reason.fit == Fit.UNKNOWN:
        return _("The season is not stated")
    values = {"names": _listed(reason.codes, names.seasons)}
    if reason.fit == Fit.FITS:
        return _("Can be begun: %(names)s") % values
    return _("Not in the season that you chose, but: %(names)s") % values


def _lacking(reason: Reason, names: Names) -> str:
    if reason.fit == Fit.UNKNOWN:
        return _("What it adds to the household is not stated")
    values = {"names": _listed(reason.codes, names.capitals)}
    if reason.fit == Fit.MISFIT:
        return _("Does not add what is lacking: %(names)s") % values
    return _("Adds what is lacking: %(names)s") % values


def _needed(reason: Reason, names: Names) -> str:
    values = {"names": _listed(reason.codes, names.capitals)}
    if reason.fit == Fit.UNKNOWN:
        return _("What must be there beforehand is not stated")
    if reason.fit == Fit.FITS:
        return _("Builds on what is there: %(names)s") % values
    if reason.fit == Fit.PARTLY:
        return _("Must be there beforehand, please check: %(names)s") % values
    return _("Must be there beforehand, but is lacking: %(names)s") % values


def _programme(reason: Reason, names: Names) -> str:
    if reason.fit == Fit.UNKNOWN:
        return _("The budget programme is not stated")
    values = {"names": _listed(reason.codes, names.programmes)}
    if reason.fit == Fit.FITS:
        return _("In a budget programme of your plan: %(names)s") % values
    return _("In another budget programme: %(names)s") % values


def _readiness(reason: Reason, names: Names) -> str:
    if reason.fit == Fit.FITS:
        return _("Ready for use")
    if reason.fit == Fit.PARTLY:
        return _("Still being tried in the field")
    if reason.fit == Fit.MISFIT:
        return _("Still in research, not yet for use")
    return _("Readiness is not stated")


def _result(reason: Reason, names: Names) -> str:
    trial = reason.trial
    if trial is None or trial.income_before is None or trial.income_after is None:
        return _("No income was measured")
    values = {"before": format_number(trial.income_before), "after": format_number(trial.income_after)}
    if reason.fit == Fit.FITS:
        return _("Income rose from %(before)s to %(after)s baht a month for each household") % values
    return _("Income did not rise: %(before)s before, %(after)s after, baht a month") % values
