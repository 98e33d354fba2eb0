"""The settings that `./run` serves with, read as a process of their own would read them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from portal.config.settings.environment import ROOT

ASK = """
import json, django
django.setup()
from django.conf import settings as s
print(json.dumps({
    "debug": s.DEBUG, "hosts": s.ALLOWED_HOSTS, "tasks": s.TASKS["default"]["BACKEND"],
    "cache": s.CACHES["default"]["BACKEND"], "secure": s.SESSION_COOKIE_SECURE, "atomic":
    s.DATABASES["default"].get("ATOMIC_REQUESTS", False), "options": s.DATABASES["default"]["OPTIONS"],
    "key": s.SECRET_KEY, "static": str(s.STATIC_ROOT), "media": str(s.MEDIA_ROOT), "csp": s.CONTENT_SECURITY_POLICY,
    "gravatar": s.WAGTAIL_GRAVATAR_PROVIDER_URL, "update": s.WAGTAIL_ENABLE_UPDATE_CHECK, "locale":
    [str(p) for p in s.LOCALE_PATHS], "slugs": s.WAGTAIL_ALLOW_UNICODE_SLUGS, "mail": s.EMAIL_FILE_PATH,
}))
"""


def production(data_dir: Path, **extra: str) -> dict[str, object]:
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(data_dir),
        "DJANGO_SETTINGS_MODULE": "portal.config.settings.production",
        **extra,
    }
    answer = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    folder = tmp_path_factory.mktemp("data")
    return {**production(folder, DEBUG="true"), "folder": str(folder)}


def test_production_is_closed(found: dict[str, object]) -> None:
    assert found["debug"] is False, "no environment variable opens debug pages"
    assert "*" not in found["hosts"]  # type: ignore[operator]
    assert len(str(found["key"])) >= 50
    assert "unsafe" not in json.dumps(found["csp"])
    assert found["secure"] is False


def test_https_makes_cookies_secure(tmp_path: Path) -> None:
    assert production(tmp_path, BASE_URL="https://kaejon.example")["secure"] is True


def test_everything_written_lies_under_one_folder(found: dict[str, object]) -> None:
    folder = str(found["folder"])
    places = [found["static"], found["media"], found["mail"], *found["locale"]]  # type: ignore[misc]
    assert [place for place in places if not str(place).startswith(folder)] == []


def test_no_request_to_other_hosts(found: dict[str, object]) -> None:
    assert found["gravatar"] is None
    assert found["update"] is False


def test_jobs_are_durable_and_the_cache_is_shared(found: dict[str, object]) -> None:
    assert found["tasks"] == "django_tasks_db.DatabaseBackend"
    assert "LocMem" not in str(found["cache"])
    assert "Dummy" not in str(found["cache"])


def test_sqlite_takes_the_lock_at_the_beginning(found: dict[str, object]) -> None:
    options = found["options"]
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] >= 10
    assert found["atomic"] is False
    assert found["slugs"] is False
