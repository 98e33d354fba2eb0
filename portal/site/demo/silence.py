"""While the demonstration is built nobody is told: no mail, no job, no line in the log. Called by `load`.

Every act of the product tells those who wait for it. The demonstration's people do not exist, and the universities'
real members must not hear of invented acts, so mails go nowhere. Jobs are dropped as well: the demonstration prints
its own books, and `load` renews Wagtail's reference index once instead of for each saved row. Wagtail writes a line
for every saved version, a thousand in all, among which the progress would be lost; its log in the database stays.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django_tasks import task_backends
from django_tasks.backends.dummy import DummyBackend

QUEUE = "default"


@contextmanager
def nobody_is_told() -> Iterator[None]:
    """Mails and jobs of this thread lead nowhere; all is back as it was afterwards."""
    logger = logging.getLogger("wagtail")
    mail, jobs, level = settings.EMAIL_BACKEND, task_backends[QUEUE], logger.level
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    task_backends[QUEUE] = DummyBackend(QUEUE, {"QUEUES": [QUEUE]})
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        settings.EMAIL_BACKEND = mail
        task_backends[QUEUE] = jobs
        logger.setLevel(level)
