"""The supervisor with small real processes: starts again what dies, stops everything, leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from portal.config.settings.environment import ROOT
from portal.kit.supervisor import AlreadyRunning, Lock

PROGRAM = """
import sys
from portal.kit.supervisor import Service, Supervisor
folder = sys.argv[1]
child = "import os, sys, time; open(sys.argv[1] + '/pids', 'a').write(f'{os.getpid()}\\\\n'); time.sleep(60)"
sys.exit(Supervisor(
    [Service("child", (sys.executable, "-c", child, folder), grace=3)],
    say=lambda line: print(line, flush=True), ready=lambda: True, on_ready=lambda: print("ready", flush=True),
).run())
"""


def until(condition: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def gone(pid: int) -> bool:
    """Whether the process has ended; one that only waits to be collected counts as ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def pids(folder: Path) -> list[int]:
    file = folder / "pids"
    return [int(line) for line in file.read_text().split()] if file.is_file() else []


@pytest.fixture
def supervisor(tmp_path: Path):  # type: ignore[no-untyped-def]
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=ROOT, stdout=subprocess.DEVNULL, text=True
    )
    until(lambda: len(pids(tmp_path)) == 1)
    yield process
    process.kill()
    process.wait()


def test_a_child_that_dies_is_started_again(supervisor: subprocess.Popen[str], tmp_path: Path) -> None:
    os.kill(pids(tmp_path)[0], signal.SIGKILL)
    until(lambda: len(pids(tmp_path)) == 2)
    assert not gone(pids(tmp_path)[1])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stopping_it_stops_its_children(
    number: signal.Signals, supervisor: subprocess.Popen[str], tmp_path: Path
) -> None:
    supervisor.send_signal(number)
    assert supervisor.wait(timeout=10) == 0
    assert gone(pids(tmp_path)[0])


def test_no_orphan_when_it_is_killed_hard(supervisor: subprocess.Popen[str], tmp_path: Path) -> None:
    supervisor.kill()
    until(lambda: gone(pids(tmp_path)[0]))


def test_only_one_holds_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "run.lock"
    first = Lock(path, "here")
    with pytest.raises(AlreadyRunning, match="here"):
        Lock(path, "there")
    first.release()
    Lock(path, "there").release()
    assert path.read_text() == "there\n"
