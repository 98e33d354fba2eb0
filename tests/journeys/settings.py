"""The settings that the journeys serve with: those of production, standing on one day.

`KAEJON_TODAY` is the day (ISO, Gregorian; 1 December 2026 without it), so that meetings of November 2569 lie in the
past and fiscal year 2570 runs whenever the tests do.
"""

import datetime
import os

from portal.config.settings.production import *  # noqa: F403

FIXED_TODAY = datetime.date.fromisoformat(os.environ.get("KAEJON_TODAY", "2026-12-01"))

# Nothing here must outlive a power cut; waiting for the disk at every save would take most of the time.
DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF"  # noqa: F405
