"""The table of environment variables: parsed as it says, shown in the README as it is."""

import os
import re
import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from portal.config.settings import environment
from portal.config.settings.environment import ROOT, VARIABLES, kept_secret, markdown_table, read


def test_readme_shows_the_table() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"<!-- environment -->\n(.*?)\n<!-- /environment -->", readme, re.DOTALL)
    assert shown is not None
    assert shown.group(1) == markdown_table()


def test_every_variable_that_is_read_is_in_the_table() -> None:
    source = Path(environment.__file__).read_text(encoding="utf-8")
    asked = set(re.findall(r"""(?:values|environ)\.get\("([A-Z_]+)\"""", source))
    asked |= set(re.findall(r"""_number\(values, "([A-Z_]+)\"""", source))
    assert asked == {variable.name for variable in VARIABLES}


def test_no_other_module_reads_the_environment() -> None:
    guilty = []
    for folder in ("portal", "plans", "knowledge", "search"):
        for path in (ROOT / folder).rglob("*.py"):
            source = path.read_text(encoding="utf-8")
            reads = re.search(r"os\.getenv|environ\.get\(|os\.environ\[\"|from environ import|import environ\b", source)
            # search/servers starts real servers for tests and developers, where JAVA_HOME is the machine's own word.
            if reads and path.name != "environment.py" and path.parent.name != "servers":
                guilty.append(str(path.relative_to(ROOT)))
    assert guilty == []


def test_defaults_need_nothing_from_outside(tmp_path: Path) -> None:
    found = read({"DATA_DIR": str(tmp_path)})
    assert found.database["ENGINE"] == "django.db.backends.sqlite3"
    assert found.database["NAME"] == str(tmp_path / "kaejon.sqlite3")
    assert found.database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in found.database["OPTIONS"]["init_command"]
    assert found.cache["LOCATION"] == str(tmp_path / "cache")
    assert found.email["file_path"] == str(tmp_path / "mail")
    assert found.search_url == ""
    assert found.base_url == "http://127.0.0.1:8000"
    assert not found.https
    assert found.demo


def test_urls_switch_to_servers(tmp_path: Path) -> None:
    found = read(
        {
            "DATA_DIR": str(tmp_path),
            "SECRET_KEY": "given",
            "BASE_URL": "https://kaejon.example/",
            "DATABASE_URL": "postgres://planner:pw@db.example:5433/kaejon",
            "CACHE_URL": "redis://cache.example:6379/1",
            "EMAIL_URL": "smtp+tls://user:pw@mail.example:587",
            "SEARCH_URL": "elasticsearch://search.example:9200/kaejon",
            "DEMO": "no",
        }
    )
    assert found.database["ENGINE"] == "django.db.backends.postgresql"
    assert (found.database["HOST"], found.database["PORT"]) == ("db.example", 5433)
    assert "transaction_mode" not in found.database.get("OPTIONS", {})
    assert found.cache["BACKEND"].endswith("RedisCache")
    assert found.email["host"] == "mail.example"
    assert found.email["use_tls"] is True
    assert found.search_url == "elasticsearch://search.example:9200/kaejon"
    assert found.https
    assert found.allowed_hosts[0] == "kaejon.example"
    assert found.csrf_trusted_origins == ["https://kaejon.example"]
    assert not found.demo
    assert list(tmp_path.iterdir()) == [], "with a key given, nothing is written"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eight thousand"),
        ("PORT", "99999"),
        ("WEB_CONCURRENCY", "0"),
        ("BASE_URL", "kaejon.example"),
        ("DATABASE_URL", "mystery://host/name"),
    ],
)
def test_nonsense_is_refused_by_name(name: str, value: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        read({"DATA_DIR": str(tmp_path), "SECRET_KEY": "given", name: value})


def test_a_secret_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret"
    first = kept_secret(path, lambda: "first")
    assert first == kept_secret(path, lambda: "second") == "first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in path.parent.iterdir()] == ["secret"]


def test_demo_password_is_the_given_one_or_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read({"DATA_DIR": str(tmp_path), "SECRET_KEY": "given"})
    monkeypatch.delenv("DEMO_PASSWORD", raising=False)
    kept = found.demo_password
    assert len(kept) >= 10
    assert kept == found.demo_password
    monkeypatch.setitem(os.environ, "DEMO_PASSWORD", "chosen by the owner")
    assert found.demo_password == "chosen by the owner"
