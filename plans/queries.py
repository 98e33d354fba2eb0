"""Questions about plans that read as sentences. Every list that leaves here is scoped by `policies`."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from plans.models import EntryCitation, Offer, Plan, PlanBook, PlanEntry, Resolution
from plans.policies import BODY_ROLES, public_entries
from plans.states import (
    DECIDING_STATES,
    FAVOURABLE,
    OPEN_STATES,
    BookState,
    EntryState,
    Outcome,
    Stage,
)
from portal.people.models import Role
from portal.people.policies import organisations_of


def outcomes_of(entry: PlanEntry) -> dict[Stage, Outcome]:
    """What each stage last resolved about the entry."""
    rows = (
        Resolution.objects.filter(entry=entry).order_by("meeting__date", "pk").values_list("meeting__stage", "outcome")
    )
    return {Stage(stage): Outcome(outcome) for stage, outcome in rows}


def outcomes_by_entry(entries: Iterable[PlanEntry]) -> dict[int, dict[Stage, Outcome]]:
    """The same for many entries, in one query."""
    found: dict[int, dict[Stage, Outcome]] = defaultdict(dict)
    rows = (
        Resolution.objects.filter(entry__in=[e.pk for e in entries])
        .order_by("meeting__date", "pk")
        .values_list("entry_id", "meeting__stage", "outcome")
    )
    for entry_id, stage, outcome in rows:
        found[entry_id][Stage(stage)] = Outcome(outcome)
    return found


def missing_stages(book: PlanBook, entries: Sequence[PlanEntry]) -> list[Stage]:
    """Stages of the book that have not endorsed some entry that is still in it, in order."""
    outcomes = outcomes_by_entry(entries)
    return [
        stage
        for stage in book.stages
        if any(outcomes.get(entry.pk, {}).get(stage) not in FAVOURABLE for entry in entries)
    ]


def drafts_of(user: Any) -> QuerySet[PlanEntry]:
    """Entries that wait for the planner: drafts, returned ones, and those to adjust as resolved."""
    return _inside(user, Role.PLANNER).filter(Q(state__in=OPEN_STATES) | Q(adjusting=True), book__state=BookState.OPEN)


def entries_awaiting_check(user: Any) -> QuerySet[PlanEntry]:
    """Entries that wait for the checker."""
    return _inside(user, Role.CHECKER).filter(state=EntryState.SUBMITTED)


def open_offers(user: Any) -> QuerySet[Offer]:
    """Offers to the person's bodies that nobody has answered."""
    return Offer.objects.filter(
        organisation__in=organisations_of(user, *BODY_ROLES), state=Offer.State.OPEN
    ).select_related("offered_from", "organisation")


def books_at_work(user: Any) -> QuerySet[PlanBook]:
    """Open books of the person's bodies with how many entries stand where."""
    return (
        PlanBook.objects.filter(plan__organisation__in=organisations_of(user, *BODY_ROLES), state=BookState.OPEN)
        .select_related("plan__organisation")
        .annotate(
            drafts=Count("entries", filter=Q(entries__state__in=OPEN_STATES)),
            submitted=Count("entries", filter=Q(entries__state=EntryState.SUBMITTED)),
            deciding=Count("entries", filter=Q(entries__state__in=DECIDING_STATES)),
            endorsed=Count("entries", filter=Q(entries__state=EntryState.ENDORSED)),
        )
    )


def plans_of(user: Any) -> QuerySet[Plan]:
    """Plans of the person's bodies."""
    return Plan.objects.filter(organisation__in=organisations_of(user, *BODY_ROLES)).select_related("organisation")


def uses_of(keys: Sequence[str], *, include_samples: bool = True) -> dict[str, list[PlanEntry]]:
    """{item key: entries in force that cite it}; two queries. "Used in n plans" counts announced entries only."""
    if not keys:
        return {}
    citations = (
        EntryCitation.objects.filter(item_key__in=keys, entry__in=public_entries())
        .select_related("entry__book__plan__organisation", "entry__book__announcement")
        .order_by("entry__book__announcement__date", "pk")
    )
    if not include_samples:
        citations = citations.filter(entry__book__plan__is_sample=False)
    found: dict[str, list[PlanEntry]] = defaultdict(list)
    for citation in citations:
        found[str(citation.item_key)].append(citation.entry)
    return found


def _inside(user: Any, role: Role) -> QuerySet[PlanEntry]:
    return PlanEntry.objects.filter(book__plan__organisation__in=organisations_of(user, role)).select_related(
        "book__plan__organisation"
    )
