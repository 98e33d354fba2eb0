"""Has a file read by a process of its own, which may fail, hang or be killed without harm to who asks.

Called by `search.attachments`, in a background job. The process gets the open file and nothing else: no settings, no
secrets, no database; it bounds itself (`bounds.confine`), and is killed after `MAX_SECONDS`.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from portal.kit.reading.__main__ import Ending
from portal.kit.reading.bounds import MAX_ANSWER_BYTES, MAX_CHARACTERS, MAX_FILE_BYTES, MAX_SECONDS
from portal.kit.reading.mending import mended

ROOT = Path(__file__).resolve().parents[3]


class Outcome(StrEnum):
    """What became of a file: all of its text, a part (a limit was reached), no text, or why none could be read."""

    READ = "read"
    PARTLY = "partly"
    EMPTY = "empty"
    LOCKED = "locked"
    BROKEN = "broken"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Reading:
    """The text of a file, in the stored spelling and at most `MAX_CHARACTERS` long, and how it was got."""

    outcome: Outcome
    text: str = ""


def read_apart(file: IO[bytes], seconds: float = MAX_SECONDS) -> Reading:
    """The text of `file`, which must be a real file with a descriptor; it is read from its beginning.

    Never raises for what is in the file. `seconds`: after how long the process is killed.
    """
    descriptor = file.fileno()
    if os.fstat(descriptor).st_size > MAX_FILE_BYTES:
        return Reading(Outcome.TOO_LARGE)
    os.lseek(descriptor, 0, os.SEEK_SET)
    with tempfile.TemporaryFile() as answer:
        status = _run(descriptor, answer, seconds)
        answer.seek(0)
        raw = answer.read(MAX_ANSWER_BYTES).decode("utf-8", "ignore")
    text = mended(raw)[:MAX_CHARACTERS].strip()
    return Reading(_outcome(status, text), text)


def _run(descriptor: int, answer: IO[bytes], seconds: float) -> int | None:
    """The exit status of the process; None when it was killed for being slow."""
    process = subprocess.Popen(
        [sys.executable, "-B", "-m", "portal.kit.reading"],
        stdin=descriptor,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={"PYTHONUTF8": "1"},
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _outcome(status: int | None, text: str) -> Outcome:
    if status == Ending.READ:
        return Outcome.READ if text else Outcome.EMPTY
    if status == Ending.LOCKED:
        return Outcome.LOCKED
    if status == Ending.UNKNOWN:
        return Outcome.UNKNOWN
    return Outcome.PARTLY if text else Outcome.BROKEN
