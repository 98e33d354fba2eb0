"""What people looked for and did not find, so that editors learn what is missing, and by which words people ask.

Recorded by the public search page (`search.views`), read in the admin. No person, no address, no time of day is kept,
and nothing that holds a citizen's or a telephone number.
"""

import re

from django.db.models import F
from django.utils import timezone

from portal.kit.thai.text import has_thai_id, squash
from search.models import SearchMiss

LONGEST = 80
MOST_KEPT = 2_000
_NUMBER = re.compile(r"\d[\d\s-]{7,}\d|@")


def record(text: str) -> None:
    """Count a search for `text` that found nothing. Passes over what may tell of a person, and what is too long."""
    words = squash(text).casefold()
    if not 2 <= len(words) <= LONGEST or has_thai_id(words) or _NUMBER.search(words):
        return
    known = SearchMiss.objects.filter(words=words)
    if known.update(times=F("times") + 1, last_on=timezone.localdate()):
        return
    if SearchMiss.objects.count() >= MOST_KEPT:
        # What was asked once, longest ago, makes room: nobody can fill the table.
        oldest = SearchMiss.objects.order_by("times", "last_on", "pk").values_list("pk", flat=True)[:100]
        SearchMiss.objects.filter(pk__in=list(oldest)).delete()
    SearchMiss.objects.get_or_create(words=words, defaults={"last_on": timezone.localdate()})
