"""The particulars of each kind of item as labelled facts, by the section of the page in which they stand.

Called by `knowledge.presentation` only. A fact whose value is blank is left out.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.kit.thai.dates import format_date
from portal.kit.thai.numbers import format_amount, format_number

from .models import CaseStudy, Course, KnowledgeItem, ResearchOutput, Technology


@dataclass(frozen=True)
class Fact:
    """A label and its value in words. `long`: paragraphs or lines rather than a short value."""

    label: str
    value: str
    long: bool = False


def baht(value: Decimal | None) -> str:
    """ "1,200 baht", or empty when not known."""
    return _("%(amount)s baht") % {"amount": format_amount(value)} if value is not None else ""


def _facts(rows: list[tuple[str, Any, bool]]) -> list[Fact]:
    return [Fact(label, str(value), long) for label, value, long in rows if value not in (None, "")]


def _label(item: KnowledgeItem, field: str) -> str:
    """The field's own label, so that editor and page use one word."""
    return capfirst(str(item._meta.get_field(field).verbose_name).strip())


def _own(item: KnowledgeItem, *names: str, long: bool = False) -> list[tuple[str, Any, bool]]:
    return [(_label(item, name), getattr(item, name), long) for name in names]


def _date(value: Any) -> str:
    return format_date(value, "long", (translation.get_language() or "th")[:2]) if value else ""


def _yes(value: bool) -> str:
    return _("Yes") if value else ""


def particulars(item: KnowledgeItem) -> dict[str, list[Fact]]:
    """{section: facts}. Sections: "what", "needs", "costs", "learn", "failed", "rights"."""
    makers = {
        Technology: _technology,
        Course: _course,
        CaseStudy: _case_study,
        ResearchOutput: _research_output,
    }
    maker = makers.get(type(item))
    sections = maker(item) if maker else {}
    sections["failed"] = [*sections.get("failed", []), *_facts(_own(item, "limits", long=True))]
    sections["rights"] = [
        *_facts([(_label(item, "licence"), item.get_licence_display(), False)]),
        *sections.get("rights", []),
        *_facts(_own(item, "ip_note")),
    ]
    sections["origin"] = _facts(
        [
            (_label(item, "contract_number"), item.contract_number, False),
            (_label(item, "fund"), item.fund, False),
            (_label(item, "fund_fiscal_year"), item.fund_fiscal_year, False),
            (_label(item, "programme"), item.programme, False),
        ]
    )
    return sections


def _technology(item: Technology) -> dict[str, list[Fact]]:
    running = baht(item.running_cost)
    if running and item.running_cost_per:
        running = _("%(amount)s per %(unit)s") % {"amount": running, "unit": item.running_cost_per}
    years = (
        _("%(count)s years") % {"count": format_number(item.lifetime_years)} if item.lifetime_years is not None else ""
    )
    payback = (
        ngettext("%(count)s month", "%(count)s months", item.payback_months) % {"count": item.payback_months}
        if item.payback_months
        else ""
    )
    return {
        "what": _facts(_own(item, "problem", "how_it_works", long=True)),
        "needs": _facts(
            [
                *_own(item, "inputs", "utilities", "skills", long=True),
                *_own(item, "season", "capacity", "standards"),
            ]
        ),
        "costs": _facts(
            [
                (_("Cost of one unit"), baht(item.unit_cost), False),
                (_("Running cost"), running, False),
                (_("Lifetime"), years, False),
                (_("Pays back within"), payback, False),
            ]
        ),
        "learn": _facts(
            [
                (_label(item, "training_available"), _yes(item.training_available), False),
                (_label(item, "procurement"), item.get_procurement_display(), False),
                *_own(item, "supplier"),
            ]
        ),
        "rights": _facts(_own(item, "ip_kind", "ip_number")),
    }


def _course(item: Course) -> dict[str, list[Fact]]:
    length = " ".join(
        filter(
            None,
            [
                ngettext("%(count)s hour", "%(count)s hours", item.hours) % {"count": item.hours} if item.hours else "",
                ngettext("%(count)s day", "%(count)s days", item.days) % {"count": item.days} if item.days else "",
            ],
        )
    )
    people = (
        ngettext("%(count)s person", "%(count)s people", item.class_size) % {"count": item.class_size}
        if item.class_size
        else ""
    )
    technologies = ", ".join(technology.title for technology in item.technologies.all())
    return {
        "what": _facts(_own(item, "objective", "outline", "quantitative_goal", "qualitative_goal", long=True)),
        "needs": _facts(_own(item, "prerequisites", long=True)),
        "costs": _facts([(_("Cost of one class"), baht(item.cost_per_class), False)]),
        "learn": _facts(
            [
                (_("Length"), length, False),
                *_own(item, "target_group"),
                (_("Learners in a class"), people, False),
                *_own(item, "trainers"),
                (_label(item, "assessment"), item.assessment, True),
                (_label(item, "certificate"), _yes(item.certificate), False),
                (_label(item, "technologies"), technologies, False),
            ]
        ),
    }


def _case_study(item: CaseStudy) -> dict[str, list[Fact]]:
    period = " – ".join(filter(None, [_date(item.period_start), _date(item.period_end)]))
    partners = ", ".join(partner.label for partner in item.partners.all())
    households = " → ".join(
        format_number(value) for value in (item.households_before, item.households_after) if value is not None
    )
    income = (
        f"{format_number(item.income_before)} → {baht(item.income_after)}"
        if item.income_before is not None and item.income_after is not None
        else ""
    )
    return {
        "what": _facts(
            [
                (_("Period"), period, False),
                (_("Partners"), partners, False),
                (_("Households at the start and at the end"), households, False),
                (_("Household income a month, before and after"), income, False),
                (_label(item, "income_method"), item.income_method, False),
            ]
        ),
        "failed": _facts(_own(item, "what_failed", long=True)),
    }


def _research_output(item: ResearchOutput) -> dict[str, list[Fact]]:
    period = " – ".join(filter(None, [_date(item.project_start), _date(item.project_end)]))
    return {
        "what": _facts(
            [
                (_label(item, "output_type"), item.get_output_type_display(), False),
                (_label(item, "platform"), item.platform, False),
                (_label(item, "programme_code"), item.programme_code, False),
                (_("Project period"), period, False),
                (_label(item, "abstract"), item.abstract, True),
            ]
        ),
    }
