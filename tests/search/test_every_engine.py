"""The search tests on the other engines: real servers on free ports, each with a process of tests of its own.

`KAEJON_ENGINES` says which (default: postgres): a list such as `postgres,elasticsearch`, or `none`. An engine that this
machine cannot have is skipped with the reason in one line; with `KAEJON_REQUIRE_ENGINES=1` that is a failure.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from search.servers import Missing, running

ROOT = Path(__file__).resolve().parents[2]
OTHERS = ("postgres", "elasticsearch")
INSIDE = "KAEJON_ENGINE"


def wanted() -> list[str]:
    named = os.environ.get("KAEJON_ENGINES", "postgres").split(",")
    return [name.strip() for name in named if name.strip() in OTHERS]


@pytest.mark.slow
@pytest.mark.skipif(INSIDE in os.environ, reason="this is the other engine")
@pytest.mark.parametrize("name", OTHERS)
def test_search_on(name, tmp_path_factory):
    if name not in wanted():
        pytest.skip(f"search on {name}: not asked for (KAEJON_ENGINES)")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST_")}
    environment |= {INSIDE: name, "DATABASE_URL": "", "SEARCH_URL": ""}
    with tempfile.TemporaryDirectory(prefix="kaejon-engine-") as folder:
        Path(folder).chmod(0o755)  # the servers run as another user
        home = ROOT / "var" / "test" / "servers" if name == "elasticsearch" else Path(folder)
        try:
            with running(name, home) as server:
                environment["DATABASE_URL" if name == "postgres" else "SEARCH_URL"] = server.url
                done = subprocess.run(
                    [sys.executable, "-m", "pytest", "tests/search", "-q", "-p", "no:cacheprovider", "-n", "0"],
                    cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
                )  # fmt: skip
        except Missing as error:
            if os.environ.get("KAEJON_REQUIRE_ENGINES") == "1":
                pytest.fail(f"search on {name} was left out: {error}")
            pytest.skip(f"search on {name}: {error}")
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
