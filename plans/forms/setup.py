"""Forms of the set-up pages: a new plan, rows of headings and departments, heading lines, printed columns.

They clean; `plans.setting_up` writes. Rows are read from `row-<n>-…` inputs, because a row that a person clears means
"delete this", which formsets say in another way.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans.models import Plan
from plans.setting_up import DepartmentLine, GroupLine
from plans.types import plan_types_for
from portal.kit.thai.text import name_key, normalise, squash
from portal.people.models import Organisation

MAX_ROWS = 200
EMPTY_ROWS = 3

_NUMBER = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,4})*")
_PASTED = re.compile(r"(?:ที่\s*)?(?P<number>[0-9]{1,4}(?:\.[0-9]{1,4})*)(?:[.):]|\s)+\s*(?P<name>.+)")


class PlanNewForm(forms.Form):
    """Which body, which type, which period. The choices are those of the person's bodies."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("Body"), queryset=Organisation.objects.none(), empty_label=None
    )
    kind = forms.ChoiceField(label=gettext_lazy("Type of plan"))
    edition = forms.ChoiceField(label=gettext_lazy("Period of the plan"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, organisations: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["organisation"]).queryset = Organisation.objects.filter(
            pk__in=[o.pk for o in organisations]
        )
        kinds = {kind.code: kind for organisation in organisations for kind in plan_types_for(organisation.kind)}
        cast(forms.ChoiceField, self.fields["kind"]).choices = [(kind.code, kind.name) for kind in kinds.values()]
        editions = {edition.code: edition for kind in kinds.values() for edition in kind.editions}
        cast(forms.ChoiceField, self.fields["edition"]).choices = [
            (code, f"พ.ศ. {e.first_year}–{e.last_year}") for code, e in sorted(editions.items(), reverse=True)
        ]


# ---------------------------------------------------------------- rows


@dataclass
class Row:
    """A row of the table as typed; `error` is shown under it."""

    index: int
    pk: int | None
    number: str = ""
    name: str = ""
    error: str = ""


def posted_rows(data: Mapping[str, str]) -> list[Row]:
    """Rows in the order of the page; text is tidied, nothing is dropped."""
    found = []
    for index in range(MAX_ROWS):
        if f"row-{index}-name" not in data:
            continue
        pk = data.get(f"row-{index}-id", "")
        found.append(
            Row(
                index,
                int(pk) if pk.isascii() and pk.isdecimal() and len(pk) < 12 else None,
                squash(data.get(f"row-{index}-number", "")),
                " ".join(normalise(data[f"row-{index}-name"]).split()),
            )
        )
    return found


def with_empty(rows: Sequence[Row], count: int = EMPTY_ROWS) -> list[Row]:
    """The rows with some empty ones behind them to type into."""
    filled = [row for row in rows if row.name or row.number]
    shown = [Row(i, row.pk, row.number, row.name, row.error) for i, row in enumerate(filled)]
    return shown + [Row(len(shown) + i, None) for i in range(count)]


def group_rows(lines: Sequence[GroupLine]) -> list[Row]:
    """Stored headings as rows."""
    return [Row(i, line.pk, ".".join(map(str, line.number)), line.name) for i, line in enumerate(lines)]


def department_rows(lines: Sequence[DepartmentLine]) -> list[Row]:
    """Departments as rows."""
    return [Row(i, line.pk, "", line.name) for i, line in enumerate(lines)]


def read_groups(rows: Sequence[Row], pasted: str, plan: Plan) -> tuple[list[GroupLine], list[str]]:
    """Headings from the rows and the pasted text, and sentences on what could not be read.

    Numbers decide the structure ("1", "1.1"). A pasted line without a number goes under the heading before it when it
    is indented, else it is the next heading. A row whose name is cleared is deleted; pasted lines that stand in the
    rows already are passed over, so pasting twice changes nothing.
    """
    lines: list[GroupLine] = []
    problems: list[str] = []
    unnumbered: list[Row] = []
    for row in rows:
        if not row.name:
            continue
        if not row.number.rstrip("."):
            unnumbered.append(row)
        elif _NUMBER.fullmatch(row.number.rstrip(".")):
            lines.append(GroupLine(_number(row.number), row.name, row.pk))
        else:
            row.error = _("The number “%(number)s” is unclear; please type it like 1 or 1.1") % {"number": row.number}
            problems.append(row.error)
    lines += [GroupLine((_next(lines, ()) + i,), row.name, row.pk) for i, row in enumerate(unnumbered)]
    return _with_pasted(lines, pasted, plan), problems


def _number(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.rstrip(".").split("."))


def _next(lines: Sequence[GroupLine], parent: tuple[int, ...]) -> int:
    taken = [line.number[-1] for line in lines if line.number[:-1] == parent]
    return max(taken, default=0) + 1


def _with_pasted(lines: list[GroupLine], pasted: str, plan: Plan) -> list[GroupLine]:
    labels = plan.edition.group_labels
    known = {(line.number[:-1], name_key(line.name)) for line in lines}
    top: tuple[int, ...] = ()
    for raw in normalise(pasted).split("\n"):
        text = squash(raw)
        if not text:
            continue
        indented = raw.startswith(("\t", "  ")) or bool(re.match(r"\s*[-•*]\s", raw))
        text = re.sub(r"^[-•*]\s*", "", text)
        lower = False
        for place, label in enumerate(labels):
            rest = text.removeprefix(label).strip()
            if rest != text and _PASTED.match(rest):
                text, lower = rest, place > 0
                break
        match = _PASTED.match(text)
        if match:
            number, name = _number(match["number"]), match["name"].strip()
            if lower and len(number) == 1 and top:
                number = (*top, *number)
        else:
            parent = top if indented and top and len(labels) > 1 else ()
            number, name = (*parent, _next(lines, parent)), text
        same = next(
            (line for line in lines if line.number[:-1] == number[:-1] and name_key(line.name) == name_key(name)), None
        )
        if same is None and (number[:-1], name_key(name)) not in known:
            if any(line.number == number for line in lines) and not match:
                number = (*number[:-1], _next(lines, number[:-1]))
            lines.append(GroupLine(number, name))
            known.add((number[:-1], name_key(name)))
        if len(number) == 1:
            top = same.number if same is not None else number
    return lines


def read_departments(rows: Sequence[Row], pasted: str) -> list[DepartmentLine]:
    """Departments from the rows in their order, then those pasted one a line; a name that stands already is passed
    over."""
    lines = [DepartmentLine(row.name, row.pk) for row in rows if row.name]
    known = {name_key(line.name) for line in lines}
    for raw in normalise(pasted).split("\n"):
        name = re.sub(r"^(?:[0-9]+[.)]|[-•*])\s*", "", squash(raw))
        if name and name_key(name) not in known:
            known.add(name_key(name))
            lines.append(DepartmentLine(name))
    return lines


def posted_headings(data: Mapping[str, str]) -> list[tuple[str, str]]:
    """Heading lines as typed: (label, text), also empty ones."""
    return [
        (data.get(f"row-{i}-label", ""), data.get(f"row-{i}-text", ""))
        for i in range(MAX_ROWS)
        if f"row-{i}-label" in data or f"row-{i}-text" in data
    ]


class ColumnsForm(forms.Form):
    """One tick for each column that the edition lets the body switch."""

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        kwargs.setdefault("initial", plan.printed_options)
        super().__init__(*args, **kwargs)
        for key, label, _default in plan.edition.options:
            self.fields[key] = forms.BooleanField(label=label, required=False)
