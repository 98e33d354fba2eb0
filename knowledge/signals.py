"""Counts publications: the version that a citation names. Connected in `AppConfig.ready`."""

from typing import Any

from django.db.models import F
from django.dispatch import receiver
from wagtail.signals import page_published

from .models import KnowledgeItem


@receiver(page_published)
def count_publication(sender: Any, instance: Any, **kwargs: Any) -> None:
    """Every publication is a new version, whichever way it came about."""
    if isinstance(instance, KnowledgeItem):
        KnowledgeItem.objects.filter(pk=instance.pk).update(published_version=F("published_version") + 1)
        instance.refresh_from_db(fields=["published_version"])
