"""Rules on money: a funded year, closed years, the running year, the cost build-up."""

from django.utils.translation import gettext_lazy as _

from plans.rules.subject import EntrySubject
from portal.kit.checks import Level, Rule


def _always(subject: EntrySubject) -> bool:
    return True


def _closed_years(subject: EntrySubject) -> list[dict[str, object]]:
    return [
        {"year": year, "field": f"budget_{year}"}
        for year, amount in sorted(subject.money.items())
        if year < subject.fiscal_year
        and amount > 0
        and year in subject.edition.years
        and amount != subject.history.get(year)
    ]


def _outside(subject: EntrySubject) -> list[dict[str, object]]:
    edition = subject.edition
    return [
        {"year": year, "first": edition.first_year, "last": edition.last_year, "field": "budgets"}
        for year in sorted(subject.money)
        if year not in edition.years
    ]


def _running_year(subject: EntrySubject) -> dict[str, object] | None:
    amount = subject.money.get(subject.fiscal_year)
    if subject.fiscal_year in subject.edition.years and amount is not None and amount > 0:
        return {"year": subject.fiscal_year, "field": f"budget_{subject.fiscal_year}"}
    return None


def _running_year_without_route(subject: EntrySubject) -> dict[str, object] | None:
    found = _running_year(subject)
    return found if found and not subject.funding_route else None


def _cost_differs(subject: EntrySubject) -> dict[str, object] | None:
    funded = [amount for amount in subject.money.values() if amount > 0]
    if subject.cost_total is None or not funded or subject.cost_total in funded:
        return None
    return None if subject.cost_total == sum(funded) else {"total": f"{subject.cost_total:,.0f}"}


RULES: tuple[Rule[EntrySubject], ...] = (
    Rule(
        "budget.none",
        Level.ERROR,
        _always,
        lambda s: not any(amount > 0 for amount in s.money.values()),
        _("Please state a planned amount for at least one fiscal year"),
        "budgets",
    ),
    Rule(
        "budget.closed",
        Level.ERROR,
        _always,
        _closed_years,
        _("Fiscal year %(year)s has ended, so no amount can be planned for it"),
        "budgets",
    ),
    Rule(
        "budget.outside",
        Level.ERROR,
        _always,
        _outside,
        _("Fiscal year %(year)s lies outside the plan's period (%(first)s–%(last)s)"),
        "budgets",
    ),
    Rule(
        "budget.route",
        Level.ERROR,
        lambda s: s.plan_type.code == "subdistrict",
        _running_year_without_route,
        _("The ordinance of fiscal year %(year)s is in force; please choose the route of the money"),
        "funding_route",
    ),
    Rule(
        "budget.running",
        Level.WARNING,
        lambda s: s.plan_type.code == "subdistrict",
        _running_year,
        _("The ordinance of fiscal year %(year)s is already in force; please say why the money is needed this year"),
        "budgets",
    ),
    Rule(
        "budget.costs",
        Level.WARNING,
        _always,
        _cost_differs,
        _("The cost lines add up to %(total)s baht, which is neither one year's amount nor the sum of all"),
        "cost_lines",
    ),
)
