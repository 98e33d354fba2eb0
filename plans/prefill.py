"""How a PlanSeed fills a form, and how ready a seed is for a plan type. Called by StartEntry and the entry form.

The seed is neutral; what it becomes depends on the plan: a district form has other columns than ผ.02.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from plans.models import PlanBook
from portal.base.clock import today
from portal.base.models import BudgetProgramme
from portal.kit.thai.dates import fiscal_year

SEED_FIELDS: dict[str, str] = {
    "title": "project_name",
    "objective": "objective",
    "target": "target",
    "quantity": "quantity",
    "unit": "unit",
    "indicator": "indicator",
    "expected_result": "expected_result",
    "legal_power": "legal_power",
}
"""Entry field → seed field that it is filled from; the form shows these as coming from the source."""


@dataclass
class Prefill:
    """Values for a new entry: its fields, money by year, cost lines."""

    fields: dict[str, Any] = field(default_factory=dict)
    budgets: dict[int, Decimal] = field(default_factory=dict)
    cost_lines: list[dict[str, Any]] = field(default_factory=list)


def first_open_year(book: PlanBook) -> int | None:
    """The first fiscal year of the plan that money can be planned for without a special route: after the running
    one, or the running one where the plan ends with it."""
    running = fiscal_year(today())
    years = [y for y in book.plan.edition.years if y > running]
    if years:
        return years[0]
    return running if running in book.plan.edition.years else None


def prefill(citation: Any, book: PlanBook) -> Prefill:
    """What the citation's seed says, laid out for the plan's form."""
    seed = citation.seed
    filled = Prefill()
    for name, source in SEED_FIELDS.items():
        value = getattr(seed, source)
        if value not in (None, ""):
            filled.fields[name] = value
    filled.fields.setdefault("title", citation.title)
    filled.fields["programme"] = BudgetProgramme.objects.filter(code=seed.programme_code).first()
    department = match_department(book, seed.responsible_unit)
    filled.fields["department"] = department
    filled.fields["responsible"] = "" if department else seed.responsible_unit
    filled.fields["reason"] = reason_from(citation)
    if seed.kind == "equipment" and any(f.code == "p03" for f in book.plan.edition.forms):
        filled.fields["form"] = "p03"
    subdistricts = list(book.plan.organisation.subdistricts.all()[:2])
    if len(subdistricts) == 1:
        filled.fields["subdistrict"] = subdistricts[0]
    filled.cost_lines = [
        {
            "label": line.label,
            "quantity": line.quantity,
            "unit": line.unit,
            "unit_price": line.unit_price,
            "price_year": line.price_year,
        }
        for line in seed.cost_lines
    ]
    total = sum((line.quantity * line.unit_price for line in seed.cost_lines), Decimal(0))
    year = first_open_year(book)
    if total and year is not None:
        filled.budgets[year] = total
    return filled


def match_department(book: PlanBook, unit: str) -> Any:
    """The body's own department that the seed's kind of unit names; None where none fits."""
    wanted = unit.replace(" ", "")
    for department in book.plan.organisation.departments.all():
        name = department.name.replace(" ", "")
        if wanted and (name.startswith(wanted) or wanted.startswith(name)):
            return department
    return None


def reason_from(citation: Any) -> str:
    """เหตุผลและความจำเป็น in one sentence: the item, its contract, and its newest result, as an aggregate. Income is
    spoken of only where it grew."""
    parts = [f"นำผลงาน “{citation.title}” ของ{citation.organisation}"]
    if citation.contract_number:
        parts.append(f"(สัญญาเลขที่ {citation.contract_number})")
    parts.append("มาขยายผลในพื้นที่")
    tested = [fact for fact in citation.evidence if fact.households]
    if tested:
        fact = max(tested, key=lambda f: f.fiscal_year or 0)
        parts.append(f"ซึ่งดำเนินการแล้วกับ {fact.households:,} ครัวเรือนใน{fact.place}")
        if fact.income_before is not None and fact.income_after is not None and fact.income_after > fact.income_before:
            parts.append(f"รายได้เพิ่มจาก {fact.income_before:,.0f} เป็น {fact.income_after:,.0f} บาทต่อครัวเรือนต่อเดือน")
        if fact.fiscal_year:
            parts.append(f"(ข้อมูลปีงบประมาณ พ.ศ. {fact.fiscal_year})")
    return " ".join(parts)


def readiness(citation: Any) -> list[str]:
    """What a seed still lacks before a planner can use it, as short words; empty = ready."""
    seed = citation.seed
    lacking = []
    if not seed.project_name:
        lacking.append(_("project name"))
    if not seed.objective:
        lacking.append(_("objective"))
    if seed.quantity is None or not seed.unit:
        lacking.append(_("quantity and unit"))
    if not seed.indicator:
        lacking.append(_("indicator"))
    if not seed.expected_result:
        lacking.append(_("expected result"))
    if not seed.cost_lines:
        lacking.append(_("cost lines"))
    return lacking
