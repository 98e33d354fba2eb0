"""Print previews of a book, for people of its body only: the page that waits for the PDF, and the files."""

import io

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from plans.exports.book import xlsx_of
from plans.exports.paper import digest_of, paper_of
from plans.exports.preview import kept_preview, order_preview, state_of
from plans.models import PlanBook
from plans.views.access import book_for, frame, workspace


def _nothing_to_print(request: HttpRequest, book: PlanBook) -> HttpResponse:
    messages.info(request, _("There is nothing to print yet: the book has no project"))
    return redirect("workspace:book", pk=book.pk)


@workspace
def preview(request: HttpRequest, pk: int, kind: str) -> HttpResponseBase:
    """The book as it would be printed now; a PDF that is not made yet is ordered. An announced book gives its kept
    file."""
    book = book_for(request, pk)
    if kind not in ("pdf", "xlsx"):
        raise Http404
    if not book.is_open and book.files.filter(kind=kind).exists():
        return redirect("plan_book_file", pk=book.pk, kind=kind)
    paper = paper_of(book)
    if not paper.entries:
        return _nothing_to_print(request, book)
    name = f"book-{book.pk}-preview.{kind}"
    if kind == "xlsx":
        return FileResponse(io.BytesIO(xlsx_of(paper, timezone.now())), as_attachment=True, filename=name)
    digest = digest_of(paper)
    kept = kept_preview(book, digest)
    if kept is None:
        order_preview(book, digest)
        return redirect("workspace:book_previewing", pk=book.pk)
    return FileResponse(io.BytesIO(kept.content), filename=name)


@workspace
def previewing(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the PDF is; the page looks again by itself and goes on to the file when it is there."""
    book = book_for(request, pk)
    paper = paper_of(book)
    if not paper.entries:
        return _nothing_to_print(request, book)
    digest = digest_of(paper)
    kept = kept_preview(book, digest)
    state = "ready" if kept else state_of(book, digest)
    if state == "none":
        # The book changed while one waited, or the preview is older than a day.
        return redirect("workspace:book_preview", pk=book.pk, kind="pdf")
    context = {
        **frame(request, book.plan.organisation),
        "book": book,
        "state": state,
        "count": len(paper.entries),
        "size": len(kept.content) if kept else None,
        "pages": kept.pages if kept else None,
    }
    return render(request, "workspace/book_preview.html", context)
