"""The one analysis of text for search: what a document is stored under and what a query asks for.

Called by `search.indexing` (documents), `search.query` (queries) and `search.snippets`. Every engine stores and ranks
exactly these tokens, so engines cannot disagree on what a word is.

Two kinds of token come from a run of Thai: dictionary words, and overlapping pairs of character clusters. The pairs
carry a prefix that no word can have; they keep a text findable where the dictionary fails (names, misspellings, text
without spaces). Other scripts give folded words.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from operator import add

from portal.kit.thai.text import arabic_digits, normalise
from search.clusters import clusters
from search.segmenter import segment, words_of

PAIR = "\u0001"
"""Prefix of a pair of clusters. A control character: `fold` removes those from text, so no word starts with it."""

GRAM = 4

MAX_QUERY_CHARACTERS = 1_000
MAX_DOCUMENT_CHARACTERS = 400_000
MAX_TOKEN_CHARACTERS = 64

# Words that ask or join but name nothing. They are dropped from queries only, so that a query made of nothing else
# can still be answered from the index.
FUNCTION_WORDS = words_of("function_words.txt")

_UNSTORABLE = re.compile("[\x00-\x08\x0e-\x1f\ud800-\udfff]")
# Whatever `normalise` might mend. Most lines have none of it and need not be looked at letter by letter.
_SUSPECT = re.compile(
    "[\x0b\x0c\x7f-\xa0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\r\u0e4d]"
    "|[ัิ-ฺ็-๎][ัิ-ฺ็\u0e4d]|[่-๋์๎][ัิ-ฺ็-๎]|[ะาำ][ำ่-๎]|เเ"
)
_REPEATED_VOWEL = re.compile("([ะาำๅ])\\1+")
_REPEATED_LETTER = re.compile(r"(\w)\1{3,}")
_DOTTED = re.compile(r"(?:[ก-ฮ]{1,4}\.){2,7}(?:[ก-ฮ]{1,4}(?![ก-๎]))?|[ก-ฮ]{1,3}\.[ก-ฮ]{1,3}(?![ก-๎.])")
_THOUSANDS = re.compile(r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,])")
_RUN = re.compile(r"(?P<thai>[ก-ฺเ-๎]+)|(?P<number>\d+(?:\.\d+)*)|(?P<other>[^\W\d_ก-๎]+)")
_THAI_DIGIT = re.compile("[๐-๙]")
_MAYBE_DOTTED = re.compile(r"[ก-ฮ]\.")
_CONSONANTS_ONLY = re.compile("[ก-ฮ]{2,6}")


def readable(text: str) -> str:
    """`text` in the one spelling of `portal.kit.thai.text`, repeated vowels once: what is kept for snippets."""
    lines = _UNSTORABLE.sub("", text).split("\n")
    for number, line in enumerate(lines):
        if _SUSPECT.search(line) or not unicodedata.is_normalized("NFC", line):
            lines[number] = normalise(line)
    return _REPEATED_VOWEL.sub(r"\1", "\n".join(lines))


def _fold_latin(text: str) -> str:
    """Lower case, accents off. Thai marks are not accents, so they stay."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in parts if not "\u0300" <= c <= "\u036f")


def fold(text: str) -> str:
    """`text` as search compares it: `readable`, Arabic digits, abbreviations without dots, plain numbers."""
    text = readable(text)
    # What most texts have none of is looked for first: these searches are several times quicker than the mending.
    if _THAI_DIGIT.search(text):
        text = arabic_digits(text)
    if _MAYBE_DOTTED.search(text):
        text = _DOTTED.sub(lambda m: m.group().replace(".", "") + " ", text)
    if "," in text:
        text = _THOUSANDS.sub(lambda m: m.group().replace(",", ""), text)
    return _REPEATED_LETTER.sub(r"\1\1", text)


def _thai_words(run: str) -> list[str]:
    if _CONSONANTS_ONLY.fullmatch(run):
        return [run]  # an abbreviation (อบต, กสทช) that the dictionary would shatter
    return segment(run)


def folded_runs(text: str) -> Iterator[tuple[str, str]]:
    """(script, run) for each folded run of one script: "thai", "number" or "other". What lies between is dropped."""
    for match in _RUN.finditer(fold(text)):
        script, run = match.lastgroup or "other", match.group()
        yield script, run if script == "thai" else _fold_latin(run)


def _stretches(text: str) -> Iterator[tuple[str, list[str]]]:
    """(script, runs): folded runs of one script that only spaces part, so that a text with and without spaces agree."""
    script = ""
    runs: list[str] = []
    end = -1
    folded = fold(text)
    for match in _RUN.finditer(folded):
        found, run = match.lastgroup or "other", match.group()
        if found != script or folded[end : match.start()].strip(" "):
            if runs:
                yield script, runs
            script, runs = found, []
        runs.append(run if found == "thai" else _fold_latin(run)[:MAX_TOKEN_CHARACTERS])
        end = match.end()
    if runs:
        yield script, runs


def pairs(run: str) -> list[str]:
    """Overlapping pairs of clusters of a Thai run, prefixed."""
    cells = clusters(run)
    return list(map(add, map(PAIR.__add__, cells), cells[1:]))


def _grams(run: str) -> list[str]:
    """Overlapping pieces of `GRAM` letters of a run of another script, prefixed as the pairs are."""
    return [PAIR + run[i : i + GRAM] for i in range(len(run) - GRAM + 1)]


def document_tokens(text: str) -> list[str]:
    """Every token of a document's text, repeated as often as it occurs; at most `MAX_DOCUMENT_CHARACTERS` are read."""
    tokens: list[str] = []
    thai: list[str] = []
    for script, runs in _stretches(text[:MAX_DOCUMENT_CHARACTERS]):
        if script == "thai":
            for run in runs:
                (tokens if _CONSONANTS_ONLY.fullmatch(run) else thai).append(run)
            tokens.extend(pairs("".join(runs)))
        else:
            tokens.extend(runs)
            if script == "other":
                tokens.extend(_grams("".join(runs)))
    # The segmenter cuts at spaces, so all runs go through it in one call.
    for word in segment(" ".join(thai)) if thai else ():
        if word != " ":
            tokens.append(word[:MAX_TOKEN_CHARACTERS])
    return tokens


@lru_cache(maxsize=512)
def query_tokens(text: str) -> tuple[str, ...]:
    """The distinct tokens of a query, words before pairs.

    Function words are left out, with the pairs inside them, unless nothing else was typed. Pairs that only touch
    one stay: the segmenter may have taken a piece of a name for a function word.
    """
    text = text[:MAX_QUERY_CHARACTERS]
    found = _query_tokens(text, FUNCTION_WORDS)
    return found or _query_tokens(text, frozenset())


def plain_words(text: str) -> list[str]:
    """The distinct words of a query as they are, without pairs or pieces; function words only when alone."""
    return [token for token in query_tokens(text) if not token.startswith(PAIR)]


def _query_tokens(text: str, dropped: frozenset[str]) -> tuple[str, ...]:
    plain: dict[str, None] = {}
    pieces: dict[str, None] = {}
    for script, runs in _stretches(text):
        words = [word for run in runs for word in (_thai_words(run) if script == "thai" else [run])]
        plain.update((word[:MAX_TOKEN_CHARACTERS], None) for word in words if word not in dropped)
        if script != "number":
            cut = pairs if script == "thai" else _grams
            inside = {piece for word in words if word in dropped for piece in cut(word)}
            pieces.update((piece, None) for piece in cut("".join(runs)) if piece not in inside)
    return (*plain, *pieces)
