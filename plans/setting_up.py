"""Setting up a plan once (step 0): its groups, departments, own villages, heading lines and printed columns.

Called by the set-up pages and by the demonstration. Every function asks the policy, writes in one transaction, and
may be called twice without harm. `expected` is the fingerprint that the person saw (see `fingerprint`); another one
in the database means that somebody else saved in between, unless the content is already what is asked for.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from plans.actions.base import ActionError, Conflict, Refused, claim, require
from plans.models import HeadingLine, Plan, PlanBook, PlanEntry, PlanGroup
from plans.policies import BODY_ROLES
from plans.types import plan_types_for
from portal.kit.thai.text import name_key, normalise
from portal.people.models import Department, Organisation, OrganisationKind
from portal.people.policies import holds
from portal.people.queries import covered_subdistricts
from portal.places.models import Village


@dataclass(frozen=True)
class GroupLine:
    """A heading of the plan: number as printed, (1,) or (1, 2), and name; `pk` of the stored group, None for a new."""

    number: tuple[int, ...]
    name: str
    pk: int | None = None


@dataclass(frozen=True)
class DepartmentLine:
    """A department by name; `pk` of the stored one, None for a new."""

    name: str
    pk: int | None = None


def fingerprint(content: Any) -> str:
    """A short digest of what a section holds, for the hidden input `version` of its form."""
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()[:24]


def _settled(current: Any, wanted: Any, expected: str | None) -> bool:
    """Whether nothing is left to write; Conflict when the content is not the one that the person saw."""
    if fingerprint(current) == fingerprint(wanted):
        return True
    if expected and expected != fingerprint(current):
        raise Conflict(_("Somebody else saved in the meantime; your text is still here. Please look and save again"))
    return False


# ---------------------------------------------------------------- the plan itself


def create_plan(
    user: Any, organisation: Organisation, type_code: str, edition_code: str, *, is_sample: bool = False
) -> Plan:
    """The plan of that body, type and edition; made if it does not exist yet. Refused for other people's bodies."""
    if not holds(user, organisation, *BODY_ROLES):
        raise Refused(_("This page does not exist, or you have no right to it"))
    kinds = {kind.code: kind for kind in plan_types_for(organisation.kind)}
    if type_code not in kinds:
        raise ActionError(_("A body of this kind does not make this type of plan"))
    if edition_code not in {edition.code for edition in kinds[type_code].editions}:
        raise ActionError(_("Please choose the period of the plan"))
    plan, _created = Plan.objects.get_or_create(
        organisation=organisation,
        type_code=type_code,
        edition_code=edition_code,
        defaults={"is_sample": is_sample},
    )
    return plan


# ---------------------------------------------------------------- groups: ยุทธศาสตร์ > กลยุทธ์, or ประเด็นการพัฒนา


def group_lines(plan: Plan) -> list[GroupLine]:
    """The plan's headings in printed order, each followed by those below it. One query."""
    groups = list(plan.groups.all())
    numbers = {g.pk: g.order for g in groups}
    lines = [GroupLine((numbers[g.parent_id], g.order) if g.parent_id else (g.order,), g.name, g.pk) for g in groups]
    return sorted(lines, key=lambda line: (line.number, line.pk))


def group_content(lines: Iterable[GroupLine]) -> list[list[Any]]:
    """What the fingerprint of the groups is made of."""
    return sorted([list(line.number), line.name] for line in lines)


def group_problems(plan: Plan, lines: Sequence[GroupLine]) -> list[str]:
    """Sentences on what is wrong with the headings as typed; empty when they can be saved."""
    depth = len(plan.edition.group_labels)
    problems = []
    numbers = [line.number for line in lines]
    for line in lines:
        shown = ".".join(map(str, line.number))
        if len(line.number) > depth:
            problems.append(
                _("“%(number)s %(name)s” has too many levels; this form of plan has %(depth)s")
                % {"number": shown, "name": line.name, "depth": depth}
            )
        elif len(line.number) == 2 and line.number[:1] not in numbers:
            problems.append(
                _("“%(number)s %(name)s” stands under number %(parent)s, which is missing; please add it first")
                % {"number": shown, "name": line.name, "parent": line.number[0]}
            )
        if len(line.name) > 255:
            problems.append(
                _("The name of “%(number)s” is longer than 255 letters; please shorten it") % {"number": shown}
            )
        if not all(0 < part < 1000 for part in line.number):
            problems.append(_("The number “%(number)s” cannot be used; please count from 1") % {"number": shown})
    for number in sorted(set(numbers)):
        if numbers.count(number) > 1:
            problems.append(
                _("Number %(number)s is used twice; please give each its own number")
                % {"number": ".".join(map(str, number))}
            )
    return problems


def save_groups(user: Any, plan: Plan, lines: Sequence[GroupLine], *, expected: str | None = None) -> None:
    """Make the plan's headings what `lines` say. A heading that entries hang on can be renamed and renumbered, never
    deleted; ActionError says which."""
    with transaction.atomic():
        require(user, "edit", plan)
        problems = group_problems(plan, lines)
        if problems:
            raise ActionError(problems[0])
        if _settled(group_content(group_lines(plan)), group_content(lines), expected):
            return
        stored = {g.pk: g for g in PlanGroup.objects.filter(plan=plan)}
        kept = {line.pk for line in lines if line.pk in stored}
        used = set(PlanEntry.objects.filter(group__plan=plan).values_list("group_id", flat=True))
        for pk in used - kept:
            raise ActionError(
                _("“%(name)s” has projects under it, so it cannot be deleted; please move the projects first")
                % {"name": stored[pk].name}
            )
        tops: dict[int, PlanGroup] = {}
        for line in sorted(lines, key=lambda line: line.number):
            group = stored.get(line.pk or 0) or PlanGroup(plan=plan)
            if group.pk in used and bool(group.parent_id) != (len(line.number) > 1):
                raise ActionError(
                    _("“%(name)s” has projects under it, so it must stay on its level") % {"name": group.name}
                )
            group.parent = tops[line.number[0]] if len(line.number) > 1 else None
            group.order = line.number[-1]
            group.name = line.name
            group.save()
            if len(line.number) == 1:
                tops[line.number[0]] = group
        PlanGroup.objects.filter(plan=plan, pk__in=set(stored) - kept).delete()


# ---------------------------------------------------------------- departments


def department_lines(organisation: Organisation) -> list[DepartmentLine]:
    """The body's departments in order."""
    return [DepartmentLine(d.name, d.pk) for d in organisation.departments.order_by("order", "pk")]


def department_content(lines: Iterable[DepartmentLine]) -> list[str]:
    """What the fingerprint of the departments is made of: names in order."""
    return [line.name for line in lines]


def save_departments(
    user: Any, plan: Plan, lines: Sequence[DepartmentLine | str], *, expected: str | None = None
) -> None:
    """Make the body's departments what `lines` say, in this order. One that entries name cannot be deleted."""
    wanted = [DepartmentLine(line) if isinstance(line, str) else line for line in lines]
    with transaction.atomic():
        require(user, "edit", plan)
        organisation = plan.organisation
        _check_department_names(wanted)
        if _settled(department_content(department_lines(organisation)), department_content(wanted), expected):
            return
        stored = {d.pk: d for d in Department.objects.filter(organisation=organisation)}
        by_name = {d.name: d for d in stored.values()}
        claimed = {line.pk for line in wanted if line.pk in stored}
        matched: list[tuple[DepartmentLine, Department]] = []
        for line in wanted:
            department = stored.get(line.pk or 0)
            if department is None:
                same = by_name.get(line.name)
                department = same if same is not None and same.pk not in claimed else Department()
                claimed.add(department.pk)
            matched.append((line, department))
        gone = [d for pk, d in stored.items() if pk not in {department.pk for _line, department in matched}]
        for department in gone:
            if PlanEntry.objects.filter(department=department).exists():
                raise ActionError(
                    _("“%(name)s” is named in projects, so it cannot be deleted") % {"name": department.name}
                )
            department.delete()
        for _line, department in matched:
            if department.pk:
                # Two departments may swap their names; names are unique in a body.
                Department.objects.filter(pk=department.pk).update(name=f"\x7f{department.pk}")
        for order, (line, department) in enumerate(matched, start=1):
            department.organisation = organisation
            department.name = line.name
            department.order = order
            department.save()


def _check_department_names(lines: Sequence[DepartmentLine]) -> None:
    names = [name_key(line.name) for line in lines]
    for line, key in zip(lines, names, strict=True):
        if names.count(key) > 1:
            raise ActionError(_("“%(name)s” stands twice in the list") % {"name": line.name})
        if len(line.name) > 120:
            raise ActionError(
                _("The name “%(name)s” is longer than 120 letters; please shorten it") % {"name": line.name}
            )


# ---------------------------------------------------------------- own villages


def asks_for_villages(plan: Plan) -> bool:
    """Whether the body ticks its own villages: local bodies do, but for the provincial one, which covers them all."""
    return plan.organisation.is_local and plan.organisation.kind != OrganisationKind.PAO


def coverable_villages(organisation: Organisation) -> list[Village]:
    """Every village of the subdistricts that the body covers, also of shared ones. One query."""
    villages = Village.objects.filter(subdistrict__in=covered_subdistricts(organisation))
    return list(villages.select_related("subdistrict").order_by("subdistrict_id", "moo"))


def village_content(organisation: Organisation) -> list[str]:
    """What the fingerprint of the villages is made of: codes in order."""
    return sorted(organisation.villages.values_list("code", flat=True))


def save_villages(user: Any, plan: Plan, codes: Iterable[str], *, expected: str | None = None) -> None:
    """Tick the body's own villages; a code outside the subdistricts that it covers is refused."""
    wanted = sorted(set(codes))
    with transaction.atomic():
        require(user, "edit", plan)
        organisation = plan.organisation
        if _settled(village_content(organisation), wanted, expected):
            return
        strangers = set(wanted) - {village.code for village in coverable_villages(organisation)}
        if strangers:
            raise ActionError(_("A village on the list lies outside the subdistricts of this body"))
        organisation.villages.set(Village.objects.filter(code__in=wanted))


# ---------------------------------------------------------------- heading lines ก.–จ. and printed columns


def heading_content(plan: Plan) -> list[list[str]]:
    """The heading lines as [label, text], in order."""
    return [[line.label, line.text] for line in plan.heading_lines.order_by("order", "pk")]


def save_headings(user: Any, plan: Plan, lines: Iterable[tuple[str, str]], *, expected: str | None = None) -> None:
    """Write the lines above every table; a line without label and text is left out."""
    wanted = [[normalise(label).strip(), normalise(text).strip()] for label, text in lines]
    wanted = [line for line in wanted if any(line)]
    with transaction.atomic():
        require(user, "edit", plan)
        for label, text in wanted:
            if len(label) > 120 or len(text) > 400:
                raise ActionError(
                    _("The heading line “%(label)s” is too long; please shorten it") % {"label": label[:60]}
                )
        if _settled(heading_content(plan), wanted, expected):
            return
        HeadingLine.objects.filter(plan=plan).delete()
        HeadingLine.objects.bulk_create(
            HeadingLine(plan=plan, order=order, label=label, text=text)
            for order, (label, text) in enumerate(wanted, start=1)
        )


def save_options(user: Any, plan: Plan, options: Mapping[str, bool], *, expected: str | None = None) -> None:
    """Set which columns the body prints; switches that its edition does not have are refused."""
    with transaction.atomic():
        require(user, "edit", plan)
        stored = Plan.objects.get(pk=plan.pk)
        if set(options) - set(stored.edition.default_options):
            raise ActionError(_("This form has no such column"))
        wanted = {**stored.printed_options, **options}
        if wanted == stored.options or _settled(stored.options, wanted, expected):
            return
        stored.options = wanted
        stored.save(update_fields=["options"])
        plan.options = wanted


# ---------------------------------------------------------------- a book's own words


def save_book_settings(
    user: Any, book: PlanBook, *, label: str, reason: str, first_page: int, expected: int | None = None
) -> PlanBook:
    """Label, reason and first page of an open book. Conflict when somebody else changed the book in between."""
    label = " ".join(normalise(label).split())
    with transaction.atomic():
        require(user, "edit", book)
        fresh = PlanBook.objects.select_related("plan__organisation").get(pk=book.pk)
        if not fresh.is_open:
            raise ActionError(_("This book has been announced; its label, reason and page numbers stay as they are"))
        if not label:
            raise ActionError(_("Please state the round, for example “Addition no. 1/2569”"))
        if PlanBook.objects.filter(plan=fresh.plan_id, label=label).exclude(pk=fresh.pk).exists():
            raise ActionError(_("A book with this round label exists already in this plan"))
        if (fresh.label, fresh.reason, fresh.first_page) == (label, reason.strip(), first_page):
            return fresh
        claim(fresh, expected, label=label, reason=reason.strip(), first_page=first_page)
        return fresh
