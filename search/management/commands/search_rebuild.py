"""Renew the whole search index: `manage.py search_rebuild`. Run by `./run` after loading data and by administrators."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines import get_engine
from search.engines.base import PATIENCE
from search.sources import rebuild


class Command(BaseCommand):
    """Search goes on while it runs."""

    help = "Renew the whole search index: dictionary, average lengths and every document. Search goes on meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, showing progress about once a second."""
        started = shown = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal shown
            if time.monotonic() - shown >= 1 or done == total:
                shown = time.monotonic()
                self.stdout.write(f"  {done} / {total}")

        report = rebuild(progress if options["verbosity"] else None)
        self.stdout.write(
            f"Search index: {report.written} documents written, {report.removed} removed"
            f" in {time.monotonic() - started:.1f} s"
        )
        if waiting := get_engine().waiting(PATIENCE):
            raise CommandError(
                f"The search server has not taken {waiting} changes; the database answers until it has. See the log."
            )
