"""งานวันนี้: what waits for the person, since when, and what to do next. And the page of all parts of the look."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from knowledge.citations import changed_since, from_json, status_of
from plans.actions.base import new_key
from plans.models import EntryCitation, PlanBook, PlanEntry, PlanEvent
from plans.policies import BODY_ROLES
from plans.queries import (
    books_at_work,
    drafts_of,
    entries_awaiting_check,
    open_offers,
    outcomes_by_entry,
    plans_of,
)
from plans.states import AMENDING_KINDS, DECIDING_STATES, LEFT_STATES, EntryState, Stage, Verb, open_stages
from plans.suited import research_for
from plans.views.access import frame, workspace
from portal.base.styleguide import sample
from portal.people.models import Role
from portal.people.policies import is_operator, organisations_of

WAITING_VERBS = (Verb.START, Verb.PROPOSE_AGAIN, Verb.SUBMIT, Verb.PULL_BACK, Verb.RETURN, Verb.RECORD)
SUITED_SHOWN = 3
MOVED_SHOWN = 10
"""How many moved sources are compared field by field on one page; each costs a few queries."""


@workspace
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, since when."""
    drafts = list(drafts_of(request.user).prefetch_related("budgets").order_by("-updated_at"))
    to_check = list(entries_awaiting_check(request.user).select_related("subdistrict").prefetch_related("budgets"))
    since = _since([*drafts, *to_check])
    mine = [_work(entry, since) for entry in drafts]
    checking = sorted((_work(entry, since) for entry in to_check), key=lambda work: work["since"] or "")
    offers = list(open_offers(request.user))
    sources = status_of([str(offer.item_key) for offer in offers]) if offers else {}
    at_work = list(books_at_work(request.user).order_by("plan__organisation__code", "-pk"))
    books = book_rows(at_work)
    return render(
        request,
        "workspace/home.html",
        {
            **frame(request),
            "offers": [{"offer": offer, "status": sources.get(str(offer.item_key))} for offer in offers],
            "returned": [w for w in mine if w["entry"].state == EntryState.RETURNED],
            "adjusting": [w for w in mine if w["entry"].adjusting],
            "drafts": [w for w in mine if w["entry"].state == EntryState.DRAFT and not w["entry"].adjusting],
            "checking": checking,
            "books": books,
            "moved": moved_sources(request.user),
            "suited": suited_research(request.user, at_work),
            "has_plans": bool(books) or plans_of(request.user).exists(),
            "work_count": len(drafts) + len(checking) + len(offers),
            "key": new_key(),
        },
    )


def suited_research(user: Any, books: Sequence[PlanBook]) -> list[Any]:
    """Research for the places of the bodies in which the person plans and a book is open that takes new projects."""
    mine = organisations_of(user, Role.PLANNER)
    plans = {book.plan for book in books if book.kind not in AMENDING_KINDS and book.plan.organisation_id in mine}
    return research_for({plan.organisation for plan in plans}, plans, limit=SUITED_SHOWN) if plans else []


def _since(entries: Sequence[PlanEntry]) -> dict[int, PlanEvent]:
    """{entry id: the event that made it wait}; one query."""
    events = PlanEvent.objects.filter(entry__in=[e.pk for e in entries], verb__in=WAITING_VERBS).order_by("at", "pk")
    return {event.entry_id: event for event in events if event.entry_id}


def _work(entry: PlanEntry, since: dict[int, PlanEvent]) -> dict[str, Any]:
    event = since.get(entry.pk)
    told = event is not None and event.verb in (Verb.RETURN, Verb.RECORD)
    return {
        "entry": entry,
        "since": event.at if event else entry.created_at,
        "reason": event.reason if event and told else "",
        "who": event.actor_name if event else "",
        "amount": sum(budget.amount for budget in entry.budgets.all()),
    }


def book_rows(books: Sequence[PlanBook]) -> list[dict[str, Any]]:
    """Open books with the stages that have something to decide: {book, stages: [{stage, label, count}], adjusting}.

    Two queries for all books together.
    """
    entries = list(
        PlanEntry.objects.filter(book__in=[b.pk for b in books], state__in=DECIDING_STATES).only(
            "pk", "book_id", "state", "adjusting"
        )
    )
    outcomes = outcomes_by_entry(entries)
    rows = []
    for book in books:
        waiting: dict[Stage, int] = {}
        adjusting = 0
        for entry in entries:
            if entry.book_id != book.pk:
                continue
            if entry.adjusting:
                adjusting += 1
                continue
            for stage in open_stages(book.stages, outcomes.get(entry.pk, {})):
                waiting[stage] = waiting.get(stage, 0) + 1
        stages = [{"stage": s.value, "label": s.label, "count": waiting[s]} for s in book.stages if s in waiting]
        quiet = not stages and not adjusting
        unfinished = getattr(book, "drafts", 0) + getattr(book, "submitted", 0)
        ready = quiet and getattr(book, "endorsed", 0) > 0 and not unfinished
        rows.append({"book": book, "stages": stages, "adjusting": adjusting, "ready": ready})
    return rows


def moved_sources(user: Any) -> list[dict[str, Any]]:
    """Entries of the person's bodies whose source reads differently now, or was taken off the site."""
    citations = list(
        EntryCitation.objects.filter(entry__book__plan__organisation__in=organisations_of(user, *BODY_ROLES))
        .exclude(entry__state__in=LEFT_STATES)
        .select_related("entry__book__plan")
        .order_by("-cited_at")
    )
    if not citations:
        return []
    statuses = status_of({str(c.item_key) for c in citations})
    moved = []
    for citation in citations:
        status = statuses[str(citation.item_key)]
        gone = not status.live
        if not gone and status.latest_revision_id == citation.revision_id:
            continue
        if not gone and not changed_since(from_json(citation.content)):
            continue
        moved.append({"entry": citation.entry, "title": str(citation), "gone": gone})
        if len(moved) == MOVED_SHOWN:
            break
    return moved


@workspace
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every part of the look on one page; for those who look after the portal."""
    if not (request.user.is_staff or is_operator(request.user)):
        raise Http404
    return render(request, "components/styleguide.html", {**frame(request), **sample()})
