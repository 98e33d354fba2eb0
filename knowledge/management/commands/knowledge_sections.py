"""`manage.py knowledge_sections`: the universities' sections, rights and reviews, mended where changed by hand."""

from typing import Any

from django.core.management.base import BaseCommand

from knowledge.models import KnowledgeIndex
from knowledge.sections import ensure_sections


class Command(BaseCommand):
    """Makes and mends the sections."""

    help = "Make the universities' sections under the list of knowledge and mend their rights (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        for index in KnowledgeIndex.objects.filter(alias_of__isnull=True):
            self.stdout.write(f"{len(ensure_sections(index))} sections")
