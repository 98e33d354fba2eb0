"""What the journeys share: the running site, Chromium, visitors.

Every pytest worker serves a site of its own from one built folder, so the journeys run beside each other and beside
all other tests (`pytest -n 2 --dist loadfile`). Without Chromium they are skipped; where CI is set they fail.
`KAEJON_SHOTS=folder` keeps pictures of the screens; `CHROMIUM` names another browser program; `KAEJON_BUILT=folder`
keeps the built site for the next time, `KAEJON_SITE=address` takes one that runs already.
"""

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from .running import Elsewhere, Running, built_folder
from .visitor import Visitor

# As root and on a closed network: no sandbox, and nothing that Chromium would fetch for itself.
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--font-render-hinting=none",
]  # fmt: skip

Visit = Callable[..., Visitor]


def chromium_path() -> str:
    """The browser program, or ""."""
    named = os.environ.get("CHROMIUM", "")
    if named:
        return named if Path(named).exists() else ""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome") or ""


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser program; skips without one, fails where CI is set."""
    found = chromium_path()
    if found:
        return found
    reason = "no Chromium on this machine (Debian: apt-get install chromium)"
    if os.environ.get("CI", "").lower() not in ("", "0", "false"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def site(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running | Elsewhere]:
    """The site with its demonstration province, served until the session ends."""
    if os.environ.get("KAEJON_SITE"):
        yield Elsewhere(os.environ["KAEJON_SITE"])
        return
    base = tmp_path_factory.getbasetemp()
    # With pytest-xdist the workers' folders lie side by side in one.
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    running = Running(tmp_path_factory.mktemp("site") / "data", built_folder(shared))
    yield running
    running.stop()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium for one file of tests. Not for the session: playwright's loop would make Django refuse its database
    to the tests of other files that run in the same process."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, object, object]:
    """When a journey fails, its report tells what each window showed and where a picture of it lies."""
    report = yield
    if isinstance(report, pytest.TestReport) and report.when == "call" and report.failed:
        folder = Path(os.environ.get("KAEJON_SHOTS") or item.config.rootpath / "var" / "test" / "journeys")
        folder.mkdir(parents=True, exist_ok=True)
        for number, visitor in enumerate(getattr(item, "visitors", [])):
            picture = folder / f"failed-{item.name}-{number}.png".replace("/", "-")
            report.sections.append((f"window {number}", visitor.last_sight(picture)))
    return report


@pytest.fixture
def visit(site: Running | Elsewhere, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """`visit()` opens a window for an anonymous visitor, `visit("planner-khokkong")` signs in; more see Visitor.
    At the end all of them must have been silent."""
    opened: list[Visitor] = []
    request.node.visitors = opened

    def open_window(username: str = "", **options: object) -> Visitor:
        visitor = Visitor(site, browser, **options)  # type: ignore[arg-type]
        opened.append(visitor)
        return visitor.sign_in(username) if username else visitor

    yield open_window
    troubles = [trouble for visitor in opened for trouble in visitor.troubles]
    for visitor in opened:
        visitor.close()
    assert not troubles, "the browser complains:\n" + "\n".join(dict.fromkeys(troubles))
