"""What stands in one cell of a form: an entry's value for a column key. Called by `form_rows` and by the sheet view."""

import re
from decimal import Decimal
from typing import Any

from plans.models import PlanEntry
from portal.kit.thai.numbers import format_number
from portal.kit.thai.text import arabic_digits


def money_of(entry: PlanEntry) -> dict[int, Decimal]:
    """{fiscal year: baht}; a year that is not there is blank."""
    return {b.fiscal_year: b.amount for b in entry.budgets.all()}


def place_text(entry: PlanEntry) -> str:
    """ "บ้านกุดไห หมู่ที่ 1 ตำบลกุดไห": villages with their numbers, the subdistrict, and the place in words."""
    by_subdistrict: dict[str, list[str]] = {}
    for village in entry.village_list:
        by_subdistrict.setdefault(village.subdistrict.name_th, []).append(f"{village.name_th} หมู่ที่ {village.moo}")
    if not by_subdistrict and entry.subdistrict:
        by_subdistrict[entry.subdistrict.name_th] = []
    parts = [f"{', '.join(villages)} ตำบล{name}".strip() for name, villages in by_subdistrict.items()]
    return " ".join(part for part in [*parts, entry.place_note] if part)


def target_text(entry: PlanEntry) -> str:
    """The target with quantity, unit and place: what was typed, and what the fields say that it does not."""
    lines = [entry.target.strip()] if entry.target.strip() else []
    if entry.quantity is not None:
        quantity = format_number(entry.quantity)
        said = rf"(?<![\d,.]){re.escape(quantity)}(?![\d,.])\s*{re.escape(entry.unit)}"
        if not re.search(said, arabic_digits(entry.target)):
            lines.append(f"จำนวน {quantity} {entry.unit}".strip())
    place = place_text(entry)
    if place and place not in entry.target:
        lines.append(place)
    return "\n".join(lines)


def origin_text(entry: PlanEntry) -> str:
    """Who asked, where."""
    return " ".join(part for part in (entry.origin_who, entry.origin_place) if part)


def cell_value(entry: PlanEntry, key: str, *, index: int | None = None) -> Any:
    """The value of a column: text, Decimal, int or None (blank)."""
    if key == "index":
        return index
    if key.startswith("year:"):
        return money_of(entry).get(int(key[5:]))
    if key == "total":
        amounts = money_of(entry)
        return sum(amounts.values(), Decimal(0)) if amounts else None
    derived = {
        "target_text": target_text,
        "place": place_text,
        "origin": origin_text,
        "programme": lambda e: e.programme.name if e.programme else "",
        "category": lambda e: "ค่าครุภัณฑ์",
        "responsible": lambda e: e.responsible or (e.department.name if e.department else ""),
        "reason": lambda e: e.reason or e.book.reason,
    }
    if key in derived:
        return derived[key](entry)
    if hasattr(entry, key):
        return getattr(entry, key)
    return entry.details.get(key, "")
