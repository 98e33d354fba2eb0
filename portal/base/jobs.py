"""Background jobs that survive the death of their worker.

django-tasks-db keeps each job as a row and marks it RUNNING when a worker takes it; a worker that is killed leaves
it so for ever. Here every worker of ours (`manage.py worker`) holds a lock file under `DATA_DIR/workers` while it
lives, which the kernel drops however the process ends; `reap()` gives the jobs of dead workers back to the queue.
This is safe because a job of ours may run twice without harm.

Called by `manage.py worker` (at its start), `manage.py reap_jobs` and `manage.py scheduler` (every minute).
"""

import contextlib
import fcntl
import logging
import os
import secrets
import signal
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 3
"""How many workers may die of the same job before it counts as failed."""

CEILING = timedelta(minutes=15)
"""The longest that a job may run; then its worker is killed, and the supervisor starts another."""

Repair = Callable[[], object]
_repairs: list[Repair] = []

ABANDONED = "portal.base.jobs.WorkerDied"


class WorkerDied(Exception):
    """The name under which a job is recorded as failed when its workers died `MAX_ATTEMPTS` times."""


@dataclass(frozen=True)
class Reaped:
    """What one look at the running jobs did: ids of the jobs put back, given up, and stopped at the ceiling."""

    put_back: tuple[str, ...]
    given_up: tuple[str, ...]
    stopped: tuple[str, ...]


def workers_folder() -> Path:
    """Where the lock files of living workers lie."""
    return Path(settings.DATA_DIR) / "workers"


def host_name() -> str:
    """This machine's name as it stands in worker ids: at most 30 characters."""
    return "".join(letter if letter.isalnum() else "-" for letter in socket.gethostname())[:30] or "host"


@contextlib.contextmanager
def living_worker() -> Iterator[str]:
    """Be a worker for the length of the block: gives its id and holds the lock file that shows that it lives."""
    worker_id = f"{host_name()}.{os.getpid()}.{secrets.token_hex(4)}"
    path = _lock_path(worker_id)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = _locked(path)
    try:
        handle.write(f"{os.getpid()}\n")
        handle.flush()
        yield worker_id
    finally:
        path.unlink(missing_ok=True)
        handle.close()


def is_alive(worker_id: str) -> bool | None:
    """True or False for a worker of this machine, None for one of another machine, of which nothing is known."""
    if worker_id.partition(".")[0] != host_name():
        return None
    try:
        with _lock_path(worker_id).open("r", encoding="ascii") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def reap() -> Reaped:
    """Look at every running job: put back those whose worker died, stop those that run longer than `CEILING`.

    A job whose workers died `MAX_ATTEMPTS` times is marked failed, so that one that kills its worker cannot hold up
    the queue for ever. Each change is made only if the row is still as it was read.
    """
    put_back: list[str] = []
    given_up: list[str] = []
    stopped: list[str] = []
    now = timezone.now()
    for job in DBTaskResult.objects.running():
        worker_id = job.worker_ids[-1] if job.worker_ids else ""
        alive = is_alive(worker_id) if worker_id else False
        too_long = job.started_at is not None and now - job.started_at > CEILING
        if alive:
            if too_long and _kill(worker_id):
                logger.error("Job %s (%s) ran longer than %s; its worker is stopped", job.id, job.task_path, CEILING)
                stopped.append(str(job.id))
            continue
        if alive is None and not too_long:
            continue
        as_it_was = DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.RUNNING, started_at=job.started_at)
        if len(job.worker_ids) >= MAX_ATTEMPTS:
            if as_it_was.update(
                status=TaskResultStatus.FAILED,
                finished_at=now,
                exception_class_path=ABANDONED,
                traceback=f"{len(job.worker_ids)} workers died while they ran this job.",
            ):
                logger.error("Job %s (%s) is given up after %s workers died", job.id, job.task_path, MAX_ATTEMPTS)
                given_up.append(str(job.id))
        elif as_it_was.update(status=TaskResultStatus.READY, started_at=None):
            logger.warning("Job %s (%s) is put back: its worker died", job.id, job.task_path)
            put_back.append(str(job.id))
    _sweep_locks()
    return Reaped(tuple(put_back), tuple(given_up), tuple(stopped))


def is_queued(task_path: str, args: Sequence[Any], *, since: timedelta) -> bool:
    """Whether such a job waits or runs now, or was put into the queue within `since`, however it ended."""
    open_states = Q(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    recent = Q(enqueued_at__gt=timezone.now() - since)
    same = DBTaskResult.objects.filter(task_path=task_path, args_kwargs={"args": list(args), "kwargs": {}})
    return same.filter(open_states | recent).exists()


def newest(task_path: str, args: Sequence[Any]) -> DBTaskResult | None:
    """The job of that kind and with these arguments that was ordered last, for a page that shows how far it is."""
    same = DBTaskResult.objects.filter(task_path=task_path, args_kwargs={"args": list(args), "kwargs": {}})
    return same.order_by("-enqueued_at").first()


def register_repair(repair: Repair) -> Repair:
    """Have the clock call `repair` every minute: it looks for work that was ordered but not done, and orders it
    again. An app registers its own in `AppConfig.ready()`; it must do nothing where all is well."""
    if repair not in _repairs:
        _repairs.append(repair)
    return repair


def repair_all() -> None:
    """Call every registered repair once. One that fails is told in the log and keeps nothing else from being done."""
    for repair in _repairs:
        try:
            repair()
        except Exception:
            logger.exception("The repair %s failed", getattr(repair, "__qualname__", repair))


def _lock_path(worker_id: str) -> Path:
    return workers_folder() / f"{worker_id.replace('/', '-')}.lock"


def _locked(path: Path) -> TextIO:
    """The file, open and locked; opened again when a sweep removed it between the opening and the locking."""
    while True:
        handle = path.open("w", encoding="ascii")
        fcntl.flock(handle, fcntl.LOCK_EX)
        if path.exists() and path.stat().st_ino == os.fstat(handle.fileno()).st_ino:
            return handle
        handle.close()


def _kill(worker_id: str) -> bool:
    """Kill a worker whose lock is held, so the process id in it is its own."""
    try:
        pid = int(_lock_path(worker_id).read_text(encoding="ascii"))
        os.kill(pid, signal.SIGKILL)
    except (FileNotFoundError, ProcessLookupError, PermissionError, ValueError):
        return False
    return True


def _sweep_locks() -> None:
    """Remove the lock files of workers that died."""
    if not workers_folder().is_dir():
        return
    for path in workers_folder().glob(f"{host_name()}.*.lock"):
        with contextlib.suppress(FileNotFoundError, BlockingIOError), path.open("r", encoding="ascii") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
