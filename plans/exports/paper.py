"""What a book says on paper, as one value: words of the cover, tables, rows, announcement.

`paper_of` is the one place from which the PDF, the XLSX, the public page and the pages of the workspace take it. An
open book's paper is drawn from the rows as they are now; an announced one's is what `freeze` stored in the transaction
of the announcement, so that a heading, a department or a switch changed afterwards changes nothing that was announced.
Only page numbers stand elsewhere: they are known when the PDF is made.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from plans.exports.cells import cell_value, money_of, place_text
from plans.exports.form_rows import (
    PrintedForm,
    body_line,
    form_tables,
    group_chain,
    printed_entries,
    stamp_of,
    summary_table,
    to_column,
)
from plans.exports.texts import announcement_text
from plans.models import BookAsAnnounced, PlanBook, PlanEntry
from plans.numbering import number_entries
from plans.states import BookKind, BookState
from portal.kit.tables import stored
from portal.kit.tables.table import FIGURE_KINDS, Table, cell_text

VERSION = 1
"""Of what `to_json` writes."""


@dataclass(frozen=True)
class Fact:
    """What a column of words says about an entry: its key, its head on one line, the text."""

    key: str
    head: str
    text: str


@dataclass(frozen=True)
class PaperEntry:
    """A row of the book: item number, headings above it from the outermost, place in words, baht by fiscal year (a
    blank year is not there), and its other columns of words."""

    pk: int
    title: str
    number: int
    form: str
    place: str
    headings: tuple[str, ...]
    amounts: Mapping[int, Decimal]
    facts: tuple[Fact, ...]

    @property
    def total(self) -> Decimal | None:
        """Baht over all years; None where nothing is stated."""
        return sum(self.amounts.values(), Decimal(0)) if self.amounts else None

    def text(self, key: str) -> str:
        """What its column of that key says; "" where the form has none or it is blank."""
        return next((fact.text for fact in self.facts if fact.key == key), "")


@dataclass(frozen=True)
class BookPaper:
    """A book as it is printed. `label` is "" for the original; `announcement` is "" for an open book."""

    title: str
    plan_title: str
    label: str
    body_name: str
    body_line: str
    reason: str
    stamp: str | None
    is_sample: bool
    first_page: int
    heading_lines: tuple[str, ...]
    summary_code: str
    summary: Table | None
    forms: tuple[PrintedForm, ...]
    entries: tuple[PaperEntry, ...]
    announcement: str

    @property
    def area(self) -> str:
        """Where the body is: "อำเภอเมืองสกลนคร จังหวัดสกลนคร"."""
        return self.body_line.removeprefix(self.body_name).strip()


def paper_of(book: PlanBook) -> BookPaper:
    """The paper of any book: as announced, or as it stands while the book is open."""
    kept = None if book.is_open else _kept(book.pk)
    # A book announced by a version that kept no papers has one from the next round of the clock on.
    return from_json(kept) if kept is not None else live_paper(book)


def announced_entry(entry: PlanEntry) -> PaperEntry:
    """One row of an announced book, without unfolding the whole of it."""
    kept = _kept(entry.book_id)
    if kept is None:
        return next(row for row in paper_entries(entry.book) if row.pk == entry.pk)
    return _entry_from_json(next(row for row in kept["entries"] if row["pk"] == entry.pk))


def _kept(book_id: int) -> dict[str, Any] | None:
    return BookAsAnnounced.objects.filter(book=book_id).values_list("content", flat=True).first()


def freeze(book: PlanBook) -> None:
    """Keep the paper of a book that is being announced; call it in that transaction, when numbers are final."""
    BookAsAnnounced.objects.create(book=book, content=to_json(live_paper(book)))


def freeze_missing() -> list[int]:
    """Keep the paper of every announced book that has none (announced by an earlier version). Returns their ids. Part
    of the clock's round."""
    lacking = PlanBook.objects.filter(state=BookState.ANNOUNCED, as_announced=None)
    books = list(lacking.select_related("plan__organisation__district__province", "announcement"))
    for book in books:
        BookAsAnnounced.objects.get_or_create(book=book, defaults={"content": to_json(live_paper(book))})
    return [book.pk for book in books]


def live_paper(book: PlanBook) -> BookPaper:
    """The paper as the rows of the database have it now."""
    entries = printed_entries(book)
    for entry in entries:
        entry.book = book
    lines = [f"{line.label} {line.text}".strip() for line in book.plan.heading_lines.all() if line.text]
    return BookPaper(
        title=book.title,
        plan_title=book.plan.title,
        label="" if book.kind == BookKind.ORIGINAL else book.label,
        body_name=book.plan.organisation.name_th,
        body_line=body_line(book),
        reason=book.reason,
        stamp=stamp_of(book),
        is_sample=book.plan.is_sample,
        first_page=book.first_page,
        heading_lines=tuple(lines),
        summary_code=book.plan.type.summary_form,
        summary=summary_table(book, entries),
        forms=tuple(form_tables(book, entries)),
        entries=tuple(paper_entries(book, entries)),
        announcement="" if book.is_open else announcement_text(book),
    )


def paper_entries(book: PlanBook, entries: Sequence[PlanEntry] | None = None) -> list[PaperEntry]:
    """The rows of a book in its order, as they stand now."""
    shown = list(entries) if entries is not None else printed_entries(book)
    numbers = number_entries(book, shown)
    return [
        PaperEntry(
            pk=entry.pk,
            title=entry.title,
            number=entry.item_number or numbers[entry.pk],
            form=entry.form,
            place=place_text(entry),
            headings=tuple(group_chain(entry)),
            amounts=money_of(entry),
            facts=tuple(_facts(book, entry)),
        )
        for entry in shown
    ]


def _facts(book: PlanBook, entry: PlanEntry) -> list[Fact]:
    form = book.plan.edition.form(entry.form)
    found = []
    for printed in form.visible_columns(book.plan.printed_options, BookKind(book.kind)):
        column = to_column(printed)
        if column.kind in ("index", "money") or column.key == "title":
            continue
        value = cell_value(entry, column.key)
        if value not in (None, ""):
            text = cell_text(column, value) if column.kind in FIGURE_KINDS or not isinstance(value, str) else value
            found.append(Fact(column.key, column.flat_label, text))
    return found


# ---------------------------------------------------------------- as it is stored


def to_json(paper: BookPaper) -> dict[str, Any]:
    """The paper as plain JSON values."""
    words = {
        name: value
        for name, value in vars(paper).items()
        if name not in ("heading_lines", "summary", "forms", "entries")
    }
    return {
        "version": VERSION,
        **words,
        "heading_lines": list(paper.heading_lines),
        "summary": stored.to_json(paper.summary) if paper.summary is not None else None,
        "forms": [
            {"label": form.label, "title": form.title, "name": form.name, "table": stored.to_json(form.table)}
            for form in paper.forms
        ],
        "entries": [
            {
                **vars(entry),
                "headings": list(entry.headings),
                # Pairs, since the keys of a JSON object are texts.
                "amounts": [[year, str(amount)] for year, amount in entry.amounts.items()],
                "facts": [asdict(fact) for fact in entry.facts],
            }
            for entry in paper.entries
        ],
    }


def from_json(kept: Mapping[str, Any]) -> BookPaper:
    """The paper that `to_json` was given. Raises ValueError for a version that is not known."""
    if kept.get("version") != VERSION:
        raise ValueError(f"a book kept in version {kept.get('version')!r} cannot be read")
    folded = {
        "heading_lines": tuple(kept["heading_lines"]),
        "summary": stored.from_json(kept["summary"]) if kept["summary"] is not None else None,
        "forms": tuple(PrintedForm(**{**form, "table": stored.from_json(form["table"])}) for form in kept["forms"]),
        "entries": tuple(_entry_from_json(row) for row in kept["entries"]),
    }
    return BookPaper(**{name: value for name, value in kept.items() if name != "version"} | folded)


def _entry_from_json(row: Mapping[str, Any]) -> PaperEntry:
    folded = {
        "headings": tuple(row["headings"]),
        "amounts": {year: Decimal(amount) for year, amount in row["amounts"]},
        "facts": tuple(Fact(**fact) for fact in row["facts"]),
    }
    return PaperEntry(**{**row, **folded})


def digest_of(paper: BookPaper) -> str:
    """A name for exactly this content, 64 characters: equal papers have it in common."""
    plain = json.dumps(to_json(paper), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode("utf-8", "backslashreplace")).hexdigest()
