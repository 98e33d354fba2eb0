"""Item numbers (ลำดับที่): they restart in each table of the form (brief 1.3), and what left the book leaves no gap.

The same order numbers the screen, the PDF and the XLSX.
"""

from collections.abc import Iterable

from plans.models import PlanBook, PlanEntry


def table_key(entry: PlanEntry) -> tuple[str, int, int]:
    """Which table of the book an entry stands in: form, group, and the programme where the form is grouped by it."""
    by_programme = entry.book.plan.edition.shape == "strategy"
    return (entry.form, entry.group_id or 0, (entry.programme_id or 0) if by_programme else 0)


def in_book_order(book: PlanBook, entries: Iterable[PlanEntry]) -> list[PlanEntry]:
    """Entries as the book prints them: by form, group order, programme order, then as the body arranged them."""
    forms = {form.code: i for i, form in enumerate(book.plan.edition.forms)}
    by_programme = book.plan.edition.shape == "strategy"

    def key(entry: PlanEntry) -> tuple[object, ...]:
        group = entry.group
        parent = group.parent if group and group.parent_id else None
        chain = (
            (parent.order, parent.pk, group.order, group.pk)
            if group and parent
            else ((group.order, group.pk, -1, 0) if group else (9999, 0, 0, 0))
        )
        programme = (entry.programme.order, entry.programme.pk) if by_programme and entry.programme else (0, 0)
        return (forms.get(entry.form, 99), chain, programme, entry.position, entry.pk)

    return sorted(entries, key=key)


def number_entries(book: PlanBook, entries: Iterable[PlanEntry]) -> dict[int, int]:
    """{entry id: item number}, from 1 in every table."""
    counts: dict[tuple[str, int, int], int] = {}
    numbers = {}
    for entry in in_book_order(book, entries):
        table = table_key(entry)
        counts[table] = counts.get(table, 0) + 1
        numbers[entry.pk] = counts[table]
    return numbers
