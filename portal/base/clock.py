"""Today, as every rule and form of the product understands it (Asia/Bangkok)."""

import datetime

from django.conf import settings
from django.utils import timezone


def today() -> datetime.date:
    """The local day. Tests fix it through the setting FIXED_TODAY, which production never sets."""
    fixed = getattr(settings, "FIXED_TODAY", None)
    return fixed or timezone.localdate()
