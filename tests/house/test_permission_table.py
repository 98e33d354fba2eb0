"""`docs/permissions.md` says what the policies do: every cell of its tables is asked of `can()`.

The tables have one row for each verb and one column for each visitor; a cell is `yes`, `–`, or the states of an entry
in which the verb is allowed. A verb or a role that the page does not name makes the test fail.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from plans.models import Offer, PlanBook, PlanEntry
from plans.policies import can, may_offer
from plans.states import TRANSITIONS, BookState, EntryState, Verb
from portal.people.models import Membership, Organisation, Role
from tests.factories.bodies import body, person, place

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parents[2] / "docs" / "permissions.md"
VISITORS = {
    "planner": Role.PLANNER,
    "checker": Role.CHECKER,
    "other body": Role.PLANNER,
    "researcher": Role.RESEARCHER,
    "reviewer": Role.REVIEWER,
    "area manager": Role.AREA_MANAGER,
    "operator": Role.OPERATOR,
    "anyone": None,
}
EXTRA_VERBS = {"view", "read", "edit", "open_book", "answer"}


def tables() -> dict[str, list[dict[str, str]]]:
    """{heading: rows of the table under it}."""
    found: dict[str, list[dict[str, str]]] = {}
    heading, columns = "", []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading, columns = line[3:].strip(), []
        elif line.startswith("|") and not re.fullmatch(r"[|\-: ]+", line):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if columns:
                found.setdefault(heading, []).append(dict(zip(columns, cells, strict=True)))
            else:
                columns = [cell.lower() for cell in cells]
    return found


def verb_of(row: dict[str, str]) -> str:
    match = re.match(r"`([a-z_]+)`", row["verb"])
    assert match, row
    return match[1]


class People:
    """One person of each kind of visitor, around one body."""

    def __init__(self) -> None:
        self.body = body(code="table-own")
        other = body(code="table-other", subdistrict=place("479902", "กุดไห"))
        university = Organisation.objects.get(code="snru")
        self.university = university
        self.users: dict[str, Any] = {
            "planner": self.body.planner,
            "checker": self.body.checker,
            "other body": other.planner,
            "operator": person("table-operator", (university, Role.OPERATOR)),
            "anyone": AnonymousUser(),
        }
        for name in ("researcher", "reviewer", "area manager"):
            self.users[name] = person(f"table-{name.replace(' ', '-')}", (university, VISITORS[name]))  # type: ignore[arg-type]
        Membership.objects.create(user=other.checker, organisation=other.organisation, role=Role.PLANNER)


@pytest.fixture
def people() -> People:
    return People()


def entry_at(people: People, state: EntryState) -> PlanEntry:
    book = PlanBook.objects.get(pk=people.body.book.pk)
    book.state = BookState.ANNOUNCED if state in (EntryState.IN_FORCE, EntryState.REPLACED) else BookState.OPEN
    return PlanEntry(book=book, state=state, title="โครงการ")


def cells(rows: list[dict[str, str]]) -> Iterator[tuple[str, str, str]]:
    for row in rows:
        for visitor in VISITORS:
            yield verb_of(row), visitor, row[visitor]


def expected_states(cell: str) -> set[str]:
    if cell == "–":
        return set()
    if cell == "yes":
        return set(EntryState.values)
    return {state.strip(" `") for state in cell.split(",")}


def test_the_page_names_every_verb_and_every_role():
    entry_verbs = {verb_of(row) for row in tables()["Entries"]}
    book_verbs = {verb_of(row) for row in tables()["Books"]}
    every = {*Verb.values, *EXTRA_VERBS}
    # saving is the verb "edit"; REPLACE and OPEN_BOOK are what announcing and opening write
    assert every - entry_verbs - book_verbs == {"save", "answer"}
    assert set(Role) == {role for role in VISITORS.values() if role}


def test_entries(people):
    wrong = []
    for verb, visitor, cell in cells(tables()["Entries"]):
        allowed = {s.value for s in EntryState if can(people.users[visitor], verb, entry_at(people, s))}
        if allowed != expected_states(cell):
            wrong.append((verb, visitor, cell, sorted(allowed)))
    assert wrong == []


def test_books_and_plans(people):
    wrong = []
    for verb, visitor, cell in cells(tables()["Books"]):
        answers = []
        for state in BookState:
            book = PlanBook.objects.get(pk=people.body.book.pk)
            book.state = state
            obj = book.plan if verb == "open_book" else book
            if can(people.users[visitor], verb, obj):
                answers.append(state.value)
        allowed = {"": "–", "open,announced": "yes"}.get(",".join(answers), ", ".join(f"`{a}`" for a in answers))
        if allowed != cell:
            wrong.append((verb, visitor, cell, allowed))
    assert wrong == []


def test_offers(people):
    wrong = []
    offer = Offer(organisation=people.body.organisation, offered_from=people.university)
    for verb, visitor, cell in cells(tables()["Offers"]):
        user = people.users[visitor]
        allowed = may_offer(user, people.university.pk) if verb == "offer" else can(user, verb, offer)
        if ("yes" if allowed else "–") != cell:
            wrong.append((verb, visitor, cell))
    assert wrong == []


def test_transitions_stand_on_the_page():
    listed = {verb_of(row): row for row in tables()["Transitions"]}
    assert set(listed) == set(TRANSITIONS)
    for verb, transition in TRANSITIONS.items():
        row = listed[verb.value]
        assert expected_states(row["from"]) == {s.value for s in transition.sources}, verb
        assert row["to"].strip("`") == (transition.target.value if transition.target else "as resolved"), verb
        assert row["who"] == ", ".join(transition.roles), verb
        assert row["reason"] == ("yes" if transition.needs_reason else "–"), verb


def test_a_stranger_may_nothing_that_is_not_public(people):
    for verb in {*Verb.values, *EXTRA_VERBS} - {"view"}:
        for state in EntryState:
            assert not can(AnonymousUser(), verb, entry_at(people, state))
