"""The one source of every table: what stands in ผ.01, ผ.02 and the other forms of a book, row by row.

Screen, PDF, XLSX and CSV are written from these tables, so they cannot disagree. Totals are computed here, never typed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings

from plans.exports.cells import cell_value, money_of
from plans.models import PlanBook, PlanEntry, PlanGroup
from plans.numbering import in_book_order, table_key
from plans.states import ANNOUNCED_STATES, LEFT_STATES, BookKind, BookState
from plans.types import Form, FormColumn
from portal.kit.tables.table import Cell, Column, Row, Table, TitleLine, data, heading, subtotal, total
from portal.places.models import Village

SUMMARY_FORMS = ("p02",)
"""ผ.01 sums the projects that the body does itself; ผ.02/2 is sent elsewhere, ผ.03 is a list of its own (brief 1.1)."""


@dataclass(frozen=True)
class PrintedForm:
    """One table of the book: label and title of its form, a short name for a sheet's tab, the table itself."""

    label: str
    title: str
    name: str
    table: Table


def printed_entries(book: PlanBook) -> list[PlanEntry]:
    """The entries that a print of the book shows, in its order: in force once announced, before that all that have
    not left the book."""
    entries = book.entries.select_related(
        "group__parent",
        "programme",
        "department",
        "subdistrict",
        "book__plan__organisation",
        "amends__book",
        "amends__subdistrict",
        "amends__department",
        "amends__programme",
    ).prefetch_related("budgets", "amends__budgets")
    if book.state == BookState.ANNOUNCED:
        entries = entries.filter(state__in=ANNOUNCED_STATES)
    else:
        entries = entries.exclude(state__in=LEFT_STATES)
    listed = in_book_order(book, entries)
    fetch_villages([*listed, *(entry.amends for entry in listed if entry.amends is not None)])
    return listed


def fetch_villages(entries: Sequence[PlanEntry]) -> None:
    """Read the villages of all entries at once, so that a book costs one query, not one an entry."""
    codes = {code for entry in entries for code in entry.villages}
    villages = Village.objects.select_related("subdistrict").in_bulk(codes)
    for entry in entries:
        mine = [villages[code] for code in entry.villages if code in villages]
        entry.fetched_villages = sorted(mine, key=lambda v: (v.subdistrict_id, v.moo))


def stamp_of(book: PlanBook) -> str | None:
    """ตัวอย่าง on what the demonstration invented; ร่าง on what is not announced."""
    if book.plan.is_sample:
        return "ตัวอย่าง"
    return "ร่าง" if book.is_open else None


def body_line(book: PlanBook) -> str:
    """ "องค์การบริหารส่วนตำบลโคกก่อง อำเภอเมืองสกลนคร จังหวัดสกลนคร"."""
    organisation = book.plan.organisation
    district = organisation.district
    where = f"อำเภอ{district.name_th} จังหวัด{district.province.name_th}" if district else ""
    return f"{organisation.name_th} {where}".strip()


def heading_block(book: PlanBook, form_label: str, title: str) -> tuple[TitleLine, ...]:
    """The lines above a table: form, title, plan and round, body, then the body's lines ก.–จ. (brief 1.3)."""
    lines = [
        TitleLine(form_label, "right", strong=True),
        TitleLine(title, strong=True),
        TitleLine(book.title, strong=True),
        TitleLine(body_line(book), strong=True),
    ]
    lines += [TitleLine(f"{line.label} {line.text}".strip(), "left") for line in book.plan.heading_lines.all()]
    return tuple(lines)


def to_column(column: FormColumn) -> Column:
    """A form's column as the table writers want it: header cells from top to bottom."""
    heads = column.heads
    return Column(
        column.key,
        heads[-1],
        group=heads[0] if len(heads) > 1 else None,
        subgroup=heads[1] if len(heads) > 2 else None,
        width=column.width,
        kind=column.kind,
        names_row=column.key == "title",
    )


def form_tables(book: PlanBook, entries: Sequence[PlanEntry] | None = None) -> list[PrintedForm]:
    """Every form of the book that has entries. By strategy one table for each strategy, else one for the form."""
    shown = list(entries) if entries is not None else printed_entries(book)
    printed = []
    for form in book.plan.edition.forms:
        mine = [e for e in shown if e.form == form.code]
        parts = _by_strategy(mine) if book.plan.edition.shape == "strategy" else [(None, mine)]
        for number, (strategy, part) in enumerate(parts, start=1):
            if not part:
                continue
            name = form.label.replace("แบบ ", "") + (f" ({number})" if strategy is not None and len(parts) > 1 else "")
            printed.append(PrintedForm(form.label, form.title, name, _table(book, form, part)))
    return printed


def _by_strategy(entries: Iterable[PlanEntry]) -> list[tuple[PlanGroup | None, list[PlanEntry]]]:
    parts: dict[int, tuple[PlanGroup | None, list[PlanEntry]]] = {}
    for entry in entries:
        top = entry.group.parent if entry.group and entry.group.parent_id else entry.group
        parts.setdefault(top.pk if top else 0, (top, []))[1].append(entry)
    return list(parts.values())


def _table(book: PlanBook, form: Form, entries: Sequence[PlanEntry]) -> Table:
    columns = form.visible_columns(book.plan.printed_options, BookKind(book.kind))
    rows: list[Row] = []
    current: tuple[str, int, int] | None = None
    part: list[PlanEntry] = []
    above: list[str] = []
    index = 0
    for entry in entries:
        key = table_key(entry)
        if key != current:
            if part:
                rows += _sums(columns, part, final=False)
            chain = group_chain(entry)
            for level, label in enumerate(chain, start=1):
                if above[:level] != chain[:level]:
                    rows.append(heading(label, level))
            above, current, part, index = chain, key, [], 0
        index += 1
        part.append(entry)
        cells: dict[str, Cell] = {c.key: cell_value(entry, c.key, index=entry.item_number or index) for c in columns}
        if entry.amends is None:
            rows.append(data(cells, anchor=f"entry-{entry.pk}"))
        else:
            rows += _amended(entry, columns, cells)
    if part:
        rows += _sums(columns, part, final=False)
    rows += _sums(columns, entries, final=True)
    return Table(
        heading_block(book, form.label, form.title),
        tuple(to_column(c) for c in columns),
        tuple(rows),
        stamp=stamp_of(book),
    )


def _amended(entry: PlanEntry, columns: Sequence[FormColumn], cells: dict[str, Cell]) -> list[Row]:
    """The entry as it stood (โครงการเดิม) and as it is to read, one above the other, what differs in bold
    (brief 1.6). Only the new row bears a number and counts."""
    old = entry.amends
    if old is None:
        raise ValueError("not an amendment")
    before: dict[str, Cell] = {c.key: cell_value(old, c.key) for c in columns if c.key not in ("index", "reason")}
    differing = {key for key, value in before.items() if value != cells.get(key)}
    first = next((c.key for c in columns if c.kind == "text"), "title")
    before[first] = f"(โครงการเดิม) {before.get(first) or ''}".strip()
    return [data(before), data(cells, strong=differing, anchor=f"entry-{entry.pk}")]


def group_chain(entry: PlanEntry) -> list[str]:
    """The headings above an entry: "1. ยุทธศาสตร์ …", "1.1 กลยุทธ์ …", "(1) แผนงาน …", as the edition has them."""
    labels = entry.book.plan.edition.group_labels
    chain: list[str] = []
    group = entry.group
    if group is not None:
        parent = group.parent if group.parent_id else None
        if parent is not None:
            chain.append(f"{parent.order}. {labels[0]} {parent.name}")
            chain.append(f"{parent.order}.{group.order} {labels[-1]} {group.name}")
        else:
            joint = ": " if entry.book.plan.edition.shape == "issue" else " "
            chain.append(f"{group.order}. {labels[0]}{joint}{group.name}")
    if entry.book.plan.edition.shape == "strategy" and entry.programme is not None and entry.form != "p03":
        name = entry.programme.name
        chain.append(name if name.startswith(("แผนงาน", "งบกลาง")) else f"แผนงาน{name}")
    return chain


def _sums(columns: Sequence[FormColumn], entries: Sequence[PlanEntry], *, final: bool) -> list[Row]:
    """รวมงบประมาณ and รวมจำนวนโครงการ under a table, by year (brief 1.3)."""
    money: dict[str, Cell] = {}
    counts: dict[str, Cell] = {}
    amounts = [money_of(entry) for entry in entries]
    for column in columns:
        if column.key.startswith("year:"):
            year = int(column.key[5:])
            present = [a[year] for a in amounts if year in a]
            money[column.key] = sum(present, Decimal(0)) if present else None
            counts[column.key] = sum(1 for a in amounts if counts_in(a.get(year))) or None
        elif column.key == "total":
            money[column.key] = sum((sum(a.values(), Decimal(0)) for a in amounts), Decimal(0))
            counts[column.key] = sum(1 for a in amounts for amount in a.values() if counts_in(amount))
    if final:
        return [total(f"รวมงบประมาณทั้งสิ้น ({len(entries)} โครงการ)", money)]
    return [subtotal("รวมงบประมาณ", money), subtotal("รวมจำนวนโครงการ", counts)]


def counts_in(amount: Decimal | None) -> bool:
    """Whether a project counts in a year: it has money there. Whether a stated 0 counts is a setting (unverified)."""
    return amount is not None and (amount > 0 or settings.PLANS_COUNT_ZERO_AMOUNTS)


# ---------------------------------------------------------------- ผ.01


@dataclass(frozen=True)
class YearSum:
    """Projects and baht of one fiscal year."""

    projects: int
    amount: Decimal


def year_sums(entries: Iterable[PlanEntry], years: Iterable[int]) -> dict[int, YearSum]:
    """{year: projects that have money in it, and the money}."""
    amounts = [money_of(entry) for entry in entries]
    return {
        year: YearSum(
            sum(1 for a in amounts if counts_in(a.get(year))),
            sum((a.get(year, Decimal(0)) for a in amounts), Decimal(0)),
        )
        for year in years
    }


def summary_table(book: PlanBook, entries: Sequence[PlanEntry] | None = None) -> Table | None:
    """แบบ ผ.01: counts and money by group and year, 13 columns. None where the plan type has no such form.

    A project counts once in each year that has money, and the last pair adds those counts (brief 1.2).
    """
    plan_type = book.plan.type
    if not plan_type.summary_form:
        return None
    shown = [e for e in (entries if entries is not None else printed_entries(book)) if e.form in SUMMARY_FORMS]
    edition = book.plan.edition
    by_strategy = edition.shape == "strategy"
    pair = ("จำนวน", "งบประมาณ")
    columns = [Column("group", "ยุทธศาสตร์/แผนงาน" if by_strategy else "ประเด็นการพัฒนาท้องถิ่น", width=22, names_row=True)]
    heads = [(str(y), f"ปี {y}") for y in edition.years] + [("all", f"รวม {len(edition.years)} ปี")]
    for key, title in heads:
        columns.append(Column(f"n:{key}", "(โครงการ)", group=title, subgroup=pair[0], width=5.4, kind="number"))
        columns.append(Column(f"m:{key}", "(บาท)", group=title, subgroup=pair[1], width=9.2, kind="money"))
    rows: list[Row] = []
    groups: dict[str, dict[str, list[PlanEntry]]] = {}
    for entry in shown:
        chain = group_chain(entry) or ["-"]
        inner = chain[-1] if by_strategy and len(chain) > 1 else ""
        groups.setdefault(chain[0], {}).setdefault(inner, []).append(entry)
    for outer, parts in groups.items():
        if by_strategy:
            rows.append(heading(outer))
            for number, (inner, part) in enumerate(parts.items(), start=1):
                label = f"{outer.split('.')[0]}.{number} {inner} (ผ.02)"
                rows.append(data({"group": label, **_pairs(part, edition.years)}))
            rows.append(subtotal("รวม", _pairs([e for part in parts.values() for e in part], edition.years)))
        else:
            everyone = [e for part in parts.values() for e in part]
            rows.append(data({"group": outer, **_pairs(everyone, edition.years)}))
    rows.append(total("รวมทั้งสิ้น", _pairs(shown, edition.years)))
    title = "บัญชีสรุปโครงการพัฒนา" if by_strategy else "บัญชีสรุปโครงการพัฒนาท้องถิ่น"
    lines = (
        TitleLine(plan_type.summary_form, "right", strong=True),
        TitleLine(title, strong=True),
        TitleLine(book.title, strong=True),
        TitleLine(body_line(book), strong=True),
    )
    return Table(lines, tuple(columns), tuple(rows), stamp=stamp_of(book))


def _pairs(entries: Sequence[PlanEntry], years: range) -> dict[str, Cell]:
    sums = year_sums(entries, years)
    cells: dict[str, Cell] = {}
    for year, found in sums.items():
        cells[f"n:{year}"] = found.projects or None
        cells[f"m:{year}"] = found.amount if found.projects or found.amount else None
    cells["n:all"] = sum(s.projects for s in sums.values()) or None
    cells["m:all"] = sum((s.amount for s in sums.values()), Decimal(0))
    return cells
