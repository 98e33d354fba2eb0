"""Keeps a handful of processes running: starts them, starts them again when they die, and leaves none behind.

Called by `portal.config.serve`, which `./run` ends in. Pure standard library; Linux, and other Unix systems without
the guard named below.

No process outlives the supervisor, not even when it is killed with `kill -9`: each child asks the kernel for a
signal at its parent's death (`PR_SET_PDEATHSIG`). Children lead process groups of their own, so that Ctrl-C in a
terminal reaches the supervisor alone, which stops them in order.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

PR_SET_PDEATHSIG = 1
LONGEST_PAUSE = 30.0
STEADY_AFTER = 10.0


class AlreadyRunning(Exception):
    """Another supervisor holds the lock file. `args[0]` is what it wrote there ("" when it had not yet)."""


class Lock:
    """A lock file held until the process ends, however it ends (the kernel drops it).

    The first line of the file tells others who holds it. `wait` is how many seconds a predecessor that is still
    stopping is given.
    """

    def __init__(self, path: Path, note: str, wait: float = 0.0) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Opened without truncating: the file may be the holder's.
        self._handle = open(path, "a+", encoding="utf-8")  # noqa: SIM115
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    self._handle.seek(0)
                    held_by = self._handle.readline().strip()
                    self._handle.close()
                    raise AlreadyRunning(held_by) from None
                time.sleep(0.2)
        self._handle.truncate(0)
        self._handle.write(note + "\n")
        self._handle.flush()

    def release(self) -> None:
        """Give the lock up before the process ends."""
        self._handle.close()


@dataclass(frozen=True)
class Service:
    """One process to keep running.

    `grace` is how many seconds it has to finish what it is doing after SIGTERM; `orphan_signal` is what the kernel
    sends it when the supervisor itself dies.
    """

    name: str
    command: Sequence[str]
    grace: float = 15.0
    orphan_signal: int = signal.SIGKILL
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class _Running:
    service: Service
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    not_before: float = 0.0


class Supervisor:
    """Runs services until SIGTERM, SIGINT or SIGHUP.

    `say` gets one line for everything worth knowing. `ready` is asked every half second until it answers True, then
    `on_ready` is called once; services given in `later` start at that moment, so that they do not slow down the
    first page. `on_slow` is called once when it has not answered True after `patience` seconds.
    """

    def __init__(
        self,
        services: Sequence[Service],
        say: Callable[[str], None],
        ready: Callable[[], bool] | None = None,
        on_ready: Callable[[], None] | None = None,
        later: Sequence[Service] = (),
        on_slow: Callable[[], None] | None = None,
        patience: float = 60.0,
    ) -> None:
        self._running = [_Running(service) for service in services]
        self._later = [_Running(service) for service in later]
        self._say = say
        self._ready = ready
        self._on_ready = on_ready
        self._on_slow = on_slow
        self._patience = patience
        self._stop_signal: int | None = None

    def run(self) -> int:
        """Serve until told to stop; the exit status: 0 after a stop that was asked for."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        waiting = self._ready is not None
        began, asked = time.monotonic(), 0.0
        try:
            while self._stop_signal is None:
                for running in self._running:
                    self._tend(running)
                if waiting and self._ready is not None and time.monotonic() - asked >= 0.5:
                    waiting = not self._ready()
                    asked = time.monotonic()
                if waiting and self._on_slow is not None and time.monotonic() - began > self._patience:
                    self._on_slow()
                    self._on_slow = None
                if not waiting and self._later:
                    self._running += self._later
                    self._later = []
                    continue
                if not waiting and self._on_ready is not None:
                    self._on_ready()
                    self._on_ready = None
                time.sleep(0.1)
        finally:
            self._stop_all()
        return 0

    def _asked_to_stop(self, number: int, _frame: FrameType | None) -> None:
        self._stop_signal = number

    def _tend(self, running: _Running) -> None:
        """Start the service when it is not running and its pause is over."""
        now = time.monotonic()
        process = running.process
        if process is not None and process.poll() is None:
            return
        if process is not None:
            running.process = None
            # What the dead process started (gunicorn's own workers) must be gone before its successor starts.
            _signal_group(process.pid, signal.SIGKILL)
            steady = now - running.started >= STEADY_AFTER
            running.pause = 0.0 if steady else min(LONGEST_PAUSE, running.pause * 2 or 1.0)
            running.not_before = now + running.pause
            when = f"in {running.pause:.0f} s" if running.pause else "now"
            self._say(f"{running.service.name} ended ({_how(process.returncode)}); it is started again {when}")
        if self._stop_signal is None and now >= running.not_before:
            running.process = _start(running.service)
            running.started = now

    def _stop_all(self) -> None:
        alive = [running for running in self._running if running.process is not None]
        for running in alive:
            _signal(running.process, signal.SIGTERM)
        began = time.monotonic()
        for running in alive:
            process = running.process
            if process is None:
                continue
            left = max(0.1, running.service.grace - (time.monotonic() - began))
            try:
                process.wait(timeout=left)
            except subprocess.TimeoutExpired:
                self._say(f"{running.service.name} did not stop within {running.service.grace:.0f} s; it is killed")
            _signal_group(process.pid, signal.SIGKILL)
            process.wait()


def run_to_end(service: Service) -> int:
    """Run a command that ends by itself, such as a preparation; its exit status. It dies with the supervisor."""
    return _start(service).wait()


def end_with(parent: int, number: int = signal.SIGKILL) -> None:
    """Have the kernel send this process the signal when its parent, the process `parent`, dies. Linux only."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
        # The parent may have died between fork and prctl: then no signal would ever come.
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)


def _start(service: Service) -> subprocess.Popen[bytes]:
    parent = os.getpid()

    def before_exec() -> None:
        end_with(parent, service.orphan_signal)

    return subprocess.Popen(
        list(service.command),
        stdin=subprocess.DEVNULL,
        env={**os.environ, **service.environment},
        start_new_session=True,
        # Safe here: the supervisor has one thread.
        preexec_fn=before_exec,
    )


def _signal(process: subprocess.Popen[bytes] | None, number: int) -> None:
    if process is not None and process.poll() is None:
        process.send_signal(number)


def _signal_group(group: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def _how(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
