"""`manage.py worker`: the job worker that `./run` keeps running.

It is django-tasks-db's `db_worker` under an id whose lock file shows that it lives (`portal.base.jobs`). At its start
it takes back what a predecessor left behind.
"""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from portal.base import jobs


class Command(BaseCommand):
    help = "Run background jobs until stopped"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between looks at an empty queue")
        parser.add_argument("--batch", action="store_true", help="end when the queue is empty")

    def handle(self, *args: Any, **options: Any) -> None:
        with jobs.living_worker() as worker_id:
            jobs.reap()
            call_command(
                "db_worker",
                worker_id=worker_id,
                interval=options["interval"],
                batch=options["batch"],
                queue_name="*",
                reload=False,
                startup_delay=False,
                verbosity=options["verbosity"],
            )
