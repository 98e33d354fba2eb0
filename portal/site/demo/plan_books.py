"""Makes the demonstration's plans through the product's own actions, from set-up to announcement. Called by `load`.

A plan with its set-up is one transaction, and so is each book; known by body, type and edition, and by the book's
label. What exists is left as it is, but an announced book whose files were not made yet gets them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from knowledge.citations import Citation, quote
from knowledge.models import KnowledgeItem
from plans.actions import (
    Accept,
    Announce,
    FinishAdjusting,
    OfferItem,
    OpenBook,
    RecordMeeting,
    Return,
    SaveEntry,
    StartEntry,
    Submit,
    Verdict,
)
from plans.exports.keep import keep_announced_files
from plans.importing import apply_rows, read_rows
from plans.models import Offer, Plan, PlanBook, PlanEntry, PlanGroup
from plans.setting_up import GroupLine, create_plan, save_departments, save_groups, save_headings, save_villages
from plans.states import BookKind, BookState, Outcome, Stage
from portal.base.models import BudgetProgramme
from portal.people.models import Department, Organisation, Role, User

from .data import DemoDataError, Record
from .people import People, desk

Say = Callable[[str], None]

SAME_NAME = (
    "form", "title", "objective", "target", "quantity", "unit", "villages", "place_note", "land", "indicator",
    "expected_result", "responsible", "reason", "origin_who", "origin_place", "legal_power", "funding_route",
    "details", "warning_reasons",
)  # fmt: skip
NOT_A_REAL_PLAN = "{} has a plan of its own from {} on; set DEMO=no, or start from an empty database"


@dataclass(frozen=True)
class Desk:
    """A body's plan with the two people who work on it and what its entries may name."""

    plan: Plan
    planner: User
    checker: User
    groups: Mapping[str, PlanGroup]
    departments: Mapping[str, Department]


def ensure_plan(record: Record, people: People, say: Say) -> int:
    """The plan, its set-up, its books and their files; how many books were made now."""
    organisation = Organisation.objects.get(code=record["organisation"])
    planner = people.holder(organisation.code, Role.PLANNER)
    known = {"organisation": organisation, "type_code": record["plan_type"], "edition_code": record["edition"]}
    plan = Plan.objects.filter(**known).first()
    if plan is None:
        with transaction.atomic():
            plan = create_plan(planner, organisation, record["plan_type"], record["edition"], is_sample=True)
            _set_up(plan, planner, record["setup"])
    elif not plan.is_sample:
        raise DemoDataError(NOT_A_REAL_PLAN.format(organisation.name_th, record["edition"]))
    own = Desk(
        plan,
        planner,
        people.holder(organisation.code, Role.CHECKER),
        {_group_code(group): group for group in plan.groups.select_related("parent")},
        {department.name: department for department in organisation.departments.all()},
    )
    made = 0
    for book_record in record["books"]:
        book = PlanBook.objects.filter(plan=plan, label=book_record["label"]).first()
        if book is None:
            say(f"    {record['slug']}: {book_record['slug']}")
            with transaction.atomic():
                book = _make_book(own, book_record)
            made += 1
        if book.state == BookState.ANNOUNCED:
            keep_announced_files(book.pk)
    return made


def ensure_offers(people: People) -> int:
    """The offers that stand in two bodies' list of today's work; how many were made now. An answered one stays so."""
    made = 0
    for row in desk()["offers"]:
        citation = _cite(row["item"])
        organisation = Organisation.objects.get(code=row["organisation"])
        if Offer.objects.filter(item_key=citation.key, organisation=organisation, is_sample=True).exists():
            continue
        manager = people.users[row["by"]]
        university = Organisation.objects.get(memberships__user=manager)
        OfferItem(manager, citation, organisation, university, message=row["message"], is_sample=True).execute()
        made += 1
    return made


# ---------------------------------------------------------------- set-up


def _set_up(plan: Plan, planner: User, setup: Record) -> None:
    lines = []
    for group in setup["groups"]:
        for row in (group, *group["children"]):
            lines.append(GroupLine(tuple(int(part) for part in row["code"].split(".")), row["name"]))
    save_groups(planner, plan, lines)
    save_departments(planner, plan, setup["departments"])
    save_villages(planner, plan, setup["villages"])
    save_headings(planner, plan, [(line["label"], line["text"]) for line in setup["heading_lines"]])
    if setup["existing_projects"]:
        pasted = read_rows(plan, "\n".join(_pasted(row) for row in setup["existing_projects"]))
        if apply_rows(planner, plan, pasted)["error"]:
            raise DemoDataError(f"{plan}: an existing project cannot be read")


def _pasted(row: Record) -> str:
    """An existing project as a row copied from Excel."""
    cells = (
        row["name"],
        row["book_label"],
        row["page"],
        row["item"],
        row["moo"] or "",
        ", ".join(map(str, row["years"])),
    )
    return "\t".join(map(str, cells))


def _group_code(group: PlanGroup) -> str:
    return f"{group.parent.order}.{group.order}" if group.parent else str(group.order)


# ---------------------------------------------------------------- books and entries


def _make_book(own: Desk, record: Record) -> PlanBook:
    book: PlanBook = OpenBook(
        own.planner,
        own.plan,
        BookKind(record["kind"]),
        record["label"],
        reason=record["reason"],
        first_page=record["first_page"],
    ).execute()
    entries = {row["key"]: _write_entry(own, book, row) for row in record["entries"]}
    if record["state"] == "open":
        for row in record["entries"]:
            _bring_to(own, entries[row["key"]], row["state"], row["returns"])
        return book
    for entry in entries.values():
        Submit(own.planner, entry).execute()
        Accept(own.checker, entry).execute()
    for meeting in record["meetings"]:
        _hold(own, book, meeting, entries)
    act = record["announcement"]
    announced: PlanBook = Announce(
        own.planner,
        book,
        date=dt.date.fromisoformat(act["date"]),
        signer=act["signer"],
        signer_title=act["signer_title"],
        posted_from=dt.date.fromisoformat(act["posted_from"]),
        posted_until=dt.date.fromisoformat(act["posted_until"]),
        number=act["number"],
        notices=act["notices"],
    ).execute()
    return announced


def _write_entry(own: Desk, book: PlanBook, record: Record) -> PlanEntry:
    citation = _cite(record["item"]) if record["item"] else None
    entry = StartEntry(own.planner, book, form=record["form"], title=record["title"], citation=citation).execute()
    return _save(own, entry, record)


def _save(own: Desk, entry: PlanEntry, record: Record) -> PlanEntry:
    """Write what the record holds; a record that holds only some fields leaves the others."""
    fields: dict[str, Any] = {name: record[name] for name in SAME_NAME if name in record}
    if record.get("quantity") is not None:
        fields["quantity"] = Decimal(str(record["quantity"]))
    if "group" in record:
        fields["group"] = own.groups[record["group"]]
    if "department" in record:
        fields["department"] = own.departments[record["department"]]
    if "programme" in record:
        fields["programme"] = BudgetProgramme.objects.get(code=record["programme"])
    if "origin_date" in record:
        fields["origin_date"] = dt.date.fromisoformat(record["origin_date"]) if record["origin_date"] else None
    budgets = lines = None
    if "budgets" in record:
        budgets = {int(year): Decimal(amount) for year, amount in record["budgets"].items() if amount is not None}
    if "cost_lines" in record:
        lines = [
            {**line, "quantity": Decimal(str(line["quantity"])), "unit_price": Decimal(str(line["unit_price"]))}
            for line in record["cost_lines"]
        ]
    if "subdistrict" in record:
        fields["subdistrict"] = _subdistrict(record["subdistrict"])
    saved: PlanEntry = SaveEntry(own.planner, entry, fields, budgets=budgets, cost_lines=lines).execute()
    return saved


def _subdistrict(code: str) -> Any:
    from portal.places.models import Subdistrict

    return Subdistrict.objects.get(code=code) if code else None


def _bring_to(own: Desk, entry: PlanEntry, state: str, returns: list[Record]) -> None:
    """An entry of an open book: returned as often as the data say, submitted, or left a draft."""
    for row in returns:
        Submit(own.planner, entry).execute()
        Return(own.checker, entry, row["reason"]).execute()
    if state == "submitted":
        Submit(own.planner, entry).execute()


def _hold(own: Desk, book: PlanBook, record: Record, entries: Mapping[str, PlanEntry]) -> None:
    votes = record["votes"]
    RecordMeeting(
        own.planner,
        book,
        Stage(record["stage"]),
        dt.date.fromisoformat(record["date"]),
        {entries[row["entry"]].pk: Verdict(Outcome(row["outcome"]), row["note"]) for row in record["outcomes"]},
        session=record["session"],
        number=record["number"],
        attendance=record["attendance"],
        votes=(votes["for"], votes["against"], votes["abstain"]) if votes else (None, None, None),
        note=record["place"],
    ).execute()
    for row in record["outcomes"]:
        if row["adjust"]:
            entry = _save(own, entries[row["entry"]], row["adjust"])
            FinishAdjusting(own.planner, entry).execute()


def _cite(slug: str) -> Citation:
    return quote(KnowledgeItem.objects.get(slug=slug, alias_of__isnull=True, is_sample=True))
