"""A real search server killed, and hung, in the middle of editing and searching on a real site: nobody notices.

A web server and a process of editors on one database file, and an Elasticsearch of this module's own that is killed
(`kill -9`) and stopped in its tracks (`SIGSTOP`). Visitors ask all the time. Nobody does anything for the index
afterwards; only visitors go on searching.
"""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from search.engines import elasticsearch_schema as schema
from search.engines.circuit import RETRY_SECONDS
from search.engines.elasticsearch_schema import ASK_SECONDS
from search.servers import free_port, processes
from search.servers.elasticsearch import Elasticsearch
from tests.search.outage import WORDS
from tests.search.test_every_engine import server_or_skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(bool(settings.SEARCH_URL), reason="starts a server of its own"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="copies the test database's file"),
]
ROOT = Path(__file__).resolve().parents[2]
GONE, BACK = "The search server does not answer", "The search server answers again"
BUSY = 4.0
"""How much longer than on an idle machine an answer may take: other tests run beside these."""


@dataclass
class Visitors:
    """Threads that ask for pages in turn until they are told to stop."""

    url: str
    session: str
    answers: list[tuple[str, int, float, float]] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def ask(self, path: str) -> None:
        """One request; (path, status, seconds, when it ended) is kept."""
        request = urllib.request.Request(self.url + path, headers={"Cookie": f"sessionid={self.session}"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        started = time.monotonic()
        try:
            with opener.open(request, timeout=60) as answer:
                answer.read()
                status = answer.status
        except urllib.error.HTTPError as error:
            status = error.code
        except OSError:
            status = 0
        now = time.monotonic()
        self.answers.append((path, status, now - started, now))

    def _walk(self, number: int) -> None:
        while not self._stop.is_set():
            word = urllib.parse.quote(WORDS[number % len(WORDS)])
            number += 1
            for path in (f"/th/search/?q={word}", f"/th/search/suggest/?q={word[:9]}", "/workspace/"):
                self.ask(path)
            time.sleep(0.05)

    def come(self) -> None:
        """Three of them begin."""
        self._threads = [threading.Thread(target=self._walk, args=(n,), daemon=True) for n in range(3)]
        for thread in self._threads:
            thread.start()

    def leave(self) -> None:
        """All of them end."""
        self._stop.set()
        for thread in self._threads:
            thread.join(90)

    def since(self, moment: float) -> list[tuple[str, int, float]]:
        """What was answered after `moment`."""
        return [(path, status, seconds) for path, status, seconds, when in list(self.answers) if when >= moment]


@dataclass
class Scene:
    """The server, the site, the editors, the visitors, and what the site says."""

    server: Elasticsearch
    editors: subprocess.Popen[str]
    visitors: Visitors
    log: Path
    environment: dict[str, str]

    def manage(self, command: str) -> str:
        """Run a command of the site to its end, in a process of its own; what it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", command], cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def do(self, name: str) -> dict[str, Any]:
        """Ask the process of editors."""
        assert self.editors.stdin is not None
        assert self.editors.stdout is not None
        self.editors.stdin.write(json.dumps({"do": name}) + "\n")
        self.editors.stdin.flush()
        line = self.editors.stdout.readline()
        assert line, self.log.read_text(encoding="utf-8")[-4000:]
        return json.loads(line)

    def edited(self, number: int) -> float:
        """Wait until `number` more changes were made; the longest that one of them took."""
        goal, until = self.do("told")["confirmed"] + number, time.monotonic() + 60
        slowest = 0.0
        while time.monotonic() < until:
            told = self.do("told")
            assert not told["trouble"], told
            slowest = max(slowest, told["slowest"])
            if told["confirmed"] >= goal:
                return slowest
            time.sleep(0.1)
        raise AssertionError("nobody could edit")

    def caught_up(self) -> None:
        """Wait until nothing waits for the server any more, while visitors go on searching."""
        until = time.monotonic() + 60
        while (left := self.do("waiting")["waiting"]) and time.monotonic() < until:
            time.sleep(0.3)
        assert not left, self.log.read_text(encoding="utf-8")[-4000:]

    def steady(self) -> int:
        """Wait until the site asks the server; how often it said so far that it did not. (Seldom, when busy.)"""
        until = time.monotonic() + 60
        while self.said(GONE) != self.said(BACK) and time.monotonic() < until:
            time.sleep(0.2)
        assert self.said(GONE) == self.said(BACK)
        return self.said(GONE)

    def said(self, text: str) -> int:
        """How often the log of the site says it."""
        return self.log.read_text(encoding="utf-8").count(text)


@pytest.fixture(scope="module")
def scene(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("outage")
    with django_db_blocker.unblock():
        connection.ensure_connection()
        with sqlite3.connect(folder / "kaejon.sqlite3") as copy:
            connection.connection.backup(copy)
        copy.close()
        connection.close()
    with server_or_skip("elasticsearch") as server:
        port = free_port()
        environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": "",
            "SEARCH_URL": server.url,
            "DJANGO_SETTINGS_MODULE": "tests.search.outage_settings",
            "TEST_FONT_DIR": str(settings.FONT_DIR),
            "TEST_LOCALE_DIR": str(settings.LOCALE_PATHS[0]),
            "PYTHONWARNINGS": "ignore",
        }
        with (folder / "editors.log").open("w") as sink:
            editors = subprocess.Popen(
                [sys.executable, "-m", "tests.search.outage"], cwd=ROOT, env=environment, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sink,
            )  # fmt: skip
        log = folder / "site.log"
        made = Scene(server, editors, Visitors(f"http://127.0.0.1:{port}", ""), log, environment)
        try:
            made.visitors.session = made.do("prepare")["session"]
            site = processes.start(
                [sys.executable, "-m", "gunicorn", "portal.config.wsgi:application", "--worker-class", "gthread",
                 "--threads", "4", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"],
                log=log, bound=True, orphan_signal=signal.SIGKILL, as_nobody=False, env=environment, cwd=ROOT,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
            try:
                _wait_for(made.visitors)
                made.visitors.come()
                made.do("start")
                yield made
            finally:
                made.visitors.leave()
                processes.end(site, signal.SIGTERM, 20)
        finally:
            editors.kill()
            editors.communicate()


def _wait_for(visitors: Visitors) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        visitors.ask("/th/search/?q=x")
        if visitors.answers[-1][1] == 200:
            visitors.answers.clear()
            return
        time.sleep(0.3)
    raise AssertionError("the site does not answer")


def _fine(answers: list[tuple[str, int, float]]) -> None:
    """Every kind of page was asked for, and answered."""
    assert {status for _path, status, _seconds in answers} == {200}, [one for one in answers if one[1] != 200][:5]
    for part in ("/search/?", "/suggest/", "/workspace/"):
        assert any(part in path for path, _status, _seconds in answers), part


def test_killed_in_the_middle_of_editing_and_searching(scene):
    scene.edited(5)
    told = scene.steady()
    killed = time.monotonic()
    scene.server.kill()
    scene.edited(15)
    # What waits is tried again after five seconds; until then the site has no reason to ask the server.
    until = time.monotonic() + 30
    while scene.said(GONE) == told and time.monotonic() < until:
        time.sleep(0.2)
    time.sleep(2)
    _fine(scene.visitors.since(killed))
    assert scene.said(GONE) == told + 1
    assert scene.said(BACK) == told
    back = time.monotonic()
    scene.server.start()
    scene.edited(5)
    assert not scene.do("stop")["trouble"]
    scene.caught_up()
    assert scene.do("compare") == {"differences": []}
    _fine(scene.visitors.since(back))
    assert scene.steady() > told
    scene.do("start")


def test_a_server_that_hangs_is_left_alone(scene):
    scene.edited(3)
    hung = time.monotonic()
    scene.server.pause()
    try:
        slowest = scene.edited(10)
        time.sleep(max(0.0, hung + RETRY_SECONDS + 4 - time.monotonic()))
        answers = scene.visitors.since(hung)
    finally:
        scene.server.go_on()
    _fine(answers)
    # What was under way waits its time; then one request in five seconds tries, and no other waits.
    assert max(seconds for _path, _status, seconds in answers) < 2 * ASK_SECONDS + BUSY
    waited = [path for path, _status, seconds in answers if seconds >= ASK_SECONDS and "/search/?" in path]
    assert len(waited) <= 3 + 4 + len(answers) // 20, (len(waited), len(answers))
    assert slowest < 3 * ASK_SECONDS + BUSY
    assert not scene.do("stop")["trouble"]
    scene.caught_up()
    assert scene.do("compare") == {"differences": []}
    assert scene.said("Internal Server Error") == 0


def test_a_rebuild_while_others_search_and_edit(scene):
    client, alias = schema.connect(scene.server.url)
    before = set(client.indices.get(index=f"{alias}-*"))
    scene.do("start")
    scene.edited(3)
    began = time.monotonic()
    assert "documents written" in scene.manage("search_rebuild")
    _fine(scene.visitors.since(began))
    scene.edited(3)
    assert not scene.do("stop")["trouble"]
    scene.caught_up()
    after = set(client.indices.get(index=f"{alias}-*"))
    assert len(after) == 1
    assert not before & after
    assert scene.do("compare") == {"differences": []}


def test_a_command_waits_for_what_others_are_sending(scene):
    scene.do("start")
    scene.edited(3)
    for _ in range(3):
        assert "documents written" in scene.manage("search_reconcile")
    assert not scene.do("stop")["trouble"]


def test_reconciling_mends_what_nobody_told(scene):
    scene.do("stop")
    client, alias = schema.connect(scene.server.url)
    client = client.options(request_timeout=30)
    found = client.search(index=alias, query={"match_all": {}}, size=3, source=False)
    lost, old, _left = (hit["_id"] for hit in found["hits"]["hits"])
    client.delete(index=alias, id=lost)
    client.index(index=alias, id=old, document={"digest": "older", "public": True, "kind": "page"})
    client.index(index=alias, id="987654321", document={"digest": "alien", "public": True, "kind": "page"})
    client.indices.refresh(index=alias)
    assert len(scene.do("compare")["differences"]) >= 3
    assert "2 documents written" in scene.manage("search_reconcile")
    assert scene.do("compare") == {"differences": []}
