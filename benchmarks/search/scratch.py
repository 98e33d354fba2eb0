"""Fills a scratch database with real pages of the product, and asks the function that the search page asks.

Run by `manage.py search_benchmark` in a process of its own for each engine, whose environment names the scratch
database and search server: `python -m benchmarks.search.scratch TASK.json`. The figures go to standard output as JSON,
how far it is to standard error.
"""

import html
import json
import math
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.search.odd import odd_texts
from benchmarks.search.questions import SEED, derive, read_documents, read_questions, sampled

BATCH = 500
TYPED = (1, 2, 3, 5, 8)
SAY_EVERY = 10.0
LIMIT_MS = 500
WARMING = 500
"""Searches before those that count: a server that has just started takes three times as long for its first ones."""


@dataclass(frozen=True)
class Found:
    """An answer: primary keys of pages, best first, and milliseconds of the whole search and of its engine."""

    keys: Sequence[str]
    took_ms: float
    engine_ms: float


Ask = Callable[[str], Found]


class Teller:
    """Says on standard error every few seconds how far a step is."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.began = self.said = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.said >= SAY_EVERY or (done == total and self.said != self.began):
            self.said = now
            print(f"  … {self.name}: {done} of {total}, {now - self.began:.0f} s", file=sys.stderr, flush=True)


def add_pages(documents: list[dict[str, Any]]) -> dict[str, str]:
    """Make a published page of text of each document; primary key → the document's id.

    Rows are written in bulk: Wagtail's own saving, twenty times slower, is not what is measured.
    """
    from django.contrib.contenttypes.models import ContentType
    from django.db import transaction
    from django.utils import timezone
    from wagtail.models import Locale, Page

    from portal.site.models import HomePage, StandardPage

    root = Page.objects.filter(depth=1).first() or Page.add_root(title="root", slug="root")
    locale, _made = Locale.objects.get_or_create(language_code="th")
    home = root.add_child(instance=HomePage(title="Home", slug="home-benchmark", locale=locale))
    kind = ContentType.objects.get_for_model(StandardPage)
    now = timezone.now()
    keys: dict[str, str] = {}
    for start in range(0, len(documents), BATCH):
        batch = documents[start : start + BATCH]
        pages = [
            Page(
                title=d["title"][:255], draft_title=d["title"][:255], slug=f"p-{number}", url_path=f"/home/p-{number}/",
                path=Page._get_path(home.path, home.depth + 1, number), depth=home.depth + 1, locale=locale,
                content_type=kind, live=True, first_published_at=now, last_published_at=now,
            )
            for number, d in enumerate(batch, start + 1)
        ]  # fmt: skip
        with transaction.atomic():
            rows = Page.objects.bulk_create(pages)
            own = [
                StandardPage(page_ptr_id=row.pk, body=f"<p>{html.escape(d['body'])}</p>")
                for row, d in zip(rows, batch, strict=True)
            ]
            StandardPage._base_manager._insert(  # type: ignore[attr-defined]  # bulk_create refuses inherited models
                own, fields=StandardPage._meta.local_concrete_fields, using="default"
            )
        keys.update((str(row.pk), d["id"]) for row, d in zip(rows, batch, strict=True))
    Page.objects.filter(pk=home.pk).update(numchild=len(documents))
    return keys


def grown(documents: list[dict[str, Any]], wanted: int) -> list[dict[str, Any]]:
    """The documents and mixtures of them, until there are `wanted`, for scale."""
    made = list(documents)
    copy = 0
    while len(made) < wanted:
        copy += 1
        for i, d in enumerate(documents[: wanted - len(made)]):
            other = documents[(i * 7 + copy * 131) % len(documents)]
            body = d["body"][copy % 97 : len(d["body"]) // 2] + other["body"][len(other["body"]) // 2 :]
            made.append({"id": f"x{copy}-{i}", "title": other["title"][: 3 + copy % 20] or "x", "body": body})
    return made


def share(times: list[float], part: float) -> float:
    """The value below which this part of the times lies."""
    return round(sorted(times)[min(len(times) - 1, int(len(times) * part))], 2) if times else 0.0


def ask_product(text: str) -> Found:
    """Ask what the public search page asks, as somebody who is not signed in."""
    from django.contrib.auth.models import AnonymousUser
    from django.http import QueryDict

    from search import views

    query = QueryDict(mutable=True)
    query["q"] = text
    found = views.ask(views.asked_by(query), AnonymousUser())
    return Found([hit.document.object_id for hit in found.hits], found.took_ms, found.engine_ms)


def ask_all(
    questions: list[dict[str, Any]], keys: dict[str, str], variant: str, ask: Ask = ask_product
) -> dict[str, float]:
    """MRR@10, nDCG@10, Recall@10 (shares), and milliseconds of the whole search and of its engine."""
    rng = random.Random(SEED)
    reciprocal = gain = recall = 0.0
    whole: list[float] = []
    engine: list[float] = []
    tell = Teller(f"{variant} questions")
    for number, question in enumerate(questions, 1):
        found = ask(derive(variant, question["q"], rng))
        whole.append(found.took_ms)
        engine.append(found.engine_ms)
        wanted = set(question["rel"])
        ranks = [i for i, key in enumerate(found.keys[:10], 1) if keys.get(key) in wanted]
        best = sum(1 / math.log2(i + 1) for i in range(1, min(len(wanted), 10) + 1))
        reciprocal += 1 / ranks[0] if ranks else 0
        gain += sum(1 / math.log2(rank + 1) for rank in ranks) / best if best else 0
        recall += len(ranks) / len(wanted) if wanted else 0
        tell(number, len(questions))
    count = max(1, len(questions))
    return {
        "mrr@10": round(reciprocal / count, 4),
        "ndcg@10": round(gain / count, 4),
        "recall@10": round(recall / count, 4),
        **spread(engine),
        **{f"search_{name}": value for name, value in spread(whole).items()},
    }


def warm_up(documents: Sequence[dict[str, Any]], ask: Ask = ask_product) -> None:
    """Ask for some titles, which are none of the questions."""
    for document in documents[:WARMING]:
        ask(document["title"])


def spread(times: list[float]) -> dict[str, float]:
    """Median, 95th percentile and greatest of times in milliseconds."""
    return {"p50_ms": share(times, 0.5), "p95_ms": share(times, 0.95), "max_ms": round(max(times, default=0), 2)}


def ask_odd(wanted: int, bodies: Sequence[str]) -> dict[str, Any]:
    """Ask so many odd texts: how long, which was the slowest, and how many failed or took over half a second."""
    from search.query import search, suggest

    times: list[float] = []
    slowest = ""
    slow: list[str] = []
    errors: list[str] = []
    tell = Teller("odd texts")
    for number, text in enumerate(odd_texts(wanted, SEED, bodies), 1):
        started = time.perf_counter()
        try:
            ask_product(text)
            took = (time.perf_counter() - started) * 1000
            # Those who call the function itself may send more than the page lets through.
            started = time.perf_counter()
            search(text)
            suggest(text)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is counted and shown
            errors.append(f"{type(error).__name__}: {error} for {text[:80]!r}")
            continue
        took = max(took, (time.perf_counter() - started) * 1000)
        if took > max(times, default=0):
            slowest = text
        if took > LIMIT_MS:
            slow.append(text[:200])
        times.append(took)
        tell(number, wanted)
    return {
        "texts": wanted, "errors": len(errors), "first_errors": errors[:5], "over_half_a_second": len(slow),
        "first_slow": slow[:5], **spread(times), "slowest": slowest[:200],
    }  # fmt: skip


def suggest_all(documents: list[dict[str, Any]]) -> dict[str, float]:
    """How often a title is among eight suggestions after five characters of it, and milliseconds over all lengths."""
    from search.query import suggest

    times: list[float] = []
    found = 0
    for document in documents:
        for typed in TYPED:
            started = time.perf_counter()
            titles = [name.title for name in suggest(document["title"][:typed])]
            times.append((time.perf_counter() - started) * 1000)
            found += typed == 5 and document["title"] in titles
    return {
        "success@8": round(found / max(1, len(documents)), 4),
        **spread(times),
    }


def megabytes(tables: str = "search\\_%") -> float:
    """The size of the tables of that pattern (of the whole file on SQLite), and of our index on a search server."""
    from django.conf import settings
    from django.db import connection

    from search.engines import get_engine

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind = 'r' AND c.relname LIKE %s",
                [tables],
            )
            size = float(cursor.fetchone()[0] or 0)
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            size = float(os.path.getsize(settings.DATABASES["default"]["NAME"]))
    return (size + get_engine().server_bytes()) / 1e6


def measure_product(task: dict[str, Any], documents: list[dict[str, Any]], keys: dict[str, str]) -> dict[str, Any]:
    """Index the pages, ask everything, index them again."""
    from search.sources import rebuild

    def timed(name: str) -> tuple[int, float]:
        started = time.perf_counter()
        report = rebuild(Teller(name))
        return report.written, time.perf_counter() - started

    before = megabytes()
    worked = os.times()
    written, took = timed("pages indexed")
    spent = os.times()
    warm_up(documents)
    answer: dict[str, Any] = {
        "documents": written,
        "queries": len(task["questions"]),
        "index_seconds": round(took, 2),
        "index_cpu_seconds": round(
            spent.user + spent.system + spent.children_user + spent.children_system
            - worked.user - worked.system - worked.children_user - worked.children_system, 2,
        ),
        "documents_per_second": round(written / took, 1),
        "index_megabytes": round(megabytes() - before, 1),
        "variants": {variant: ask_all(task["questions"], keys, variant) for variant in task["variants"]},
        "suggestions": suggest_all(documents[:400]),
    }  # fmt: skip
    if task["odd"]:
        answer["odd"] = ask_odd(task["odd"], [document["body"] for document in documents[:500]])
    # Once more, as an index is renewed that has been in use: last, for it leaves dead rows behind.
    written, took = timed("pages indexed again")
    answer["renewed_per_second"] = round(written / took, 1)
    return answer


def main() -> None:
    """Do what the task file says."""
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    import django

    django.setup()
    from django.core.management import call_command

    from search import registry

    call_command("migrate", verbosity=0)
    for source in registry.sources():
        registry.discard(source.key)
        if source.key == "page":  # plain pages are not offered while typing; here they stand for all that is
            registry.add(replace(source, suggested=True))
    documents = read_documents(Path(task["docs"]))
    task["questions"] = sampled(read_questions(Path(task["queries"])), task["sample"])
    everything = grown(documents, task["grow"])
    keys = add_pages(everything)
    if task["engine"] in task["others"]:
        from benchmarks.search import others

        figures = others.measure(task, everything, keys)
    else:
        figures = measure_product(task, everything, keys)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
