"""The trail of an entry, from research to village: stations that anyone can follow both ways.

Called by the public page of an entry and, for one true case, by the home page. The stations are those of
`components/trail.html`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from knowledge.citations import Citation, SourceStatus, from_json, status_of
from plans.exports.texts import page_of
from plans.models import PlanEntry, Resolution
from plans.states import Stage

Station = dict[str, Any]
Source = tuple[Citation, SourceStatus]


def quoted_sources(entry: PlanEntry) -> list[Source]:
    """The entry's citations as frozen, each with what its source is today. One query beside the citations."""
    citations = [from_json(c.content) for c in entry.citations.all()]
    found: Mapping[str, SourceStatus] = status_of([c.key for c in citations])
    return [(citation, found.get(citation.key, SourceStatus())) for citation in citations]


def source_url(status: SourceStatus) -> str:
    """Where the source can be read now, in the language being read; "" where it is not published any more."""
    return f"/{(get_language() or 'th')[:2]}/{status.path}" if status.live and status.path else ""


def trail_of(entry: PlanEntry, sources: Sequence[Source], here: bool = True) -> list[Station]:
    """Item → cited on → project → what was resolved → announced. For an entry in force.

    Reads `entry.resolutions` with their meetings and `entry.book.announcement`. `here`: the reader stands on the
    project itself, so it is the filled station and no link; otherwise the trail is told in brief (one station for an
    item and its citation).
    """
    body = entry.book.plan.organisation.name
    stations = [station for citation, status in sources for station in _research(citation, status, body)]
    if not here:
        stations = stations[::2]
    stations.append(
        {
            "step": _("Project in the plan"),
            "title": entry.title,
            "url": "" if here else reverse("plan_entry", args=[entry.pk]),
            "body": body,
            "note": _("page %(page)s, item %(item)s") % {"page": page_of(entry), "item": entry.item_number or "…"},
            "state": "here" if here else "done",
        }
    )
    resolved = _resolved(list(entry.resolutions.all()))
    if resolved:
        stations.append(resolved)
    announcement = getattr(entry.book, "announcement", None)
    if announcement is not None:
        stations.append(
            {
                "step": _("In force"),
                "title": entry.book.title,
                "url": reverse("plan_book", args=[entry.book_id]),
                "date": announcement.date,
            }
        )
    return stations


def _research(citation: Citation, status: SourceStatus, body: str) -> list[Station]:
    contract = _("contract no. %(number)s") % {"number": citation.contract_number} if citation.contract_number else ""
    return [
        {
            "step": pgettext("station of the trail", "Research"),
            "title": citation.title,
            "url": source_url(status),
            "body": citation.organisation,
            "note": contract if status.live else " · ".join(filter(None, [contract, _("Unpublished")])),
        },
        {
            "step": _("Cited in a plan"),
            "title": _("version %(version)s") % {"version": citation.version},
            "url": f"{source_url(status)}?version={citation.version}" if status.live else "",
            "date": citation.taken_at,
            "body": body,
        },
    ]


def _resolved(resolutions: list[Resolution]) -> Station | None:
    """All resolutions as one station: what was resolved last, by whom all."""
    if not resolutions:
        return None
    ordered = sorted(resolutions, key=lambda r: (r.meeting.date, r.pk))
    stages = list(dict.fromkeys(r.meeting.get_stage_display() for r in ordered))
    return {
        "step": pgettext("station of the trail", "Resolutions"),
        "title": outcome_words(ordered[-1]),
        "date": ordered[-1].meeting.date,
        "body": " · ".join(str(stage) for stage in stages),
    }


def outcome_words(resolution: Resolution) -> str:
    """What was resolved, in the law's own word: an executive approves (อนุมัติ), everyone else endorses (เห็นชอบ)."""
    if resolution.meeting.stage == Stage.EXECUTIVE and resolution.outcome == "endorsed":
        return pgettext("by the executive", "Approved")
    return str(resolution.get_outcome_display())
