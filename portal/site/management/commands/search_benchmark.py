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

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from benchmarks.search.questions import SEED, VARIANTS
from search.servers import Missing, running

ENGINES = ("sqlite", "postgres", "elasticsearch")
ROOT = Path(__file__).resolve().parents[4]


class Command(BaseCommand):
    """Measures in a process of its own for each engine."""

    help = "Measure relevance, latency, index time and size of the search on each engine, with real pages"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Files, engines and variants; lists are separated by commas."""
        parser.add_argument("--docs", required=True, help='gzipped JSON lines {"id", "title", "body"}')
        parser.add_argument("--queries", required=True, help='gzipped JSON lines {"id", "q", "rel": [id]}')
        parser.add_argument("--engine", default="sqlite", help=", ".join(ENGINES))
        parser.add_argument("--variants", default=",".join(VARIANTS))
        parser.add_argument("--json", help="write the figures to this file")
        parser.add_argument("--sample", type=int, default=0, help="ask about this many questions, evenly chosen")
        parser.add_argument("--grow", type=int, default=0, help="mix the documents until there are this many")

    def handle(self, *args: Any, **options: Any) -> None:
        """Measure, print a table, write the file."""
        engines = [name.strip() for name in options["engine"].split(",") if name.strip()]
        variants = [name.strip() for name in options["variants"].split(",") if name.strip()]
        for chosen, known in ((engines, ENGINES), (variants, VARIANTS)):
            if unknown := [name for name in chosen if name not in known]:
                raise CommandError(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}")
        task = {
            "docs": str(Path(options["docs"]).resolve()),
            "queries": str(Path(options["queries"]).resolve()),
            "variants": variants,
            "sample": options["sample"],
            "grow": options["grow"],
        }
        for path in (task["docs"], task["queries"]):
            if not Path(str(path)).is_file():
                raise CommandError(f"no such file: {path}")
        answer: dict[str, Any] = {"seed": SEED, "machine": f"{platform.machine()}, {os.cpu_count()} cores", **task}
        answer["engines"] = {}
        for engine in engines:
            figures = answer["engines"][engine] = self._measure(engine, task)
            self._show(engine, figures)
            if options["json"]:
                Path(options["json"]).write_text(json.dumps(answer, indent=2) + "\n", encoding="utf-8")

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
            if engine != "sqlite":
                home = Path(settings.DATA_DIR) / "servers" if engine == "elasticsearch" else folder
                try:
                    server = stack.enter_context(running(engine, home))
                except Missing as error:
                    raise CommandError(f"{engine}: {error}") from error
                environment["DATABASE_URL" if engine == "postgres" else "SEARCH_URL"] = server.url
            file = folder / "task.json"
            file.write_text(json.dumps(task), encoding="utf-8")
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
            f" ({figures['documents_per_second']}/s), {figures['index_megabytes']} MB"
        )
        for variant, row in figures["variants"].items():
            self.stdout.write(
                f"  {variant:<9} MRR@10 {row['mrr@10']:.4f}  nDCG@10 {row['ndcg@10']:.4f}"
                f"  Recall@10 {row['recall@10']:.4f}  engine p50 {row['p50_ms']}, p95 {row['p95_ms']},"
                f" max {row['max_ms']} ms; with texts p95 {row['search_p95_ms']} ms"
            )
        names = figures["suggestions"]
        self.stdout.write(f"  suggestions p95 {names['p95_ms']} ms, found after 5 characters {names['success@8']}")
        self.stdout.flush()
