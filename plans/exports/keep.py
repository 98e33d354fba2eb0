"""Make and keep the files of an announced book: once, with their hash, and the page of every entry.

Called by the job `plans.tasks.print_book`; running it again changes nothing.
"""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction

from plans.exports.book import book_pdf, book_xlsx
from plans.models import BookFile, PlanBook, PlanEntry
from plans.states import BookState


def keep_announced_files(book_id: int) -> None:
    """Write PDF and XLSX of an announced book and the entries' page numbers. Raises ValueError for an open book.

    All is written in one transaction after both files are made, so a worker that dies leaves nothing half done.
    """
    book = PlanBook.objects.select_related("plan__organisation__district__province", "announcement").get(pk=book_id)
    if book.state != BookState.ANNOUNCED:
        raise ValueError(f"book {book_id} is not announced")
    if book.files.count() == len(BookFile.Kind):
        return
    created = book.announcement.announced_at
    pdf = book_pdf(book, created)
    xlsx = book_xlsx(book, created)
    with transaction.atomic():
        _keep(book, BookFile.Kind.PDF, pdf.content, pdf.pages)
        _keep(book, BookFile.Kind.XLSX, xlsx, None)
        for entry in PlanEntry.objects.filter(book=book):
            page = pdf.anchors.get(f"entry-{entry.pk}")
            if page is not None:
                PlanEntry.objects.filter(pk=entry.pk).update(page_number=page)


def _keep(book: PlanBook, kind: BookFile.Kind, data: bytes, pages: int | None) -> None:
    if BookFile.objects.filter(book=book, kind=kind).exists():
        return
    BookFile.objects.create(
        book=book,
        kind=kind,
        file=ContentFile(data, name=f"book-{book.pk}.{kind.value}"),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        pages=pages,
    )
