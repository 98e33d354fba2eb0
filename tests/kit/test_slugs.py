"""Addresses in plain ASCII."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.kit.thai.slugs import MAX_LENGTH, ascii_slug, code_slug

VALID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def test_codes() -> None:
    assert code_slug("tech", 42) == "tech-0042"
    assert code_slug("tech", 12345) == "tech-12345"


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Kut Bak Model", "kut-bak-model"),
        ("กุดบากโมเดล", "kudbakmodel"),
        ("แผน 2570", "phaen-2570"),
        ("๒๕๗๐", "tech-2570"),
        ("", "tech"),
        ("ๆ ฯ !", "tech"),
        ("  A & B / C  ", "a-b-c"),
    ],
)
def test_slugs(text: str, slug: str) -> None:
    assert ascii_slug(text, "tech") == slug


def test_vowels_and_tones_are_not_dropped() -> None:
    assert ascii_slug("กุดบาก", "x") != ascii_slug("กดบาก", "x")


def test_the_number_is_never_cut_off() -> None:
    slug = ascii_slug("ก" * 300, "tech", 1234)
    assert slug.endswith("-1234") and len(slug) == MAX_LENGTH
    assert ascii_slug("one two three four", "x", max_length=12) == "one-two"
    assert ascii_slug("one two three four", "x", max_length=13) == "one-two-three"


@given(st.text(max_size=80), st.one_of(st.none(), st.integers(0, 10**6)))
@settings(max_examples=200, deadline=None)
def test_always_a_valid_address(text: str, number: int | None) -> None:
    slug = ascii_slug(text, "item", number)
    assert VALID.fullmatch(slug) and len(slug) <= MAX_LENGTH


@pytest.mark.parametrize("prefix", ["", "Tech", "เทค", "1a", "a--b", "a b"])
def test_bad_prefixes(prefix: str) -> None:
    with pytest.raises(ValueError, match="prefix"):
        ascii_slug("x", prefix)
    with pytest.raises(ValueError, match="prefix"):
        code_slug(prefix, 1)


def test_bad_numbers_and_lengths() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        code_slug("tech", -1)
    with pytest.raises(ValueError, match="room"):
        ascii_slug("x", "tech", 123456, max_length=8)
