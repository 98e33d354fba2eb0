"""The day on which the demonstration stands while it is built. Called by `load`.

Its acts bear dates of their own; the product's rules compare dates with today (closed fiscal years, days in the
future). Built in another year, or on a machine whose clock is behind, the same province must come out.
"""

import datetime
from collections.abc import Iterable

from .data import Record


def demonstration_day(plans: Iterable[Record]) -> datetime.date:
    """The latest day that a meeting or an announcement of the data bears."""
    return max(
        datetime.date.fromisoformat(act["date"])
        for plan in plans
        for book in plan["books"]
        for act in (*book["meetings"], *([book["announcement"]] if book["announcement"] else []))
    )
