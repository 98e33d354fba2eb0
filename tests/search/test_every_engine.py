"""The search tests on the other engines: real servers on free ports, each with a process of tests of its own.

`KAEJON_ENGINES=sqlite` or a list such as `sqlite,postgres` is for developers in a hurry. An engine that this machine
cannot have is left out, which one line at the end of the run says; where CI is set, that is a failure.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from search.servers import PROGRAMS, Missing, Server, processes, running

OTHERS = ("postgres", "elasticsearch")
LOGS = PROGRAMS.parent


def wanted() -> list[str]:
    named = os.environ.get("KAEJON_ENGINES", "").replace(" ", "")
    return named.split(",") if named else list(OTHERS)


@contextmanager
def server_or_skip(name: str) -> Iterator[Server]:
    """The server, or a skip that says why not; a failure where CI is set."""
    if name not in wanted():
        pytest.skip(f"search was not tested on {name}: KAEJON_ENGINES does not name it")
    try:
        with running(name, PROGRAMS / "data") as server:
            yield server
    except Missing as error:
        if os.environ.get("CI", "").lower() not in ("", "0", "false"):
            pytest.fail(f"search was not tested on {name}: {error}")
        pytest.skip(f"search was not tested on {name}: {error}")


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_search_on(name):
    with server_or_skip(name) as server:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
        environment |= {"DATABASE_URL": "", "SEARCH_URL": "", "KAEJON_ENGINES": "sqlite"}
        environment["DATABASE_URL" if name == "postgres" else "SEARCH_URL"] = server.url
        log = LOGS / f"search-on-{name}.log"
        log.write_bytes(b"")
        # It ends with this process, as the server does. The benchmark's own test makes an engine of its own.
        tests = processes.start(
            [sys.executable, "-m", "pytest", "tests/search", f"--deselect={__name__.replace('.', '/')}.py",
             "--ignore=tests/search/test_benchmark.py", "-q", "-p", "no:cacheprovider", "-n", "0", "--durations=10"],
            log=log, bound=True, orphan_signal=signal.SIGKILL, as_nobody=False,
            env=environment, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        status = tests.wait()
    assert status == 0, log.read_text(encoding="utf-8")[-8000:]
