"""What the children of `tests/plans/processes.py` do: the product's own actions, and looking at what they left.

Every function takes and gives JSON. `point` names a place where the process kills itself, as `kill -9` would.
"""

import datetime
import os
import signal
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django_tasks_db.models import DBTaskResult

from plans.actions import (
    Accept,
    Announce,
    OfferItem,
    OpenBook,
    ProposeAgain,
    PullBack,
    RecordMeeting,
    Remove,
    Return,
    SaveEntry,
    StartEntry,
    Submit,
    Verdict,
)
from plans.exports import book as book_export  # noqa: F401  (WeasyPrint is loaded before the fork)
from plans.models import Meeting, Offer, Plan, PlanBook, PlanEntry, PlanEvent
from plans.states import BookKind, EntryState, Outcome, Stage
from portal.config.settings.environment import ROOT
from portal.people.models import Role, User
from tests.factories.bodies import Body, body, complete_fields, person

D = datetime.date


def warm() -> None:
    """Load what the first use loads (addresses, catalogues, templates), without touching the database."""
    reverse("workspace:home")
    with translation.override("th"):
        gettext("Save")
    for template in (ROOT / "templates" / "mail" / "plans").glob("*.txt"):
        get_template(f"mail/plans/{template.name}")


def options() -> dict[str, Any]:
    """The database options in force in this process."""
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        busy = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        keys = cursor.execute("PRAGMA foreign_keys").fetchone()[0]
    mode = connection.settings_dict["OPTIONS"]["transaction_mode"]
    return {"journal": journal, "busy": busy, "foreign_keys": keys, "mode": mode}


def make_body(code: str) -> dict[str, Any]:
    """A body with planner, second planner, checker and an open addition."""
    made = body(code=code)
    person(f"second-{code}", (made.organisation, Role.PLANNER), (made.organisation, Role.CHECKER))
    return {"code": code, "book": made.book.pk, "plan": made.plan.pk, "organisation": made.organisation.pk}


def _body(code: str) -> Body:
    book = PlanBook.objects.filter(plan__organisation__code=code).order_by("pk").first()
    assert book is not None
    organisation = book.plan.organisation
    where = organisation.subdistricts.get()
    return Body(
        organisation,
        _user(f"planner-{code}"),
        _user(f"checker-{code}"),
        book.plan,
        book,
        book.plan.groups.get(),
        organisation.departments.get(),
        where,
        list(where.villages.order_by("moo")),
    )


def _user(username: str) -> User:
    return User.objects.get(username=username)


def make_entries(code: str, state: str, number: int = 1, book: int | None = None) -> list[int]:
    """Entries of the body that stand at `state`, brought there by its people."""
    of = _body(code)
    into = PlanBook.objects.get(pk=book) if book else of.book
    entries = []
    with transaction.atomic():  # one disk write for the whole preparation
        for _ in range(number):
            title = f"โครงการที่ {PlanEntry.objects.count() + 1} ตำบลโคกก่อง"
            entry = StartEntry(of.planner, into, title=title).execute()
            entry = SaveEntry(of.planner, entry, complete_fields(of, title), {2571: Decimal(1000)}).execute()
            if state != "draft":
                Submit(of.planner, entry).execute()
            if state in ("checked", "awaiting_executive", "endorsed"):
                Accept(of.checker, entry).execute()
            if state == "returned":
                Return(of.checker, entry, "ไม่ได้ระบุหมู่ที่").execute()
            entries.append(entry)
        if state in ("awaiting_executive", "endorsed"):
            verdicts = {e.pk: Verdict(Outcome.ENDORSED) for e in entries}
            for stage in into.stages if state == "endorsed" else into.stages[:-1]:
                RecordMeeting(of.checker, into, stage, D(2026, 11, 20), verdicts).execute()
    return [e.pk for e in entries]


def make_additions(code: str, state: str, books: int, entries: int = 2) -> list[dict[str, Any]]:
    """Open additions of their own with entries at `state`."""
    of = _body(code)
    made = []
    with transaction.atomic():
        for _ in range(books):
            label = f"เพิ่มเติม ครั้งที่ {PlanBook.objects.filter(plan=of.plan).count() + 1}/2569"
            book = OpenBook(of.planner, of.plan, BookKind.ADDITION, label, reason="ประชาคมเสนอเพิ่ม").execute()
            made.append({"book": book.pk, "entries": make_entries(code, state, entries, book.pk)})
    return made


def look_at_books(books: list[int]) -> list[dict[str, Any]]:
    """`look_at_book` for many."""
    return [look_at_book(pk) for pk in books]


def start(who: str, book: int, title: str, key: str = "") -> int:
    return StartEntry(_user(who), PlanBook.objects.get(pk=book), title=title, key=key).execute().pk


def start_in_book_seen_open(who: str, book: int, title: str) -> int:
    """Start with a book object that was read while it was open, as a view does that was overtaken."""
    seen = PlanBook.objects.get(pk=book)
    seen.state = "open"
    return StartEntry(_user(who), seen, title=title).execute().pk


def save(
    who: str,
    entry: int,
    fields: dict[str, Any],
    amount: int | None = None,
    expected: int | None = None,
    key: str = "",
    point: str = "",
) -> int:
    budgets = None if amount is None else {2571: Decimal(amount), 2572: Decimal(amount)}
    with _dying(point):
        action = SaveEntry(_user(who), _entry(entry), fields, budgets, expected=expected, key=key)
        return action.execute().version


def submit(who: str, entry: int, expected: int | None = None, key: str = "", point: str = "") -> str:
    with _dying(point):
        return Submit(_user(who), _entry(entry), expected=expected, key=key).execute().state


def pull_back(who: str, entry: int, key: str = "") -> str:
    return PullBack(_user(who), _entry(entry), key=key).execute().state


def accept(who: str, entry: int, key: str = "") -> str:
    return Accept(_user(who), _entry(entry), key=key).execute().state


def send_back(who: str, entry: int, reason: str, key: str = "") -> str:
    return Return(_user(who), _entry(entry), reason, key=key).execute().state


def remove(who: str, entry: int, key: str = "") -> str:
    return Remove(_user(who), _entry(entry), "ซ้ำกับโครงการอื่น", key=key).execute().state


def record(
    who: str,
    book: int,
    stage: str,
    entries: list[int],
    outcome: str = "endorsed",
    key: str = "",
    expected: int | None = None,
    minutes: bool = False,
    point: str = "",
) -> int:
    verdicts = {pk: Verdict(Outcome(outcome), "" if outcome == "endorsed" else "ปรับข้อความ") for pk in entries}
    files = [("minutes.pdf", b"%PDF-1.4 minutes")] if minutes else []
    with _dying(point):
        return (
            RecordMeeting(
                _user(who),
                PlanBook.objects.get(pk=book),
                Stage(stage),
                D(2026, 11, 25),
                verdicts,
                number="1/2569",
                minutes=files,
                expected=expected,
                key=key,
            )
            .execute()
            .pk
        )


def announce(who: str, book: int, key: str = "", expected: int | None = None, point: str = "") -> str:
    with _dying(point):
        return (
            Announce(
                _user(who),
                PlanBook.objects.get(pk=book),
                D(2026, 12, 1),
                "(ผู้ลงนามตัวอย่าง)",
                "นายกองค์การบริหารส่วนตำบล",
                D(2026, 12, 1),
                D(2026, 12, 31),
                expected=expected,
                key=key,
            )
            .execute()
            .state
        )


def open_book(who: str, plan: int, label: str, key: str = "") -> int:
    return OpenBook(_user(who), Plan.objects.get(pk=plan), BookKind.ADDITION, label, "เหตุผล", key=key).execute().pk


def propose_again(who: str, entry: int, book: int, key: str = "") -> int:
    return ProposeAgain(_user(who), _entry(entry), PlanBook.objects.get(pk=book), key=key).execute().pk


def make_item(code: str) -> dict[str, Any]:
    """A university with a manager, and a published technology."""
    from wagtail.models import Site

    from knowledge.models import KnowledgeIndex, KnowledgeSection, Technology
    from portal.people.models import Organisation

    university = Organisation.objects.get(code="snru")
    person(f"manager-{code}", (university, Role.AREA_MANAGER))
    home = Site.objects.get(is_default_site=True).root_page
    index = KnowledgeIndex.objects.first() or home.add_child(instance=KnowledgeIndex(title="ความรู้", slug="knowledge"))
    section = KnowledgeSection.objects.first() or index.add_child(
        instance=KnowledgeSection(title="มหาวิทยาลัย", slug="snru", organisation=university)
    )
    item = section.add_child(
        instance=Technology(
            title=f"โรงเรือนเพาะเห็ด {code}",
            slug=f"tech-{code}",
            summary="เพาะเห็ดได้ทั้งปี",
            seed_project_name="โครงการส่งเสริมการเพาะเห็ด",
            seed_objective="เพื่อสร้างรายได้",
            trl_now=8,
        )
    )
    item.save_revision().publish()
    return {"item": item.pk, "university": university.pk, "manager": f"manager-{code}"}


def offer(who: str, item: int, organisation: int, university: int, key: str = "") -> int:
    from knowledge.citations import quote
    from knowledge.queries import item_for_use
    from portal.people.models import Organisation

    page = item_for_use(item)
    assert page is not None
    return (
        OfferItem(
            _user(who),
            quote(page),
            Organisation.objects.get(pk=organisation),
            Organisation.objects.get(pk=university),
            key=key,
        )
        .execute()
        .pk
    )


def offers_of(organisation: int) -> list[str]:
    return list(Offer.objects.filter(organisation=organisation).order_by("pk").values_list("state", flat=True))


def _entry(pk: int) -> PlanEntry:
    return PlanEntry.objects.get(pk=pk)


def look(entry: int) -> dict[str, Any]:
    """What stands in the database about an entry."""
    found = _entry(entry)
    events = list(found.events.order_by("pk").values_list("verb", "from_state", "to_state", "key", "revision_id"))
    return {
        "state": found.state,
        "version": found.version,
        "title": found.title,
        "objective": found.objective,
        "total": int(sum(b.amount for b in found.budgets.all())),
        "years": found.budgets.count(),
        "times_returned": found.times_returned,
        "item_number": found.item_number,
        "verbs": [e[0] for e in events],
        "keys": [e[3] for e in events],
        "pinned": all(e[4] for e in events),
        "pinned_title": found.events.order_by("pk").last().revision.as_object().title,  # type: ignore[union-attr]
    }


def post(who: str, url: str, data: dict[str, Any], entry: int) -> dict[str, Any]:
    """Post a form through the whole stack; the form of an entry is filled with words that no rule objects to."""
    from django.test import Client

    user = _user(who)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    if url.endswith("/edit/"):
        fields = complete_fields(_body(who.partition("-")[2]), f"ชื่อจากแบบฟอร์มที่ {entry}")
        plain = {name: getattr(value, "pk", value) for name, value in fields.items()}
        data = {**plain, "form": "p02", "budget_2571": "60,000", "version": _entry(entry).version, **data}
    response = client.post(url, data)
    return {"status": response.status_code, "location": response.headers.get("Location", "")}


def looks(entries: list[int]) -> list[dict[str, Any]]:
    """The same for many entries."""
    return [look(pk) for pk in entries]


def look_at_book(book: int) -> dict[str, Any]:
    """What stands in the database about a book and its entries."""
    found = PlanBook.objects.get(pk=book)
    entries = list(found.entries.order_by("pk"))
    files = {}
    for kept in found.files.all():
        with kept.file.open("rb") as handle:
            files[kept.kind] = len(handle.read()) == kept.size
    return {
        "state": found.state,
        "version": found.version,
        "states": Counter(e.state for e in entries),
        "numbers": [e.item_number for e in entries],
        "positions": [e.position for e in entries],
        "pages": [e.page_number for e in entries if e.state == EntryState.IN_FORCE],
        "meetings": found.meetings.count(),
        "resolutions": [e.resolutions.count() for e in entries],
        "announcements": int(hasattr(found, "announcement")),
        "verbs": Counter(found.events.values_list("verb", flat=True)),
        "files": files,
        "print_jobs": jobs("plans.tasks.print_book", book),
    }


def jobs(path: str, *args: Any) -> list[str]:
    """States of the jobs of a kind, with these arguments where any are given."""
    found = DBTaskResult.objects.filter(task_path=path).order_by("enqueued_at")
    return [j.status for j in found if not args or j.args_kwargs["args"] == list(args)]


def mails() -> int:
    """How many mails wait or were sent: one job each."""
    return DBTaskResult.objects.filter(task_path="plans.tasks.send_notice").count()


def protected_files() -> int:
    from django.conf import settings

    return sum(1 for path in settings.PROTECTED_ROOT.rglob("*") if path.is_file())


def unsound() -> list[str]:
    """What is wrong in the whole database: rules that hold whatever happened at once."""
    wrong = []
    for entry in PlanEntry.objects.select_related("book"):
        events = list(entry.events.order_by("pk"))
        if not events or events[-1].to_state != entry.state:
            wrong.append(f"entry {entry.pk}: history ends elsewhere than the entry")
        wrong += [
            f"entry {entry.pk}: {a.verb} led to {a.to_state}, {b.verb} came from {b.from_state}"
            for a, b in pairwise(events)
            if a.to_state != b.from_state
        ]
        if entry.state == EntryState.IN_FORCE and entry.book.is_open:
            wrong.append(f"entry {entry.pk}: in force in an open book")
        if entry.book.state == "announced" and entry.is_editable:
            wrong.append(f"entry {entry.pk}: editable in an announced book")
        if entry.times_returned != sum(e.verb == "return" for e in events):
            wrong.append(f"entry {entry.pk}: returned {entry.times_returned} times, the history says otherwise")
        if any(e.revision_id is None for e in events):
            wrong.append(f"entry {entry.pk}: an event without its wording")
    for book in PlanBook.objects.all():
        numbers = sorted(n for n in book.entries.values_list("item_number", flat=True) if n is not None)
        if numbers != list(range(1, len(numbers) + 1)):
            wrong.append(f"book {book.pk}: numbers {numbers}")
        if (book.state == "announced") != hasattr(book, "announcement"):
            wrong.append(f"book {book.pk}: announced without announcement, or the reverse")
        if (
            book.state == "announced"
            and book.entries.exclude(state="in_force")
            .exclude(state__in=("removed", "not_endorsed", "deferred", "referred"))
            .exists()
        ):
            wrong.append(f"book {book.pk}: something undecided in an announced book")
    doubled = PlanEvent.objects.values("key").annotate(n=Max("pk")).count() != PlanEvent.objects.count()
    if doubled:
        wrong.append("two events with one key")
    if any(not m.resolutions.exists() for m in Meeting.objects.all()):
        wrong.append("a meeting that resolved nothing")
    with connection.cursor() as cursor:
        wrong += [f"integrity: {row}" for row in cursor.execute("PRAGMA integrity_check").fetchall() if row[0] != "ok"]
        wrong += [f"foreign key: {row}" for row in cursor.execute("PRAGMA foreign_key_check").fetchall()]
    return wrong


def work() -> str:
    """One run of the product's worker until the queue is empty."""
    from django.core.management import call_command

    call_command("worker", batch=True, interval=0.05, verbosity=0)
    return "done"


def work_and_die(point: str) -> str:
    """A worker that is killed in the middle of its job."""
    with _dying(point):
        return work()


def clock_round() -> str:
    """One round of the product's scheduler."""
    from django.core.management import call_command

    call_command("scheduler", once=True)
    return "done"


def forget_print_jobs(book: int) -> int:
    """As if the job had been lost: an older program queued it after the commit and died in between."""
    return DBTaskResult.objects.filter(
        task_path="plans.tasks.print_book", args_kwargs={"args": [book], "kwargs": {}}
    ).delete()[0]


class _dying:
    """Replace one function so that the process kills itself there: "module:name" dies instead of the call,
    "module:name+" right after it, "module:name*2" at the second call."""

    def __init__(self, point: str) -> None:
        self.point = point

    def __enter__(self) -> None:
        if self.point:
            _arm(self.point)

    def __exit__(self, *details: object) -> None:
        if self.point and details[0] is None:
            # a point that was never reached would be a test of nothing
            raise AssertionError(f"{self.point} was never reached")


def _arm(point: str) -> None:
    import importlib

    name, _, nth = point.rstrip("+").partition("*")
    module_name, _, path = name.partition(":")
    owner: Any = importlib.import_module(module_name)
    *parents, last = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    original: Callable[..., Any] = getattr(owner, last)
    left = int(nth or 1)

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal left
        left -= 1
        if left == 0 and not point.endswith("+"):
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **kwargs)
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, last, deadly)
