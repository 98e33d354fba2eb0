"""The look: parts render in both languages, states and findings keep their order, colours hold their contrast."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from plans.states import EntryState, Outcome
from portal.base.state_looks import LOOKS
from portal.base.styleguide import sample
from portal.base.templatetags import kaejon
from portal.kit.checks import Finding, Level

TOKENS = Path(kaejon.__file__).parents[1] / "static" / "kaejon" / "css" / "tokens.css"
TEMPLATES = Path(__file__).parents[2] / "templates"
TEXT_ON_GROUND = [
    (text, ground)
    for text in ("ink", "ink-soft", "indigo", "indigo-deep", "clay", "leaf", "saffron")
    for ground in ("paper", "surface")
] + [
    ("ink", "indigo-wash"),
    ("indigo-deep", "indigo-wash"),
    ("indigo", "indigo-wash"),
    ("clay", "clay-wash"),
    ("ink", "clay-wash"),
    ("leaf", "leaf-wash"),
    ("saffron", "saffron-wash"),
    ("on-ink", "indigo"),
    ("on-ink", "indigo-deep"),
    ("on-ink", "clay"),
    ("on-ink", "clay-deep"),
    ("on-cloth", "cloth"),
    ("on-cloth-soft", "cloth"),
]


def _sets() -> dict[str, dict[str, str]]:
    """The colours of the light set and of the two dark sets (by the system, by choice)."""
    css = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.S)
    light, by_system = css.split("@media (prefers-color-scheme: dark)")
    by_system, by_choice = by_system.split(':root[data-theme="dark"]')
    return {
        name: dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", part))
        for name, part in (("light", light), ("dark", by_system), ("chosen dark", by_choice))
    }


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_keeps_its_contrast(theme: str, text: str, ground: str) -> None:
    colours = _sets()[theme]
    assert _contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_edges_of_inputs_are_seen(theme: str) -> None:
    colours = _sets()[theme]
    assert _contrast(colours["line-strong"], colours["paper"]) >= 3
    assert _contrast(colours["line-strong"], colours["surface"]) >= 3


def test_both_dark_sets_are_the_same() -> None:
    sets = _sets()
    assert sets["dark"] == sets["chosen dark"]


class Nobody:
    is_authenticated = False


def _guide(language: str) -> str:
    with translation.override(language):
        request = RequestFactory().get("/workspace/styleguide/")
        return render_to_string("components/styleguide.html", {**sample(), "user": Nobody()}, request)


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_page_of_all_parts_renders(language: str) -> None:
    page = _guide(language)
    assert f'<html lang="{language}">' in page
    assert re.search(r"<(script|style)(?![^>]*\b(src|href)=)", page) is None, "no inline script or style"
    assert not re.search(r"\sstyle=|\son\w+=", page)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def _templates() -> Iterator[Path]:
    yield from (TEMPLATES / name for name in ("base.html", "workspace_base.html"))
    yield from sorted((TEMPLATES / "components").glob("*.html"))


@pytest.mark.parametrize("path", list(_templates()), ids=lambda path: path.name)
def test_every_part_says_what_it_is_for(path: Path) -> None:
    assert "{% comment %}" in path.read_text(encoding="utf-8")[:120]


@pytest.mark.parametrize("name", ["403.html", "404.html", "403_csrf.html", "500.html"])
def test_error_pages_need_nothing(name: str) -> None:
    assert "<h1" in render_to_string(name)


def test_every_state_has_a_look() -> None:
    assert {*EntryState.values, *Outcome.values} <= set(LOOKS)


def _render(source: str, **context: Any) -> str:
    return Template("{% load kaejon %}" + source).render(Context(context))


def test_an_unknown_icon_is_refused_and_a_label_is_read() -> None:
    with pytest.raises(TemplateSyntaxError):
        _render("{% icon 'nothing' %}")
    assert 'aria-hidden="true"' in _render("{% icon 'check' %}")
    assert 'aria-label="&lt;b&gt;"' in _render("{% icon 'check' label %}", label="<b>")


def test_findings_come_by_weight_and_lead_to_their_field() -> None:
    findings = [
        Finding("c", Level.ADVICE, "third"),
        Finding("b", Level.WARNING, "second"),
        Finding("a", Level.ERROR, "first %(n)s", "target", {"n": 1}),
    ]
    shown = _render("{% findings_list findings %}", findings=findings, reasons={"b": "because"})
    assert shown.index("first 1") < shown.index("second") < shown.index("because") < shown.index("third")
    assert 'href="#id_target"' in shown
    assert kaejon.for_field(findings, "target") == [findings[2]]


def test_bars_of_one_unit_share_a_scale() -> None:
    drawn = kaejon.before_after(
        [
            {"label": "a", "before": 50, "after": 200, "unit": "x"},
            {"label": "b", "before": 3, "after": None, "unit": "y"},
        ]
    )
    assert [(row["before_width"], row["after_width"]) for row in drawn["rows"]] == [(25.0, 100.0), (100.0, 0.0)]


def test_a_pager_shows_the_ends_and_the_neighbours() -> None:
    pages = Paginator(range(240), 10)
    assert kaejon.page_numbers(pages.page(1)) == [1, 2, None, 24]
    assert kaejon.page_numbers(pages.page(12)) == [1, None, 11, 12, 13, None, 24]


def test_money_and_counts() -> None:
    assert kaejon.baht(None) == "-"
    assert kaejon.baht(Decimal("0")) == "0"
    assert kaejon.baht(Decimal("1632820.5")) == "1,632,820.50"
    assert kaejon.number(1284) == "1,284"
    assert kaejon.number(None) == "-"
    assert kaejon.file_size(1843201) == "1.8 MB"


def test_thai_order() -> None:
    assert kaejon.thai_sort(["เห็ด", "กบ", "ข้าว"]) == ["กบ", "ข้าว", "เห็ด"]
    assert kaejon.thai_sort([{"name": "เห็ด"}, {"name": "กบ"}], "name")[0] == {"name": "กบ"}
