"""A moving source: when a cited item is published anew or taken off the site, the planners who cite it are told.

Their entries stay as they are: what is in force keeps its text, a draft adopts the newer words only by a click
(`plans.actions.AdoptSource`). Connected in `PlansConfig.ready`.
"""

from collections import defaultdict
from typing import Any

from django.dispatch import receiver
from wagtail.signals import page_published, page_unpublished

from plans import notifications
from plans.models import EntryCitation
from plans.states import LEFT_STATES


@receiver([page_published, page_unpublished])
def tell_planners(sender: Any, instance: Any, signal: Any, **kwargs: Any) -> None:
    """One mail to each body whose entries cite the page, unless the quoted words are the same."""
    key = getattr(instance, "translation_key", None)
    if key is None or not EntryCitation.objects.filter(item_key=key).exists():
        return
    _tell(str(key), instance.title, withdrawn=signal is page_unpublished)


def _tell(key: str, title: str, *, withdrawn: bool) -> None:
    from knowledge.citations import NotQuotable, quote
    from knowledge.queries import items_by_keys

    digest = ""
    if not withdrawn:
        item = items_by_keys([key]).get(key)
        if item is None:
            return
        try:
            digest = quote(item).digest
        except NotQuotable:
            withdrawn = True
    citations = (
        EntryCitation.objects.filter(item_key=key)
        .exclude(entry__state__in=LEFT_STATES)
        .exclude(digest=digest)
        .select_related("entry__book__plan")
    )
    by_body: dict[int, list[Any]] = defaultdict(list)
    for citation in citations:
        by_body[citation.entry.book.plan.organisation_id].append(citation.entry)
    for organisation_id, entries in by_body.items():
        notifications.source_moved(organisation_id, entries, title, withdrawn)
