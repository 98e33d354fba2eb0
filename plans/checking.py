"""What the rules must know of an entry, read from the database once; and the rules run over it.

The form, the review page, import and submission call `check_entry` alike, so that they cannot disagree.
"""

from decimal import Decimal
from typing import Any

from knowledge.citations import from_json
from plans.models import ExistingProject, PlanEntry
from plans.rules import check_subject
from plans.rules.subject import EntrySubject, Namesake
from plans.states import LEFT_STATES, BookKind, EntryState
from portal.base.clock import today
from portal.kit.checks import Finding
from portal.kit.thai.dates import fiscal_year
from portal.kit.thai.text import name_key
from portal.places.models import Village


def check_entry(entry: PlanEntry) -> list[Finding]:
    """Findings on a stored or unsaved entry: errors first."""
    return check_subject(gather(entry))


def namesakes_of(entry: Any) -> list[Namesake]:
    """Projects of the same name in the body's own plans: those registered, and other entries of the portal that
    have not left their book. Other bodies' projects are never looked at."""
    key = name_key(entry.title)
    if not key:
        return []
    organisation = entry.book.plan.organisation_id
    found = [
        Namesake(
            p.name,
            p.book_label or p.plan.title,
            p.page,
            p.item,
            frozenset({p.moo} if p.moo else ()),
            frozenset(),
            frozenset(p.years or p.plan.edition.years),
        )
        for p in ExistingProject.objects.filter(plan__organisation=organisation, name_key=key).select_related("plan")
    ]
    others = (
        PlanEntry.objects.filter(book__plan__organisation=organisation, title_key=key)
        .exclude(pk=entry.pk)
        .exclude(state__in=[*LEFT_STATES, EntryState.REPLACED])
        .select_related("book__plan")
        .prefetch_related("budgets")
    )
    for other in others:
        if other.pk in (entry.proposed_before_id, entry.amends_id) or other.amends_id == entry.pk:
            continue
        placed = other.state == EntryState.IN_FORCE
        found.append(
            Namesake(
                other.title,
                other.book.title,
                (other.printed_page or str(other.page_number or "")) if placed else "",
                str(other.item_number or "") if placed else "",
                frozenset(),
                frozenset(other.villages),
                frozenset(b.fiscal_year for b in other.budgets.all()),
            )
        )
    return found


def gather(entry: Any) -> EntrySubject:
    """Everything the rules need about an entry (saved or not), in a constant number of queries."""
    plan = entry.book.plan
    villages = entry.village_list
    names = {v.name_th for v in villages}
    ambiguous: dict[str, list[int]] = {}
    if entry.subdistrict_id:
        for village in Village.objects.filter(subdistrict=entry.subdistrict_id):
            ambiguous.setdefault(village.name_th, []).append(village.moo)
        written = f"{entry.title} {entry.target} {entry.place_note}"
        ambiguous = {n: moos for n, moos in ambiguous.items() if len(moos) > 1 and (n in names or n in written)}
    cost_lines = list(entry.cost_lines.all())
    citations = [from_json(c.content) for c in entry.citations.all()] if entry.pk else []
    texts = {
        name: str(getattr(entry, name) or "")
        for name in (
            "title",
            "objective",
            "target",
            "indicator",
            "expected_result",
            "responsible",
            "reason",
            "origin_who",
            "origin_place",
            "legal_power",
            "land",
            "place_note",
        )
    }
    return EntrySubject(
        plan_type=plan.type,
        edition=plan.edition,
        book_kind=BookKind(entry.book.kind),
        options=plan.printed_options,
        form=entry.form,
        title=texts["title"],
        objective=texts["objective"],
        target=texts["target"],
        quantity=entry.quantity,
        unit=entry.unit,
        indicator=texts["indicator"],
        expected_result=texts["expected_result"],
        responsible=texts["responsible"] or (entry.department.name if entry.department else ""),
        reason=texts["reason"],
        book_reason=entry.book.reason,
        origin_who=texts["origin_who"],
        legal_power=texts["legal_power"],
        land=texts["land"],
        funding_route=entry.funding_route,
        has_group=entry.group_id is not None,
        has_programme=entry.programme_id is not None,
        subdistrict=str(entry.subdistrict_id or ""),
        place_note=texts["place_note"],
        villages=tuple((v.name_th, v.moo) for v in villages),
        money={b.fiscal_year: b.amount for b in entry.budgets.all()},
        cost_total=sum((line.amount for line in cost_lines), Decimal(0)) if cost_lines else None,
        fiscal_year=fiscal_year(today()),
        history={b.fiscal_year: b.amount for b in entry.amends.budgets.all()} if entry.amends else {},
        village_codes=frozenset(entry.villages),
        village_subdistricts=frozenset(v.subdistrict_id for v in villages),
        several_subdistricts=plan.organisation.subdistricts.count() > 1,
        ambiguous_villages=ambiguous,
        namesakes=namesakes_of(entry),
        seed_kind=next((c.seed.kind for c in citations if c.seed.kind), ""),
        texts={**texts, **{f"details.{k}": str(v) for k, v in entry.details.items()}},
    )
