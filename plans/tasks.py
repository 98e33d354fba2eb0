"""Background jobs of plans. Each may run twice without harm: a worker can die in the middle."""

from django_tasks import task

from plans.notifications import deliver_notice


@task()
def send_notice(subject: str, body: str, recipients: list[str]) -> None:
    """Send one notice to several people."""
    deliver_notice(subject, body, recipients)


@task()
def print_book(book_id: int) -> None:
    """Make and keep the announced PDF and XLSX of a book, and the page numbers that the PDF has."""
    from plans.exports.keep import keep_announced_files

    keep_announced_files(book_id)


@task()
def print_preview(book_id: int, digest: str) -> None:
    """Make the preview of a book as it stands. `digest` names the content that was asked for, so that the same
    content is ordered once; a book that changed since is printed as it is now."""
    from plans.exports.preview import make_preview

    make_preview(book_id)
