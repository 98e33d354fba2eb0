"""A real site for the journeys: built by the product's own bootstrap, started by the product's own start command.

`built_folder` makes the DATA_DIR once for a test session, whatever number of pytest workers share it; `Running` serves
a copy of it on a free port, with the web server, the job worker and the clock that `./run` starts too.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from portal.kit.supervisor import Lock

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "journeys-of-tests"
PATIENCE = 120.0
"""Seconds that a server may take to answer when the machine is busy with other tests."""

# What the tests' own settings or a developer's shell may have set and the served site must not see.
FOREIGN = (
    "BASE_URL", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DATABASE_URL", "SEARCH_URL", "CACHE_URL", "EMAIL_URL",
    "SECRET_KEY", "DEMO", "BIND", "PYTEST_CURRENT_TEST",
)  # fmt: skip


def environment(data_dir: Path, port: int = 8000) -> dict[str, str]:
    """The environment of the site's processes."""
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return kept | {
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
        "DEMO_PASSWORD": PASSWORD,
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": "4",
        "PYTHONUNBUFFERED": "1",
    }


def built_folder(shared: Path) -> Path:
    """The DATA_DIR with everything that stands before the first page; made by whoever comes first.

    Fonts, catalogue and static files that `./test` has made already are taken over: bootstrap looks at their
    fingerprints and makes anew only what has changed. KAEJON_BUILT names a folder that is kept between test sessions.
    """
    built, mark = Path(os.environ.get("KAEJON_BUILT", "") or shared / "built"), shared / "built.done"
    lock = Lock(shared / "built.lock", "journeys", wait=600)
    try:
        if not mark.exists():
            if not built.exists():
                built.mkdir(parents=True)
                for name in ("build", "static"):
                    made = ROOT / "var" / name
                    if made.is_dir():
                        shutil.copytree(made, built / name)
            run_to_end(["manage.py", "bootstrap"], environment(built), built / "bootstrap.log")
            run_to_end(["-m", "tests.journeys.newcomers"], environment(built), built / "newcomers.log")
            mark.touch()
    finally:
        lock.release()
    return built


def run_to_end(arguments: list[str], env: dict[str, str], log: Path) -> None:
    """Python with these arguments; AssertionError with what it wrote when it fails."""
    with log.open("w", encoding="utf-8") as sink:
        done = subprocess.run([sys.executable, *arguments], cwd=ROOT, env=env, stdout=sink, stderr=sink)
    assert done.returncode == 0, f"{' '.join(arguments)} failed:\n{log.read_text(encoding='utf-8')[-6000:]}"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Elsewhere:
    """A site that runs already (KAEJON_SITE), for writing journeys: nothing is built, started or stopped."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.host = url.split("//", 1)[1]

    def stop(self) -> None:
        """Leave it running."""


class Running:
    """The site while it runs: `url` is its address, `log` everything that its processes say."""

    def __init__(self, data_dir: Path, built: Path) -> None:
        self.data_dir = data_dir
        self.log = data_dir.with_suffix(".log")
        shutil.copytree(built, data_dir, dirs_exist_ok=True)
        # The stamps name the database by its path; it is the same database at another place.
        stamps = data_dir / "build" / "stamps.json"
        stamps.write_text(stamps.read_text(encoding="utf-8").replace(str(built), str(data_dir)), encoding="utf-8")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.host = f"127.0.0.1:{self.port}"
        with self.log.open("w", encoding="utf-8") as sink:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal.config.serve"],
                cwd=ROOT,
                env=environment(data_dir, self.port),
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=sink,
                start_new_session=True,
            )
        self._wait()

    def said(self) -> str:
        """The last lines of the processes."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-6000:]

    def _wait(self) -> None:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise AssertionError(f"the site ended by itself:\n{self.said()}")
            try:
                with opener.open(f"{self.url}/health/ready", timeout=10) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.3)
        self.stop()
        raise AssertionError(f"the site was not ready after {PATIENCE:.0f} s:\n{self.said()}")

    def stop(self) -> None:
        """Stop it as Ctrl-C does; its processes end with it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
