"""Mails to the people who wait: short, one link, the same words as the screen.

Written as jobs in the transaction of the action: the worker sees them when it is committed and never before, and a
process that dies right after the commit loses none.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from plans.models import Meeting, Offer, PlanBook, PlanEntry
from portal.people.models import Membership, Organisation, Role


def people_of(organisation: Organisation | int, *roles: Role) -> list[Any]:
    """Active people with a mail address who hold one of the roles in the body."""
    memberships = Membership.objects.filter(
        organisation=organisation, role__in=roles, is_active=True, user__is_active=True
    ).select_related("user")
    return [m.user for m in memberships if m.user.email]


def _send(kind: str, people: Iterable[Any], path: str, **context: Any) -> None:
    recipients = sorted({person.email for person in people})
    if not recipients:
        return

    from plans.tasks import send_notice

    with translation.override("th"):
        values = {**context, "link": settings.BASE_URL.rstrip("/") + path}
        # A header is one line; the title of a project may hold several.
        subject = " ".join(render_to_string(f"mail/plans/{kind}_subject.txt", values).split())
        body = render_to_string(f"mail/plans/{kind}.txt", values)
    send_notice.enqueue(subject, body, recipients)


def deliver_notice(subject: str, body: str, recipients: list[str]) -> None:
    """What the job does: one mail a person, so that nobody sees another's address."""
    for recipient in recipients:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [recipient])


def _entry_path(entry: PlanEntry) -> str:
    return reverse("workspace:entry", args=[entry.pk])


def submitted(entry: PlanEntry, by: Any) -> None:
    """To the checkers of the body."""
    people = people_of(entry.book.plan.organisation_id, Role.CHECKER)
    _send("submitted", people, _entry_path(entry), entry=entry, by=by)


def returned(entry: PlanEntry, by: Any, reason: str) -> None:
    """To the planners of the body, with the reason word for word."""
    people = people_of(entry.book.plan.organisation_id, Role.PLANNER)
    _send("returned", people, _entry_path(entry), entry=entry, by=by, reason=reason)


def accepted(entry: PlanEntry, by: Any) -> None:
    """To the planners of the body."""
    people = people_of(entry.book.plan.organisation_id, Role.PLANNER)
    _send("accepted", people, _entry_path(entry), entry=entry, by=by)


def resolved(meeting: Meeting, by: Any) -> None:
    """To planners and checkers: what the meeting resolved."""
    people = people_of(meeting.book.plan.organisation_id, Role.PLANNER, Role.CHECKER)
    path = reverse("workspace:book", args=[meeting.book_id])
    _send(
        "resolved",
        people,
        path,
        meeting=meeting,
        book=meeting.book,
        resolutions=list(meeting.resolutions.select_related("entry")),
    )


def announced(book: PlanBook, by: Any) -> None:
    """To the body, and to the area managers of the universities whose work is in the book."""
    from plans.models import EntryCitation

    people = people_of(book.plan.organisation_id, Role.PLANNER, Role.CHECKER)
    universities = {
        c.content.get("organisation_id") for c in EntryCitation.objects.filter(entry__book=book).only("content")
    }
    for university in filter(None, universities):
        people += people_of(university, Role.AREA_MANAGER, Role.REVIEWER)
    _send("announced", people, reverse("plan_book", args=[book.pk]), book=book)


def offered(offer: Offer) -> None:
    """To the planners of the body."""
    people = people_of(offer.organisation_id, Role.PLANNER)
    _send("offered", people, reverse("workspace:home"), offer=offer)


def source_moved(organisation_id: int, entries: list[PlanEntry], title: str, withdrawn: bool) -> None:
    """To the planners of a body: an item that their entries cite reads differently now, or is no longer published."""
    people = people_of(organisation_id, Role.PLANNER)
    _send("source_moved", people, reverse("workspace:home"), entries=entries, title=title, withdrawn=withdrawn)
