"""How gunicorn serves the site; `portal.config.serve` starts it with this file."""

from pathlib import Path
from typing import Any

from portal.config.settings.environment import env

wsgi_app = "portal.config.wsgi:application"
bind = f"{env.bind}:{env.port}"
worker_class = "gthread"
workers = env.web_concurrency
threads = env.web_threads
timeout = 60
graceful_timeout = 15
# One load for all web processes: two of them start in the time of one and share their memory.
preload_app = True
max_requests = 5000
max_requests_jitter = 500
# Its default lies in the home folder; everything that is written lies under DATA_DIR.
control_socket_disable = True
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else str(env.data_dir)  # noqa: S108
errorlog = "-"
loglevel = "warning"


def when_ready(server: Any) -> None:
    """What every web process would ask the database first is read once, before they are forked."""
    from django.apps import apps
    from django.contrib.contenttypes.models import ContentType

    ContentType.objects.get_for_models(*apps.get_models())


def post_fork(server: Any, worker: Any) -> None:
    """A connection opened while loading belongs to the parent; each web process opens its own."""
    from django.db import connections

    connections.close_all()
