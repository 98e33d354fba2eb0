"""Runs the process of a server of one's own: not as root, and not longer than whoever started it.

Called by the servers of this package. Both refuse root, so root starts them as nobody; then every folder above their
own must let nobody in, which the home of a project under /root does not.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from search.servers import Missing

NOBODY = 65534
Process = subprocess.Popen[bytes]


def account() -> dict[str, Any]:
    """Arguments for `subprocess` that make root nobody; none for anybody else."""
    return {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}


def give_away(folder: Path) -> None:
    """Let the server write in `folder`, when it does not run as whoever calls this."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)


def own_folder(home: Path, name: str) -> Path:
    """A new empty folder that the server may enter: under `home`, or with the temporary files where nobody may not.

    What servers that were killed left under `home` is removed. `home` may be shared by any number of servers.
    """
    home.mkdir(parents=True, exist_ok=True)
    for left in home.glob("run-*"):
        owner = left.name.split("-")[-1]
        if owner.isdecimal() and not Path(f"/proc/{owner}").exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = home / f"run-{name}-{time.monotonic_ns()}-{os.getpid()}"
    folder.mkdir()
    folder.chmod(0o755)
    if os.geteuid() == 0 and not _may_enter(folder):
        folder.rmdir()
        folder = Path(tempfile.mkdtemp(prefix=f"kaejon-{name}-"))
        folder.chmod(0o755)
    return folder


def _may_enter(folder: Path) -> bool:
    done = subprocess.run(["test", "-x", str(folder)], cwd="/", check=False, **account())
    return done.returncode == 0


def start(
    command: Sequence[Any],
    *,
    log: Path,
    bound: bool,
    orphan_signal: signal.Signals,
    as_nobody: bool = True,
    **options: Any,
) -> Process:
    """Start `command`, its words going to `log`. `bound`: the kernel sends it `orphan_signal` when we die."""
    line = [str(part) for part in command]
    if bound and (setpriv := shutil.which("setpriv")):
        line = [setpriv, "--pdeathsig", orphan_signal.name.removeprefix("SIG"), "--", *line]
    with log.open("ab") as output:
        who = account() if as_nobody else {}
        return subprocess.Popen(line, stdout=output, stderr=output, start_new_session=True, **who, **options)


def wait_until(answers: Callable[[], bool], process: Process, seconds: float, what: str, log: Path) -> None:
    """Return when the server answers. Raises `Missing` when it ends or stays silent."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise Missing(f"{what} ended while it was starting; see {log}")
        if answers():
            return
        time.sleep(0.1)
    end(process, signal.SIGKILL, 0)
    raise Missing(f"{what} did not answer in {seconds:.0f} s; see {log}")


def end(process: Process, number: int, grace: float) -> None:
    """Send a signal, wait, and kill what is still there after `grace` seconds."""
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.send_signal(number)
    try:
        process.wait(timeout=grace or None)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
