"""Odd texts that somebody might type or paste into a search box, the same ones for the same seed.

Asked by the benchmark (10,000 of them) and by `tests/search/test_odd_texts.py` (a few hundred).
"""

import random
from collections.abc import Callable, Iterator, Sequence

_THAI = "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ"
_MARKS = "ัิีึืฺุู็่้๊๋์ํ๎"
_VOWELS = "ะาำเแโใไๅๆฯฤฦ"
_SYNTAX = (
    '" OR 1=1 --', "'; DROP TABLE search_posting; --", "NEAR(a b, 5)", "title:*", "a* AND (b OR NOT c)", "{a b}:c",
    "^ข้าว", "ข้าว -มะเขือ", '"ข้าว"', "%s %d %(x)s {0} {x}", "\\", "\\u0000", "_all:* && !x || y", "[1 TO 5}",
    "~2^3", "/.*.*.*.*x/", "$1 $$ ${x}", "%' ESCAPE '", "ข้าว'||'", "<script>alert(1)</script>", "../../etc", "?", "???",
    "…", "()", "*", "-", "--", '"', "'", "`", "&", "|", ":", ";", ",", ".", "+1", "#", "@@ to_tsquery", "a:b:c", "NULL",
    "\t", "\n\n", "{'a': 1}", '{"query": {"match_all": {}}}', "0x41", "1e309", "-1", "99999999999999999999", "๑,๒๓๔.๕",
)  # fmt: skip
_WORDS = (
    "ข้าว", "การ", "และ", "ของ", "ประเทศไทย", "อะไร", "ที่ไหน", "เมื่อไร", "พ.ศ. ๒๕๖๖", "อบต.", "ตำบล", "water", "COVID-19",
    "e-mail", "mRNA", "ÄÖÜß", "Ελλάδα", "Россия", "中文", "日本語", "عربى", "हिन्दी", "ກະສິກຳ", "កម្ពុជា",
)  # fmt: skip


def _any_letter(rng: random.Random) -> str:
    """Any code point at all, halves of surrogate pairs among them."""
    return chr(rng.randrange(0x110000))


def _unicode(rng: random.Random, bodies: Sequence[str]) -> str:
    return "".join(_any_letter(rng) for _ in range(rng.randint(1, 60)))


def _planes(rng: random.Random, bodies: Sequence[str]) -> str:
    start = rng.choice((0x00, 0x80, 0x300, 0x0E00, 0x0E80, 0x1780, 0x2000, 0x3000, 0xAC00, 0xFB00, 0x1F300, 0xE0000))
    return "".join(chr(start + rng.randrange(0x100)) for _ in range(rng.randint(1, 80)))


def _marks(rng: random.Random, bodies: Sequence[str]) -> str:
    letters = _THAI + _MARKS * 3 + _VOWELS * 2 + " "
    return "".join(rng.choice(letters) for _ in range(rng.randint(1, 200)))


def _control(rng: random.Random, bodies: Sequence[str]) -> str:
    odd = "\x00\x01\x0b\x1b\x7f\x85\xad\u200b\u200d\u200e\u202e\u2028\ufeff\ufffe\uffff\ud800\udfff"
    return "".join(rng.choice((rng.choice(odd), rng.choice(_WORDS))) for _ in range(rng.randint(1, 12)))


def _syntax(rng: random.Random, bodies: Sequence[str]) -> str:
    return " ".join(rng.choice((rng.choice(_SYNTAX), rng.choice(_WORDS))) for _ in range(rng.randint(1, 6)))


def _emoji(rng: random.Random, bodies: Sequence[str]) -> str:
    return "".join(rng.choice(("🌾", "👩‍🌾", "🇹🇭", "🏽", "❤️", "ข้าว", " ")) for _ in range(rng.randint(1, 40)))


def _runs(rng: random.Random, bodies: Sequence[str]) -> str:
    piece = rng.choice((*_WORDS, *_THAI, *_MARKS, *_VOWELS, *_SYNTAX, "กก", "เเ", "ํา", "a", " ", "1", "ก.", "1,000,"))
    return piece * rng.choice((2, 3, 7, 50, 200, 1_000, 20_000 // len(piece)))


def _common(rng: random.Random, bodies: Sequence[str]) -> str:
    return rng.choice(("", " ")).join(rng.choice(_WORDS) for _ in range(rng.randint(1, 40)))


def _pasted(rng: random.Random, bodies: Sequence[str]) -> str:
    """A piece of texts, from a few words to five pages (15,000 characters)."""
    if not bodies:
        return _marks(rng, bodies) * 50
    text = "\n".join(rng.choice(bodies) for _ in range(rng.randint(1, 12)))
    start = rng.randrange(max(1, len(text) - 100))
    return text[start : start + rng.choice((20, 60, 150, 200, 400, 1_000, 3_000, 15_000))]


def _mixed(rng: random.Random, bodies: Sequence[str]) -> str:
    letters = list(_pasted(rng, bodies)[:300])
    for _ in range(rng.randint(1, 30)):
        letters.insert(rng.randrange(len(letters) + 1), rng.choice((_any_letter(rng), rng.choice(_SYNTAX))))
    return "".join(letters)


_KINDS: tuple[Callable[[random.Random, Sequence[str]], str], ...] = (
    _unicode, _planes, _marks, _control, _syntax, _emoji, _runs, _common, _pasted, _mixed,
)  # fmt: skip


def odd_texts(wanted: int, seed: int, bodies: Sequence[str] = ()) -> Iterator[str]:
    """`wanted` texts of ten kinds in turn; `bodies` are texts that pages are pasted from."""
    rng = random.Random(seed)
    for number in range(wanted):
        yield _KINDS[number % len(_KINDS)](rng, bodies)
