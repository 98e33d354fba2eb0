"""Thai looked for in columns of the database: for lists that show rows as they are, drafts too, and need no index.

Called by `search.admin_backend` for Wagtail's lists and by lists of the workspace. A column must hold the stored
spelling (`portal.kit.thai.text.normalise`), as everything does that our models save.
"""

import re
from collections.abc import Iterable

from django.db.models import Q

from portal.kit.thai.text import thai_digits
from search import analysis
from search.query import clean

MAX_WORDS = 12
_ABBREVIATION = re.compile("[ก-ฮ]{2,6}")


def holds(text: str, columns: Iterable[str]) -> Q:
    """One of the columns contains `text`, brought to the stored spelling."""
    spelt = analysis.readable(text).strip()
    condition = Q(pk__in=[])
    for column in columns:
        condition |= Q(**{f"{column}__icontains": spelt})
    return condition


def holds_words(text: str, columns: Iterable[str], *, any_word: bool = False) -> Q:
    """Every word of `text` (or any, if `any_word`), in whatever order, stands in one of the columns.

    Words are cut as `search.analysis` cuts them, so Thai is found inside a phrase; digits are found in either script,
    abbreviations with or without dots. A blank text is in everything, one without letters and digits in nothing.
    """
    text = clean(text).strip()
    columns = list(columns)
    if not text:
        return Q()
    words = analysis.plain_words(text)[:MAX_WORDS]
    if not words:
        return Q(pk__in=[])
    condition = Q()
    for word in words:
        one = Q(pk__in=[])
        for spelling in spellings(word):
            one |= holds(spelling, columns)
        condition = condition | one if any_word else condition & one
    # What was typed, as it was typed: finds what the segmenter cuts otherwise, and numbers with commas.
    return condition | holds(text, columns)


def spellings(word: str) -> list[str]:
    """The ways in which a folded word may stand in a column."""
    found = [word]
    if any(letter.isdigit() for letter in word):
        found.append(thai_digits(word))
    if _ABBREVIATION.fullmatch(word):
        found.append(".".join(word))
    return found
