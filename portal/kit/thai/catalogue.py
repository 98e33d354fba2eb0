"""The interface in Thai: merges the catalogue parts, compiles them, and finds strings without Thai.

Thai translations lie in `locale/parts/th/<part>.po` (`<part>.js.po` for scripts), one part for each subject, so
that people who write strings do not meet in one file. `compile_parts` makes the two `.mo` files that Django reads;
`check` compares the parts with every string that the sources offer for translation. Only polib is needed, no gettext.

Called by `manage.py bootstrap`, `./test` and `make catalogue`:
`python -m portal.kit.thai.catalogue compile TARGET | check`.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import polib

SOURCE_FOLDERS = ("portal", "plans", "knowledge", "search", "templates")
HEADER = {
    "Project-Id-Version": "kaejon",
    "Language": "th",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}


@dataclass(frozen=True, order=True)
class Message:
    """A string offered for translation. `plural` and `context` are "" when there is none."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass(frozen=True)
class Place:
    """Where a string stands: a file relative to the project's root, and a line counted from 1."""

    path: str
    line: int

    def __str__(self) -> str:
        return f"{self.path}:{self.line}"


# ---------------------------------------------------------------- parts → catalogues


def parts(folder: Path, domain: str) -> list[Path]:
    """The parts of a domain (`django` or `djangojs`) in the order in which they are merged."""
    wanted = sorted(folder.glob("*.po"))
    return [path for path in wanted if path.name.endswith(".js.po") == (domain == "djangojs")]


def merge(paths: Iterable[Path]) -> tuple[polib.POFile, list[str]]:
    """One catalogue out of the parts, and a sentence for each string to which two parts give different Thai.

    The part that comes first by name wins. Fuzzy, obsolete and empty entries are left out.
    """
    merged = polib.POFile()
    merged.metadata = dict(HEADER)
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    quarrels = []
    for path in paths:
        for entry in polib.pofile(str(path), encoding="utf-8"):
            thai = entry.msgstr or entry.msgstr_plural.get(0, "")
            if entry.obsolete or entry.fuzzy or not thai or not entry.msgid:
                continue
            key = (entry.msgctxt or "", entry.msgid)
            if key in seen:
                first_thai, first_part = seen[key]
                if first_thai != thai:
                    quarrels.append(f"{entry.msgid!r}: {first_part} says {first_thai!r}, {path.name} says {thai!r}")
                elif entry.msgid_plural:
                    _make_plural(merged, entry)
                continue
            seen[key] = (thai, path.name)
            merged.append(
                polib.POEntry(
                    msgid=entry.msgid,
                    msgctxt=entry.msgctxt,
                    msgid_plural=entry.msgid_plural,
                    msgstr="" if entry.msgid_plural else thai,
                    msgstr_plural={0: thai} if entry.msgid_plural else {},
                )
            )
    return merged, quarrels


def _make_plural(merged: polib.POFile, entry: polib.POEntry) -> None:
    """A string that one part has alone and another with its plural serves both calls as a plural entry."""
    for known in merged:
        if known.msgid == entry.msgid and (known.msgctxt or "") == (entry.msgctxt or "") and not known.msgid_plural:
            known.msgid_plural = entry.msgid_plural
            known.msgstr_plural = {0: known.msgstr}
            known.msgstr = ""


def compile_parts(folder: Path, target: Path) -> dict[str, int]:
    """Write `target/th/LC_MESSAGES/{django,djangojs}.mo` from the parts in `folder`; strings written per domain.

    Each file is replaced in one step, so a process that reads meanwhile sees the old or the new one.
    """
    out = target / "th" / "LC_MESSAGES"
    out.mkdir(parents=True, exist_ok=True)
    counts = {}
    for domain in ("django", "djangojs"):
        merged, _quarrels = merge(parts(folder, domain))
        draft = out / f".{domain}.mo.new"
        merged.save_as_mofile(str(draft))
        draft.replace(out / f"{domain}.mo")
        counts[domain] = len(merged)
    return counts


# ---------------------------------------------------------------- sources → strings

PYTHON_CALLS: dict[str, tuple[str, ...]] = {
    name: fields
    for fields, names in (
        (("text",), ("_", "gettext", "gettext_lazy", "gettext_noop", "ugettext", "ugettext_lazy")),
        (("text", "plural"), ("ngettext", "ngettext_lazy")),
        (("context", "text"), ("pgettext", "pgettext_lazy")),
        (("context", "text", "plural"), ("npgettext", "npgettext_lazy")),
    )
    for name in names
}

TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
WORDS = re.compile(r"""(?:[^\s"']*(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')[^\s"']*)+|\S+""")
UNDERSCORE = re.compile(r"""\b_\(\s*("(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')\s*\)""")
SCRIPT_CALL = re.compile(
    r"""\b(gettext|ngettext|pgettext|npgettext)\(\s*"""
    r"""((?:(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\$])*`)\s*,?\s*){1,3})"""
)
SCRIPT_STRING = re.compile(r""""(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`(?:\\.|[^`\\$])*`""")


def python_messages(source: str) -> Iterator[tuple[Message, int]]:
    """Strings in gettext calls of a Python module; calls with a computed string are passed over."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        fields = PYTHON_CALLS.get(name)
        if fields and len(node.args) >= len(fields):
            values = [arg.value if isinstance(arg, ast.Constant) else None for arg in node.args]
            found = {
                field: value for field, value in zip(fields, values, strict=False) if isinstance(value, str) and value
            }
            if len(found) == len(fields):
                yield Message(**found), node.lineno


def template_messages(source: str) -> Iterator[tuple[Message, int]]:
    """Strings of `{% translate %}`, `{% blocktranslate %}` and `_("…")` in a Django template."""
    line, position, skipping, block = 1, 0, "", None
    for match in TAG.finditer(source):
        between = source[position : match.start()]
        line += between.count("\n")
        position = match.end()
        token = match.group()
        inner = token[2:-2].strip()
        words = WORDS.findall(inner) if token.startswith("{%") else []
        tag = words[0] if words else ""
        if skipping:
            skipping = "" if tag == skipping else skipping
        elif block is not None:
            block.text(between)
            if token.startswith("{{"):
                block.text(f"%({inner.split('|')[0].strip()})s", literal=True)
            elif tag == "plural":
                block.start_plural()
            elif tag in ("endblocktranslate", "endblocktrans"):
                yield block.message(), block.line
                block = None
        elif tag in ("comment", "verbatim"):
            skipping = f"end{tag}"
        elif tag in ("translate", "trans") and len(words) > 1 and words[1][:1] in "\"'":
            yield Message(_unquote(words[1]).replace("%", "%%"), context=_context_of(words)), line
        elif tag in ("blocktranslate", "blocktrans"):
            block = _Block(line, "trimmed" in words, _context_of(words))
        if block is None and not skipping and not token.startswith("{#"):
            for quoted in UNDERSCORE.findall(token):
                yield Message(_unquote(quoted).replace("%", "%%")), line
        line += token.count("\n")


class _Block:
    """The text of one `{% blocktranslate %}`, put together as Django does: `{{ name }}` is %(name)s, `%` is `%%`."""

    def __init__(self, line: int, trimmed: bool, context: str) -> None:
        self.line = line
        self.trimmed = trimmed
        self.context = context
        self.forms: list[list[str]] = [[]]

    def text(self, text: str, literal: bool = False) -> None:
        self.forms[-1].append(text if literal else text.replace("%", "%%"))

    def start_plural(self) -> None:
        self.forms.append([])

    def message(self) -> Message:
        texts = ["".join(form) for form in self.forms]
        if self.trimmed:
            texts = [" ".join(row.strip() for row in text.strip().splitlines() if row.strip()) for text in texts]
        return Message(texts[0], plural=texts[1] if len(texts) > 1 else "", context=self.context)


def script_messages(source: str) -> Iterator[tuple[Message, int]]:
    """Strings in gettext calls of a script."""
    for match in SCRIPT_CALL.finditer(source):
        fields = PYTHON_CALLS[match.group(1)]
        values = [_unquote(text) for text in SCRIPT_STRING.findall(match.group(2))]
        if len(values) >= len(fields):
            found = dict(zip(fields, values, strict=False))
            yield Message(**found), source.count("\n", 0, match.start()) + 1


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match[1], match[1]), text[1:-1])


def _context_of(words: list[str]) -> str:
    for before, word in pairwise(words):
        if before == "context" and word[:1] in "\"'":
            return _unquote(word)
    return ""


def messages_of(root: Path, domain: str) -> dict[Message, Place]:
    """Every string under the source folders with the first place where it stands."""
    found: dict[Message, Place] = {}
    for folder in SOURCE_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            relative = path.relative_to(root)
            if "migrations" in relative.parts or "node_modules" in relative.parts or not path.is_file():
                continue
            if domain == "djangojs":
                reader = script_messages if path.suffix == ".js" else None
            elif path.suffix == ".py":
                reader = python_messages
            else:
                reader = template_messages if path.suffix in (".html", ".txt", ".xml") else None
            if reader is not None:
                for message, line in reader(path.read_text(encoding="utf-8")):
                    found.setdefault(message, Place(str(relative), line))
    return found


# ---------------------------------------------------------------- the check

HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def check(root: Path) -> list[str]:
    """What is wrong with the Thai catalogue, one sentence each; empty when every string has its Thai.

    Found are: strings without Thai, Thai whose holes (`%(name)s`, `{name}`) differ from the English, and two parts
    that disagree.
    """
    problems = []
    folder = root / "locale" / "parts" / "th"
    for domain in ("django", "djangojs"):
        merged, quarrels = merge(parts(folder, domain))
        problems += [f"two translations of {quarrel}" for quarrel in quarrels]
        known = {(entry.msgctxt or "", entry.msgid): entry for entry in merged}
        for message, place in sorted(messages_of(root, domain).items()):
            entry = known.get((message.context, message.text))
            if entry is None:
                problems.append(f"{place}: no Thai for {message.text!r}")
            elif message.plural and not entry.msgid_plural:
                problems.append(f"{place}: the Thai of {message.text!r} lacks msgid_plural {message.plural!r}")
        for entry in merged:
            thai = entry.msgstr or entry.msgstr_plural.get(0, "")
            allowed = set(HOLES.findall(entry.msgid)) | set(HOLES.findall(entry.msgid_plural or ""))
            strange = set(HOLES.findall(thai)) - allowed
            if strange:
                problems.append(f"the Thai of {entry.msgid!r} has {', '.join(sorted(strange))}, its English has not")
    return problems


def main(arguments: list[str]) -> int:
    root = Path(__file__).resolve().parents[3]
    if arguments[:1] == ["compile"] and len(arguments) == 2:
        for domain, count in compile_parts(root / "locale" / "parts" / "th", Path(arguments[1])).items():
            print(f"{domain}: {count} strings")
        return 0
    if arguments == ["check"]:
        problems = check(root)
        print("\n".join(problems) if problems else "Every string has its Thai.")
        return 1 if problems else 0
    print("usage: python -m portal.kit.thai.catalogue compile TARGET | check", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
