"""The text inside uploaded PDF and Word files, so that what they belong to is found by it.

A document that is uploaded or replaced is read once, in a background job and there by a process apart
(`portal.kit.reading.apart`). The text is kept by the hash of the file; then whatever shows the document is indexed
again. Sources get the texts with `texts_of` and give them to `Document.attached`; they say in `shows` whom a document
concerns. Connected in `SearchConfig.ready()`; the clock calls `order_missing` through `portal.base.jobs`.
"""

import logging
import re
import tempfile
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import post_delete, post_save
from django.utils import timezone
from django_tasks import task
from wagtail.models import Collection, CollectionViewRestriction

from portal.base import jobs
from portal.base.models import Document
from portal.base.uses import in_private_collection
from portal.kit.reading.apart import Outcome, Reading, read_apart
from portal.kit.reading.bounds import MAX_FILE_BYTES
from portal.kit.thai.text import arabic_digits, is_thai_id
from search.models import FileText
from search.signals import index_showing

logger = logging.getLogger(__name__)

READER = 1
"""Raise it when `portal.kit.reading` reads better: every file is then read again, some each minute."""

ENDINGS = (".pdf", ".docx")
MAX_ATTACHED_CHARACTERS = 60_000
"""Of the texts of all files of one object that are searched; about 25 full pages of Thai."""
AT_ONCE = 20
AGAIN_AFTER = timedelta(days=1)
CHUNK_BYTES = 1024 * 1024
# Thirteen digits of either script, with what people write between them.
_THIRTEEN = re.compile(r"(?<!\d)\d(?:[ \t.‐‑‒–—−-]{0,3}\d){12}(?!\d)")


def connect() -> None:
    """Follow the documents and the privacy of their collections."""
    post_save.connect(_saved, sender=Document, dispatch_uid="search.attachments")
    post_delete.connect(_deleted, sender=Document, dispatch_uid="search.attachments")
    post_save.connect(_privacy_changed, sender=CollectionViewRestriction, dispatch_uid="search.attachments")
    post_delete.connect(_privacy_changed, sender=CollectionViewRestriction, dispatch_uid="search.attachments")
    post_save.connect(_collection_saved, sender=Collection, dispatch_uid="search.attachments")
    jobs.register_repair(order_missing)


def is_readable(document: Document) -> bool:
    """Whether the name says that it is a PDF or Word file."""
    return str(document.file.name).lower().endswith(ENDINGS)


def texts_of(documents: Iterable[Any]) -> dict[Any, str]:
    """{primary key: text} of those of the documents (or their primary keys) that have been read and that everybody may
    open: what lies in a private collection is not to be found by what it says. Two queries at most."""
    keys = {getattr(document, "pk", document) for document in documents}
    if not keys:
        return {}
    public = Document.objects.filter(pk__in=keys).exclude(in_private_collection()).exclude(file_hash="")
    hashes = dict(public.values_list("pk", "file_hash"))
    texts = dict(
        FileText.objects.filter(file_hash__in=set(hashes.values())).exclude(text="").values_list("file_hash", "text")
    )
    return {pk: texts[file_hash] for pk, file_hash in hashes.items() if file_hash in texts}


def joined(parts: Iterable[tuple[str, str]]) -> str:
    """The texts of several files as one, for `Document.attached`: (title, text) each, every file with a fair share of
    `MAX_ATTACHED_CHARACTERS`."""
    files = [(title, text) for title, text in parts if title or text]
    share = MAX_ATTACHED_CHARACTERS // max(1, len(files))
    return "\n".join(piece for title, text in files for piece in (title, text[:share]) if piece)


def outcome_of(document: Document) -> FileText.Outcome | None:
    """What became of the reading of the document; None while it was not read, and of files that are not tried."""
    known = FileText.objects.filter(file_hash=document.file_hash).first() if document.file_hash else None
    return FileText.Outcome(known.outcome) if known is not None else None


def unread() -> QuerySet[Document]:
    """Documents that have no text yet, or one of an older reader."""
    ending = Q()
    for name in ENDINGS:
        ending |= Q(file__iendswith=name)
    return Document.objects.filter(ending).exclude(
        file_hash__in=FileText.objects.filter(reader=READER).values("file_hash")
    )


def order_missing() -> None:
    """Order the reading of some documents that were never read, unless it was ordered lately. Called every minute."""
    for pk in unread().order_by("-pk").values_list("pk", flat=True)[:AT_ONCE]:
        _order(pk)


def _order(pk: int) -> None:
    if not jobs.is_queued(read_document.module_path, [pk], since=AGAIN_AFTER):
        read_document.enqueue(pk)


@task()
def read_document(document_id: int) -> None:
    """Read a document and index again what shows it. May run twice: the second time finds the text there."""
    document = Document.objects.filter(pk=document_id).first()
    if document is None or not is_readable(document):
        return
    if read_now(document):
        forget_unused()
        for same in Document.objects.filter(file_hash=document.file_hash):
            index_showing(same)


def read_now(document: Document) -> bool:
    """Read the document's file and keep its text; False when that was done before or the file is not there."""
    try:
        file_hash = document.get_file_hash()
        if FileText.objects.filter(file_hash=file_hash, reader=READER).exists():
            return False
        reading = _reading(document)
    except FileNotFoundError:
        logger.warning("Document %s has no file to read", document.pk)
        if not document.file_hash:
            return False
        file_hash, reading = document.file_hash, Reading(Outcome.BROKEN)
    FileText.objects.update_or_create(
        file_hash=file_hash,
        defaults={
            "outcome": reading.outcome.value,
            "text": without_citizen_numbers(reading.text),
            "reader": READER,
            "read_at": timezone.now(),
        },
    )
    return True


def _reading(document: Document) -> Reading:
    # A copy: the storage need not hold real files, and the process apart gets one that nobody else writes to.
    with tempfile.TemporaryFile() as copy, document.open_file() as original:
        left = MAX_FILE_BYTES + 1
        while left > 0 and (chunk := original.read(min(CHUNK_BYTES, left))):
            copy.write(chunk)
            left -= len(chunk)
        copy.flush()
        return read_apart(copy)


def without_citizen_numbers(text: str) -> str:
    """The text without citizens' numbers, which nobody shall find or read in a snippet, whatever a file holds."""
    return _THIRTEEN.sub(
        lambda match: " " if is_thai_id(re.sub(r"\D", "", arabic_digits(match[0]))) else match[0], text
    )


def forget_unused() -> None:
    """Drop the texts of files that no document holds any more."""
    FileText.objects.exclude(file_hash__in=Document.objects.values("file_hash")).delete()


def _saved(
    sender: type[Document], instance: Document, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    if raw or not is_readable(instance) or (update_fields is not None and "file" not in update_fields):
        return
    known = FileText.objects.filter(file_hash=instance.file_hash, reader=READER) if instance.file_hash else None
    if known is None or not known.exists():
        # The row of the job is committed with the document.
        read_document.enqueue(instance.pk)


def _deleted(sender: type[Document], instance: Document, **kwargs: Any) -> None:
    if instance.file_hash and not Document.objects.filter(file_hash=instance.file_hash).exists():
        FileText.objects.filter(file_hash=instance.file_hash).delete()


def _privacy_changed(sender: Any, instance: CollectionViewRestriction, **kwargs: Any) -> None:
    """A collection became private or public: its documents' texts come and go."""
    _index_collection(instance.collection_id)


def _collection_saved(sender: Any, instance: Collection, created: bool = False, **kwargs: Any) -> None:
    """The admin saves a collection, then moves it, perhaps under a private one, which no signal tells."""
    if not created:
        transaction.on_commit(partial(_index_collection, instance.pk))


def _index_collection(pk: int) -> None:
    collection = Collection.objects.filter(pk=pk).first()
    if collection is not None:
        for document in Document.objects.filter(collection__path__startswith=collection.path):
            index_showing(document)
