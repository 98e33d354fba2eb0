"""What knowledge says of pictures and documents: which items are hidden although live, and who reads unpublished ones.

Registered with the ground floor (`portal.base.uses`) in `AppConfig.ready`; `without_removed_files` is called by the
page of an earlier version.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, QuerySet
from wagtail.models import ReferenceIndex, TaskState

from portal.base.uses import FILE_READERS, hide_pages, pages_using
from portal.people.models import Role
from portal.people.policies import organisations_of

from .models import KnowledgeItem
from .policies import can


def withdrawn_items() -> QuerySet[Any]:
    """Primary keys of items whose people no longer agree."""
    return KnowledgeItem.objects.filter(consent_withdrawn=True).values("pk")


def readers(files: Sequence[Model], user: Any) -> Mapping[Any, bool]:
    """{file.pk: whether the person may view an item that uses it}; asked only for files that are not public."""
    return {file.pk: _reads(file, user) for file in files}


def _reads(file: Model, user: Any) -> bool:
    items = KnowledgeItem.objects.filter(pk__in=pages_using(file))
    if any(can(user, "view", item) for item in items):
        return True
    return any(_uses(draft, file) for draft in _drafts_to_review(user))


def _drafts_to_review(user: Any) -> list[KnowledgeItem]:
    """The texts that the person is to decide on, as submitted: the index of references knows stored texts only."""
    own = organisations_of(user, Role.REVIEWER)
    if not own:
        return []
    waiting = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).values("revision_id")
    items = KnowledgeItem.objects.filter(organisation_id__in=own, latest_revision__in=waiting)
    return [item.specific.get_latest_revision_as_object() for item in items]


def _uses(draft: KnowledgeItem, file: Model) -> bool:
    """Whether this text, stored or not, refers to the file."""
    kind = ContentType.objects.get_for_model(file).pk
    found = ReferenceIndex._extract_references_from_object(draft)
    return any((reference[0], str(reference[1])) == (kind, str(file.pk)) for reference in found)


def without_removed_files(earlier: KnowledgeItem, current: KnowledgeItem) -> KnowledgeItem:
    """An earlier version without the pictures and documents that its public version no longer has: what was taken off
    an item is not served any more, so nothing may point at it. Changes `earlier` and gives it back."""
    kept = {(kind, str(key)) for kind, key, *_ in ReferenceIndex._extract_references_from_object(current)}
    pictures = ContentType.objects.get_for_model(KnowledgeItem._meta.get_field("cover").related_model).pk
    if (pictures, str(earlier.cover_id)) not in kept:
        earlier.cover = None
    for position in reversed(range(len(earlier.body))):
        block = earlier.body[position]
        image = block.value.get("image") if block.block_type == "image" else None
        if image is not None and (pictures, str(image.pk)) not in kept:
            del earlier.body[position]
    documents = set(current.attachments.values_list("document_id", flat=True))
    earlier.attachments = [row for row in earlier.attachments.all() if row.document_id in documents]
    return earlier


def connect() -> None:
    """Tell the ground floor."""
    hide_pages(withdrawn_items)
    FILE_READERS.fill_with(readers)
