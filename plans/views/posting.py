"""Reading the two hidden inputs that every form of the workspace carries: its key and the version it was shown."""

from django.http import HttpRequest

from plans.actions.base import key_mark, new_key
from plans.models import PlanEntry


def posted_key(request: HttpRequest) -> str:
    """The form's idempotency key; a fresh one where a script sent none."""
    return request.POST.get("key", "").strip()[:80] or new_key()


def posted_version(request: HttpRequest) -> int | None:
    """The version of the object that the person saw, or None."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


def was_sent_before(request: HttpRequest, entry: PlanEntry) -> bool:
    """Whether this very form already did something to the entry: a double click, or a reload of the answer."""
    mark = key_mark(request.POST.get("key", "").strip()[:80])
    return bool(mark) and entry.events.filter(actor=request.user.pk, key__startswith=mark).exists()
