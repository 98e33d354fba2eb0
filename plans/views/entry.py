"""An entry in the workspace: reading and reviewing it, the form, findings while typing, a newer source."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from knowledge.citations import changed_since, from_json, status_of
from knowledge.queries import items_by_keys
from plans.actions import ActionError, AdoptSource, Blocked, Conflict, FinishAdjusting, Refused, SaveEntry, Submit
from plans.actions.base import new_key
from plans.checking import check_entry
from plans.exports.cells import cell_value, target_text
from plans.exports.form_rows import group_chain
from plans.exports.paper import announced_entry
from plans.exports.texts import citation_line
from plans.forms.entry import EntryForm, source_values
from plans.models import PlanEntry
from plans.policies import can
from plans.prefill import SEED_FIELDS
from plans.states import AMENDING_KINDS, ANNOUNCED_STATES, LEFT_STATES, TRANSITIONS, EntryState, Verb
from plans.trail import source_url
from plans.views.access import entry_for, frame, workspace
from plans.views.posting import posted_key, posted_version, was_sent_before
from portal.base.clock import today
from portal.kit.checks import Finding, needing_reason
from portal.kit.thai.dates import fiscal_year


@workspace
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Read an entry; the checker returns it or puts it on the agenda from here, on a phone in two taps."""
    shown = entry_for(request, pk)
    return render(request, "workspace/entry.html", reading_context(request, shown))


def reading_context(request: HttpRequest, entry: PlanEntry, **more: Any) -> dict[str, Any]:
    """What the reading page shows; `more` adds an error and what was typed with it."""
    verbs = {verb.value for verb in TRANSITIONS if _offered(request.user, verb, entry)}
    as_announced = announced_entry(entry) if entry.state in ANNOUNCED_STATES else None
    headings = as_announced.headings if as_announced else group_chain(entry)
    return {
        **frame(request, entry.book.plan.organisation),
        "entry": entry,
        "book": entry.book,
        "headings": headings,
        "programme": entry.programme if entry.programme and entry.programme.name not in "".join(headings) else None,
        "target": (as_announced and as_announced.text("target_text")) or target_text(entry),
        "responsible": (as_announced and as_announced.text("responsible")) or cell_value(entry, "responsible"),
        "budgets": {b.fiscal_year: b.amount for b in entry.budgets.all()},
        "years": list(entry.book.plan.edition.years),
        "findings": check_entry(entry) if entry.state in _CHECKED_STATES else [],
        "citations": citations_of(entry),
        "events": history_of(entry),
        "resolutions": entry.resolutions.select_related("meeting").order_by("meeting__date", "pk"),
        "verbs": verbs,
        "may_edit": can(request.user, "edit", entry),
        "citation_line": citation_line(entry) if entry.state == EntryState.IN_FORCE else "",
        "left": entry.state in LEFT_STATES,
        **_onward_books(entry),
        "key": new_key(),
        "today": today(),
        **more,
    }


def _onward_books(entry: PlanEntry) -> dict[str, Any]:
    """Open books of the plan that an entry can go on into: any, once it left its own; of the amending kinds, once it
    is in force."""
    if entry.state not in LEFT_STATES and entry.state != EntryState.IN_FORCE:
        return {}
    open_books = [book for book in entry.book.plan.books.all() if book.is_open]
    if entry.state in LEFT_STATES:
        return {"open_books": [b for b in open_books if (b.kind in AMENDING_KINDS) == (entry.amends_id is not None)]}
    return {
        "amending_books": [book for book in open_books if book.kind in AMENDING_KINDS],
        "amended_by": entry.amended_by.exclude(state__in=LEFT_STATES).first(),
    }


_CHECKED_STATES = frozenset({EntryState.DRAFT, EntryState.RETURNED, EntryState.SUBMITTED})


def _offered(user: Any, verb: Verb, entry: PlanEntry) -> bool:
    transition = TRANSITIONS[verb]
    if (
        verb in (Verb.RECORD, Verb.ANNOUNCE, Verb.REPLACE)
        or entry.state not in transition.sources
        or not entry.book.is_open
    ):
        return False
    return can(user, verb, entry)


def citations_of(entry: PlanEntry) -> list[dict[str, Any]]:
    """Each citation with what its source is today: live, changed since, taken off the site."""
    stored = list(entry.citations.all())
    found = status_of([str(c.item_key) for c in stored])
    rows = []
    for citation in stored:
        quoted = from_json(citation.content)
        status = found.get(str(citation.item_key))
        live = bool(status and status.live and not status.withdrawn)
        rows.append(
            {
                "citation": citation,
                "quoted": quoted,
                "status": status,
                "live": live,
                "changes": [_labelled(change) for change in changed_since(quoted)] if live else [],
            }
        )
    return rows


def _labelled(change: Any) -> dict[str, Any]:
    name = change.field.rsplit(".", 1)[-1]
    entry_name = next((mine for mine, seed in SEED_FIELDS.items() if seed == name), name)
    known = {field.name: field.verbose_name for field in PlanEntry._meta.concrete_fields}
    return {"field": change.field, "label": known.get(entry_name, name), "old": change.old, "new": change.new}


def history_of(entry: PlanEntry) -> list[dict[str, Any]]:
    """Events as the timeline component wants them, newest first; each saved wording can be compared."""
    from django.urls import reverse

    events = entry.events.select_related("actor").order_by("-at", "-pk")
    return [
        {
            "at": event.at,
            "title": event.get_verb_display(),
            "who": event.actor_name,
            "reason": event.reason,
            "url": reverse("workspace:entry_compare", args=[entry.pk, event.pk]) if event.revision_id else "",
        }
        for event in events
    ]


@workspace
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form ผ.02 unfolded: save, check, submit. Typed data is kept whatever happens."""
    shown = entry_for(request, pk)
    if not can(request.user, "edit", shown):
        if request.method == "POST" and not was_sent_before(request, shown):
            messages.error(
                request,
                _("This entry stands at “%(state)s” and can no longer be edited")
                % {"state": shown.get_state_display()},
            )
        return redirect("workspace:entry", pk=pk)
    if request.method != "POST":
        return _form_page(request, shown, EntryForm(entry=shown))
    data = request.POST.copy()
    use_source = data.get("use_source", "")
    if use_source in SEED_FIELDS:
        _take_source_text(shown, data, use_source)
    form = EntryForm(data, entry=shown)
    valid = form.is_valid()
    if "check" in data or use_source or not valid:
        return _form_page(request, shown, form, status=200 if valid or use_source else 422)
    return _save(request, shown, form)


def _save(request: HttpRequest, entry: PlanEntry, form: EntryForm) -> HttpResponse:
    key = posted_key(request)
    try:
        saved = SaveEntry(
            request.user,
            entry,
            {**form.values(), "warning_reasons": {**entry.warning_reasons, **_reasons(request)}},
            form.budgets(),
            form.cost_lines(),
            expected=posted_version(request),
            key=key,
        ).execute()
    except Conflict as error:
        fresh = entry_for(request, entry.pk)
        typed = EntryForm(form.data, entry=fresh)
        return _form_page(request, fresh, typed, error=str(error), status=409, version=fresh.version)
    except Refused as error:
        raise Http404 from error
    except ActionError as error:
        return _form_page(request, entry, form, error=str(error), status=422)
    if "submit" not in request.POST and "finish" not in request.POST:
        messages.success(request, _("Saved"))
        return redirect("workspace:entry_edit", pk=entry.pk)
    try:
        if "finish" in request.POST:
            FinishAdjusting(request.user, saved, key=f"{key}-finish").execute()
        else:
            Submit(request.user, saved, _reasons(request), key=f"{key}-submit").execute()
    except Blocked as error:
        fresh = entry_for(request, entry.pk)
        typed = EntryForm(form.data, entry=fresh)
        return _form_page(
            request, fresh, typed, error=str(error), findings=error.findings, status=422, version=fresh.version
        )
    except ActionError as error:
        fresh = entry_for(request, entry.pk)
        typed = EntryForm(form.data, entry=fresh)
        return _form_page(request, fresh, typed, error=str(error), status=422, version=fresh.version)
    messages.success(
        request, _("Submitted for checking") if "submit" in request.POST else _("Adjusted as the meeting resolved")
    )
    return redirect("workspace:entry", pk=entry.pk)


def _reasons(request: HttpRequest) -> dict[str, str]:
    given = {
        name.removeprefix("reason_for_"): (request.POST.get(name) or "").strip()
        for name in request.POST
        if name.startswith("reason_for_")
    }
    return {code: text for code, text in given.items() if text}


def _take_source_text(entry: PlanEntry, data: Any, name: str) -> None:
    sources = source_values(entry, [from_json(c.content) for c in entry.citations.all()])
    if name in sources:
        data[name] = str(sources[name]["text"])


def _form_page(
    request: HttpRequest,
    entry: PlanEntry,
    form: EntryForm,
    *,
    error: str = "",
    findings: list[Finding] | None = None,
    status: int = 200,
    version: int | None = None,
) -> HttpResponse:
    """The form with what was typed. `version` is the one that the person has seen now; without it the one they sent
    stays, since nothing was saved and somebody else may have saved in between."""
    if form.is_bound and not hasattr(form, "cleaned_data"):
        form.is_valid()
    typed = form.as_typed() if form.is_bound else entry
    found = list(check_entry(typed))
    citations = citations_of(entry)
    quoted = [row["quoted"] for row in citations]
    addresses = {row["quoted"].title: source_url(row["status"]) for row in citations if row["live"]}
    sources = {
        name: {**source, "quoted": source["text"], "url": addresses.get(source["title"], "")}
        for name, source in source_values(typed, quoted).items()
    }
    warnings = needing_reason(found)
    stored_reasons = {**entry.warning_reasons, **_reasons(request)}
    running = fiscal_year(today())
    amounts = {b.fiscal_year: b.amount for b in entry.budgets.all()}
    context = {
        **frame(request, entry.book.plan.organisation),
        "entry": entry,
        "book": entry.book,
        "form": form,
        "error": error,
        "findings": found,
        "asked": {f.code for f in findings or []} | set(_reasons(request)) | set(entry.warning_reasons),
        "warnings": [
            {"finding": f, "code": f.code, "reason": stored_reasons.get(f.code, "")}
            for f in {w.code: w for w in warnings}.values()
        ],
        "citations": citations,
        "sources": sources,
        "years": [
            {
                "year": year,
                "field": form[f"budget_{year}"],
                "amount": amounts.get(year),
                "closed": form.fields[f"budget_{year}"].disabled,
                "reason": _("This fiscal year has ended") if year < running else "",
            }
            for year in entry.book.plan.edition.years
        ],
        "total": sum(form.budgets().values()) if form.is_bound and form.is_valid() else sum(amounts.values()),
        "version": version or (posted_version(request) if form.is_bound else None) or entry.version,
        "key": new_key(),
        "returned": entry.events.filter(verb=Verb.RETURN).order_by("-pk").first()
        if entry.state == EntryState.RETURNED
        else None,
        "resolved": entry.resolutions.order_by("-pk").select_related("meeting").first() if entry.adjusting else None,
    }
    return render(request, "workspace/entry_edit.html", context, status=status)


@require_POST
@workspace
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment of findings on what is typed now; nothing is saved."""
    shown = entry_for(request, pk, "edit")
    form = EntryForm(request.POST, entry=shown)
    form.is_valid()
    return render(
        request,
        "workspace/entry_findings.html",
        {"form": form, "entry": shown, "findings": check_entry(form.as_typed())},
    )


@workspace
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """A moving source: the difference field by field; a draft adopts it only by a click."""
    shown = entry_for(request, pk)
    rows = [row for row in citations_of(shown) if row["changes"]]
    if request.method == "POST" and rows:
        wanted = request.POST.get("item", "")
        row = next((r for r in rows if str(r["citation"].item_key) == wanted), None)
        if row is None:
            raise Http404
        from knowledge.citations import quote

        item = items_by_keys([wanted])[wanted]
        chosen = [name for name in request.POST.getlist("field") if name in SEED_FIELDS]
        try:
            AdoptSource(
                request.user, shown, quote(item), chosen, expected=posted_version(request), key=posted_key(request)
            ).execute()
        except Refused as error:
            raise Http404 from error
        except ActionError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The newer source has been adopted"))
            return redirect("workspace:entry_edit", pk=pk)
    labels = {field.name: field.verbose_name for field in PlanEntry._meta.concrete_fields}
    context = {
        **frame(request, shown.book.plan.organisation),
        "entry": shown,
        "rows": rows,
        "adoptable": [(name, labels[name]) for name in SEED_FIELDS],
        "key": new_key(),
    }
    return render(request, "workspace/entry_source.html", context)
