"""Existing projects pasted from Excel: read, normalise, match by natural key, findings per row, dry run, apply.

Called by the set-up page of a plan. Importing the same rows twice changes nothing. Rows with an error are never
written; they stay in the text box to be mended.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from plans.actions.base import ActionError, require
from plans.models import ExistingProject, Plan
from portal.kit.checks import Level
from portal.kit.thai.dates import GregorianYear, YearUnclear, format_year, parse_fiscal_year
from portal.kit.thai.text import name_key, normalise, squash

MAX_ROWS = 2000
COLUMNS = ("name", "book_label", "page", "item", "moo", "years")
"""The order of the columns where no heading row says otherwise."""

# What offices write above these columns; longest first, so that "ลำดับที่" is not taken for "ที่".
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "name": ("ชื่อโครงการ", "โครงการ", "ชื่อ", "รายการ"),
    "book_label": ("ฉบับ", "เล่มแผน", "เล่ม", "แผน"),
    "page": ("หน้าที่", "หน้า"),
    "item": ("ลำดับที่", "ลำดับ", "ข้อที่", "ข้อ", "ที่"),
    "moo": ("หมู่ที่", "หมู่บ้าน", "หมู่", "ม."),
    "years": ("ปีงบประมาณ", "ปี พ.ศ.", "ปี", "พ.ศ."),
}
LIMITS = {"name": 500, "book_label": 160, "page": 20, "item": 20}

_DASH = re.compile(r"[-‐‑‒–—−.\s]*")
_MOO = re.compile(r"(?:หมู่ที่|หมู่|ม\.)?\s*([0-9]{1,2})")
_SPAN = re.compile(r"\s*[-–—]\s*|\s*ถึง\s*")
_SPLIT = re.compile(r"\s*[,;/]\s*|\s+และ\s*|\s+")

Status = Literal["new", "update", "same", "error"]


@dataclass
class ProjectRow:
    """A pasted row: what was read, what was found wrong (level, sentence), and what applying it would do."""

    line: int
    raw: str
    name: str = ""
    book_label: str = ""
    page: str = ""
    item: str = ""
    moo: int | None = None
    years: tuple[int, ...] = ()
    findings: list[tuple[Level, str]] = field(default_factory=list)
    status: Status = "new"

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two rows the same project (the constraint `plans_existing_once`)."""
        return (name_key(self.name), self.book_label, self.page, self.item)


def read_rows(plan: Plan, text: str) -> list[ProjectRow]:
    """Rows as pasted, each with its findings and status; writes nothing. Two queries at most.

    Raises ActionError when there is nothing to read, or too much.
    """
    table = _cells(text)
    if not table:
        raise ActionError(_("Please copy the rows in Excel and paste them into the box"))
    if len(table) > MAX_ROWS:
        raise ActionError(
            _("At most %(count)s rows can be pasted at once; please paste them in parts") % {"count": MAX_ROWS}
        )
    columns = _heading_of(table[0])
    if columns is not None:
        table = table[1:]
    order = columns or {name: place for place, name in enumerate(COLUMNS)}
    rows = [_read(plan, number, cells, order) for number, cells in enumerate(table, start=2 if columns else 1)]
    _match(plan, rows)
    return rows


def apply_rows(user: Any, plan: Plan, rows: Iterable[ProjectRow]) -> dict[str, int]:
    """Write the rows without an error; {status: how many}. Running it again changes nothing."""
    counts = {"new": 0, "update": 0, "same": 0, "error": 0}
    with transaction.atomic():
        require(user, "edit", plan)
        given = list(rows)
        _match(plan, given)
        for row in given:
            counts[row.status] += 1
            if row.status in ("error", "same"):
                continue
            key, book_label, page, item = row.key
            values = {"name": row.name, "moo": row.moo, "years": list(row.years)}
            ExistingProject.objects.update_or_create(
                plan=plan, name_key=key, book_label=book_label, page=page, item=item, defaults=values
            )
    return counts


def remove_projects(user: Any, plan: Plan, ids: Iterable[int]) -> int:
    """Take registered projects off the list again (a wrong paste); how many went."""
    with transaction.atomic():
        require(user, "edit", plan)
        gone, _details = ExistingProject.objects.filter(plan=plan, pk__in=list(ids)).delete()
    return gone


def _cells(text: str) -> list[list[str]]:
    """Excel quotes a cell that holds a line break or a quotation mark; a lone mark must not swallow the rest."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    if lines.count('"') % 2 == 0:
        table = list(csv.reader(io.StringIO(lines), delimiter="\t"))
    else:
        table = [line.split("\t") for line in lines.split("\n")]
    cleaned = [[" ".join(normalise(cell).split()) for cell in cells] for cells in table]
    return [cells for cells in cleaned if any(cells)]


def _heading_of(cells: Sequence[str]) -> dict[str, int] | None:
    """{column: place} if the first row is a heading: it names the project column and one more, or only that."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        for name, words in HEADINGS.items():
            if name not in found and squash(cell).rstrip(".: ") in {word.rstrip(".") for word in words}:
                found[name] = place
                break
    return found if "name" in found and (len(found) > 1 or len(cells) == 1) else None


def _read(plan: Plan, line: int, cells: Sequence[str], order: Mapping[str, int]) -> ProjectRow:
    given = {name: cells[place] if place < len(cells) else "" for name, place in order.items()}
    row = ProjectRow(line, "\t".join(given.get(name, "") for name in COLUMNS), name=given.get("name", "").strip())
    for name in ("book_label", "page", "item"):
        setattr(row, name, _plain(given.get(name, "")))
    if not row.name:
        row.findings.append((Level.ERROR, _("The name of the project is missing")))
    for name, limit in LIMITS.items():
        if len(getattr(row, name)) > limit:
            row.findings.append(
                (Level.ERROR, _("“%(text)s…” is too long for its column") % {"text": getattr(row, name)[:30]})
            )
    row.moo = _moo(given.get("moo", ""), row)
    row.years = _years(plan, given.get("years", ""), row)
    if not row.page and not row.item and row.name:
        row.findings.append((Level.ADVICE, _("Without page and item the citation of this project cannot be shown")))
    return row


def _plain(cell: str) -> str:
    return "" if _DASH.fullmatch(cell) else squash(cell)


def _moo(cell: str, row: ProjectRow) -> int | None:
    text = _plain(cell)
    if not text:
        return None
    match = _MOO.fullmatch(text)
    if match:
        return int(match[1]) or None
    if re.fullmatch(r"[^0-9]*[0-9]{1,2}(?:\D+[0-9]{1,2})+", text):
        row.findings.append((Level.ADVICE, _("Several villages: the project counts for the whole body")))
    else:
        row.findings.append(
            (Level.ERROR, _("The village number “%(value)s” is unclear; please type only the number") % {"value": cell})
        )
    return None


def _years(plan: Plan, cell: str, row: ProjectRow) -> tuple[int, ...]:
    if not _plain(cell):
        return ()
    text = re.sub(r"(?:ปี)?\s*(?:งบประมาณ)?\s*พ\.?\s?ศ\.?\s*", "", squash(cell))
    found: set[int] = set()
    try:
        ends = _SPAN.split(text)
        if len(ends) == 2:
            first, last = (parse_fiscal_year(end) for end in ends)
            found = set(range(first, last + 1)) if 0 <= last - first < 30 else set()
            if not found:
                raise YearUnclear("unreadable", cell)
        else:
            found = {parse_fiscal_year(part) for part in _SPLIT.split(text) if part}
    except GregorianYear as error:
        row.findings.append(
            (
                Level.ERROR,
                _("%(value)s is a Gregorian year; did you mean %(suggestion)s?")
                % {"value": error.value, "suggestion": error.suggestion},
            )
        )
    except YearUnclear:
        row.findings.append(
            (Level.ERROR, _("The year “%(value)s” is unclear; please type it like 2571") % {"value": cell})
        )
    outside = sorted(found - set(plan.edition.years))
    if outside:
        row.findings.append(
            (
                Level.ERROR,
                _("The year %(year)s lies outside the period of the plan (%(first)s–%(last)s)")
                % {"year": format_year(outside[0]), "first": plan.edition.first_year, "last": plan.edition.last_year},
            )
        )
    return tuple(sorted(found))


def _match(plan: Plan, rows: Sequence[ProjectRow]) -> None:
    """Set each row's status against what is registered, and find rows that stand twice in the paste."""
    stored = {
        (p.name_key, p.book_label, p.page, p.item): (p.name, p.moo, tuple(p.years))
        for p in ExistingProject.objects.filter(plan=plan)
    }
    seen: dict[tuple[str, str, str, str], int] = {}
    for row in rows:
        if any(level == Level.ERROR for level, _text in row.findings):
            row.status = "error"
            continue
        if row.key in seen:
            row.status = "same"
            sentence = _("The same project stands in row %(row)s already; it is taken once") % {"row": seen[row.key]}
            if (Level.ADVICE, sentence) not in row.findings:
                row.findings.append((Level.ADVICE, sentence))
            continue
        seen[row.key] = row.line
        known = stored.get(row.key)
        if known is None:
            row.status = "new"
        else:
            row.status = "same" if known == (row.name, row.moo, row.years) else "update"
