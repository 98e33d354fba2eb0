"""`manage.py load_organisations`: local bodies, district offices, universities and agencies of Sakon Nakhon."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.people.loading import load_organisations


class Command(BaseCommand):
    """Safe to run again: it writes only what is missing or differs."""

    help = "Load the organisations of Sakon Nakhon (after load_places). Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load_organisations(self.stdout.write)
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
