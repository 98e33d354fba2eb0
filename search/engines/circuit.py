"""Remembers that a server does not answer, so that not every request waits for it to find out.

Called by `search.engines.elasticsearch`. One `Circuit` for each server and process; threads share it.
"""

import logging
import threading
import time

logger = logging.getLogger(__name__)

RETRY_SECONDS = 5.0


class Circuit:
    """Open while the server is down; then one caller in `RETRY_SECONDS` may try, and the others go without it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._until = 0.0
        self.is_open = False

    def may_try(self) -> bool:
        """Whether to ask the server now. Who may try an open circuit tries alone."""
        with self._lock:
            if not self.is_open:
                return True
            if time.monotonic() < self._until:
                return False
            self._until = time.monotonic() + RETRY_SECONDS
            return True

    def failed(self, error: Exception) -> None:
        """The server did not answer, or not as it should. The log says so once."""
        with self._lock:
            if not self.is_open:
                logger.error("The search server does not answer; the database does: %s", error)
            self.is_open = True
            self._until = time.monotonic() + RETRY_SECONDS

    def worked(self) -> None:
        """The server answered."""
        with self._lock:
            if self.is_open:
                logger.warning("The search server answers again")
            self.is_open = False

    def try_now(self) -> None:
        """Let the next caller try, however lately the last one failed: for commands, and for tests."""
        with self._lock:
            self._until = 0.0


_circuits: dict[str, Circuit] = {}


def circuit_of(url: str) -> Circuit:
    """The circuit of the server at `url` in this process."""
    return _circuits.setdefault(url, Circuit())
