"""House rules that no linter knows: one subject for each module, no drawers, nothing of one machine or one registry."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.config.settings.environment import ROOT

FOLDERS = ("portal", "plans", "knowledge", "search")
DRAWERS = {"utils", "util", "helpers", "helper", "mixins", "common", "misc"}
LONGEST = 450
"""Lines of a module: about 400, with some room before a test stops the work."""


def modules() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def text_files() -> Iterator[Path]:
    suffixes = {".py", ".html", ".css", ".js", ".md", ".toml", ".txt", ".in", ".sh", ".po", ".svg", ".yml", ""}
    tops = [*(ROOT / folder for folder in (*FOLDERS, "templates", "tests", "docs", "locale", "benchmarks", ".ci"))]
    for top in tops:
        for path in sorted(top.rglob("*")):
            if path.is_file() and path.suffix in suffixes and "__pycache__" not in path.parts:
                yield path
    for path in sorted(ROOT.iterdir()):
        if path.is_file() and path.suffix in suffixes:
            yield path


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_every_module_says_what_it_is_for() -> None:
    silent = []
    for path in modules():
        source = path.read_text(encoding="utf-8")
        if source.strip() and not ast.get_docstring(ast.parse(source)):
            silent.append(path)
    assert names(silent) == []


def test_modules_can_be_read_in_one_sitting() -> None:
    long = [path for path in modules() if path.read_text(encoding="utf-8").count("\n") > LONGEST]
    assert names(long) == []


def test_no_drawers() -> None:
    assert names([path for path in modules() if path.stem in DRAWERS or path.parent.name in DRAWERS]) == []


FORBIDDEN = {
    # Put together from pieces, so that this file does not find itself.
    "a path of one machine": re.compile(r"(?<![\w.])/" + r"(?:work|root)/\w"),
    "an address of a registry": re.compile(
        "|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "npmjs" + r"\.org", "deb\\.debian" + r"\.org"))
    ),
    "work left undone": re.compile(r"\b(?:TO" + "DO|FIX" + "ME|XX" + r"X)\b"),
}


@pytest.mark.parametrize("what", sorted(FORBIDDEN))
def test_nothing_forbidden_is_written(what: str) -> None:
    guilty = [path for path in text_files() if FORBIDDEN[what].search(path.read_text(encoding="utf-8"))]
    assert names(guilty) == []


THAI = re.compile("[\u0e00-\u0e7f]")


def test_no_thai_in_addresses() -> None:
    """URL patterns and slugs are ASCII: Thai marks are lost or refused on their way."""
    guilty = []
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            routes = node.args[:1] if name in ("path", "re_path") else []
            slugs = [keyword.value for keyword in node.keywords if keyword.arg == "slug"]
            for value in (*routes, *slugs):
                if isinstance(value, ast.Constant) and isinstance(value.value, str) and THAI.search(value.value):
                    guilty.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert guilty == []


OTHER_HOST = re.compile(r"""(?:src|href|action|data-src)\s*=\s*["'](?:https?:)?//|url\(\s*["']?(?:https?:)?//""")
PLAIN_LINK = re.compile(r"""<a\b[^>]*>""")


def test_templates_and_styles_ask_no_other_host() -> None:
    """Links that a person follows may lead anywhere; what a browser fetches by itself may not."""
    guilty = []
    for path in text_files():
        if path.suffix in {".html", ".css", ".js"} and "tests" not in path.parts:
            source = PLAIN_LINK.sub("", path.read_text(encoding="utf-8"))
            if OTHER_HOST.search(source):
                guilty.append(path)
    assert names(guilty) == []
