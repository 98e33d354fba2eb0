"""Dictionary segmentation of Thai runs, fast and the same for documents and queries.

Called by `search.analysis` and `search.snippets`; `search.lexicon` sets the names it takes from the database.

The engine is nlpo3 (newmm in Rust, Apache-2.0); the words are PyThaiNLP's list (CC0), the local list
`search/dictionary/local.txt`, and the names given to `use_words`. The dictionary is loaded at the first use, in about
0.1 s, and never before: a web process that serves no search pays nothing.
"""

import importlib.util
import re
import tempfile
import threading
from collections.abc import Iterable
from functools import cache
from hashlib import blake2b
from pathlib import Path

from nlpo3 import load_dict
from nlpo3 import segment as nlpo3_segment

_LISTS = Path(__file__).parent / "dictionary"

WINDOW = 120
LOOK_AHEAD = 30
"""Letters of a run without spaces that are cut at once, and of these that only decide on those before. The time grows
with the square of the length where many words overlap: ออกรบ 400 times would take four seconds."""

_LONG_RUN = re.compile(f"[^ ]{{{WINDOW + 1},}}")
_THAI_WORD = re.compile("[ก-ฺเ-๎]{2,40}")
_lock = threading.Lock()
_loaded: set[str] = set()
_current: str | None = None
_extra: frozenset[str] = frozenset()


@cache
def general_words() -> frozenset[str]:
    """PyThaiNLP's Thai words of one run, at least two letters. Reads the list without importing the package."""
    package = importlib.util.find_spec("pythainlp")
    if package is None or package.origin is None:
        raise RuntimeError("pythainlp, which brings the Thai word list, is not installed")
    path = Path(package.origin).parent / "corpus" / "words_th.txt"
    return frozenset(w for w in path.read_text(encoding="utf-8").split("\n") if _THAI_WORD.fullmatch(w))


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of one of the project's own lists in `search/dictionary`: one a line, `#` starts a comment."""
    lines = (_LISTS / name).read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if (word := line.partition("#")[0].strip()))


def use_words(words: Iterable[str]) -> None:
    """Make `words` (folded names of places, organisations, crops) part of the dictionary from now on.

    Words that are not one run of 2 to 40 Thai letters are left out. Loads nothing when the words are those in use.
    """
    global _extra, _current
    extra = frozenset(w for w in words if _THAI_WORD.fullmatch(w))
    with _lock:
        if extra != _extra:
            _extra, _current = extra, None


def _dictionary() -> str:
    """The name under which nlpo3 holds the dictionary in use; loads it when it is new."""
    global _current
    current = _current
    if current is not None:
        return current
    with _lock:
        words = sorted(general_words() | words_of("local.txt") | _extra)
        text = "\n".join(words)
        name = blake2b(text.encode(), digest_size=8).hexdigest()
        if name not in _loaded:
            with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".txt") as file:
                file.write(text)
                file.flush()
                message, ok = load_dict(file.name, name)
            if not ok:
                raise RuntimeError(f"nlpo3 did not load the dictionary: {message}")
            _loaded.add(name)
        _current = name
        return name


def segment(text: str) -> list[str]:
    """The words of `text`, runs of Thai letters parted by spaces, which are words too; joined they give it again."""
    dictionary = _dictionary()
    words: list[str] = []
    done = 0
    for match in _LONG_RUN.finditer(text):
        words += nlpo3_segment(text[done : match.start()], dictionary)
        words += _in_windows(match.group(), dictionary)
        done = match.end()
    return words + nlpo3_segment(text[done:], dictionary) if done else nlpo3_segment(text, dictionary)


def _in_windows(run: str, dictionary: str) -> list[str]:
    """The words of a long run, window by window; those at the end of a window are cut again with what follows."""
    words: list[str] = []
    start = 0
    while len(run) - start > WINDOW:
        settled = start + WINDOW - LOOK_AHEAD
        for word in nlpo3_segment(run[start : start + WINDOW], dictionary):
            words.append(word)
            start += len(word)
            if start >= settled:
                break
    return words + nlpo3_segment(run[start:], dictionary)


def knows(word: str) -> bool:
    """Whether the dictionary holds `word` as one word."""
    return word in _extra or word in general_words() or word in words_of("local.txt")
