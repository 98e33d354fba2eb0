"""Builds the demonstration province from the data beside this module. Called by `manage.py demo` and by the tests.

Everything is made by the product's own services and actions, in the names of the demonstration's accounts. Built
again it changes nothing; stopped in the middle it goes on where it was.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import translation
from wagtail.models import ReferenceIndex

from knowledge.models import KnowledgeItem
from knowledge.vocabularies import load_vocabularies
from portal.base.clock import standing_on
from portal.base.models import BudgetProgramme, Image
from portal.people.loading import load_organisations
from portal.people.models import Organisation
from portal.places.loading import load_places
from portal.places.models import Village
from portal.site.page_content import ensure_pages
from search.models import IndexState
from search.sources import rebuild

from .clock import demonstration_day
from .data import load
from .knowledge_items import ensure_items
from .people import ensure_people
from .plan_books import ensure_offers, ensure_plan
from .silence import nobody_is_told

Say = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """How much was made by this run; all 0 when everything was there."""

    accounts: int
    items: int
    books: int
    offers: int

    @property
    def anything(self) -> bool:
        """Whether something was made."""
        return any((self.accounts, self.items, self.books, self.offers))


def build(say: Say) -> Built:
    """Make what is missing; `say` gets a line now and then. DemoDataError where real content stands in the way."""
    data = load()
    with translation.override("th"), standing_on(demonstration_day(data.plans)), nobody_is_told():
        _ground()
        people = ensure_people()
        items = ensure_items(data, people, say)
        books = sum(ensure_plan(plan, people, say) for plan in data.plans)
        offers = ensure_offers(people)
        built = Built(people.made, items, books, offers)
    if built.anything or _references_are_missing():
        say("    references between pages and pictures")
        call_command("rebuild_references_index", verbosity=0)
    if built.anything and _index_is_built():
        say("    search index")
        rebuild()
    return built


def _references_are_missing() -> bool:
    """Whether a build was stopped before the pages that use a picture were noted (jobs are dropped meanwhile)."""
    covered = KnowledgeItem.objects.filter(is_sample=True, cover__isnull=False)
    noted = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Image),
        object_id__in=[str(pk) for pk in covered.values_list("pk", flat=True)],
    )
    return noted.values("object_id").distinct().count() < covered.count()


def _index_is_built() -> bool:
    """Whether words and lengths were measured without the demonstration. At the first start `./run` does it after
    this; what was made is in the index either way, since search follows every save."""
    return IndexState.objects.filter(built_at__isnull=False).exists()


def _ground() -> None:
    """What every site has: places, bodies, vocabularies, pages. `./run` has loaded them before."""
    if not Village.objects.exists():
        load_places()
    if not Organisation.objects.exists():
        load_organisations()
    if not BudgetProgramme.objects.exists():
        load_vocabularies()
    ensure_pages()
