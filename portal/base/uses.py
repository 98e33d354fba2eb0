"""Which pages use a picture or a document, and whether one of them is public: what makes a file public.

Wagtail's reference index knows what the stored text of every page refers to, prose included. What is stored of a live
page is its published text, never a draft, so the index is exact for public pages; it is brought up to date here as
soon as a page is published, since Wagtail leaves that to a job. Called by `portal.base.files`.

Upper floors say what only they know: which live pages are hidden all the same (`hide_pages`), and who reads what is
not public (`FILE_READERS`).
"""

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, Exists, ExpressionWrapper, F, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, ReferenceIndex
from wagtail.signals import page_published

from portal.base.slots import Slot

# [file], user → {file.pk: whether the person reads a page, published or not, that uses the file}
FILE_READERS: Slot[Model, bool] = Slot("base.file_readers")

_hidden: list[Callable[[], QuerySet[Any]]] = []


def hide_pages(pages: Callable[[], QuerySet[Any]]) -> None:
    """Register a queryset of primary keys of pages that are not public although they are live."""
    if pages not in _hidden:
        _hidden.append(pages)


def _text(outer: str) -> ExpressionWrapper:
    """A column of the outer query that can be compared as text."""
    return ExpressionWrapper(OuterRef(outer), output_field=CharField())


def open_now() -> Q:
    """Condition on pages of any kind: live, not past their end, behind no restriction.

    Restrictions are looked up by the database: Wagtail's own `public()` asks for all of them each time it is called.
    """
    restricted = PageViewRestriction.objects.annotate(below=_text("path")).filter(below__startswith=F("page__path"))
    running = Q(expire_at__isnull=True) | Q(expire_at__gt=timezone.now())
    return Q(running, ~Exists(restricted), live=True)


def public_pages() -> QuerySet[Page]:
    """Pages that everybody may see now: open, and not hidden."""
    pages = Page.objects.filter(open_now())
    for hidden in _hidden:
        pages = pages.exclude(pk__in=hidden())
    return pages


def used_publicly(model: type[Model], key: str = "pk") -> Exists:
    """Condition: a public page uses the row of `model` whose primary key the outer query has as `key`.

    A subquery over the index of references by their target; it makes no query of its own.
    """
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(model), to_object_id=Cast(OuterRef(key), CharField())
    )
    # As a mere column SQLite would look the references up by their kind of source, and read those of all pages.
    from_pages = references.annotate(source=Cast("base_content_type_id", BigIntegerField())).filter(
        source=ContentType.objects.get_for_model(Page).pk
    )
    public = public_pages().filter(pk=Cast(OuterRef("object_id"), BigIntegerField()))
    return Exists(from_pages.filter(Exists(public)))


def in_private_collection(key: str = "collection") -> Exists:
    """Condition: the outer row lies in a collection, named by its relation `key`, that is not open to everybody."""
    restricted = CollectionViewRestriction.objects.annotate(below=_text(f"{key}__path"))
    return Exists(restricted.filter(below__startswith=F("collection__path")))


def pages_using(obj: Model) -> set[int]:
    """Primary keys of the pages whose stored text uses the object: the published text, or of a page that never was
    public its first draft."""
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(obj),
        to_object_id=str(obj.pk),
    )
    return {int(key) for key in references.values_list("object_id", flat=True)}


@receiver(page_published)
def index_references(sender: Any, instance: Page, **kwargs: Any) -> None:
    """What a page shows is known to be shown in the moment of its publication, not when the worker comes to it."""
    ReferenceIndex.create_or_update_for_object(instance)
