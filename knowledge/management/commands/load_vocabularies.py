"""`manage.py load_vocabularies`: vocabularies and budget programmes from the data file; safe to run again."""

from typing import Any

from django.core.management.base import BaseCommand

from knowledge.vocabularies import load_vocabularies


class Command(BaseCommand):
    """Loads the vocabularies."""

    help = "Load vocabularies and budget programmes (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{load_vocabularies()} terms")
