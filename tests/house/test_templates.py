"""Template lint: every template compiles, names only what exists, and keeps to the content policy and to access rules.

General linters stumble over Django's tags inside HTML tags, so the house looks itself.
"""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_resolver, reverse

from portal.config.settings.environment import ROOT

FOLDERS = [ROOT / "templates", *ROOT.glob("portal/*/templates"), *ROOT.glob("*/templates")]
TEMPLATES = sorted(
    {(path, str(path.relative_to(folder))) for folder in FOLDERS for path in folder.rglob("*") if path.is_file()}
)
HTML = [(path, name) for path, name in TEMPLATES if path.suffix == ".html"]
BUILT = {"fonts/sarabun-400.woff2", "fonts/sarabun-700.woff2"}
"""Static files that `manage.py bootstrap` makes."""

COMMENT = re.compile(r"\{% comment .*?endcomment %\}|\{% comment %\}.*?\{% endcomment %\}|\{#.*?#\}", re.DOTALL)


def source_of(path: Path) -> str:
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def test_every_template_compiles() -> None:
    wrong = []
    for _path, name in TEMPLATES:
        try:
            get_template(name)
        except (TemplateSyntaxError, TemplateDoesNotExist) as error:
            wrong.append(f"{name}: {error}")
    assert wrong == []


def test_included_templates_exist() -> None:
    missing = []
    for path, name in TEMPLATES:
        for wanted in re.findall(r"""\{%\s*(?:include|extends)\s+["']([^"']+)["']""", source_of(path)):
            try:
                get_template(wanted)
            except TemplateDoesNotExist:
                missing.append(f"{name}: {wanted}")
    assert missing == []


def test_static_files_exist() -> None:
    missing = []
    for path, name in TEMPLATES:
        for wanted in re.findall(r"""\{%\s*static\s+["']([^"']+)["']\s*%\}""", source_of(path)):
            if wanted not in BUILT and finders.find(wanted) is None:
                missing.append(f"{name}: {wanted}")
    assert missing == []


def named_routes() -> set[str]:
    """Names as templates write them, with their namespaces."""
    found: set[str] = set()
    waiting = [("", get_resolver())]
    while waiting:
        prefix, resolver = waiting.pop()
        found |= {prefix + key for key in resolver.reverse_dict if isinstance(key, str)}
        waiting += [(f"{prefix}{name}:", inner) for name, (_route, inner) in resolver.namespace_dict.items()]
    return found


def test_addresses_have_names_that_exist() -> None:
    known = named_routes()
    missing = []
    for path, name in TEMPLATES:
        for wanted in re.findall(r"""\{%\s*url\s+["']([^"']+)["']""", source_of(path)):
            if wanted not in known:
                try:
                    reverse(wanted)
                except NoReverseMatch as error:
                    if "is not a valid view function" in str(error) or "is not a registered namespace" in str(error):
                        missing.append(f"{name}: {wanted}")
    assert missing == []


RULES = {
    "inline style, refused by the content policy": re.compile(r"<[a-z][^>]*\sstyle\s*="),
    "inline script, refused by the content policy": re.compile(
        r"<script(?![^>]*(?:\bsrc\s*=|type=\"(?:application/(?:ld\+)?json|speculationrules)\"))", re.IGNORECASE
    ),
    "inline handler, refused by the content policy": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']"),
    "script address": re.compile(r"href\s*=\s*[\"']javascript:"),
    "picture without alt": re.compile(r"<img\b(?![^>]*\balt\b)[^>]*>"),
    "tabindex above 0": re.compile(r"tabindex\s*=\s*[\"']?[1-9]"),
    "string marked safe": re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off"),
}

# Mails have no script, PDFs no content policy, and Wagtail's admin a policy of its own.
LOOSER = ("mail/", "pdf/", "wagtailadmin/")


@pytest.mark.parametrize("rule", sorted(RULES))
def test_house_rules(rule: str) -> None:
    guilty = [
        name for path, name in HTML if not name.startswith(LOOSER) and RULES[rule].search(source_of(path)) is not None
    ]
    assert guilty == []


def test_forms_that_post_carry_their_token() -> None:
    bare = []
    for path, name in HTML:
        for form in re.findall(r"<form\b.*?</form>", source_of(path), re.DOTALL):
            if re.match(r"""<form\b[^>]*method\s*=\s*["']?post""", form, re.IGNORECASE) and "csrf_token" not in form:
                bare.append(name)
    assert bare == []
