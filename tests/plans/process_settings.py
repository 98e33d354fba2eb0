"""Settings of the processes that `tests/plans/processes.py` starts: the product's own database options on a file of
their own. DATA_DIR (the environment) is a temporary folder; the built fonts and catalogues are the test run's."""

import datetime
import os
from pathlib import Path

from portal.config.settings import test as base
from portal.config.settings.environment import env
from portal.config.settings.test import *  # noqa: F403

DATA_DIR = env.data_dir
MEDIA_ROOT = DATA_DIR / "media"
PROTECTED_ROOT = DATA_DIR / "protected"
STORAGES = {
    **base.STORAGES,
    "protected": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(PROTECTED_ROOT), "base_url": None},
    },
}
FONT_DIR = Path(os.environ["TEST_FONT_DIR"])
LOCALE_PATHS = [Path(os.environ["TEST_LOCALE_DIR"])]
CACHES = {"default": env.cache}
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(DATA_DIR / "mail")
FIXED_TODAY = datetime.date(2026, 12, 1)
LOGGING = {"version": 1, "disable_existing_loggers": True}
