"""Real servers for tests and measurements, started on free ports and stopped again; nothing is left running.

`python -m search.servers start elasticsearch` (the Makefile's `search-server`), `… stop elasticsearch`; tests and
`manage.py search_benchmark` use `running`. No part of the running site imports this package.
"""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

PROGRAMS = Path(__file__).resolve().parents[2] / "var" / "test" / "servers"
"""Where what is fetched stays between the runs, with the logs of the last start."""


class Missing(Exception):
    """This machine lacks what a server needs; the text says what, in one line."""


class Server(Protocol):
    """A server with data of its own. It ends with the process that started it, even when that is killed."""

    url: str
    folder: Path | None
    process: subprocess.Popen[bytes] | None

    def start(self) -> None:
        """Start and wait until it answers. Raises `Missing`."""

    def stop(self) -> None:
        """Stop it, if it runs, and remove its data."""


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server(name: str, home: Path, *, bound: bool = True) -> Server:
    """The server `postgres` or `elasticsearch` with its data under `home`; not started yet.

    `bound` False lets it go on when the process that started it ends.
    """
    if name == "postgres":
        from search.servers.postgres import Postgres

        return Postgres(home, bound=bound)
    from search.servers.elasticsearch import Elasticsearch

    return Elasticsearch(home, bound=bound)


@contextmanager
def running(name: str, home: Path) -> Iterator[Server]:
    """The server, started, and stopped at the end. Raises `Missing`."""
    started = server(name, home)
    started.start()
    try:
        yield started
    finally:
        started.stop()
