"""Rules on the words of the form: what must be said, and the conventions of a good row (brief 7)."""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from plans.rules.subject import EntrySubject
from plans.states import BookKind
from portal.kit.checks import Level, Params, Rule
from portal.kit.thai.numbers import format_number
from portal.kit.thai.text import arabic_digits

PURPOSE = "เพื่อ"
MEASURE = re.compile(r"ร้อยละ|จำนวน|[0-9๐-๙%]")
EQUIPMENT = re.compile(r"^(โครงการ)?\s*(จัดซื้อ|ซื้อ)(ครุภัณฑ์|เครื่อง|รถ|คอมพิวเตอร์)")


def _always(subject: EntrySubject) -> bool:
    return True


def _wants_kpi(subject: EntrySubject) -> bool:
    return subject.options.get("show_kpi", True) and subject.form != "p03"


def _without_purpose(subject: EntrySubject) -> bool:
    lines = [re.sub(r"^[\s0-9๐-๙.()\-–•]+", "", line) for line in subject.objective.splitlines() if line.strip()]
    return any(not line.startswith(PURPOSE) for line in lines)


def _another_quantity(subject: EntrySubject) -> Params | None:
    """The target's words name numbers with the unit of the field, and none is the field's. "รุ่นละ 15 คน" is a share,
    not the quantity."""
    if subject.quantity is None:
        return None
    text, unit = arabic_digits(subject.target), re.escape(subject.unit.strip())
    named = [
        Decimal(found[1].replace(",", ""))
        for found in re.finditer(rf"(?<![\d,.])(\d[\d,]*(?:\.\d+)?)\s*{unit}", text)
        if not text[: found.start()].rstrip().endswith("ละ")
    ]
    if not named or subject.quantity in named:
        return None
    return {
        "named": f"{format_number(named[0])} {subject.unit.strip()}",
        "quantity": f"{format_number(subject.quantity)} {subject.unit.strip()}",
    }


RULES: tuple[Rule[EntrySubject], ...] = (
    Rule("title.missing", Level.ERROR, _always, lambda s: not s.title.strip(), _("Please name the project"), "title"),
    Rule(
        "objective.missing",
        Level.ERROR,
        lambda s: s.form != "p03",
        lambda s: not s.objective.strip(),
        _("Please state the objective"),
        "objective",
    ),
    Rule(
        "objective.purpose",
        Level.ADVICE,
        lambda s: bool(s.objective.strip()) and s.form != "p03",
        _without_purpose,
        _("An objective usually begins with the word for “in order to”"),
        "objective",
    ),
    Rule(
        "target.missing",
        Level.ERROR,
        lambda s: s.form != "agency",
        lambda s: not s.target.strip() and s.quantity is None,
        _("Please state the target (output of the project)"),
        "target",
    ),
    Rule(
        "target.quantity",
        Level.ERROR,
        _always,
        lambda s: s.quantity is None or not s.unit.strip(),
        _("The target has no quantity and unit yet; please state them, for example 30 households"),
        "quantity",
    ),
    Rule(
        "target.differs",
        Level.WARNING,
        lambda s: bool(s.unit.strip()),
        _another_quantity,
        _("The words of the target say %(named)s, the quantity is %(quantity)s; please make them the same"),
        "target",
    ),
    Rule(
        "indicator.missing",
        Level.ERROR,
        _wants_kpi,
        lambda s: not s.indicator.strip(),
        _("Please state the indicator (KPI)"),
        "indicator",
    ),
    Rule(
        "indicator.measure",
        Level.WARNING,
        lambda s: _wants_kpi(s) and bool(s.indicator.strip()),
        lambda s: not MEASURE.search(s.indicator),
        _("The indicator names no number or percentage to measure by"),
        "indicator",
    ),
    Rule(
        "result.missing",
        Level.ERROR,
        lambda s: s.plan_type.code == "subdistrict" and s.form != "p03",
        lambda s: not s.expected_result.strip(),
        _("Please state the expected result"),
        "expected_result",
    ),
    Rule(
        "responsible.missing",
        Level.ERROR,
        _always,
        lambda s: not s.responsible.strip(),
        _("Please choose the main responsible unit"),
        "responsible",
    ),
    Rule(
        "group.missing",
        Level.ERROR,
        _always,
        lambda s: not s.has_group,
        _("Please choose where the project stands in the plan's structure"),
        "group",
    ),
    Rule(
        "programme.missing",
        Level.ERROR,
        lambda s: s.edition.shape == "strategy" or s.form == "p03",
        lambda s: not s.has_programme,
        _("Please choose the budget programme"),
        "programme",
    ),
    Rule(
        "reason.missing",
        Level.ERROR,
        lambda s: s.book_kind != BookKind.ORIGINAL and s.plan_type.code == "subdistrict",
        lambda s: not s.reason.strip() and not s.book_reason.strip(),
        _("Please state the reason and necessity for this book"),
        "reason",
    ),
    Rule(
        "power.missing",
        Level.WARNING,
        lambda s: s.plan_type.code == "subdistrict",
        lambda s: not s.legal_power.strip(),
        _("The committee will ask by what power the body does this; please state the legal power"),
        "legal_power",
    ),
    Rule(
        "form.equipment",
        Level.WARNING,
        lambda s: s.form == "p02",
        lambda s: s.seed_kind == "equipment" or bool(EQUIPMENT.search(s.title.strip())),
        _("Buying equipment belongs in form ผ.03; please check the form"),
        "form",
    ),
    Rule(
        "form.training",
        Level.WARNING,
        lambda s: s.form == "p03",
        lambda s: s.seed_kind == "project" or "อบรม" in s.title,
        _("Training and promotion belong in form ผ.02; please check the form"),
        "form",
    ),
)
