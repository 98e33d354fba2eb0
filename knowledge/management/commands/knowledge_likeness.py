"""`manage.py knowledge_likeness`: finds out anew which items resemble which, for all items."""

from typing import Any

from django.core.management import BaseCommand

from knowledge.likeness import renew_all


class Command(BaseCommand):
    """Renews what the ends of item pages show."""

    help = "Find out anew which items of knowledge resemble which"

    def handle(self, *args: Any, **options: Any) -> None:
        """Every item; says how many."""
        self.stdout.write(f"{renew_all()} items")
