"""Real servers for tests and measurements, started on free ports and stopped again; nothing is left running.

`python -m search.servers start elasticsearch` (the Makefile's `search-server`), `… stop elasticsearch`; tests and
`manage.py search_benchmark` use `running`. No part of the running site imports this package.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol


class Missing(Exception):
    """This machine lacks what a server needs; the text says what, in one line."""


class Server(Protocol):
    """A server with a home of its own under a folder."""

    url: str

    def start(self) -> None:
        """Start and wait until it answers. Raises `Missing`."""

    def stop(self) -> None:
        """Stop it, if it runs."""


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server(name: str, home: Path) -> Server:
    """The server `postgres` or `elasticsearch` with its data under `home`; not started yet."""
    if name == "postgres":
        from search.servers.postgres import Postgres

        return Postgres(home)
    from search.servers.elasticsearch import Elasticsearch

    return Elasticsearch(home)


@contextmanager
def running(name: str, home: Path) -> Iterator[Server]:
    """The server, started, and stopped at the end. Raises `Missing`."""
    started = server(name, home)
    started.start()
    try:
        yield started
    finally:
        started.stop()
