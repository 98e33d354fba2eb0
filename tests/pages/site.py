"""A small public site for tests: pages, items with evidence, a body with an announced book, its search index."""

from decimal import Decimal
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from knowledge.citations import quote, to_json
from knowledge.models import CaseStudy, Evidence, KnowledgeItem, KnowledgeSection, Technology
from plans.models import EntryCitation, PlanEntry
from portal.places.models import Subdistrict
from portal.site.models import HomePage
from portal.site.page_content import ensure_pages
from search.models import SearchDocument

KUT_HAI = "470305"
LANGUAGES = ("th", "en")


class PublicSite:
    """The page tree with what tests hang into it."""

    def __init__(self) -> None:
        self.home: HomePage = ensure_pages()
        self.section = KnowledgeSection.objects.get(organisation__code="snru")
        self.made = 0

    def item(
        self, title: str = "โรงเรือนเพาะเห็ด", kind: type[KnowledgeItem] = Technology, **values: Any
    ) -> KnowledgeItem:
        """A published item with one piece of evidence at Kut Hai."""
        self.made += 1
        item = kind(title=title, summary="เพาะเห็ดได้ทั้งปี", slug=f"{kind.slug_prefix}-{9000 + self.made}", **values)
        item.evidence = [
            Evidence(
                subdistrict=Subdistrict.objects.get(code=KUT_HAI),
                fiscal_year=2567,
                households=32,
                income_before=Decimal("1200"),
                income_after=Decimal("6000"),
            )
        ]
        self.section.add_child(instance=item)
        item.save_revision().publish()
        return kind.objects.get(pk=item.pk)

    def story(self, title: str) -> KnowledgeItem:
        """A published case study."""
        return self.item(title, CaseStudy)


def cite(entry: PlanEntry, item: KnowledgeItem) -> EntryCitation:
    """Put a citation on an entry as `plans.actions` would."""
    citation = quote(item)
    return EntryCitation.objects.create(
        entry=entry,
        item_key=item.translation_key,
        revision_id=citation.revision_id,
        content=to_json(citation),
        digest=citation.digest,
    )


def ask(address: str, client: Client | None = None) -> tuple[Any, int]:
    """(answer, queries) of a second visit, when what is kept between visits is there."""
    visitor = client or Client()
    visitor.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = visitor.get(address)
    return answer, len(captured)


def found_titles(address: str) -> str:
    """The page of results as text."""
    return Client().get(address).content.decode()


def indexed(kind: str) -> int:
    """How many documents of a kind there are."""
    return SearchDocument.objects.filter(kind=kind).count()
