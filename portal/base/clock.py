"""Today and now, as every rule and form of the product understands it (Asia/Bangkok)."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.utils import timezone

_standing: ContextVar[datetime.date | None] = ContextVar("portal.base.clock", default=None)


def today() -> datetime.date:
    """The local day. Tests fix it through the setting FIXED_TODAY, which production never sets."""
    fixed = _standing.get() or getattr(settings, "FIXED_TODAY", None)
    return fixed or timezone.localdate()


def now() -> datetime.datetime:
    """This moment on the day that `today()` says; aware, local time."""
    moment = timezone.localtime()
    return datetime.datetime.combine(today(), moment.timetz())


@contextmanager
def standing_on(day: datetime.date) -> Iterator[None]:
    """Take `day` for today in this thread. For the demonstration: its acts keep their dates whenever it is built,
    and the rules on closed years and on dates in the future look at them from their own day."""
    token = _standing.set(day)
    try:
        yield
    finally:
        _standing.reset(token)
