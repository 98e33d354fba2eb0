"""`manage.py bootstrap`: everything that must be there before the first page; see `portal.site.bootstrap`."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from portal.site import bootstrap


class Command(BaseCommand):
    help = "Prepare fonts, catalogue, static files, database, places and the demonstration; repeated safely"
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--files-only", action="store_true", help="only what needs no database (for tests)")

    def handle(self, *args: Any, **options: Any) -> None:
        stamps = bootstrap.Stamps(settings.BUILD_DIR / "stamps.json")
        (settings.BUILD_DIR / "static").mkdir(parents=True, exist_ok=True)
        steps = bootstrap.FILES if options["files_only"] else (*bootstrap.FILES, *bootstrap.data_steps())
        done = bootstrap.run(steps, stamps, self._say)
        if not done:
            self._say("Everything is prepared.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
