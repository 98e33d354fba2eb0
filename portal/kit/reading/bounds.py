"""How much of a file is read at most, and how the process that reads it is held to that.

Called by `portal.kit.reading.__main__` (the process apart) and by `portal.kit.reading.apart` (who waits for it).
"""

import os
import resource

MAX_FILE_BYTES = 50 * 1024 * 1024
"""A larger file is not read."""
MAX_PAGES = 400
MAX_CHARACTERS = 200_000
"""Of the text, over all pages; about 90 full pages of Thai."""
MAX_PART_BYTES = 40 * 1024 * 1024
"""Of one unpacked part of a Word file."""
MAX_PARTS = 5_000
MAX_MEMORY_BYTES = 640 * 1024 * 1024
MAX_CPU_SECONDS = 45
MAX_SECONDS = 90
MAX_ANSWER_BYTES = 4 * MAX_CHARACTERS
"""What the process may write: a character has at most four bytes."""


def confine() -> None:
    """Take from this process, for good, what reading a file does not need: memory, time, large files, other files."""
    limits = {
        resource.RLIMIT_AS: MAX_MEMORY_BYTES,
        resource.RLIMIT_CPU: MAX_CPU_SECONDS,
        resource.RLIMIT_FSIZE: MAX_ANSWER_BYTES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 64,
    }
    for kind, wanted in limits.items():
        _, hard = resource.getrlimit(kind)
        allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(kind, (allowed, allowed))
    os.nice(10)
