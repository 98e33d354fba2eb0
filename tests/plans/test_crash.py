"""kill -9 in the middle of saving, deciding, announcing, printing: nothing confirmed is lost, nothing stands half, and
the worker finishes what was under way when it starts again.

A child process kills itself at the named point; see `tests.plans.deeds`.
"""

import signal

import pytest

from tests.plans.processes import Office

pytestmark = pytest.mark.django_db
DEEDS = "tests.plans.deeds:"
EVENT = "plans.actions.base:PlanEvent.objects.create"
SAVE_POINTS = (
    "plans.actions.save:claim",  # before anything is written
    "plans.actions.save:claim+",  # the version is taken, the words are not
    "plans.models:PlanEntry.save+",  # words and money written, no history yet
    EVENT + "+",  # everything written, not committed
)


class Scene:
    """An office with one body, and killing."""

    def __init__(self, office: Office, code: str) -> None:
        self.office = office
        self.code = code
        made = self.run("make_body", code=code)
        self.book = made["book"]
        self.planner, self.checker = f"planner-{code}", f"checker-{code}"

    def run(self, deed: str, **values):
        return self.office.run(DEEDS + deed, **values)

    def kill(self, deed: str, point: str, **values) -> None:
        """Do it in a process that dies at `point`."""
        (outcome,) = self.office.race((DEEDS + deed, {**values, "point": point}))
        assert outcome.signal == signal.SIGKILL, (outcome.error, outcome.message)

    def addition(self, state: str = "endorsed", entries: int = 2) -> dict:
        return self.run("make_additions", code=self.code, state=state, books=1, entries=entries)[0]

    def announced(self) -> int:
        book = self.addition()["book"]
        self.run("announce", who=self.planner, book=book)
        return book


@pytest.fixture(scope="module")
def scene(office) -> Scene:
    return Scene(office, "crash")


@pytest.mark.parametrize("point", SAVE_POINTS)
def test_killed_while_saving(scene, point):
    (entry,) = scene.run("make_entries", code=scene.code, state="draft")
    before = scene.run("look", entry=entry)
    values = {"who": scene.planner, "entry": entry, "fields": {"title": "ชื่อใหม่"}, "amount": 9, "key": f"k{entry}"}
    scene.kill("save", point, **values)
    assert scene.run("look", entry=entry) == before
    # the same form sent again does the work, once
    scene.run("save", **values)
    scene.run("save", **values)
    after = scene.run("look", entry=entry)
    assert (after["title"], after["total"], len(after["verbs"])) == ("ชื่อใหม่", 18, len(before["verbs"]) + 1)


def test_killed_right_after_a_save_was_committed(scene):
    (entry,) = scene.run("make_entries", code=scene.code, state="draft")
    point = "plans.actions.save:SaveEntry.execute+"
    scene.kill("save", point, who=scene.planner, entry=entry, fields={"title": "ยืนยันแล้ว"}, amount=5, key=f"k{entry}")
    left = scene.run("look", entry=entry)
    assert (left["title"], left["total"], left["pinned_title"]) == ("ยืนยันแล้ว", 10, "ยืนยันแล้ว")


@pytest.mark.parametrize("point", ["plans.notifications:_send", "plans.notifications:_send+"])
def test_killed_while_submitting(scene, point):
    (entry,) = scene.run("make_entries", code=scene.code, state="draft")
    mails = scene.run("mails")
    scene.kill("submit", point, who=scene.planner, entry=entry)
    assert scene.run("look", entry=entry)["state"] == "draft"
    assert scene.run("mails") == mails


def test_killed_right_after_a_submission_the_mail_is_still_sent(scene):
    (entry,) = scene.run("make_entries", code=scene.code, state="draft")
    mails = scene.run("mails")
    scene.kill("submit", "plans.actions.submit:Submit.execute+", who=scene.planner, entry=entry)
    assert scene.run("look", entry=entry)["state"] == "submitted"
    assert scene.run("mails") == mails + 1


@pytest.mark.parametrize(
    "point",
    [
        "plans.models:Meeting.objects.create+",
        "plans.models:MeetingFile.objects.create+",  # the file lies on the disk, its row is not committed
        "plans.models:Resolution.objects.create*2",  # between the first entry and the second
        "plans.actions.decide:notifications.resolved+",
    ],
)
def test_killed_while_recording_a_meeting(scene, point):
    entries = scene.run("make_entries", code=scene.code, state="checked", number=2)
    before = scene.run("look_at_book", book=scene.book)
    values = {
        "who": scene.checker,
        "book": scene.book,
        "stage": "committee",
        "entries": entries,
        "minutes": True,
        "key": f"m{entries[0]}",
    }
    scene.kill("record", point, **values)
    assert scene.run("look_at_book", book=scene.book) == before
    scene.run("record", **values)
    after = scene.run("look_at_book", book=scene.book)
    assert after["meetings"] == before["meetings"] + 1
    assert [scene.run("look", entry=e)["state"] for e in entries] == ["awaiting_committee"] * 2


@pytest.mark.parametrize(
    "point",
    [
        "plans.models:Announcement.objects.create+",
        "plans.actions.announce:move*2",  # one entry is in force, the other is not
        "plans.actions.announce:order_printing",
        "plans.actions.announce:notifications.announced+",
    ],
)
def test_killed_while_announcing(scene, point):
    made = scene.addition()
    before = scene.run("look_at_book", book=made["book"])
    scene.kill("announce", point, who=scene.planner, book=made["book"], key=f"a{made['book']}")
    assert scene.run("look_at_book", book=made["book"]) == before
    scene.run("announce", who=scene.planner, book=made["book"], key=f"a{made['book']}")
    after = scene.run("look_at_book", book=made["book"])
    assert (after["states"], after["numbers"], after["print_jobs"]) == ({"in_force": 2}, [1, 2], ["READY"])


def test_killed_right_after_an_announcement_the_book_is_still_printed(scene):
    made = scene.addition()
    point = "plans.actions.announce:Announce.execute+"
    scene.kill("announce", point, who=scene.planner, book=made["book"])
    assert scene.run("look_at_book", book=made["book"])["print_jobs"] == ["READY"]
    scene.run("work")
    after = scene.run("look_at_book", book=made["book"])
    assert after["files"] == {"pdf": True, "xlsx": True}
    assert after["print_jobs"] == ["SUCCESSFUL"]
    assert all(after["pages"])


@pytest.mark.parametrize(
    "point",
    [
        "plans.exports.keep:book_pdf+",
        "plans.models:BookFile.objects.create*1+",  # the PDF lies on the disk, its row is not committed
        "plans.models:BookFile.objects.create*2",  # the PDF has its row, the XLSX has none
        "plans.exports.keep:keep_announced_files+",  # committed, but the job is not marked done
    ],
)
def test_a_worker_killed_while_printing_is_followed_by_one_that_finishes(scene, point):
    scene.run("work")
    book = scene.announced()
    scene.kill("work_and_die", point)
    between = scene.run("look_at_book", book=book)
    assert len(between["files"]) in (0, 2)
    assert all(between["pages"]) is bool(between["files"])
    assert between["print_jobs"] == ["RUNNING"]
    scene.run("work")
    after = scene.run("look_at_book", book=book)
    assert after["files"] == {"pdf": True, "xlsx": True}
    assert after["print_jobs"] == ["SUCCESSFUL"]
    assert all(after["pages"])


def test_a_lost_print_job_is_ordered_again_by_the_clock(scene):
    scene.run("work")
    book = scene.announced()
    assert scene.run("forget_print_jobs", book=book) == 1
    scene.run("clock_round")
    scene.run("clock_round")
    assert scene.run("look_at_book", book=book)["print_jobs"] == ["READY"]
    scene.run("work")
    assert scene.run("look_at_book", book=book)["files"] == {"pdf": True, "xlsx": True}
    scene.run("clock_round")
    assert scene.run("look_at_book", book=book)["print_jobs"] == ["SUCCESSFUL"]


def test_everything_is_sound_at_the_end(office):
    assert office.run(DEEDS + "unsound") == []
