"""Find and mend differences between the search index and the content: `manage.py search_reconcile`."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search.engines import get_engine
from search.engines.base import PATIENCE
from search.sources import reconcile


class Command(BaseCommand):
    """Touches only what differs."""

    help = "Find and mend every difference between the search index and the content."

    def handle(self, *args: Any, **options: Any) -> None:
        """Reconcile, showing progress about once a second."""
        started = shown = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal shown
            if time.monotonic() - shown >= 1 or done == total:
                shown = time.monotonic()
                self.stdout.write(f"  {done} / {total}")

        report = reconcile(progress if options["verbosity"] else None)
        self.stdout.write(
            f"Search index: {report.written} documents written, {report.removed} removed, {report.unchanged} agreed"
            f" in {time.monotonic() - started:.1f} s"
        )
        if waiting := get_engine().waiting(PATIENCE):
            raise CommandError(
                f"The search server has not taken {waiting} changes; the database answers until it has. See the log."
            )
