"""The catalogue tool: which strings it finds in sources, how parts become catalogues, what it complains about."""

import gettext
from pathlib import Path

import pytest

from portal.kit.thai.catalogue import (
    Message,
    check,
    compile_parts,
    merge,
    parts,
    python_messages,
    script_messages,
    template_messages,
)


def only(found: object) -> list[Message]:
    return [message for message, _line in found]  # type: ignore[attr-defined]


def test_template_strings_are_those_that_django_looks_up() -> None:
    source = (
        '{% load i18n %}{% translate "Save" %} {% trans \'Send\' context "mail" %}\n'
        "{# {% translate 'not this' %} #}{% comment %}{% translate 'nor this' %}{% endcomment %}\n"
        '{% translate "100 %" as whole %}{{ value|default:_("none") }}\n'
        '{% include "a.html" with label=_("Label") %}{% translate variable %}\n'
        "{% blocktranslate trimmed count n=items|length with name=user.name %}\n"
        "  {{ name }} has {{ n }} item\n  at 50%\n{% plural %}\n  {{ name }} has {{ n }} items\n{% endblocktranslate %}"
    )
    assert only(template_messages(source)) == [
        Message("Save"),
        Message("Send", context="mail"),
        Message("100 %%"),
        Message("none"),
        Message("Label"),
        Message("%(name)s has %(n)s item at 50%%", plural="%(name)s has %(n)s items"),
    ]


def test_the_line_of_a_template_string_is_told() -> None:
    assert [line for _m, line in template_messages("\n\n{% translate 'x' %}\n{% translate 'y' %}")] == [3, 4]


def test_python_strings() -> None:
    source = (
        "_('a')\ngettext_lazy('b' 'c')\nngettext('one', 'many', n)\npgettext('ctx', 'd')\n"
        "translation.gettext('e')\n_(name)\n_(f'{x}')\n"
    )
    assert sorted(only(python_messages(source))) == sorted(
        [Message("a"), Message("bc"), Message("one", "many"), Message("d", context="ctx"), Message("e")]
    )


def test_script_strings() -> None:
    source = "const a = gettext('Saved'); ngettext(\"%s row\", '%s rows', n); gettext(name); pgettext('c', 'd')"
    assert only(script_messages(source)) == [Message("Saved"), Message("%s row", "%s rows"), Message("d", context="c")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "locale" / "parts" / "th"
    folder.mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (folder / "a.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Save"\nmsgstr "บันทึก"\n\n'
        'msgid "%(n)s item"\nmsgid_plural "%(n)s items"\nmsgstr[0] "%(n)s รายการ"\n\n'
        '#, fuzzy\nmsgid "Doubtful"\nmsgstr "ไม่แน่"\n',
        encoding="utf-8",
    )
    (folder / "b.js.po").write_text('msgid "Saved"\nmsgstr "บันทึกแล้ว"\n', encoding="utf-8")
    return tmp_path


def test_parts_become_what_gettext_reads(project: Path) -> None:
    counts = compile_parts(project / "locale" / "parts" / "th", project / "out")
    assert counts == {"django": 2, "djangojs": 1}
    with (project / "out" / "th" / "LC_MESSAGES" / "django.mo").open("rb") as handle:
        thai = gettext.GNUTranslations(handle)
    assert thai.gettext("Save") == "บันทึก"
    assert thai.ngettext("%(n)s item", "%(n)s items", 5) == "%(n)s รายการ"
    assert thai.gettext("Doubtful") == "Doubtful"


def test_check_names_what_is_missing(project: Path) -> None:
    (project / "templates" / "page.html").write_text(
        "{% translate 'Save' %}\n{% translate 'Cancel' %}", encoding="utf-8"
    )
    assert check(project) == ["templates/page.html:2: no Thai for 'Cancel'"]


def test_check_names_holes_that_differ_and_parts_that_disagree(project: Path) -> None:
    folder = project / "locale" / "parts" / "th"
    (folder / "c.po").write_text(
        'msgid "Hello %(name)s"\nmsgstr "สวัสดี %(who)s"\n\nmsgid "Save"\nmsgstr "จัดเก็บ"\n', encoding="utf-8"
    )
    problems = check(project)
    assert len(problems) == 2
    assert "two translations of 'Save'" in problems[0]
    assert "%(who)s" in problems[1]
    merged, quarrels = merge(parts(folder, "django"))
    assert len(quarrels) == 1
    assert next(entry.msgstr for entry in merged if entry.msgid == "Save") == "บันทึก"
