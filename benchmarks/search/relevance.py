"""Relevance and latency of the product's own search function on a set of documents and questions.

    .venv/bin/python benchmarks/search/relevance.py --docs D.jsonl.gz --queries Q.jsonl.gz [--variants clean,unspaced]

Files: documents `{"id", "title", "body"}`, questions `{"id", "q", "rel": [document id]}`, gzipped JSON lines.
Works in a scratch database that is removed afterwards. The variants are derived from the questions with a fixed seed.
"""

import argparse
import gzip
import json
import math
import os
import random
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VARIANTS = ("clean", "unspaced", "misspelt", "recoded")
SEED = 20261122


def read(path: str) -> list[dict]:
    """The objects of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def misspelt(text: str, rng: random.Random) -> str:
    """`text` with one letter wrong, missing or doubled."""
    places = [i for i, c in enumerate(text) if c.isalpha()]
    if not places:
        return text
    place = rng.choice(places)
    how = rng.choice(("wrong", "missing", "doubled"))
    letters = {"wrong": rng.choice("กขคงจชดตทนบปพมยรลวสหอ"), "missing": "", "doubled": text[place] * 2}
    return text[:place] + letters[how] + text[place + 1 :]


def recoded(text: str, rng: random.Random) -> str:
    """`text` encoded another way: NFD, ํ + า, เเ, tone before vowel, Thai digits, zero-width spaces."""
    text = unicodedata.normalize("NFD", text).replace("แ", "เเ").replace("ำ", "ํา")
    text = "".join(chr(0x0E50 + int(c)) if c.isascii() and c.isdigit() else c for c in text)
    swapped = list(text)
    for i in range(len(swapped) - 1):
        if swapped[i] in "ิีึืุู" and swapped[i + 1] in "่้๊๋":
            swapped[i], swapped[i + 1] = swapped[i + 1], swapped[i]
    places = rng.sample(range(len(swapped)), min(3, len(swapped)))
    return "".join(c + ("\u200b" if i in places else "") for i, c in enumerate(swapped))


def derive(variant: str, text: str, rng: random.Random) -> str:
    """The question `text` in one of `VARIANTS`."""
    if variant == "unspaced":
        return "".join(text.split())
    if variant == "misspelt":
        return misspelt(text, rng)
    if variant == "recoded":
        return recoded(text, rng)
    return text


def measure(queries: list[dict], keys: dict[int, str], variant: str, per_page: int = 10) -> dict[str, float]:
    """MRR@10, nDCG@10, Recall@10 and latencies in milliseconds of `search` (whole) and of its engine."""
    from search.query import search

    rng = random.Random(SEED)
    reciprocal = gain = found = 0.0
    whole: list[float] = []
    engine: list[float] = []
    for query in queries:
        results = search(derive(variant, query["q"], rng), per_page=per_page)
        whole.append(results.took_ms)
        engine.append(results.engine_ms)
        ranked = [keys[hit.document.pk] for hit in results.hits]
        rank = next((i for i, key in enumerate(ranked, 1) if key in query["rel"]), 0)
        if rank:
            reciprocal += 1 / rank
            gain += 1 / math.log2(rank + 1)
            found += 1
    count = len(queries)

    def at(times: list[float], share: float) -> float:
        return round(sorted(times)[min(count - 1, int(count * share))], 2)

    return {
        "queries": count,
        "mrr@10": round(reciprocal / count, 4),
        "ndcg@10": round(gain / count, 4),
        "recall@10": round(found / count, 4),
        "engine_p50_ms": at(engine, 0.5),
        "engine_p95_ms": at(engine, 0.95),
        "engine_max_ms": round(max(engine), 2),
        "search_p50_ms": at(whole, 0.5),
        "search_p95_ms": at(whole, 0.95),
    }


def load(documents: list[dict], copies: int) -> dict[int, str]:
    """Index the documents (and `copies` shifted mixtures of them, for scale); primary key → id of the document."""
    from django.db import transaction

    from search import indexing, lexicon
    from search.models import IndexState, SearchDocument
    from search.registry import Document, Source

    source = Source(key="benchmark", model=IndexState, documents=lambda queryset: [])
    made = [Document(d["id"], d["title"], "article", body=d["body"], language="th") for d in documents]
    for copy in range(1, copies + 1):
        for i, d in enumerate(documents):
            other = documents[(i * 7 + copy * 131) % len(documents)]
            half = len(other["body"]) // 2
            body = d["body"][copy % 97 :: 1][: len(d["body"]) // 2] + other["body"][half:]
            made.append(Document(f"x{copy}-{i}", other["title"][: 3 + copy % 20], "article", body=body, language="th"))
    frozen = lexicon.state()
    lexicon.use_current(frozen)
    sample = [indexing.counts_of(d) for d in made[:: max(1, len(made) // 500)]]
    frozen.average_title = sum(c.title.total() for c in sample) / len(sample)
    frozen.average_all = sum(c.everything.total() for c in sample) / len(sample)
    frozen.save()
    for start in range(0, len(made), 500):
        with transaction.atomic():
            indexing.write_documents(source, made[start : start + 500], frozen, force=True)
    return dict(SearchDocument.objects.values_list("pk", "object_id"))


def main() -> None:
    """Read the arguments, build the scratch index, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", required=True)
    parser.add_argument("--queries", required=True)
    parser.add_argument("--variants", default="clean,unspaced,misspelt,recoded")
    parser.add_argument("--limit", type=int, default=0, help="ask only every n-th question so that this many remain")
    parser.add_argument(
        "--copies", type=int, default=0, help="add this many altered copies of the documents, for scale"
    )
    parser.add_argument("--json", help="write the figures to this file")
    args = parser.parse_args()

    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.test")
    import django
    from django.conf import settings

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scratch.sqlite3"
        settings.DATABASES["default"]["TEST"] = {"NAME": str(path)}
        django.setup()
        from django.db import connection

        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        documents, queries = read(args.docs), read(args.queries)
        if args.limit:
            queries = queries[:: max(1, len(queries) // args.limit)]
        before = path.stat().st_size
        started = time.perf_counter()
        keys = load(documents, args.copies)
        took = time.perf_counter() - started
        figures: dict[str, object] = {
            "documents": len(keys),
            "index_seconds": round(took, 2),
            "documents_per_second": round(len(keys) / took),
            "index_megabytes": round((path.stat().st_size - before) / 1e6, 1),
        }
        print(json.dumps(figures))
        for variant in args.variants.split(","):
            figures[variant] = measure(queries, keys, variant)
            print(variant, json.dumps(figures[variant]))
        if args.json:
            Path(args.json).write_text(json.dumps(figures, indent=2), encoding="utf-8")
        connection.close()


if __name__ == "__main__":
    main()
