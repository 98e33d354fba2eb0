"""A PostgreSQL of one's own: a new cluster in a folder, on loopback only, without durability. For tests.

Clusters that the machine's packages run stay as they are: this one has a port and a folder of its own.
"""

import shutil
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path

from search.servers import PROGRAMS, Missing, free_port, processes

START_SECONDS = 60.0
USER = "kaejon"
_VERSIONS = Path("/usr/lib/postgresql")


def binaries() -> Path:
    """The folder of the newest PostgreSQL server on this machine. Raises `Missing`."""
    folders = sorted(_VERSIONS.glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name))
    if folders:
        return folders[-1].parent
    if found := shutil.which("initdb"):
        return Path(found).parent
    raise Missing("PostgreSQL is not installed (Debian: apt-get install postgresql)")


class Postgres:
    """One cluster with new, empty data under `home`. `url` is a `DATABASE_URL`. `bound`: see `Elasticsearch`."""

    def __init__(self, home: Path, *, memory: str = "128MB", bound: bool = True) -> None:
        self.home = home
        self.memory = memory
        self.bound = bound
        self.port = free_port()
        self.url = f"postgres://{USER}@127.0.0.1:{self.port}/postgres"
        self.folder: Path | None = None
        self.process: processes.Process | None = None

    def start(self) -> None:
        """Make the cluster, start it, wait until it answers."""
        programs = binaries()
        PROGRAMS.mkdir(parents=True, exist_ok=True)
        log = PROGRAMS / "postgres.log"
        log.write_bytes(b"")
        self.folder = processes.own_folder(self.home, "postgres")
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        processes.give_away(data)
        with ExitStack() as unless_started:
            unless_started.callback(self.stop)
            made = processes.start(
                [programs / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8",
                 "--no-sync"],
                log=log, bound=True, orphan_signal=signal.SIGKILL, stdin=subprocess.DEVNULL, cwd="/",
            )  # fmt: skip
            if made.wait():
                raise Missing(f"PostgreSQL could not make a cluster; see {log}")
            self._launch(programs, data, log)
            unless_started.pop_all()

    def _launch(self, programs: Path, data: Path, log: Path) -> None:
        settings = {
            "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off",
            "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": self.memory, "jit": "off",
        }  # fmt: skip
        command = [programs / "postgres", "-D", data, "-p", self.port]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        # Its own "immediate shutdown", so that it leaves no shared memory behind when we are killed.
        self.process = processes.start(
            command, log=log, bound=self.bound, orphan_signal=signal.SIGQUIT, stdin=subprocess.DEVNULL, cwd="/"
        )
        ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]

        def answers() -> bool:
            return subprocess.run(ready, check=False).returncode == 0

        processes.wait_until(answers, self.process, START_SECONDS, "PostgreSQL", log)

    def stop(self) -> None:
        """End it and remove its data."""
        if self.process is not None:
            processes.end(self.process, signal.SIGQUIT, 20)
            self.process = None
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None
