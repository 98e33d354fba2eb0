"""A job for the supervision test: it takes its time, so that a worker can be killed in the middle of it."""

import time
from pathlib import Path

from django_tasks import task


@task()
def write_slowly(folder: str, seconds: float) -> str:
    """Note the start of each run in `folder/started`, wait, write `folder/finished`."""
    with (Path(folder) / "started").open("a", encoding="utf-8") as handle:
        handle.write("started\n")
    time.sleep(seconds)
    (Path(folder) / "finished").write_text("finished", encoding="utf-8")
    return "finished"
