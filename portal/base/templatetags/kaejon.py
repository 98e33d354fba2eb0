"""Template tags and filters of the house: icons, Thai dates and money, state badges, charts, language links.

Loaded by every template of ours with `{% load kaejon %}`. Dates and figures are formatted by `portal.kit.thai` alone.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.context import Context
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.base.icons import ICONS
from portal.base.state_looks import StateLook, look_of
from portal.kit.thai import collate, dates, numbers

register = template.Library()

LEVELS = ("error", "warning", "advice")
BAR_WIDTH = 100


def _language() -> str:
    return (translation.get_language() or "th")[:2]


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon by name (`portal.base.icons`). Silent for screen readers unless `label` says what it stands for."""
    try:
        drawing = ICONS[name]
    except KeyError:
        raise template.TemplateSyntaxError(f"no icon is called {name!r}") from None
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" focusable="false" {}>{}</svg>',
        role,
        mark_safe(drawing),  # noqa: S308  a constant of ours
    )


@register.filter
def thai_date(value: dt.date | None, style: dates.DateStyle = "long") -> str:
    """A date in the Buddhist era, in the reader's language; "" for none. Styles are those of `dates.format_date`."""
    return dates.format_date(value, style, _language()) if value else ""


@register.filter
def thai_datetime(value: dt.datetime | None, style: dates.DateStyle = "short") -> str:
    """A moment with its time, as the clock in Bangkok shows it; "" for none."""
    return dates.format_datetime(value, style, _language()) if value else ""


@register.filter
def be_year(value: int | dt.date | None) -> str:
    """The Buddhist year of a date, or a Buddhist year itself, as the reader's language writes it; "" for none."""
    if value is None:
        return ""
    return dates.format_year(dates.be_year(value) if isinstance(value, dt.date) else value, _language())


@register.filter
def baht(value: Decimal | int | None, none: str = "-") -> str:
    """An amount of money with separators, without the unit; `none` (the forms' "-") where nothing is planned."""
    return numbers.format_amount(value, none=none)


@register.filter
def number(value: Decimal | int | float | None, none: str = "-") -> str:
    """A count with separators; `none` where it is not known."""
    if value is None or value == "":
        return none
    return numbers.format_number(value)


@register.filter
def thai_sort(values: Iterable[Any], attribute: str = "") -> list[Any]:
    """Sorted as a Thai dictionary sorts, by the text of each value or of its attribute or key."""

    def text(value: Any) -> str:
        if not attribute:
            return str(value)
        return str(value[attribute] if isinstance(value, Mapping) else getattr(value, attribute))

    return collate.thai_sorted(values, key=text)


@register.filter
def state_look(state: str) -> StateLook:
    """Word, icon and tone of a state, for templates that set them themselves."""
    return look_of(str(state))


@register.inclusion_tag("components/state_badge.html")
def state_badge(state: str, word: str = "", count: int | None = None) -> dict[str, Any]:
    """A state as icon, word and colour. `count` (from 2) adds "2nd time"; `word` replaces the house's word."""
    return {"look": look_of(str(state), word), "state": state, "count": count if count and count > 1 else None}


@register.inclusion_tag("components/before_after.html")
def before_after(
    rows: Iterable[Mapping[str, Any]], caption: str = "", source: str = "", source_url: str = ""
) -> dict[str, Any]:
    """Bars before and after. Each row: label, before, after, unit. The figures stand beside their bars as text.

    Bars of rows with the same unit share one scale, so that lengths may be compared.
    """
    listed = [dict(row) for row in rows]
    highest: dict[str, float] = {}
    for row in listed:
        top = max(float(row.get("before") or 0), float(row.get("after") or 0))
        highest[row.get("unit", "")] = max(highest.get(row.get("unit", ""), 0.0), top)
    for row in listed:
        scale = highest[row.get("unit", "")]
        for side in ("before", "after"):
            row[f"{side}_width"] = round(float(row.get(side) or 0) / scale * BAR_WIDTH, 1) if scale else 0
    return {"rows": listed, "caption": caption, "source": source, "source_url": source_url}


@register.filter
def bar_width(value: Decimal | float | None, highest: Decimal | float | None) -> str:
    """The length of a bar in percent of the highest, for an SVG `width` attribute (style attributes are refused)."""
    if not value or not highest:
        return "0"
    return f"{float(value) / float(highest) * BAR_WIDTH:.1f}"


def _of(finding: Any, name: str) -> str:
    """A text of a finding, given as `portal.kit.checks.Finding` or as a mapping."""
    value = finding.get(name) if isinstance(finding, Mapping) else getattr(finding, name, None)
    return str(value) if value else ""


@register.filter
def for_field(findings: Iterable[Any] | None, field: str) -> list[Any]:
    """The findings that belong to one field, in their order."""
    return [finding for finding in findings or () if _of(finding, "field") == field]


@register.inclusion_tag("components/findings_list.html", takes_context=True)
def findings_list(context: Context, findings: Iterable[Any] | None = None, form: Any = None) -> dict[str, Any]:
    """The rail of findings with counts, what must be mended first. `form` gives the ids that the links lead to.

    A finding is a `portal.kit.checks.Finding`: `level`, `text`, and perhaps `field` (the form's field name). The
    context's `reasons` ({finding.key: words}) are shown under the warnings that they answer.
    """
    given = list(findings if findings is not None else context.get("findings") or ())
    reasons: Mapping[str, str] = context.get("reasons") or {}
    groups = []
    for level in LEVELS:
        rows = [
            {
                "finding": finding,
                "field": _of(finding, "field"),
                "anchor": _anchor(form or context.get("form"), _of(finding, "field")),
                "reason": reasons.get(_of(finding, "key"), ""),
            }
            for finding in given
            if _of(finding, "level") == level
        ]
        if rows:
            groups.append({"level": level, "rows": rows})
    return {"groups": groups, "total": len(given)}


def _anchor(form: Any, field: str) -> str:
    if not field:
        return ""
    if form is not None and field in getattr(form, "fields", {}):
        return form[field].id_for_label or form[field].auto_id
    return f"id_{field}"


@register.simple_tag(takes_context=True)
def page_languages(context: Context) -> list[dict[str, Any]]:
    """The page's address in each language, from `language_links`; none for pages whose address has no language."""
    request: HttpRequest | None = context.get("request")
    links = [dict(link) for link in context.get("language_links") or ()]
    if request is None or context.get("personal_area"):
        return []
    if not any(request.path_info.startswith(f"/{link['code']}/") for link in links):
        return []
    for link in links:
        link["absolute"] = request.build_absolute_uri(link["url"].split("?", 1)[0])
    return links


@register.simple_tag(takes_context=True)
def canonical_url(context: Context) -> str:
    """The page's own address without its query, or "" where there is no request (an error page)."""
    request: HttpRequest | None = context.get("request")
    return request.build_absolute_uri(request.path) if request is not None else ""


@register.simple_tag(takes_context=True)
def current_if(context: Context, url: str, exact: bool = False) -> SafeString:
    """`aria-current` for a navigation link: "page" on the very page, "true" on a page below it."""
    request: HttpRequest | None = context.get("request")
    if request is None or not url:
        return mark_safe("")
    if request.path == url:
        return mark_safe('aria-current="page"')
    if not exact and request.path.startswith(url):
        return mark_safe('aria-current="true"')
    return mark_safe("")


@register.filter
def file_size(size: int | None) -> str:
    """Bytes as a short size: 640 KB, 1.2 MB; "" when unknown."""
    if not size:
        return ""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024)):,} KB"
    return f"{size / 1024 / 1024:.1f} MB"


@register.filter
def item_at(values: Sequence[Any], position: int) -> Any:
    """The value at a position, counted from 0; "" beyond the end."""
    return values[position] if 0 <= position < len(values) else ""


@register.filter
def page_numbers(page: Page) -> list[int | None]:
    """The numbers that a pager shows: the ends and the neighbours of this page, None where some are left out."""
    last = page.paginator.num_pages
    wanted = sorted({1, last, *range(max(1, page.number - 1), min(last, page.number + 1) + 1)})
    shown: list[int | None] = []
    for position, value in enumerate(wanted):
        if position and value > wanted[position - 1] + 1:
            shown.append(None)
        shown.append(value)
    return shown
