"""Who did what, when and why; and the difference between two wordings. Auditors ask."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from plans.models import PlanEntry, PlanEvent
from plans.views.access import entry_for, frame, workspace
from plans.views.entry import history_of
from portal.kit.thai.numbers import format_amount
from portal.kit.thai.text import clusters

COMPARED = (
    "title",
    "objective",
    "target",
    "quantity",
    "unit",
    "place_note",
    "indicator",
    "expected_result",
    "responsible",
    "reason",
    "origin_who",
    "origin_place",
    "legal_power",
    "land",
)


@dataclass(frozen=True)
class Piece:
    """A run of text that stayed, came or went."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One field whose wording differs: its label and the pieces, old and new woven together."""

    label: Any
    pieces: list[Piece]


@workspace
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole history of an entry."""
    entry = entry_for(request, pk)
    context = {**frame(request, entry.book.plan.organisation), "entry": entry, "events": history_of(entry)}
    return render(request, "workspace/entry_history.html", context)


@workspace
def compare(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """The wording at one event against the wording before it."""
    entry = entry_for(request, pk)
    at = get_object_or_404(PlanEvent.objects.select_related("revision"), pk=event, entry=entry)
    if at.revision is None:
        raise Http404
    before = (
        PlanEvent.objects.filter(entry=entry, pk__lt=at.pk, revision__isnull=False)
        .select_related("revision")
        .order_by("-pk")
        .first()
    )
    new = at.revision.as_object()
    old = before.revision.as_object() if before is not None and before.revision is not None else None
    context = {
        **frame(request, entry.book.plan.organisation),
        "entry": entry,
        "event": at,
        "before": before,
        "differences": differences(old, new),
    }
    return render(request, "workspace/entry_compare.html", context)


def differences(old: PlanEntry | None, new: PlanEntry) -> list[Difference]:
    """Fields and yearly amounts that differ, in the order of the form."""
    found = []
    for name in COMPARED:
        before = str(getattr(old, name) or "") if old is not None else ""
        after = str(getattr(new, name) or "")
        if before != after:
            label = PlanEntry._meta.get_field(name).verbose_name
            found.append(Difference(label, woven(before, after)))
    amounts_before = {b.fiscal_year: b.amount for b in old.budgets.all()} if old is not None else {}
    amounts_after = {b.fiscal_year: b.amount for b in new.budgets.all()}
    for year in sorted({*amounts_before, *amounts_after}):
        if amounts_before.get(year) != amounts_after.get(year):
            pieces = [
                Piece("gone", format_amount(amounts_before.get(year))),
                Piece("new", format_amount(amounts_after.get(year))),
            ]
            found.append(Difference(str(year), pieces))
    return found


def woven(before: str, after: str) -> list[Piece]:
    """Old and new text as one run of pieces; Thai is compared by character clusters so that no mark is torn off."""
    old, new = clusters(before), clusters(after)
    pieces: list[Piece] = []
    for tag, a1, a2, b1, b2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(old[a1:a2])))
            continue
        if a2 > a1:
            pieces.append(Piece("gone", "".join(old[a1:a2])))
        if b2 > b1:
            pieces.append(Piece("new", "".join(new[b1:b2])))
    return pieces
