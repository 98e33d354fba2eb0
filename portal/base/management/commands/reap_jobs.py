"""`manage.py reap_jobs`: give the jobs of dead workers back to the queue; see `portal.base.jobs`."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.base import jobs


class Command(BaseCommand):
    help = "Put jobs whose worker died back into the queue"
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        reaped = jobs.reap()
        self.stdout.write(
            f"put back {len(reaped.put_back)}, given up {len(reaped.given_up)}, stopped {len(reaped.stopped)}"
        )
