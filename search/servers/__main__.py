"""`python -m search.servers start|stop postgres|elasticsearch [FOLDER]`: a server of one's own, to try things out.

It goes on until it is stopped; FOLDER (default var/servers) holds its data meanwhile, and remembers its process.
"""

import json
import os
import shutil
import signal
import sys
import time
from pathlib import Path

from search.servers import Missing, server


def _stop(note: Path) -> None:
    """End the server that `note` tells of, if it still runs, and remove its data."""
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
        line = Path(f"/proc/{told['pid']}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError, ValueError):
        return
    if told["folder"].encode() in line:
        os.kill(told["pid"], signal.SIGQUIT if told["name"] == "postgres" else signal.SIGTERM)
        for _ in range(300):
            if not Path(f"/proc/{told['pid']}").exists():
                break
            time.sleep(0.1)
        else:
            os.kill(told["pid"], signal.SIGKILL)
    shutil.rmtree(told["folder"], ignore_errors=True)
    note.unlink()


def main() -> int:
    """Do what the arguments say; 2 when they make no sense, 1 when the machine lacks something."""
    if len(sys.argv) < 3 or sys.argv[1] not in ("start", "stop") or sys.argv[2] not in ("postgres", "elasticsearch"):
        print(__doc__)
        return 2
    name, home = sys.argv[2], Path(sys.argv[3] if len(sys.argv) > 3 else "var/servers").resolve()
    note = home / f"{name}.json"
    _stop(note)
    if sys.argv[1] == "stop":
        return 0
    own = server(name, home, bound=False)
    try:
        own.start()
    except Missing as error:
        print(error)
        return 1
    if own.process is not None:
        told = {"name": name, "pid": own.process.pid, "folder": str(own.folder)}
        note.write_text(json.dumps(told), encoding="utf-8")
    print(own.url)
    return 0


if __name__ == "__main__":
    sys.exit(main())
