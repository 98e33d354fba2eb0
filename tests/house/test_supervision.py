"""`./run` as a whole, with the real processes: killed hard, started again, stopped.

One site on a port of its own, in a folder of its own, without the demonstration. Each test goes on where the one
before it ended; all of them run in one process, in this order.
"""

import contextlib
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from portal.config.settings.environment import ROOT

pytestmark = pytest.mark.slow


def until(condition: Callable[[], bool], seconds: float = 30.0, what: str = "") -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"waited {seconds:.0f} s in vain: {what}"
        time.sleep(0.1)


@dataclass
class Site:
    """A running `./run` without its installing part, and what can be asked about it."""

    data_dir: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def start(self, seconds: float = 240.0) -> float:
        """Start and wait until it is ready; how many seconds that took."""
        self.environment = {
            **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")},
            "DATA_DIR": str(self.data_dir),
            "PORT": str(self.port),
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "DEMO": "no",
            "WEB_CONCURRENCY": "1",
            "DJANGO_SETTINGS_MODULE": "portal.config.settings.production",
        }
        began = time.monotonic()
        with (self.data_dir / "output.txt").open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.config.serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        until(lambda: self.is_ready() or self.process.poll() is not None, seconds, self.output())  # type: ignore[union-attr]
        assert self.process.poll() is None, self.output()
        return time.monotonic() - began

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/ready", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def output(self) -> str:
        return (self.data_dir / "output.txt").read_text(encoding="utf-8")

    def processes(self, *words: str) -> list[int]:
        """Ids of the processes of this site whose command line has all the words."""
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")
                ours = f"DATA_DIR={self.data_dir}".encode() in (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if ours and all(any(word in part for part in command) for word in words):
                found.append(int(entry.name))
        return sorted(found)

    def enqueue(self, seconds: float) -> None:
        """Put the slow job of this folder into the queue."""
        code = (
            "import django; django.setup(); from tests.house.slow_job import write_slowly;"
            f"write_slowly.enqueue({str(self.data_dir)!r}, {seconds})"
        )
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=self.environment, check=True)

    def job_states(self) -> list[str]:
        database = f"file:{self.data_dir / 'kaejon.sqlite3'}?mode=ro"
        with contextlib.closing(sqlite3.connect(database, uri=True)) as connection:
            rows = connection.execute(
                f"SELECT status FROM {DBTaskResult._meta.db_table} WHERE task_path LIKE '%write_slowly'"
            )
            return [row[0] for row in rows]

    def lines(self, name: str) -> int:
        path = self.data_dir / name
        return path.read_text(encoding="utf-8").count("\n") if path.is_file() else 0


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Site(tmp_path_factory.mktemp("site"), port)
    yield running
    if running.process is not None:
        running.process.kill()
        running.process.wait()
    for pid in running.processes():
        os.kill(pid, signal.SIGKILL)


def test_it_starts_from_nothing(site: Site) -> None:
    site.start()
    until(lambda: len(site.processes("manage.py", "worker")) == 1, what="the job worker")
    until(lambda: len(site.processes("manage.py", "scheduler")) == 1, what="the clock")
    assert "is ready" in site.output()
    assert (site.data_dir / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_second_one_in_the_same_folder_is_refused(site: Site) -> None:
    code = "import portal.config.serve as s; from portal.kit.supervisor import Lock, AlreadyRunning\n"
    code += f"try: Lock(s.env.data_dir / 'run.lock', 'x')\nexcept AlreadyRunning as e: assert '{site.port}' in str(e)\n"
    code += "else: raise SystemExit(1)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=site.environment).returncode == 0


def test_the_web_server_comes_back(site: Site) -> None:
    before = site.processes("gunicorn")
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    until(lambda: site.is_ready() and not set(before) & set(site.processes("gunicorn")), what="the web server")


def test_a_job_whose_worker_is_killed_is_finished_by_the_next(site: Site) -> None:
    site.enqueue(4)
    until(lambda: site.lines("started") == 1, what="the job's start")
    os.kill(site.processes("manage.py", "worker")[0], signal.SIGKILL)
    until(lambda: (site.data_dir / "finished").is_file(), what="the job's end")
    assert site.lines("started") == 2
    until(lambda: site.job_states() == ["SUCCESSFUL"], what="the job's state")


def test_nothing_is_left_when_the_supervisor_is_killed(site: Site) -> None:
    (site.data_dir / "finished").unlink()
    site.enqueue(2)
    until(lambda: site.lines("started") == 3, what="the second job's start")
    assert site.process is not None
    site.process.kill()
    site.process.wait()
    until(lambda: site.processes() == [], what="the end of every process")


def test_the_next_start_is_quick_and_finishes_what_was_under_way(site: Site) -> None:
    # Ten seconds on a machine of its own; the tests beside this one take a part of it.
    assert site.start() < 25
    until(lambda: (site.data_dir / "finished").is_file(), what="the job's end")
    until(lambda: site.job_states() == ["SUCCESSFUL"] * 2, what="the job's state")


def test_stopping_it_stops_everything(site: Site) -> None:
    assert site.process is not None
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(timeout=30) == 0
    assert site.processes() == []
    assert site.output().rstrip().endswith("Stopped.")
