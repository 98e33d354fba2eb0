"""What plans offer to search: projects in force and announced books, and nothing that is not public.

Entries change state by an UPDATE, which no signal tells, so `plans.actions.announce` calls `index_book` once the
announcement is stored. A renamed body or place is followed (`shows`); `search_reconcile` mends the rest.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.db.models.signals import post_delete
from django.urls import reverse
from django.utils import translation

from plans.models import PlanBook, PlanEntry
from plans.states import BookState, EntryState
from portal.people.models import Organisation
from portal.places.models import Subdistrict
from search.sources import Document, Source, index_ids, register, remove_object

LANGUAGE = "th"


def _body_district(organisation: Any) -> str:
    return organisation.district_id or ""


def _facets(plan: Any) -> dict[str, Iterable[str]]:
    return {
        "plan_type": [plan.type_code],
        "period": [plan.edition_code],
        "sample": ["1"] if plan.is_sample else [],
    }


def entry_documents(entries: QuerySet[PlanEntry]) -> Iterable[Document]:
    """One document for each project in force of an announced book."""
    public = (
        entries.filter(state=EntryState.IN_FORCE, book__state=BookState.ANNOUNCED)
        .select_related("book__plan__organisation", "book__announcement", "subdistrict", "group", "programme")
        .prefetch_related("budgets", "citations")
    )
    with translation.override(LANGUAGE):
        for entry in public:
            plan = entry.book.plan
            sources = [citation.content.get("title", "") for citation in entry.citations.all()]
            texts = [
                entry.objective,
                entry.target,
                entry.indicator,
                entry.expected_result,
                entry.place_note,
                entry.subdistrict.name_th if entry.subdistrict else "",
                plan.organisation.name_th,
                entry.book.title,
                *sources,
            ]
            yield Document(
                object_id=str(entry.pk),
                title=entry.title,
                kind="plan_entry",
                body="\n".join(text for text in texts if text),
                url=reverse("plan_entry", args=[entry.pk]),
                language=LANGUAGE,
                facets=_facets(plan) | {"research": ["1"] if sources else []},
                date=entry.book.announcement.date,
                figure=sum((b.amount for b in entry.budgets.all()), Decimal(0)),
                district_code=entry.subdistrict.district_id if entry.subdistrict else _body_district(plan.organisation),
                subdistrict_code=entry.subdistrict_id or "",
            )


def book_documents(books: QuerySet[PlanBook]) -> Iterable[Document]:
    """One document for each announced book."""
    with translation.override(LANGUAGE):
        for book in books.filter(state=BookState.ANNOUNCED).select_related("plan__organisation", "announcement"):
            organisation = book.plan.organisation
            yield Document(
                object_id=str(book.pk),
                title=f"{book.title} {organisation.name_th}",
                kind="plan_book",
                body="\n".join(filter(None, [book.reason, organisation.name_th])),
                url=reverse("plan_book", args=[book.pk]),
                language=LANGUAGE,
                names=tuple(filter(None, [organisation.short_name, organisation.name_en])),
                facets=_facets(book.plan),
                date=book.announcement.date,
                district_code=_body_district(organisation),
            )


def entries_with(**relation: Any) -> list[int]:
    """Primary keys of the projects in force that stand in such a relation to a row, whose name they show."""
    return list(PlanEntry.objects.filter(state=EntryState.IN_FORCE, **relation).values_list("pk", flat=True))


def books_of(organisation: Organisation) -> list[int]:
    """Primary keys of the body's announced books."""
    books = PlanBook.objects.filter(plan__organisation=organisation, state=BookState.ANNOUNCED)
    return list(books.values_list("pk", flat=True))


ENTRIES = Source(
    "plan_entry",
    PlanEntry,
    entry_documents,
    shows={
        Subdistrict: lambda place: entries_with(subdistrict=place.pk),
        Organisation: lambda body: entries_with(book__plan__organisation=body.pk),
    },
)
BOOKS = Source("plan_book", PlanBook, book_documents, shows={Organisation: books_of})


def register_sources() -> None:
    """Called once when the app is ready. Saving a draft indexes nothing, so of signals only deletion is followed."""
    register(ENTRIES, connect=False)
    register(BOOKS, connect=False)
    for model in (PlanEntry, PlanBook):
        post_delete.connect(_deleted, sender=model, dispatch_uid="plans.search_source")


def _deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    remove_object(instance)


def index_book(book_id: int) -> None:
    """Bring a book and all its entries up to date in the index; safe to repeat. Call it after the commit."""
    index_ids(BOOKS, [book_id])
    index_ids(ENTRIES, list(PlanEntry.objects.filter(book=book_id).values_list("pk", flat=True)))
