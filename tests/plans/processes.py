"""Real processes on a real SQLite file with the product's options, for the tests of concurrency and of crashes.

`Office` starts one process that has Django set up and no database connection. Whatever it is asked to do, it does in
forked children, each with a connection of its own: so a child is a true process (it can be killed, it can race), yet
costs some milliseconds. Functions are named "module:function", take JSON and give JSON.
"""

import gc
import importlib
import json
import os
import signal
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0


@dataclass(frozen=True)
class Outcome:
    """How a child ended: what it returned, the name and text of what it raised, or the signal that killed it."""

    value: Any = None
    error: str = ""
    message: str = ""
    signal: int = 0

    @property
    def ok(self) -> bool:
        return not self.error and not self.signal


class Office:
    """The parent of the children. Use `run` for one, `race` for several that start at the same moment."""

    def __init__(self, data_dir: Path, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.plans.processes"],
            cwd=ROOT,
            env={
                **os.environ,
                **environment,
                "DATA_DIR": str(data_dir),
                "DJANGO_SETTINGS_MODULE": "tests.plans.process_settings",
                "PYTHONWARNINGS": "ignore",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def race(self, *calls: tuple[str, dict[str, Any]]) -> list[Outcome]:
        """Run the calls in one process each, started together; their outcomes in the order of the calls."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(calls) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process that starts the children has died")
        return [Outcome(**found) for found in json.loads(line)]

    def run(self, name: str, **values: Any) -> Any:
        """Run one call and give what it returns; raises RuntimeError with the child's words when it fails."""
        (found,) = self.race((name, values))
        if not found.ok:
            raise RuntimeError(f"{name}: {found.error} {found.message} signal {found.signal}")
        return found.value

    def close(self) -> None:
        """End the parent; children never outlive a call."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=10)


def _call(name: str, values: dict[str, Any]) -> dict[str, Any]:
    module, _, function = name.partition(":")
    from plans.actions import ActionError

    try:
        return {"value": getattr(importlib.import_module(module), function)(**values)}
    except (ActionError, DatabaseError, AssertionError, LookupError, TypeError, ValueError, AttributeError) as error:
        known = isinstance(error, ActionError)
        return {"error": type(error).__name__, "message": str(error) if known else traceback.format_exc()}


def _child(name: str, values: dict[str, Any], start: int, answer: int) -> None:
    os.read(start, 1)  # returns when the parent closes its end: all children wake together
    with suppress(BrokenPipeError), os.fdopen(answer, "w", encoding="utf-8") as out:
        out.write(json.dumps(_call(name, values)))


def _together(calls: list[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    start_read, start_write = os.pipe()
    children = []
    for name, values in calls:
        answer_read, answer_write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(start_write)
            os.close(answer_read)
            try:
                _child(name, values, start_read, answer_write)
            finally:
                if sys.exc_info()[0] is not None:
                    traceback.print_exc()
                    sys.stderr.flush()
                os._exit(0)
        os.close(answer_write)
        children.append((pid, answer_read))
    os.close(start_read)
    os.close(start_write)
    outcomes = []
    for pid, answer_read in children:
        deadline = time.monotonic() + PATIENCE
        with os.fdopen(answer_read, encoding="utf-8") as answer:
            text = answer.read()
        while (ended := os.waitpid(pid, os.WNOHANG))[0] == 0:
            if time.monotonic() > deadline:
                os.kill(pid, signal.SIGKILL)
            time.sleep(0.001)
        killed_by = os.WTERMSIG(ended[1]) if os.WIFSIGNALED(ended[1]) else 0
        outcomes.append(json.loads(text) if text else {"signal": killed_by or -1})
    return outcomes


def main() -> None:
    """Read one line of calls after the other until the input ends."""
    import django

    django.setup()
    # loaded once here, so that no child pays for them
    importlib.import_module("tests.plans.deeds").warm()
    gc.collect()
    gc.freeze()  # so that the collector of a child does not copy the parent's pages
    for line in sys.stdin:
        print(json.dumps(_together(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
