"""Files of documents and questions, and the ways in which a question can be spoilt, each with a fixed seed."""

import gzip
import json
import random
import unicodedata
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

VARIANTS = ("clean", "unspaced", "misspelt", "recoded")
SEED = 20261122

_GZIP = b"\x1f\x8b"


class WrongFile(Exception):
    """A file that cannot be measured with; the text says in one sentence which line is wrong and how."""


def _text(value: Any, where: str) -> str:
    """A text, without what no database stores (NUL, halves of surrogate pairs); a missing one is empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise WrongFile(f"{where} must be a text")
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _objects(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(where, object) of each line of JSON that is not empty; the file may be gzipped."""
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
        with gzip.open(path, "rt", encoding="utf-8") if packed else path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    where = f"{path.name}, line {number}:"
                    found = json.loads(line)
                    if not isinstance(found, dict):
                        raise WrongFile(f"{where} not a JSON object")
                    if not isinstance(found.get("id"), str | int) or found["id"] == "":
                        raise WrongFile(f'{where} "id" is missing')
                    yield where, found
    except OSError as error:
        raise WrongFile(f"{path} cannot be read: {error.strerror or error}") from error
    except (UnicodeDecodeError, json.JSONDecodeError, EOFError, zlib.error) as error:
        raise WrongFile(f"{path.name} is not JSON lines in UTF-8, gzipped or not: {error}") from error


def read_documents(path: Path) -> list[dict[str, str]]:
    """Documents `{id, title, body}`; a missing title or body is empty. Raises `WrongFile`."""
    found: dict[str, dict[str, str]] = {}
    for where, one in _objects(path):
        key = str(one["id"])
        if key in found:
            raise WrongFile(f"{where} the id {key!r} occurs twice")
        found[key] = {
            "id": key,
            "title": _text(one.get("title"), f'{where} "title"'),
            "body": _text(one.get("body"), f'{where} "body"'),
        }
    if not found:
        raise WrongFile(f"{path.name} holds no documents")
    return list(found.values())


def read_questions(path: Path) -> list[dict[str, Any]]:
    """Questions `{id, q, rel: [id]}`. Raises `WrongFile`."""
    found = []
    for where, one in _objects(path):
        rel = one.get("rel")
        if not isinstance(one.get("q"), str):
            raise WrongFile(f'{where} "q" is missing')
        if not isinstance(rel, list) or not rel or not all(isinstance(key, str | int) for key in rel):
            raise WrongFile(f'{where} "rel" must be a list of ids of documents')
        found.append({"id": str(one["id"]), "q": _text(one["q"], f'{where} "q"'), "rel": [str(key) for key in rel]})
    if not found:
        raise WrongFile(f"{path.name} holds no questions")
    return found


def strangers(documents: list[dict[str, str]], questions: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """(question, document) for each relevant document that is not among the documents, and so is never found."""
    known = {document["id"] for document in documents}
    return [(question["id"], key) for question in questions for key in question["rel"] if key not in known]


def sampled(questions: list[dict[str, Any]], wanted: int) -> list[dict[str, Any]]:
    """About `wanted` questions, evenly chosen; 0 means all."""
    return questions[:: max(1, len(questions) // wanted)] if wanted else questions


def misspelt(text: str, rng: random.Random) -> str:
    """`text` with one letter wrong, missing or doubled."""
    places = [i for i, c in enumerate(text) if c.isalpha()]
    if not places:
        return text
    place = rng.choice(places)
    how = rng.choice(("wrong", "missing", "doubled"))
    letters = {"wrong": rng.choice("กขคงจชดตทนบปพมยรลวสหอ"), "missing": "", "doubled": text[place] * 2}
    return text[:place] + letters[how] + text[place + 1 :]


def recoded(text: str, rng: random.Random) -> str:
    """`text` encoded another way: NFD, ํ + า, เเ, tone before vowel, Thai digits, zero-width spaces."""
    text = unicodedata.normalize("NFD", text).replace("แ", "เเ").replace("ำ", "ํา")
    text = "".join(chr(0x0E50 + int(c)) if c.isascii() and c.isdigit() else c for c in text)
    swapped = list(text)
    for i in range(len(swapped) - 1):
        if swapped[i] in "ิีึืุู" and swapped[i + 1] in "่้๊๋":
            swapped[i], swapped[i + 1] = swapped[i + 1], swapped[i]
    places = rng.sample(range(len(swapped)), min(3, len(swapped)))
    return "".join(c + ("\u200b" if i in places else "") for i, c in enumerate(swapped))


def derive(variant: str, text: str, rng: random.Random) -> str:
    """The question `text` in one of `VARIANTS`."""
    if variant == "unspaced":
        return "".join(text.split())
    if variant == "misspelt":
        return misspelt(text, rng)
    if variant == "recoded":
        return recoded(text, rng)
    return text
