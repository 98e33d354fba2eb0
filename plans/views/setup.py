"""Plans of the person's bodies, a plan's own page, and its set-up section by section (step 0)."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from plans.actions import ActionError, Refused
from plans.actions.base import new_key
from plans.forms.setup import PlanNewForm
from plans.models import PlanEntry
from plans.policies import BODY_ROLES, can
from plans.queries import plans_of
from plans.setting_up import create_plan, group_lines
from plans.states import LEFT_STATES, EntryState
from plans.types import plan_types_for
from plans.views.access import frame, plan_for, workspace
from plans.views.setup_sections import SECTIONS, progress, sections_of, show_section
from portal.people.models import Organisation
from portal.people.policies import organisations_of


@workspace
def plan_list(request: HttpRequest) -> HttpResponse:
    """The plans of my bodies."""
    plans = (
        plans_of(request.user)
        .annotate(
            open_books=Count("books", filter=Q(books__state="open"), distinct=True),
            announced_books=Count("books", filter=Q(books__state="announced"), distinct=True),
            projects=Count("books__entries", filter=Q(books__entries__state=EntryState.IN_FORCE), distinct=True),
        )
        .order_by("organisation__code", "type_code", "-edition_code")
    )
    context = {**frame(request), "plans": plans, "may_create": bool(_makers(request))}
    return render(request, "workspace/plans.html", context)


def _makers(request: HttpRequest) -> list[Organisation]:
    """The person's bodies that make a plan of some type."""
    bodies = Organisation.objects.filter(pk__in=organisations_of(request.user, *BODY_ROLES)).order_by("code")
    return [body for body in bodies if plan_types_for(body.kind)]


@workspace
def plan_new(request: HttpRequest) -> HttpResponse:
    """Begin a plan: body, type, period. One that exists already is simply opened."""
    bodies = _makers(request)
    if not bodies:
        raise Http404
    error = ""
    form = PlanNewForm(request.POST or None, organisations=bodies)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            plan = create_plan(request.user, given["organisation"], given["kind"], given["edition"])
        except Refused as refused:
            raise Http404 from refused
        except ActionError as failed:
            error = str(failed)
        else:
            return redirect("workspace:setup", pk=plan.pk)
    context = {**frame(request), "form": form, "error": error, "key": new_key()}
    return render(request, "workspace/plan_new.html", context, status=422 if error or form.errors else 200)


@workspace
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """A plan: its books, its set-up, its structure with how many projects hang on each heading."""
    shown = plan_for(request, pk)
    in_book = ~Q(entries__state__in=LEFT_STATES)
    books = (
        shown.books.select_related("plan__organisation", "announcement")
        .annotate(
            projects=Count("entries", filter=in_book, distinct=True),
            left=Count("entries", filter=~in_book, distinct=True),
        )
        .order_by("-pk")
    )
    counts = dict(
        PlanEntry.objects.filter(book__plan=shown, group__isnull=False)
        .exclude(state__in=LEFT_STATES)
        .order_by()
        .values_list("group")
        .annotate(count=Count("pk"))
    )
    context: dict[str, Any] = {
        **frame(request, shown.organisation),
        "plan": shown,
        "books": books,
        "groups": [
            {"line": line, "number": ".".join(map(str, line.number)), "projects": counts.get(line.pk, 0)}
            for line in group_lines(shown)
        ],
        "progress": progress(shown),
        "may_edit": can(request.user, "edit", shown),
    }
    return render(request, "workspace/plan.html", context)


@workspace
def setup(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of sections: what is done, what is next."""
    shown = plan_for(request, pk, "edit")
    steps = progress(shown)
    context = {
        **frame(request, shown.organisation),
        "plan": shown,
        "steps": steps,
        "next": next((step for step in steps if not step["done"]), None),
    }
    return render(request, "workspace/setup.html", context)


@workspace
def section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    """One small page of the set-up. A section that the plan does not have answers 404."""
    shown = plan_for(request, pk, "edit")
    keys = sections_of(shown)
    if section not in keys or section not in SECTIONS:
        raise Http404
    try:
        context, saved = show_section(request, shown, section)
    except Refused as refused:
        raise Http404 from refused
    if saved:
        messages.success(request, saved if isinstance(saved, str) else _("Saved"))
        if "stay" in request.POST:
            return redirect("workspace:setup_section", pk=shown.pk, section=section)
        after = keys[keys.index(section) + 1 :]
        if after:
            return redirect("workspace:setup_section", pk=shown.pk, section=after[0])
        return redirect("workspace:plan", pk=shown.pk)
    steps = progress(shown)
    place = keys.index(section)
    full = {
        **frame(request, shown.organisation),
        "plan": shown,
        "section": section,
        "title": SECTIONS[section].title,
        "steps": steps,
        "step_number": place + 1,
        "step_count": len(keys),
        "is_last": place + 1 == len(keys),
        "key": new_key(),
        **context,
    }
    status = 422 if context.get("error") or context.get("problems") else 200
    return render(request, f"workspace/setup_{section}.html", full, status=status)
