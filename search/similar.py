"""More like this: the documents that resemble one document, on every engine.

Called by `knowledge.queries` for item pages. A document is looked for by its own heaviest words: what a word weighs is
what the engine would give for it, impact in the document times rarity in the collection. Pieces of words help against
misspellings only, and say nothing about the subject, so they are left out. What the person may not see is neither
found nor asked with.
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from search import analysis, lexicon
from search.engines import get_engine
from search.engines.base import Scope, SearchRequest
from search.engines.impact import Counts, term, vector, weight
from search.models import SearchDocument
from search.registry import audiences_of

Frequencies = Callable[[Sequence[int]], tuple[dict[int, int], int]]

MOST_WORDS = 24
"""How many of its words a document is looked for by. More words cost more and name the subject less."""

FEWEST_WORDS = 12
"""A word that is said only once, and not in the title, is asked with only where there are fewer others than this: it
is as rare as a chance meeting, and the engine would take it for the subject."""

LEAST_COVER = 10
"""Percent of what the most similar document shares that every other must share: a near copy must not hide the rest."""

TRANSLATIONS = 3
"""How many further documents are asked for, since the translations of a document resemble it most."""

READ_CHARACTERS = 6_000
"""How much of a long text is read: what a document is about stands at its beginning."""


def similar_to(
    what: SearchDocument | tuple[str, object],
    *,
    user: Any = None,
    language: str | None = None,
    kinds: Sequence[str] | None = None,
    limit: int = 4,
) -> list[SearchDocument]:
    """The documents most like `what`, best first, without itself and its translations; texts are not read.

    `what` is a document, or (source key, primary key of the object). `user` None is anybody; `kinds` and `language` as
    in `search.query.search`. Empty where `what` is not indexed or may not be seen, and where nothing resembles it.
    """
    audiences = audiences_of(user)
    document = _seen(what, audiences)
    if document is None:
        return []
    lexicon.check()
    engine = get_engine()
    tokens = heaviest(document, engine.frequencies)
    if not tokens:
        return []
    limit = max(1, limit)
    scope = Scope(
        now=timezone.now(),
        audiences=audiences,
        kinds=None if kinds is None else tuple(kinds),
        language=language,
        without=(document.pk,),
    )
    request = SearchRequest(tokens=tokens, scope=scope, limit=limit + TRANSLATIONS, facets=(), cover=LEAST_COVER)
    ids = [pk for pk, _score in engine.search(request).ranked]
    found = SearchDocument.objects.exclude(translation_group=document.translation_group).defer("body").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found][:limit]


def _seen(what: SearchDocument | tuple[str, object], audiences: frozenset[str]) -> SearchDocument | None:
    """The document, where the holder of `audiences` may find it."""
    documents = SearchDocument.objects.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))
    may = Q(is_public=True)
    if audiences:
        may |= Q(audiences__key__in=audiences)
    if isinstance(what, SearchDocument):
        return documents.filter(may, pk=what.pk).first()
    source, object_id = what
    return documents.filter(may, source=source, object_id=str(object_id)).first()


def heaviest(document: SearchDocument, frequencies: Frequencies) -> list[str]:
    """The words that name the subject of the document, heaviest first; at most `MOST_WORDS`.

    `frequencies` is that of the engine. A word that no other document holds finds nothing, and a number no subject.
    """
    title = analysis.document_tokens(document.title)
    body = analysis.document_tokens(document.body[:READ_CHARACTERS])
    counts = Counts.of(title, body)
    # Within one document its length is the same for all words, so it counts as of average length.
    stored = vector(counts, max(1, counts.title.total()), max(1, counts.everything.total()))
    impacts = dict(zip(stored.terms, stored.impacts, strict=True))
    words = {token for token in (*title, *body) if not token.startswith(analysis.PAIR) and not token.isdecimal()}
    by_term = {term(word): word for word in sorted(words)}
    held, documents = frequencies(list(by_term))
    weighed = [
        (key in counts.title or counts.everything[key] > 1, impacts[key] * weight(frequency, documents), by_term[key])
        for key, frequency in held.items()
        if frequency > 1 and key in impacts
    ]
    weighed.sort(key=lambda found: (not found[0], -found[1], found[2]))
    telling = sum(is_telling for is_telling, _weight, _word in weighed)
    return [word for _telling, _weight, word in weighed[: min(MOST_WORDS, max(telling, FEWEST_WORDS))]]
