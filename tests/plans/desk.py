"""What tests of the desk share: entries brought to a state through the product's actions, and signed-in clients."""

import datetime
import re
from decimal import Decimal
from typing import Any

from django.test import Client

from plans.actions import Accept, Announce, RecordMeeting, SaveEntry, StartEntry, Submit, Verdict
from plans.models import PlanEntry
from plans.states import Outcome, Stage
from tests.factories.bodies import Body, complete_fields

D = datetime.date
TODAY = D(2026, 12, 1)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def draft(of: Body, title: str = "โครงการส่งเสริมอาชีพเพาะเห็ด", money: dict[int, int] | None = None) -> PlanEntry:
    entry = StartEntry(of.planner, of.book, title=title).execute()
    budgets = {y: Decimal(a) for y, a in (money or {2571: 60000}).items()}
    return SaveEntry(of.planner, entry, complete_fields(of, title), budgets).execute()


def submitted(of: Body, title: str = "โครงการส่งเสริมอาชีพเพาะเห็ด", money: dict[int, int] | None = None) -> PlanEntry:
    return Submit(of.planner, draft(of, title, money), {}).execute()


def checked(of: Body, title: str = "โครงการส่งเสริมอาชีพเพาะเห็ด", money: dict[int, int] | None = None) -> PlanEntry:
    return Accept(of.checker, submitted(of, title, money)).execute()


def resolve(of: Body, stage: Stage, *entries: PlanEntry, outcome: Outcome = Outcome.ENDORSED, note: str = "") -> None:
    verdicts = {entry.pk: Verdict(outcome, note) for entry in entries}
    RecordMeeting(of.planner, of.book, stage, D(2026, 11, 20), verdicts).execute()


def endorsed(of: Body, title: str = "โครงการส่งเสริมอาชีพเพาะเห็ด") -> PlanEntry:
    entry = checked(of, title)
    for stage in of.book.stages:
        resolve(of, stage, entry)
    entry.refresh_from_db()
    return entry


def announced(of: Body, title: str = "โครงการส่งเสริมอาชีพเพาะเห็ด") -> PlanEntry:
    entry = endorsed(of, title)
    Announce(of.planner, of.book, D(2026, 12, 1), "(ผู้ลงนามตัวอย่าง)", "นายก", D(2026, 12, 1), D(2026, 12, 31)).execute()
    entry.refresh_from_db()
    return entry


def hidden(page: str) -> dict[str, str]:
    """The hidden inputs of the last form of a page: what a browser sends along."""
    form = page.rsplit("<form", 1)[1] if page.count("<form") < 3 else page
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = value[1] if value else ""
    return found
