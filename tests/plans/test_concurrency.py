"""Two people at once, as two processes on one SQLite file with the product's options.

Exactly one wins, or both merge rightly; nobody sees "database is locked"; no update is lost; one event a key; totals
and numbers are right. The same form sent twice at the same moment does its work once.
"""

import pytest

from tests.plans.processes import Office, Outcome

pytestmark = pytest.mark.django_db
DEEDS = "tests.plans.deeds:"
ROUNDS = 10
FEW = 4
MENDABLE = {"Conflict", "ActionError", "Blocked"}


class Desk:
    """A body in the office: short names for what its people do."""

    def __init__(self, office: Office, code: str) -> None:
        self.office = office
        self.code = code
        made = self.run("make_body", code=code)
        self.book, self.plan, self.organisation = made["book"], made["plan"], made["organisation"]
        self.planner, self.checker, self.second = f"planner-{code}", f"checker-{code}", f"second-{code}"

    def run(self, deed: str, **values):
        return self.office.run(DEEDS + deed, **values)

    def race(self, *calls: tuple[str, dict]) -> list[Outcome]:
        """The outcomes; whoever did not win was told something that a person can mend."""
        outcomes = self.office.race(*[(DEEDS + deed, values) for deed, values in calls])
        for outcome in outcomes:
            assert outcome.ok or outcome.error in MENDABLE, outcome.message
        return outcomes

    def entries(self, state: str, number: int) -> list[int]:
        return self.run("make_entries", code=self.code, state=state, number=number)

    def looks(self, entries: list[int]) -> list[dict]:
        return self.run("looks", entries=entries)

    def additions(self, state: str, books: int, entries: int = 2) -> list[dict]:
        return self.run("make_additions", code=self.code, state=state, books=books, entries=entries)


@pytest.fixture(scope="module")
def desks(office: Office):
    made: list[Desk] = []

    def make() -> Desk:
        made.append(Desk(office, f"race{len(made)}"))
        return made[-1]

    return make


@pytest.fixture
def desk(desks) -> Desk:
    return desks()


def winners(outcomes: list[Outcome]) -> int:
    return sum(outcome.ok for outcome in outcomes)


def test_the_children_have_the_products_database_options(office):
    assert office.run(DEEDS + "options") == {"journal": "wal", "busy": 20000, "foreign_keys": 1, "mode": "IMMEDIATE"}


def test_of_two_who_saw_the_same_version_one_saves_and_the_other_is_told(desk):
    entries = desk.entries("draft", ROUNDS)
    seen = desk.looks(entries)[0]["version"]
    won = []
    for entry in entries:
        values = {"entry": entry, "expected": seen}
        outcomes = desk.race(
            ("save", {"who": desk.planner, "fields": {"title": "ชื่อแรก"}, "amount": 7, **values}),
            ("save", {"who": desk.second, "fields": {"title": "ชื่อหลัง"}, "amount": 9, **values}),
        )
        assert sorted(o.error for o in outcomes) == ["", "Conflict"]
        won.append(0 if outcomes[0].ok else 1)
    for first, left in zip(won, desk.looks(entries), strict=True):
        title, total = (("ชื่อแรก", 14), ("ชื่อหลัง", 18))[first]
        assert (left["title"], left["total"], left["years"], left["pinned_title"]) == (title, total, 2, title)
        assert left["version"] == seen + 1


def test_two_who_change_different_words_without_a_version_lose_nothing(desk):
    entries = desk.entries("draft", ROUNDS)
    for entry in entries:
        desk.race(
            ("save", {"who": desk.planner, "entry": entry, "fields": {"title": "ชื่อใหม่"}}),
            ("save", {"who": desk.second, "entry": entry, "fields": {"objective": "วัตถุประสงค์ใหม่"}}),
        )
    for left in desk.looks(entries):
        assert (left["title"], left["objective"]) == ("ชื่อใหม่", "วัตถุประสงค์ใหม่")
        assert left["verbs"][-2:] == ["save", "save"]


@pytest.mark.parametrize("same_key", [True, False])
def test_submitting_at_once_submits_once(desk, same_key):
    entries = desk.entries("draft", ROUNDS)
    for entry in entries:
        keys = ("k", "k") if same_key else ("a", "b")
        outcomes = desk.race(
            *[("submit", {"who": desk.planner, "entry": entry, "key": f"{key}{entry}"}) for key in keys]
        )
        assert winners(outcomes) == (2 if same_key else 1)
    for left in desk.looks(entries):
        assert left["state"] == "submitted"
        assert left["verbs"].count("submit") == 1


def test_saving_and_submitting_at_once(desk):
    entries = desk.entries("draft", ROUNDS)
    seen = desk.looks(entries)[0]["version"]
    submitted_first = []
    for entry in entries:
        saved, submitted = desk.race(
            ("save", {"who": desk.second, "entry": entry, "fields": {"title": "ชื่อใหม่"}, "expected": seen}),
            ("submit", {"who": desk.planner, "entry": entry, "expected": seen}),
        )
        assert winners([saved, submitted]) == 1
        submitted_first.append(submitted.ok)
    for submitted_won, left in zip(submitted_first, desk.looks(entries), strict=True):
        assert left["state"] == ("submitted" if submitted_won else "draft")
        assert (left["title"] == "ชื่อใหม่") is not submitted_won
        assert left["pinned_title"] == left["title"]


def test_accepting_returning_and_pulling_back_at_once(desk):
    entries = desk.entries("submitted", ROUNDS)
    won = []
    for entry in entries:
        outcomes = desk.race(
            ("accept", {"who": desk.checker, "entry": entry}),
            ("send_back", {"who": desk.checker, "entry": entry, "reason": "วงเงินสูงไป"}),
            ("pull_back", {"who": desk.planner, "entry": entry}),
        )
        won.append(winners(outcomes))
    # accept → return is a right order of two; the other pairs exclude each other
    right = {
        "checked": (["accept"],),
        "draft": (["pull_back"],),
        "returned": (["return"], ["accept", "return"]),
    }
    for number, left in zip(won, desk.looks(entries), strict=True):
        assert left["verbs"][3:] in right[left["state"]]
        assert number == len(left["verbs"]) - 3


@pytest.mark.parametrize("same_key", [True, False])
def test_returning_twice_at_once_is_one_return(desk, same_key):
    entries = desk.entries("submitted", ROUNDS)
    for entry in entries:
        keys = ("k", "k") if same_key else ("a", "b")
        values = {"who": desk.checker, "entry": entry, "reason": "วงเงินสูงไป"}
        outcomes = desk.race(*[("send_back", {**values, "key": f"{key}{entry}"}) for key in keys])
        assert winners(outcomes) == (2 if same_key else 1)
    assert [left["times_returned"] for left in desk.looks(entries)] == [1] * ROUNDS


@pytest.mark.parametrize("same_key", [True, False])
def test_the_same_meeting_recorded_at_once_is_one_meeting(desk, same_key):
    entries = desk.entries("checked", 2 * ROUNDS)
    for pair in zip(entries[::2], entries[1::2], strict=True):
        values = {"book": desk.book, "stage": "committee", "entries": pair, "minutes": True}
        keys = ("k", "k") if same_key else ("a", "b")
        outcomes = desk.race(
            ("record", {"who": desk.planner, "key": f"{keys[0]}{pair}", **values}),
            ("record", {"who": desk.planner if same_key else desk.checker, "key": f"{keys[1]}{pair}", **values}),
        )
        assert winners(outcomes) == (2 if same_key else 1)
    after = desk.run("look_at_book", book=desk.book)
    assert after["meetings"] == ROUNDS
    assert set(after["resolutions"]) == {1}


def test_two_meetings_on_different_entries_at_once_both_count(desk):
    entries = desk.entries("checked", ROUNDS)
    for first, second in zip(entries[::2], entries[1::2], strict=True):
        outcomes = desk.race(
            ("record", {"who": desk.planner, "book": desk.book, "stage": "committee", "entries": [first]}),
            ("record", {"who": desk.checker, "book": desk.book, "stage": "community", "entries": [second]}),
        )
        assert winners(outcomes) == 2
    assert {left["state"] for left in desk.looks(entries)} == {"awaiting_committee"}


def test_a_return_and_a_resolution_at_once(desk):
    entries = desk.entries("checked", ROUNDS)
    states = []
    for entry in entries:
        recorded, returned = desk.race(
            ("record", {"who": desk.planner, "book": desk.book, "stage": "committee", "entries": [entry]}),
            ("send_back", {"who": desk.checker, "entry": entry, "reason": "ขอแก้ไขก่อนเข้าประชุม"}),
        )
        assert winners([recorded, returned]) == 1
        states.append("awaiting_committee" if recorded.ok else "returned")
    assert [left["state"] for left in desk.looks(entries)] == states


@pytest.mark.parametrize("same_key", [True, False])
def test_announcing_at_once_is_one_announcement(desk, same_key):
    made = desk.additions("endorsed", FEW, 3)
    mails = desk.run("mails")
    for book in (m["book"] for m in made):
        keys = ("k", "k") if same_key else ("a", "b")
        outcomes = desk.race(
            *[("announce", {"who": desk.planner, "book": book, "key": f"{key}{book}"}) for key in keys]
        )
        assert winners(outcomes) == (2 if same_key else 1)
    for left in desk.run("look_at_books", books=[m["book"] for m in made]):
        assert left["states"] == {"in_force": 3}
        assert left["numbers"] == [1, 2, 3]
        assert left["announcements"] == 1
        assert left["print_jobs"] == ["READY"]
    assert desk.run("mails") == mails + FEW


def test_nothing_slips_into_a_book_while_it_is_announced(desk):
    for made in desk.additions("endorsed", FEW):
        announced, started, removed = desk.race(
            ("announce", {"who": desk.planner, "book": made["book"]}),
            ("start", {"who": desk.second, "book": made["book"], "title": "โครงการที่มาช้า"}),
            ("remove", {"who": desk.checker, "entry": made["entries"][0]}),
        )
        left = desk.run("look_at_book", book=made["book"])
        assert announced.ok != started.ok
        assert left["state"] == ("announced" if announced.ok else "open")
        if announced.ok:
            assert left["states"] == ({"in_force": 1, "removed": 1} if removed.ok else {"in_force": 2})


def test_a_view_that_read_the_book_before_it_was_announced_is_refused(desk):
    (made,) = desk.additions("endorsed", 1)
    desk.run("announce", who=desk.planner, book=made["book"])
    (late,) = desk.race(("start_in_book_seen_open", {"who": desk.planner, "book": made["book"], "title": "มาช้า"}))
    assert late.error == "ActionError"


def test_the_executives_decision_and_the_announcement_at_once(desk):
    for made in desk.additions("awaiting_executive", FEW):
        values = {"book": made["book"], "stage": "executive", "entries": made["entries"]}
        recorded, announced = desk.race(
            ("record", {"who": desk.checker, **values}), ("announce", {"who": desk.planner, "book": made["book"]})
        )
        assert recorded.ok
        state = "in_force" if announced.ok else "endorsed"
        assert desk.run("look_at_book", book=made["book"])["states"] == {state: 2}


def test_two_books_with_one_label_at_once_are_one(desk):
    for number in range(FEW):
        label = f"เพิ่มเติม ครั้งที่ {number + 10}/2569"
        outcomes = desk.race(
            *[("open_book", {"who": who, "plan": desk.plan, "label": label}) for who in (desk.planner, desk.second)]
        )
        assert winners(outcomes) == 1


def test_entries_started_at_once_have_places_of_their_own(desk):
    people = (desk.planner, desk.second, desk.checker)
    for _ in range(FEW):
        outcomes = desk.race(*[("start", {"who": p, "book": desk.book, "title": "เริ่มพร้อมกัน"}) for p in people])
        assert winners(outcomes) == 3
    positions = desk.run("look_at_book", book=desk.book)["positions"]
    assert len(set(positions)) == len(positions)


def test_proposing_again_at_once_makes_one_draft(desk):
    for entry in desk.entries("draft", FEW):
        desk.run("remove", who=desk.planner, entry=entry)
        outcomes = desk.race(
            *[("propose_again", {"who": p, "entry": entry, "book": desk.book}) for p in (desk.planner, desk.second)]
        )
        assert winners(outcomes) == 1


def test_the_same_offer_at_once_is_one_offer(desk):
    item = desk.run("make_item", code=desk.code)
    values = {"who": item["manager"], "item": item["item"], "organisation": desk.organisation}
    outcomes = desk.race(*[("offer", {**values, "university": item["university"]}) for _ in range(2)])
    assert winners(outcomes) == 2
    assert outcomes[0].value == outcomes[1].value
    assert desk.run("offers_of", organisation=desk.organisation) == ["open"]


def test_a_busy_office_stays_sound(desks, desk):
    """Seven presses at once on three projects and on another body's; afterwards every history fits."""
    other = desks()
    submitted = desk.entries("submitted", 2 * FEW)
    drafts = desk.entries("draft", FEW)
    for first, second, third, far in zip(
        submitted[:FEW], submitted[FEW:], drafts, other.entries("draft", FEW), strict=True
    ):
        desk.race(
            ("accept", {"who": desk.checker, "entry": first}),
            ("send_back", {"who": desk.second, "entry": first, "reason": "ขอรายละเอียดเพิ่ม"}),
            ("pull_back", {"who": desk.planner, "entry": second}),
            ("save", {"who": desk.planner, "entry": third, "fields": {"title": "ชื่อใหม่"}, "amount": 5}),
            ("submit", {"who": desk.second, "entry": third}),
            ("submit", {"who": other.planner, "entry": far, "key": f"far{far}"}),
            ("remove", {"who": desk.second, "entry": second}),
        )


def test_every_history_fits_at_the_end(office):
    assert office.run(DEEDS + "unsound") == []
