"""The PDF of a book as it would be printed now: made by a job, kept in the shared cache under its content.

Called by `plans.views.previewing` and by the job `plans.tasks.print_preview`. Nothing here is a record: what is lost is
made again.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from django.core.cache import cache
from django.utils import timezone
from django_tasks.base import TaskResultStatus

from plans.exports.book import pdf_of
from plans.exports.paper import BookPaper, digest_of, paper_of
from plans.models import PlanBook
from portal.base import jobs

KEPT = timedelta(days=1)
JUST_NOW = timedelta(minutes=1)
"""A job that ended well so lately without leaving its file is not ordered again by itself, lest it never ends."""

State = Literal["ready", "printing", "waiting", "failed", "none"]


@dataclass(frozen=True)
class Preview:
    """A finished preview: the file and how many sheets it has."""

    content: bytes
    pages: int


def kept_preview(book: PlanBook, digest: str) -> Preview | None:
    """The preview of exactly this content, if it was made within a day."""
    return cache.get(_key(book.pk, digest))


def state_of(book: PlanBook, digest: str) -> State:
    """Where the making of a preview that is not kept stands; "none" where nobody ordered it."""
    from plans.tasks import print_preview

    job = jobs.newest(print_preview.module_path, [book.pk, digest])
    if job is None:
        return "none"
    if job.status == TaskResultStatus.SUCCESSFUL:
        lately = job.finished_at is not None and timezone.now() - job.finished_at < JUST_NOW
        return "failed" if lately else "none"
    known: dict[str, State] = {TaskResultStatus.READY: "waiting", TaskResultStatus.RUNNING: "printing"}
    return known.get(job.status, "failed")


def order_preview(book: PlanBook, digest: str) -> None:
    """Have a worker make it, unless one is about to."""
    from plans.tasks import print_preview

    if state_of(book, digest) not in ("waiting", "printing"):
        print_preview.enqueue(book.pk, digest)


def make_preview(book_id: int) -> None:
    """Make and keep the preview of the book as it stands when the worker comes to it, and throw away the one before."""
    book = PlanBook.objects.select_related("plan__organisation__district__province").get(pk=book_id)
    paper: BookPaper = paper_of(book)
    digest = digest_of(paper)
    if not paper.entries or kept_preview(book, digest) is not None:
        return
    pdf = pdf_of(paper, timezone.now())
    before = cache.get(_key(book_id, "newest"))
    if before not in (None, digest):
        cache.delete(_key(book_id, before))
    cache.set(_key(book_id, digest), Preview(pdf.content, pdf.pages), KEPT.total_seconds())
    cache.set(_key(book_id, "newest"), digest, KEPT.total_seconds())


def _key(book_id: int, digest: str) -> str:
    return f"plans.preview.{book_id}.{digest}"
