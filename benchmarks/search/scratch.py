"""Fills a scratch database with real pages of the product, and asks the function that the search page asks.

Run by `manage.py search_benchmark` in a process of its own for each engine, whose environment names the scratch
database and search server: `python -m benchmarks.search.scratch TASK.json`. The figures go to standard output as JSON.
"""

import html
import json
import math
import os
import random
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.search.questions import SEED, derive, read

BATCH = 500
TYPED = (1, 2, 3, 5, 8)


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


def ask_all(questions: list[dict[str, Any]], keys: dict[str, str], variant: str) -> dict[str, float]:
    """MRR@10, nDCG@10, Recall@10 (shares), and milliseconds of the whole search and of its engine."""
    from django.contrib.auth.models import AnonymousUser
    from django.http import QueryDict

    from search import views

    rng = random.Random(SEED)
    reciprocal = gain = recall = 0.0
    whole: list[float] = []
    engine: list[float] = []
    for question in questions:
        query = QueryDict(mutable=True)
        query["q"] = derive(variant, question["q"], rng)
        found = views.ask(views.asked_by(query), AnonymousUser())
        whole.append(found.took_ms)
        engine.append(found.engine_ms)
        wanted = set(question["rel"])
        ranks = [i for i, hit in enumerate(found.hits[:10], 1) if keys.get(hit.document.object_id) in wanted]
        best = sum(1 / math.log2(i + 1) for i in range(1, min(len(wanted), 10) + 1))
        reciprocal += 1 / ranks[0] if ranks else 0
        gain += sum(1 / math.log2(rank + 1) for rank in ranks) / best if best else 0
        recall += len(ranks) / len(wanted) if wanted else 0
    count = max(1, len(questions))
    return {
        "mrr@10": round(reciprocal / count, 4),
        "ndcg@10": round(gain / count, 4),
        "recall@10": round(recall / count, 4),
        "p50_ms": share(engine, 0.5),
        "p95_ms": share(engine, 0.95),
        "max_ms": round(max(engine, default=0), 2),
        "search_p50_ms": share(whole, 0.5),
        "search_p95_ms": share(whole, 0.95),
        "search_max_ms": round(max(whole, default=0), 2),
    }


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
        "p50_ms": share(times, 0.5),
        "p95_ms": share(times, 0.95),
        "max_ms": round(max(times, default=0), 2),
    }


def megabytes() -> float:
    """The size of search's tables (of the whole file on SQLite), and of the index on a search server."""
    from django.conf import settings
    from django.db import connection

    from search.engines import get_engine

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind = 'r'"
                " AND c.relname LIKE 'search\\_%'"
            )
            size = float(cursor.fetchone()[0] or 0)
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            size = float(os.path.getsize(settings.DATABASES["default"]["NAME"]))
    return (size + get_engine().server_bytes()) / 1e6


def main() -> None:
    """Do what the task file says."""
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    import django

    django.setup()
    from django.core.management import call_command

    from search import registry
    from search.sources import rebuild

    call_command("migrate", verbosity=0)
    for source in registry.sources():
        registry.discard(source.key)
        if source.key == "page":  # plain pages are not offered while typing; here they stand for all that is
            registry.add(replace(source, suggested=True))
    documents, questions = read(Path(task["docs"])), read(Path(task["queries"]))
    if task["sample"]:
        questions = questions[:: max(1, len(questions) // task["sample"])]
    everything = grown(documents, task["grow"])
    keys = add_pages(everything)
    before = megabytes()
    started, worked = time.perf_counter(), time.process_time()
    report = rebuild()
    took = time.perf_counter() - started
    figures: dict[str, Any] = {
        "documents": report.written,
        "queries": len(questions),
        "index_seconds": round(took, 2),
        "index_cpu_seconds": round(time.process_time() - worked, 2),
        "documents_per_second": round(report.written / took, 1),
        "index_megabytes": round(megabytes() - before, 1),
        "variants": {variant: ask_all(questions, keys, variant) for variant in task["variants"]},
        "suggestions": suggest_all(documents[:400]),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
