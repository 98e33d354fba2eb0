"""`manage.py scheduler`: what must happen by the clock; `./run` keeps it running.

Every minute: jobs of dead workers go back to the queue, work that was ordered but not done is ordered again, and pages
and snippets whose hour has come are published or withdrawn. Once a day: expired sessions and the rows of jobs finished
a month ago are removed.
"""

import logging
import time
from typing import Any

from django.core.cache import cache
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections
from django.utils import timezone

from portal.base import jobs

logger = logging.getLogger(__name__)

A_DAY = 24 * 60 * 60
A_MONTH = 30


class Command(BaseCommand):
    help = "Publish what is due, take back jobs of dead workers, clear old sessions"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="one round, then end")
        parser.add_argument("--interval", type=float, default=60.0, help="seconds between rounds")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            close_old_connections()
            try:
                self.round()
            except OperationalError as error:
                # A database that is busy or away for a moment is asked again in the next round.
                logger.warning("The clock's round is put off: %s", error)
            if options["once"]:
                return
            time.sleep(options["interval"])

    def round(self) -> None:
        """One minute's work, and the day's when it has not been done today."""
        jobs.reap()
        call_command("publish_scheduled", verbosity=0)
        jobs.repair_all()
        today = timezone.localdate().isoformat()
        # `add` answers False when another process has put the day's mark there already.
        if cache.add(f"scheduler.daily.{today}", True, timeout=2 * A_DAY):
            call_command("clearsessions", verbosity=0)
            call_command("prune_db_task_results", min_age_days=A_MONTH, verbosity=0)
