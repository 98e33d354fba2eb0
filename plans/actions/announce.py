"""ประกาศใช้: the book comes into force, item numbers become final, and the printed files are ordered."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from plans import notifications
from plans.exports.paper import freeze
from plans.models import Announcement, BookFile, Meeting, PlanBook, PlanEntry
from plans.numbering import number_entries
from plans.queries import missing_stages
from plans.search_source import index_book
from plans.states import AMENDING_KINDS, DECIDING_STATES, OPEN_STATES, BookState, EntryState, Verb
from portal.base import jobs
from portal.base.clock import today

from .base import Action, ActionError, Blocked, claim, fresh, fresh_book, move, require, write_event

POSTING_DAYS = 30
PRINT_AGAIN_AFTER = datetime.timedelta(hours=1)
"""How long after a failed printing the next is ordered."""


@dataclass
class Announce(Action):
    """Bring a book into force. Every entry still in it must be endorsed; posting lasts at least 30 days.

    What the book says on paper is kept in the same transaction (`plans.exports.paper`), so that nothing changed
    afterwards changes it. The PDF and XLSX are made from that by a job; page numbers come from the real PDF. The job's
    row is written in the same transaction too, so a book is never in force without somebody knowing that it must be
    printed.
    """

    user: Any
    book: PlanBook
    date: datetime.date
    signer: str
    signer_title: str
    posted_from: datetime.date
    posted_until: datetime.date
    number: str = ""
    notices: str = ""
    expected: int | None = None
    key: str = ""

    def perform(self) -> PlanBook:
        book = fresh_book(self.book)
        require(self.user, Verb.ANNOUNCE, book)
        if not book.is_open:
            raise ActionError(_("This book has been announced already"))
        self._check_words()
        self._check_dates(book)
        entries = list(book.entries.select_related("group", "programme", "amends"))
        self._check_entries(book, entries)
        claim(book, self.expected, state=BookState.ANNOUNCED)
        Announcement.objects.create(
            book=book,
            date=self.date,
            number=self.number.strip(),
            signer=self.signer.strip(),
            signer_title=self.signer_title.strip(),
            posted_from=self.posted_from,
            posted_until=self.posted_until,
            notices=self.notices.strip(),
            announced_by=self.user,
        )
        endorsed = [e for e in entries if e.state == EntryState.ENDORSED]
        numbers = number_entries(book, endorsed)
        for entry in endorsed:
            entry.book = book
            move(self.user, Verb.ANNOUNCE, entry, expected=None, key="", item_number=numbers[entry.pk])
            if entry.amends is not None:
                move(self.user, Verb.REPLACE, fresh(entry.amends), expected=None, key="", reason=book.title)
        freeze(book)
        write_event(self.user, Verb.ANNOUNCE, book, key=self.key)
        index_book(book.pk)
        for replaced in {e.amends.book_id for e in endorsed if e.amends is not None}:
            index_book(replaced)
        order_printing(book.pk)
        notifications.announced(book, self.user)
        return book

    def _check_words(self) -> None:
        if not self.signer.strip() or not self.signer_title.strip():
            raise ActionError(_("Please state who signs the announcement and the title of the signer"))

    def _check_dates(self, book: PlanBook) -> None:
        last = Meeting.objects.filter(book=book).order_by("-date").first()
        if self.date > today():
            raise ActionError(_("The date of the announcement lies in the future"))
        if last and self.date < last.date:
            raise ActionError(_("The announcement cannot be dated before the last meeting"))
        if self.posted_from < self.date:
            raise ActionError(_("Posting cannot begin before the announcement"))
        if self.posted_until < self.posted_from + datetime.timedelta(days=POSTING_DAYS):
            raise ActionError(_("The announcement must be posted for at least 30 days"))

    def _check_entries(self, book: PlanBook, entries: list[PlanEntry]) -> None:
        endorsed = [e for e in entries if e.state == EntryState.ENDORSED]
        waiting = [e for e in entries if e.state in DECIDING_STATES]
        for stage in missing_stages(book, [*endorsed, *waiting]):
            raise Blocked(
                _("This book cannot be announced yet: there is no resolution of the %(stage)s") % {"stage": stage.label}
            )
        if not endorsed:
            raise ActionError(_("No entry of this book has been endorsed yet"))
        unfinished = [e for e in entries if e.state in OPEN_STATES or e.state == EntryState.SUBMITTED or e in waiting]
        if unfinished:
            raise Blocked(
                _("“%(title)s” is not endorsed yet; record its resolution or take it out of this book first")
                % {"title": unfinished[0].title}
            )
        stranger = next((e for e in endorsed if book.kind in AMENDING_KINDS and e.amends_id is None), None)
        if stranger:
            raise Blocked(
                _("“%(title)s” is new to the plan, so this book cannot bring it into force") % {"title": stranger.title}
            )
        adjusting = next((e for e in endorsed if e.adjusting), None)
        if adjusting:
            raise Blocked(
                _("“%(title)s” must first be adjusted as the last meeting resolved") % {"title": adjusting.title}
            )


def order_printing(book_id: int) -> None:
    """Queue the job that makes the announced files; it may run again safely."""
    from plans.tasks import print_book

    print_book.enqueue(book_id)


def order_missing_printing() -> list[int]:
    """Queue the printing of announced books that lack a file and for which no job waits, runs or was queued within
    `PRINT_AGAIN_AFTER` (one that failed, or was given up). Returns their ids. Part of the clock's round."""
    from plans.tasks import print_book

    lacking = (
        PlanBook.objects.filter(state=BookState.ANNOUNCED)
        .annotate(kept=Count("files"))
        .filter(kept__lt=len(BookFile.Kind))
        .values_list("pk", flat=True)
    )
    ordered = []
    for book_id in lacking:
        if not jobs.is_queued(print_book.module_path, [book_id], since=PRINT_AGAIN_AFTER):
            order_printing(book_id)
            ordered.append(book_id)
    return ordered
