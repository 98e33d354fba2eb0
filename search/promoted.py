"""Promoted answers: what editors put above the results of certain searches.

Called by the search page (`for_query`) and by the model's validation. Wagtail's own `search_promotions` is not used: it
compares queries letter by letter, where Thai is typed in many ways; it does not ask who may see the page; and its
addresses carry the host. Here a query fits a phrase when both have the same letters, or the same words without the
words that only ask. A change takes effect in every process within five seconds.
"""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from wagtail.models import Page

from portal.base.links import PREFIXED, page_path
from portal.base.uses import open_now
from search import analysis
from search.models import SearchDocument, SearchPromotion
from search.registry import audiences_of, sources_of
from search.synonyms import key_of

CHECK_EVERY_SECONDS = 5.0
MOST_SHOWN = 3

_PARTS = re.compile("[,\n;]")
_LANGUAGE = re.compile(rf"^/(?:{'|'.join(PREFIXED)})(?=/)")

Phrase = tuple[str, frozenset[str]]
"""The letters of a phrase without spaces, and its words."""

_phrases: list[tuple[int, list[Phrase]]] = []
_checked_at = float("-inf")


@dataclass(frozen=True)
class Promoted:
    """An answer as the page shows it: `url` under the language being read, or of another site (`is_outside`)."""

    title: str
    text: str
    url: str
    is_outside: bool


def phrase_of(text: str) -> Phrase:
    """What two searches for the same thing share; ("", …) when `text` has neither letter nor digit."""
    return key_of(text).replace(" ", ""), frozenset(analysis.plain_words(text))


def phrases_of(text: str) -> list[Phrase]:
    """The phrases of a promotion's field, parted by commas, semicolons or lines."""
    return [phrase for part in _PARTS.split(text) if (phrase := phrase_of(part))[0]]


def forget() -> None:
    """Read the promotions again at the next query. For tests, and after a change in this process."""
    global _checked_at
    _checked_at = float("-inf")


def _changed(**_signal: object) -> None:
    forget()


post_save.connect(_changed, sender=SearchPromotion, dispatch_uid="search.promoted")
post_delete.connect(_changed, sender=SearchPromotion, dispatch_uid="search.promoted")


def _matching(text: str) -> list[int]:
    """The promotions for a query, in their order."""
    global _phrases, _checked_at
    if time.monotonic() - _checked_at >= CHECK_EVERY_SECONDS:
        _phrases = [(pk, phrases_of(words)) for pk, words in SearchPromotion.objects.values_list("pk", "phrases")]
        _checked_at = time.monotonic()
    if not _phrases:
        return []
    letters, words = phrase_of(text)
    return [pk for pk, kept in _phrases if any(letters == other or words == others for other, others in kept)]


def for_query(text: str, request: HttpRequest) -> list[Promoted]:
    """The promoted answers for what was typed that the visitor may see, at most three."""
    ids = _matching(text) if text else []
    found: list[Promoted] = []
    for promotion in SearchPromotion.objects.filter(pk__in=ids).select_related("page") if ids else ():
        page = promotion.page
        answer = _of_address(promotion, request) if page is None else _of_page(promotion, page, request)
        if answer is not None:
            found.append(answer)
        if len(found) == MOST_SHOWN:
            break
    return found


def visible_documents(user: Any) -> Any:
    """The documents that `user` may find."""
    may = Q(is_public=True)
    if keys := audiences_of(user):
        may |= Q(audiences__key__in=keys)
    return SearchDocument.objects.filter(may).exclude(expires_at__lte=timezone.now())


def _of_page(promotion: SearchPromotion, page: Page, request: HttpRequest) -> Promoted | None:
    """The page in the language being read where there is one that may be seen, else as it was chosen."""
    for version in (page.localized, page):
        if may_see(version, request):
            return Promoted(promotion.title or version.title, promotion.text, page_path(version), False)
    return None


def may_see(page: Page, request: HttpRequest) -> bool:
    """Whether a page answers this visitor: live, not restricted to others, and found where its kind is searched."""
    if not page.live:
        return False
    if not all(restriction.accept_request(request) for restriction in page.get_view_restrictions()):
        return False
    kinds = [source.key for source in sources_of(page.specific_class or Page)]
    documents = visible_documents(getattr(request, "user", None)).filter(source__in=kinds, object_id=str(page.pk))
    return not kinds or documents.exists()


def _of_address(promotion: SearchPromotion, request: HttpRequest) -> Promoted | None:
    address = promotion.address
    if not address.startswith("/"):
        return Promoted(promotion.title, promotion.text, address, True)
    if not leads_somewhere(address, getattr(request, "user", None)):
        return None
    return Promoted(promotion.title, promotion.text, in_language(address), False)


def in_language(url: str) -> str:
    """The address under the language being read: documents keep one address, untranslated pages answer in both."""
    return _LANGUAGE.sub(f"/{(translation.get_language() or 'th')[:2]}", url)


def leads_somewhere(address: str, user: Any = None) -> bool:
    """Whether an address of this site is one that `user` (None: anybody) may open.

    It is, when a document that the visitor may find stands there, when it is one of the lists that have no parameters,
    or a public page of a kind that is not searched.
    """
    path = re.split("[?#]", address, maxsplit=1)[0]
    if visible_documents(user).filter(url__in=_both(path)).exists():
        return True
    if not _LANGUAGE.match(path):
        return False
    try:
        match = resolve(in_language(path))
    except Resolver404:
        return False
    return (not match.args and not match.kwargs) or _is_plain_page(path)


def _is_plain_page(path: str) -> bool:
    """Whether a page that everybody may see stands there, of a kind that search holds no documents of."""
    below_root = _LANGUAGE.sub("", path)[1:]
    pages = Page.objects.filter(open_now(), depth__gt=1, url_path__endswith=f"/{below_root}")
    return any(
        page.url_path.split("/", 2)[2] == below_root and not sources_of(page.specific_class or Page)
        for page in pages.order_by("pk")[:5]
    )


def _both(path: str) -> Iterable[str]:
    """The path under either language: documents keep one address."""
    return [path, *(_LANGUAGE.sub(f"/{code}", path) for code in PREFIXED)]
