"""Files of documents and questions, and the ways in which a question can be spoilt, each with a fixed seed."""

import gzip
import json
import random
import unicodedata
from pathlib import Path
from typing import Any

VARIANTS = ("clean", "unspaced", "misspelt", "recoded")
SEED = 20261122


def read(path: Path) -> list[dict[str, Any]]:
    """The objects of a gzipped file of JSON lines: documents `{id, title, body}` or questions `{id, q, rel: [id]}`."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


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
