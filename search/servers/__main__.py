"""`python -m search.servers start|stop postgres|elasticsearch [FOLDER]`: a server of one's own, to try things out."""

import sys
from pathlib import Path

from search.servers import Missing, server


def main() -> int:
    """Do what the arguments say; 2 when they make no sense, 1 when the machine lacks something."""
    if len(sys.argv) < 3 or sys.argv[1] not in ("start", "stop") or sys.argv[2] not in ("postgres", "elasticsearch"):
        print(__doc__)
        return 2
    home = Path(sys.argv[3] if len(sys.argv) > 3 else "var/servers").resolve()
    own = server(sys.argv[2], home)
    if sys.argv[1] == "stop":
        own.stop()
        return 0
    try:
        own.start()
    except Missing as error:
        print(error)
        return 1
    print(own.url)
    return 0


if __name__ == "__main__":
    sys.exit(main())
