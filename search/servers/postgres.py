"""A PostgreSQL of one's own: a new cluster in a folder, on loopback only, without durability. For tests."""

import os
import shutil
import subprocess
from pathlib import Path

from search.servers import Missing, free_port

_VERSIONS = Path("/usr/lib/postgresql")
USER = "kaejon"
NOBODY = 65534


def binaries() -> Path:
    """The folder of the newest PostgreSQL server on this machine. Raises `Missing`."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    folders = sorted(_VERSIONS.glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    if not folders:
        raise Missing("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    return folders[-1].parent


class Postgres:
    """One cluster under `home`, which is emptied at the start. `url` is a `DATABASE_URL`."""

    def __init__(self, home: Path, memory: str = "128MB") -> None:
        self.data = home / "postgres"
        self.port = free_port()
        self.memory = memory
        self.url = f"postgres://{USER}@127.0.0.1:{self.port}/postgres"

    def _run(self, *command: str) -> None:
        """Run a command as somebody who is not root, whom PostgreSQL refuses."""
        who = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        log = self.data.with_suffix(".log")
        with log.open("ab") as output:
            done = subprocess.run(
                command, stdout=output, stderr=output, stdin=subprocess.DEVNULL, check=False, cwd="/", **who
            )  # type: ignore[call-overload]
        if done.returncode:
            raise Missing(f"PostgreSQL did not start; see {log}")

    def start(self) -> None:
        """Make the cluster and start it."""
        folder = binaries()
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True)
        if os.geteuid() == 0:
            os.chown(self.data, NOBODY, NOBODY)
        self._run(
            str(folder / "initdb"), "-D", str(self.data), "-U", USER, "-A", "trust", "-E", "UTF8",
            "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
            f" -c synchronous_commit=off -c full_page_writes=off -c shared_buffers={self.memory} -c jit=off"
        )
        log = self.data / "server.log"
        command = [str(folder / "pg_ctl"), "-D", str(self.data), "-w", "-t", "60", "-l", str(log), "-o", options]
        self._run(*command, "start")

    def stop(self) -> None:
        """Stop the server and remove its data."""
        if (self.data / "postmaster.pid").exists():
            self._run(str(binaries() / "pg_ctl"), "-D", str(self.data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.data, ignore_errors=True)
