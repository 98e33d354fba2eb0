"""`manage.py load_places`: provinces, districts, subdistricts and villages from the project's own files."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.places.loading import load_places


class Command(BaseCommand):
    """Safe to run again: it writes only what is missing or differs."""

    help = "Load the places of Thailand and the villages of Sakon Nakhon. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        load_places(self.stdout.write)
