"""The trail of an entry, from research to village: stations that anyone can follow both ways."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from knowledge.citations import Citation, SourceStatus, from_json, status_of
from plans.exports.texts import page_of
from plans.models import PlanEntry

Station = dict[str, Any]


def quoted_sources(entry: PlanEntry) -> list[tuple[Citation, SourceStatus | None]]:
    """The entry's citations as frozen, each with what its source is today."""
    citations = [from_json(c.content) for c in entry.citations.all()]
    found: Mapping[str, SourceStatus] = status_of([c.key for c in citations])
    return [(citation, found.get(citation.key)) for citation in citations]


def trail_of(entry: PlanEntry, sources: Sequence[tuple[Citation, SourceStatus | None]]) -> list[Station]:
    """Item (version) → cited on → entry → resolutions → announced. For an entry in force."""
    stations: list[Station] = []
    language = get_language() or "th"
    for citation, status in sources:
        live = bool(status and status.live and not status.withdrawn)
        note = "" if live else _("Unpublished")
        if citation.contract_number:
            note = f"{_('Contract')} {citation.contract_number} {note}".strip()
        stations.append(
            {
                "step": _("Research"),
                "title": citation.title,
                "url": f"/{language}/{status.path}" if live and status else "",
                "body": citation.organisation,
                "note": note,
            }
        )
        stations.append(
            {
                "step": _("Cited in a plan"),
                "title": _("version %(version)s") % {"version": citation.version},
                "date": citation.taken_at,
                "body": entry.book.plan.organisation.name,
            }
        )
    stations.append(
        {
            "step": _("Project"),
            "title": entry.title,
            "url": reverse("plan_entry", args=[entry.pk]),
            "note": _("page %(page)s, item %(item)s") % {"page": page_of(entry), "item": entry.item_number or "…"},
            "state": "here",
        }
    )
    for resolution in entry.resolutions.all():
        stations.append(
            {
                "step": resolution.meeting.get_stage_display(),
                "title": resolution.get_outcome_display(),
                "date": resolution.meeting.date,
                "note": resolution.meeting.number,
            }
        )
    announcement = getattr(entry.book, "announcement", None)
    if announcement is not None:
        stations.append(
            {
                "step": _("In force"),
                "title": entry.book.title,
                "url": reverse("plan_book", args=[entry.book_id]),
                "date": announcement.date,
                "body": entry.book.plan.organisation.name,
            }
        )
    return stations
