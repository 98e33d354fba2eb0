"""The demonstration's accounts: roles, not persons. Called by `load`; `accounts()` also by who prints the list.

`desk.json` holds them. An account that exists is left as it is, but for the password, which is always the one that
is printed at the start (`settings.DEMO_PASSWORD`).
"""

import json
import os
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from portal.people.models import Membership, Organisation, Role, User

from .data import HERE, DemoDataError, Record

MAIL_DOMAIN = "example.org"


@dataclass(frozen=True)
class Account:
    """An account to try: user name, role in Thai words, what one does with it."""

    username: str
    role: str
    purpose: str


@dataclass
class People:
    """The demonstration's users by the code of their organisation and by role, in the order of the data."""

    users: dict[str, User] = field(default_factory=dict)
    by_role: dict[tuple[str, str], list[User]] = field(default_factory=lambda: defaultdict(list))
    made: int = 0

    def holder(self, organisation: str, role: Role, turn: int = 0) -> User:
        """The user with that role there; `turn` lets those who share a role take turns. DemoDataError if nobody."""
        users = self.by_role.get((organisation, role.value))
        if not users:
            raise DemoDataError(f"desk.json: nobody is {role.value} of {organisation}")
        return users[turn % len(users)]


@cache
def desk() -> Record:
    """What stands beside items and plans: accounts, items that are not published, offers."""
    content: Record = json.loads((HERE / "desk.json").read_text(encoding="utf-8"))
    return content


def accounts() -> list[Account]:
    """The accounts worth printing: one for each step of the line, the two bodies, district, agency, operator."""
    return [Account(row["username"], row["name"], row["purpose"]) for row in desk()["accounts"] if row["shown"]]


def ensure_people() -> People:
    """Every account with its membership; DemoDataError where a real person already bears one of the names."""
    people = People()
    known = {user.username: user for user in User.objects.filter(username__in=_names())}
    password = _password_hash(list(known.values()))
    bodies = {body.code: body for body in Organisation.objects.filter(code__in=_bodies())}
    for row in desk()["accounts"]:
        user = known.get(row["username"])
        if user is None:
            user = _make(row, bodies[row["organisation"]], password)
            people.made += 1
        elif not user.is_sample:
            raise DemoDataError(f"the user name {row['username']} belongs to a real person; set DEMO=no")
        people.users[row["username"]] = user
        people.by_role[row["organisation"], row["role"]].append(user)
    return people


def _names() -> list[str]:
    return [row["username"] for row in desk()["accounts"]]


def _bodies() -> list[str]:
    return [row["organisation"] for row in desk()["accounts"]]


@transaction.atomic
def _make(row: Record, organisation: Organisation, password: str) -> User:
    user = User.objects.create(
        username=row["username"],
        email=f"{row['username']}@{MAIL_DOMAIN}",
        display_name=row["name"],
        is_sample=True,
        password=password,
    )
    Membership.objects.create(user=user, organisation=organisation, role=row["role"])
    return user


def _password_hash(known: list[User]) -> str:
    """The hash that new accounts get; accounts with another password are brought back to the printed one.

    One hash for all, since hashing is slow on purpose and the password is one and the same.
    """
    stored = {user.password for user in known if user.is_sample}
    right = {hashed for hashed in stored if check_password(settings.DEMO_PASSWORD, hashed)}
    current: str = min(right) if right else make_password(settings.DEMO_PASSWORD)
    wrong = stored - right
    if wrong:
        User.objects.filter(is_sample=True, username__in=_names(), password__in=wrong).update(password=current)
    return current


def write_note(folder: Path | None = None) -> Path:
    """Write the list with its password to `DATA_DIR/accounts.txt`, readable only to the owner; `./run` prints it."""
    path = Path(folder or settings.DATA_DIR) / "accounts.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".accounts.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        handle.write("\n".join(note_lines()) + "\n")
    draft.replace(path)
    return path


def note_lines() -> list[str]:
    """The list as text, one account a line."""
    shown = accounts()
    width = max(len(account.username) for account in shown)
    head: list[Any] = [f"Demonstration accounts, all with the password  {settings.DEMO_PASSWORD}"]
    return head + [f"  {a.username:<{width}}  {a.role} – {a.purpose}" for a in shown]
