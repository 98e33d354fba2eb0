"""The sections of a plan's set-up: how each is read from a POST and shown again with what was typed.

Called by `plans.views.setup`. Each handler answers (context, saved): `saved` is False when nothing was saved, True
when it was, or the sentence to show.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from plans import setting_up as service
from plans.actions import ActionError, Refused
from plans.forms.setup import (
    ColumnsForm,
    department_rows,
    group_rows,
    posted_headings,
    posted_rows,
    read_departments,
    read_groups,
    with_empty,
)
from plans.importing import ProjectRow, apply_rows, read_rows, remove_projects
from plans.models import Plan
from portal.people import loading
from portal.people.queries import own_villages, shared_subdistricts

Answer = tuple[dict[str, Any], bool | str]
Handler = Callable[[HttpRequest, Plan], Answer]
PROJECTS_SHOWN = 500


@dataclass(frozen=True)
class Section:
    """A section with its title, what it is for, and its handler."""

    title: Any
    hint: Any
    handle: Handler


def sections_of(plan: Plan) -> list[str]:
    """The sections that this plan has, in their order."""
    keys = ["groups", "departments"]
    if service.asks_for_villages(plan):
        keys.append("villages")
    keys.append("headings")
    if plan.edition.options:
        keys.append("columns")
    return [*keys, "projects"]


def progress(plan: Plan) -> list[dict[str, Any]]:
    """Sections with what stands in them: {key, title, hint, done, count}. A constant number of queries."""
    depth = len(plan.edition.group_labels)
    organisation = plan.organisation
    lines = service.group_lines(plan)
    counts = {
        "groups": sum(1 for line in lines if len(line.number) == depth),
        "departments": organisation.departments.count(),
        "villages": organisation.villages.count(),
        "headings": plan.heading_lines.exclude(text="").count(),
        "columns": sum(1 for shown in plan.printed_options.values() if shown),
        "projects": plan.existing_projects.count(),
    }
    done = {**{key: bool(count) for key, count in counts.items()}, "columns": bool(plan.options)}
    return [
        {
            "key": key,
            "title": SECTIONS[key].title,
            "hint": SECTIONS[key].hint,
            "done": done[key],
            "count": counts[key],
        }
        for key in sections_of(plan)
    ]


def show_section(request: HttpRequest, plan: Plan, key: str) -> Answer:
    """What a section shows, after saving what was posted."""
    return SECTIONS[key].handle(request, plan)


def _expected(request: HttpRequest) -> str | None:
    return request.POST.get("version") or None


def _groups(request: HttpRequest, plan: Plan) -> Answer:
    stored = service.group_lines(plan)
    context: dict[str, Any] = {"labels": plan.edition.group_labels, "pasted": ""}
    rows = group_rows(stored)
    if request.method == "POST":
        rows = posted_rows(request.POST)
        pasted = request.POST.get("pasted", "")
        lines, problems = read_groups(rows, pasted, plan)
        problems += [] if problems else service.group_problems(plan, lines)
        if not problems:
            try:
                service.save_groups(request.user, plan, lines, expected=_expected(request))
            except Refused:
                raise
            except ActionError as error:
                problems = [str(error)]
            else:
                return context, True
        context |= {"problems": problems, "pasted": pasted, "version": request.POST.get("version", "")}
    depth = len(plan.edition.group_labels)
    tops = {line.number for line in stored if len(line.number) == 1}
    childless = tops - {line.number[:1] for line in stored if len(line.number) == 2} if depth > 1 else set()
    context.setdefault("version", service.fingerprint(service.group_content(stored)))
    context["childless"] = [line.name for line in stored if line.number in childless]
    context["rows"] = with_empty(rows)
    return context, False


def _departments(request: HttpRequest, plan: Plan) -> Answer:
    stored = service.department_lines(plan.organisation)
    context: dict[str, Any] = {"pasted": ""}
    rows = department_rows(stored)
    if request.method == "POST":
        rows = posted_rows(request.POST)
        pasted = request.POST.get("pasted", "")
        try:
            service.save_departments(request.user, plan, read_departments(rows, pasted), expected=_expected(request))
        except Refused:
            raise
        except ActionError as error:
            context |= {"error": str(error), "pasted": pasted, "version": request.POST.get("version", "")}
        else:
            return context, True
    elif not stored and plan.organisation.is_local:
        rows = department_rows([service.DepartmentLine(name) for name in loading.standard_departments()])
        context["suggested"] = True
    context.setdefault("version", service.fingerprint(service.department_content(stored)))
    context["rows"] = with_empty(rows)
    return context, False


def _villages(request: HttpRequest, plan: Plan) -> Answer:
    organisation = plan.organisation
    stored = service.village_content(organisation)
    context: dict[str, Any] = {}
    if request.method == "POST":
        ticked = set(request.POST.getlist("village"))
        try:
            service.save_villages(request.user, plan, ticked, expected=_expected(request))
        except Refused:
            raise
        except ActionError as error:
            context |= {"error": str(error), "version": request.POST.get("version", "")}
        else:
            return context, True
    elif stored:
        ticked = set(stored)
    else:
        ticked = set(own_villages(organisation).values_list("code", flat=True))
        context["suggested"] = bool(ticked)
    shared = set(shared_subdistricts().values_list("pk", flat=True))
    parts: dict[str, dict[str, Any]] = {}
    for village in service.coverable_villages(organisation):
        part = parts.setdefault(
            village.subdistrict_id,
            {"subdistrict": village.subdistrict, "shared": village.subdistrict_id in shared, "villages": []},
        )
        part["villages"].append({"village": village, "ticked": village.code in ticked})
    context.setdefault("version", service.fingerprint(stored))
    context["parts"] = list(parts.values())
    return context, False


def _headings(request: HttpRequest, plan: Plan) -> Answer:
    stored = service.heading_content(plan)
    context: dict[str, Any] = {}
    lines = [(label, text) for label, text in stored]
    if request.method == "POST":
        lines = posted_headings(request.POST)
        # A line whose text stays blank is not printed: a label alone says nothing.
        wanted = [(label, text) for label, text in lines if text.strip()]
        try:
            service.save_headings(request.user, plan, wanted, expected=_expected(request))
        except Refused:
            raise
        except ActionError as error:
            context |= {"error": str(error), "version": request.POST.get("version", "")}
        else:
            return context, True
    else:
        if len(lines) < len(plan.edition.heading_labels):
            texts = dict(lines)
            usual = [(label, texts.pop(label, "")) for label in plan.edition.heading_labels]
            lines = [*usual, *texts.items()]
        lines = [*lines, ("", "")]
    context.setdefault("version", service.fingerprint(stored))
    context["rows"] = [{"index": i, "label": label, "text": text} for i, (label, text) in enumerate(lines)]
    return context, False


def _columns(request: HttpRequest, plan: Plan) -> Answer:
    form = ColumnsForm(request.POST if request.method == "POST" else None, plan=plan)
    context: dict[str, Any] = {"form": form, "version": service.fingerprint(plan.options)}
    if request.method == "POST" and form.is_valid():
        try:
            service.save_options(request.user, plan, form.cleaned_data, expected=_expected(request))
        except Refused:
            raise
        except ActionError as error:
            context |= {"error": str(error), "version": request.POST.get("version", "")}
        else:
            return context, True
    return context, False


def _projects(request: HttpRequest, plan: Plan) -> Answer:
    context: dict[str, Any] = {"pasted": request.POST.get("pasted", "")}
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action == "remove":
            ids = [int(text) for text in request.POST.getlist("project") if text.isascii() and text.isdecimal()]
            gone = remove_projects(request.user, plan, ids)
            context["note"] = _("%(count)s rows taken off the list") % {"count": gone}
        elif action in ("check", "apply"):
            try:
                rows = read_rows(plan, context["pasted"])
                context |= _applied(request, plan, rows) if action == "apply" else {"checked": rows}
            except Refused:
                raise
            except ActionError as error:
                context["error"] = str(error)
        else:
            return context, True
    if "checked" in context:
        checked = context["checked"]
        context["totals"] = {s: sum(1 for r in checked if r.status == s) for s in ("new", "update", "same", "error")}
    registered = plan.existing_projects.order_by("name_key", "pk")
    context["registered"] = registered[:PROJECTS_SHOWN]
    context["registered_count"] = registered.count()
    return context, False


def _applied(request: HttpRequest, plan: Plan, rows: list[ProjectRow]) -> dict[str, Any]:
    """Write the good rows; those with an error stay in the box and in the table."""
    counts = apply_rows(request.user, plan, rows)
    wrong = [row for row in rows if row.status == "error"]
    note = _("%(new)s rows added, %(update)s updated, %(same)s unchanged") % counts
    answer: dict[str, Any] = {"note": note, "pasted": "\n".join(row.raw for row in wrong)}
    if wrong:
        answer["checked"] = wrong
        answer["error"] = _("%(count)s rows could not be taken; please mend them below and check again") % {
            "count": len(wrong)
        }
    return answer


SECTIONS: dict[str, Section] = {
    "groups": Section(
        gettext_lazy("Structure of the plan"),
        gettext_lazy("The headings under which projects stand in the printed plan"),
        _groups,
    ),
    "departments": Section(gettext_lazy("Departments"), gettext_lazy("Who is responsible for a project"), _departments),
    "villages": Section(
        gettext_lazy("Own villages"), gettext_lazy("The villages that this body looks after"), _villages
    ),
    "headings": Section(gettext_lazy("Heading lines"), gettext_lazy("The lines printed above every table"), _headings),
    "columns": Section(
        gettext_lazy("Printed columns"), gettext_lazy("Columns that your body may show or hide"), _columns
    ),
    "projects": Section(
        gettext_lazy("Existing projects"),
        gettext_lazy("Names, pages and items already in the plan, so that no project is written twice"),
        _projects,
    ),
}
