"""What the product is compared with: Wagtail's own search backends, and Lucene's `thai` tokenizer on Elasticsearch.

Called by `benchmarks.search.scratch`, on the same pages and with the same questions. The backends of Wagtail are as it
brings them, with title and text of the page as search fields; `-or` asks for any of the words instead of all.
"""

import html
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks.search.scratch import Ask, Found, Teller, ask_all, megabytes, warm_up

SHOWN = 12
PORTION = 500
_TAG = re.compile("<[^>]+>")


class Compared(ABC):
    """A way to search pages: filled once, then asked. `errors` counts questions that it failed at."""

    def __init__(self) -> None:
        self.errors = 0

    @abstractmethod
    def fill(self, tell: Callable[[int, int], None]) -> int:
        """Index all pages; returns how many."""

    @abstractmethod
    def keys(self, text: str) -> Sequence[str]:
        """The primary keys of the best pages."""

    @abstractmethod
    def megabytes(self) -> float:
        """The size of what is stored."""

    def ask(self, text: str) -> Found:
        """Ask, with the time that it takes. A question that it fails at finds nothing."""
        started = time.perf_counter()
        try:
            keys = self.keys(text)
        except Exception:  # noqa: BLE001 - stock backends raise many kinds of error on odd questions; that is a result
            self.errors += 1
            keys = []
        took = (time.perf_counter() - started) * 1000
        return Found(keys, took, took)


def _pages() -> Any:
    """All pages of text with what a search field takes from them."""
    from portal.site.models import StandardPage

    return StandardPage.objects.order_by("pk")


class Stock(Compared):
    """A backend of Wagtail, `path` its module; `anything`: any of the words will do."""

    def __init__(self, path: str, parameters: dict[str, Any], anything: bool) -> None:
        super().__init__()
        from importlib import import_module

        from wagtail.search import index

        from portal.site.models import StandardPage

        # The model has no search field of its own for its text: the product's search reads it elsewhere.
        StandardPage.search_fields = [*StandardPage.search_fields, index.SearchField("body")]
        self.backend = import_module(path).SearchBackend(parameters)
        self.operator = {"operator": "or"} if anything else {}

    def fill(self, tell: Callable[[int, int], None]) -> int:
        """As Wagtail's `update_index` does."""
        from portal.site.models import StandardPage

        rebuilder = self.backend.rebuilder_class(self.backend.get_index_for_model(StandardPage))
        index = rebuilder.start()
        index.add_model(StandardPage)
        pages = _pages()
        total = pages.count()
        for start in range(0, total, PORTION):
            index.add_items(StandardPage, list(pages[start : start + PORTION]))
            tell(min(start + PORTION, total), total)
        rebuilder.finish()
        return int(total)

    def keys(self, text: str) -> Sequence[str]:
        """What `Page.objects.live().search(text)` gives."""
        return [str(page.pk) for page in self.backend.search(text, _pages().live(), **self.operator)[:SHOWN]]

    def megabytes(self) -> float:
        """Of the whole database, or of the indexes on the server."""
        if not hasattr(self.backend, "connection"):
            return megabytes("wagtailsearch\\_%")
        return _bytes_on(self.backend.connection, "*") / 1e6


class Stand(Stock):
    """Wagtail's Elasticsearch backend on a server that has no n-gram filters: suggestions, unused here, go without."""

    def __init__(self, url: str, anything: bool) -> None:
        host = _host(url)
        super().__init__("wagtail.search.backends.elasticsearch9", {"URLS": [host], "INDEX_PREFIX": "stock_"}, anything)
        plain = {"type": "custom", "tokenizer": "standard", "filter": ["lowercase"]}
        analysers = {"ngram_analyzer": plain, "edgengram_analyzer": plain}
        self.backend.settings = {"settings": {"analysis": {"analyzer": analysers}}}


class ThaiTokenizer(Compared):
    """A plain index analysed by Lucene's `thai` tokenizer, title counted double, any of the words."""

    NAME = "plain-thai"

    def __init__(self, url: str) -> None:
        super().__init__()
        from elasticsearch import Elasticsearch

        self.client = Elasticsearch(_host(url), request_timeout=60)

    def fill(self, tell: Callable[[int, int], None]) -> int:
        """Send all pages in bulk."""
        from elasticsearch.helpers import bulk

        text = {"type": "text", "analyzer": "plain"}
        analyser = {"type": "custom", "tokenizer": "thai", "filter": ["lowercase"]}
        self.client.indices.create(
            index=self.NAME,
            mappings={"properties": {"title": text, "body": text}},
            settings={"number_of_shards": 1, "number_of_replicas": 0, "analysis": {"analyzer": {"plain": analyser}}},
        )
        total = _pages().count()

        def actions() -> Iterator[dict[str, Any]]:
            for number, page in enumerate(_pages().iterator(PORTION), 1):
                body = html.unescape(_TAG.sub(" ", page.body))
                yield {"_index": self.NAME, "_id": str(page.pk), "title": page.title, "body": body}
                tell(number, total)

        bulk(self.client, actions(), refresh=True)
        return int(total)

    def keys(self, text: str) -> Sequence[str]:
        """The best field of a page decides."""
        query = {"multi_match": {"query": text, "fields": ["title^2", "body"], "type": "best_fields"}}
        found = self.client.search(index=self.NAME, query=query, size=SHOWN, source=False)
        return [hit["_id"] for hit in found["hits"]["hits"]]

    def megabytes(self) -> float:
        """Of the index."""
        return _bytes_on(self.client, self.NAME) / 1e6


def _host(url: str) -> str:
    """The address of the server of a `SEARCH_URL`."""
    return "http://" + url.partition("://")[2].partition("/")[0]


def _bytes_on(client: Any, index: str) -> float:
    client.indices.refresh(index=index)
    return float(client.indices.stats(index=index, metric="store")["_all"]["total"]["store"]["size_in_bytes"])


def compared(name: str, url: str) -> Compared:
    """The compared search of this name; `url` is the `SEARCH_URL` of the server that was started for it."""
    kind, anything = name.removesuffix("-or"), name.endswith("-or")
    if kind == "thai-elasticsearch":
        return ThaiTokenizer(url)
    if kind == "stock-elasticsearch":
        return Stand(url, anything)
    return Stock("wagtail.search.backends.database", {}, anything)


def measure(task: dict[str, Any], documents: Sequence[dict[str, Any]], keys: dict[str, str]) -> dict[str, Any]:
    """Index the pages and ask the questions, as many as the task says for what is compared."""
    from benchmarks.search.questions import sampled

    questions = sampled(task["questions"], task["others_sample"])
    search = compared(task["engine"], task["url"])
    before = 0.0 if task["url"] else search.megabytes()
    started = time.perf_counter()
    count = search.fill(Teller("pages indexed"))
    took = time.perf_counter() - started
    ask: Ask = search.ask
    if task["url"]:  # Wagtail's search in a database takes seconds for some, and no less for the next
        warm_up(documents, ask)
    variants = {}
    for variant in task["variants"]:
        search.errors = 0
        variants[variant] = {**ask_all(questions, keys, variant, ask), "errors": search.errors}
    return {
        "documents": count,
        "queries": len(questions),
        "index_seconds": round(took, 2),
        "documents_per_second": round(count / took, 1),
        "index_megabytes": round(search.megabytes() - before, 1),
        "variants": variants,
    }
