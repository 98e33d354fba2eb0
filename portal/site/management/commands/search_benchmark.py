"""`manage.py search_benchmark`: how well and how fast search finds, on each engine; see `benchmarks/search`.

The pages are made in scratch databases, on servers that are started for it and stopped again. The site's own database
is not touched.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from benchmarks.search.questions import SEED, VARIANTS, WrongFile, read_documents, read_questions, strangers
from search.servers import Missing, running

ENGINES = ("sqlite", "postgres", "elasticsearch")
OTHERS = (
    "stock-sqlite", "stock-sqlite-or", "stock-postgres", "stock-postgres-or", "stock-elasticsearch",
    "stock-elasticsearch-or", "thai-elasticsearch",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[4]


class Command(BaseCommand):
    """Measures in a process of its own for each engine."""

    help = "Measure relevance, latency, index time and size of the search on each engine, with real pages"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Files, engines and variants; lists are separated by commas."""
        parser.add_argument("--docs", required=True, help='JSON lines {"id", "title", "body"}, gzipped')
        parser.add_argument("--queries", required=True, help='JSON lines {"id", "q", "rel": [id]}, gzipped')
        parser.add_argument("--engine", default="sqlite", help=f"{', '.join(ENGINES)}; to compare: {', '.join(OTHERS)}")
        parser.add_argument("--variants", default=",".join(VARIANTS), help=", ".join(VARIANTS))
        parser.add_argument("--json", help="write the figures to this file")
        parser.add_argument("--sample", type=int, default=0, help="ask about this many questions, evenly chosen")
        parser.add_argument("--others-sample", type=int, default=0, help="the same for what is compared, which is slow")
        parser.add_argument("--grow", type=int, default=0, help="mix the documents until there are this many")
        parser.add_argument("--odd", type=int, default=0, help="ask this many odd texts as well")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, print tables, write the file."""
        engines = self._chosen(options["engine"], (*ENGINES, *OTHERS))
        variants = self._chosen(options["variants"], VARIANTS)
        task = {
            "docs": str(Path(options["docs"]).resolve()),
            "queries": str(Path(options["queries"]).resolve()),
            "variants": variants,
            **{name: max(0, options[name]) for name in ("sample", "others_sample", "grow", "odd")},
        }
        self._check(task)
        answer: dict[str, Any] = {"seed": SEED, "machine": f"{platform.machine()}, {os.cpu_count()} cores", **task}
        answer["engines"] = {}
        for engine in engines:
            self.stderr.write(f"{engine} …")
            figures = answer["engines"][engine] = self._measure(engine, task)
            self._show(engine, figures)
            if options["json"]:
                Path(options["json"]).write_text(json.dumps(answer, indent=2) + "\n", encoding="utf-8")
        self._table(answer["engines"], variants)

    def _chosen(self, names: str, known: tuple[str, ...]) -> list[str]:
        chosen = list(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
        if unknown := [name for name in chosen if name not in known]:
            raise CommandError(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
        if not chosen:
            raise CommandError(f"choose at least one of {', '.join(known)}")
        return chosen

    def _check(self, task: dict[str, Any]) -> None:
        """Read the files before anything is started. What is odd but can be measured is said in a sentence."""
        try:
            documents, questions = read_documents(Path(task["docs"])), read_questions(Path(task["queries"]))
        except WrongFile as error:
            raise CommandError(str(error)) from error
        if missing := strangers(documents, questions):
            question, document = missing[0]
            self.stderr.write(
                f"{len(missing)} relevant documents are not in {Path(task['docs']).name} and count as not found:"
                f" question {question!r} names {document!r}"
            )

    def _measure(self, engine: str, task: dict[str, Any]) -> dict[str, Any]:
        with ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="search-benchmark-")))
            folder.chmod(0o755)  # the servers run as another user
            environment = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "portal.config.settings.production",
                "DATA_DIR": str(folder / "data"),
                "DATABASE_URL": f"sqlite:///{folder / 'scratch.sqlite3'}",
                "SEARCH_URL": "",
                "BASE_URL": "",
            }
            server = next((name for name in ("postgres", "elasticsearch") if name in engine), "")
            url = ""
            if server:
                try:
                    started = stack.enter_context(running(server, folder))
                except Missing as error:
                    raise CommandError(f"{engine}: {error}") from error
                if server == "postgres":
                    environment["DATABASE_URL"] = started.url
                elif engine in OTHERS:
                    url = started.url
                else:
                    environment["SEARCH_URL"] = started.url
            file = folder / "task.json"
            file.write_text(json.dumps({**task, "engine": engine, "others": OTHERS, "url": url}), encoding="utf-8")
            done = subprocess.run(
                [sys.executable, "-m", "benchmarks.search.scratch", str(file)],
                cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=False,
            )  # fmt: skip
            if done.returncode:
                raise CommandError(f"{engine}: the measuring process failed ({done.returncode})")
            return dict(json.loads(done.stdout.strip().splitlines()[-1]))

    def _show(self, engine: str, figures: dict[str, Any]) -> None:
        self.stdout.write(
            f"{engine}: {figures['documents']} pages indexed in {figures['index_seconds']} s"
            f" ({figures['documents_per_second']}/s), {figures['index_megabytes']} MB, {figures['queries']} questions"
        )
        for variant, row in figures["variants"].items():
            self.stdout.write(
                f"  {variant:<9} MRR@10 {row['mrr@10']:.4f}  nDCG@10 {row['ndcg@10']:.4f}"
                f"  Recall@10 {row['recall@10']:.4f}  engine p50 {row['p50_ms']}, p95 {row['p95_ms']},"
                f" max {row['max_ms']} ms; with texts p95 {row['search_p95_ms']} ms"
                + (f"; {row['errors']} errors" if row.get("errors") else "")
            )
        if names := figures.get("suggestions"):
            self.stdout.write(f"  suggestions p95 {names['p95_ms']} ms, found after 5 characters {names['success@8']}")
        if again := figures.get("renewed_per_second"):
            self.stdout.write(f"  the same pages indexed again: {again}/s")
        if odd := figures.get("odd"):
            self.stdout.write(
                f"  {odd['texts']} odd texts: {odd['errors']} errors, {odd['over_half_a_second']} over half a second,"
                f" p95 {odd['p95_ms']}, max {odd['max_ms']} ms"
            )
            for line in (*odd["first_errors"], *(repr(text[:80]) for text in odd["first_slow"])):
                self.stdout.write(f"    {line}")
        self.stdout.flush()

    def _table(self, engines: dict[str, dict[str, Any]], variants: list[str]) -> None:
        """MRR@10 of every engine beside each other, with the slowest variant's p95."""
        head = "".join(f"{variant:>10}" for variant in variants)
        self.stdout.write(f"\n{'MRR@10':<24}{head}{'p95 ms':>10}{'max ms':>10}{'pages/s':>9}{'MB':>8}{'asked':>7}")
        for engine, figures in engines.items():
            rows = [figures["variants"][variant] for variant in variants]
            scores = "".join(f"{row['mrr@10']:>10.4f}" for row in rows)
            self.stdout.write(
                f"{engine:<24}{scores}{max(row['p95_ms'] for row in rows):>10}"
                f"{max(row['max_ms'] for row in rows):>10}{figures['documents_per_second']:>9}"
                f"{figures['index_megabytes']:>8}{figures['queries']:>7}"
            )
