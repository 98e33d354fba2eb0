"""The one place that reads environment variables, and the table of them.

`base.py` takes `env`; `portal.config.serve` takes the port and the folders before Django is loaded; the README shows
`markdown_table()` between two marks, and a test compares the two. `python -m portal.config.settings.environment`
prints the table.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environ import Env

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, what holds without it (in words), and what it is for."""

    name: str
    default: str
    meaning: str


VARIABLES: tuple[Variable, ...] = (
    Variable("PORT", "`8000`", "Port of the web server"),
    Variable("BIND", "`127.0.0.1`", "Address it listens on; `0.0.0.0` lets other machines in"),
    Variable("BASE_URL", "`http://127.0.0.1:PORT`", "Address that people type; `https://…` makes cookies secure"),
    Variable("ALLOWED_HOSTS", "host of `BASE_URL`, `localhost`, `127.0.0.1`, `[::1]`", "Host names answered, by comma"),
    Variable("CSRF_TRUSTED_ORIGINS", "origin of `BASE_URL`", "Origins whose forms are accepted, by comma"),
    Variable("DATA_DIR", "`var`", "The one folder that everything is written to at run time"),
    Variable("SECRET_KEY", "made once, kept in `DATA_DIR/secret-key`", "Key that signs sessions and links"),
    Variable("DEMO", "`yes`", "`no` leaves out the demonstration province and closes its accounts"),
    Variable("DEMO_PASSWORD", "made once, kept in `DATA_DIR/demo-password`", "Password of the demonstration accounts"),
    Variable("WEB_CONCURRENCY", "`2`", "Web processes"),
    Variable("WEB_THREADS", "`4`", "Threads in each web process"),
    Variable("DATABASE_URL", "SQLite in `DATA_DIR/kaejon.sqlite3`", "`postgres://user:password@host:5432/name`"),
    Variable("CACHE_URL", "files in `DATA_DIR/cache`", "`redis://host:6379/0`; must be shared between processes"),
    Variable("SEARCH_URL", "the database", "`elasticsearch://host:9200/prefix` `elasticsearchs://…?ca=FILE` for TLS"),
    Variable("EMAIL_URL", "files in `DATA_DIR/mail`", "`smtp+tls://user:password@host:587`"),
    Variable("FROM_EMAIL", "`kaejon@localhost`", "Sender of every mail"),
)

NO = frozenset({"", "0", "no", "off", "false"})


@dataclass(frozen=True)
class Environment:
    """Everything the settings need from outside, read and checked.

    `database` and `cache` have the shape of Django's `DATABASES["default"]` and `CACHES["default"]`; `email` has
    the key `backend` and the `EMAIL_*` settings in lower case without their prefix; `search_url` is "" for the
    search that lives in the database.
    """

    data_dir: Path
    secret_key: str
    base_url: str
    https: bool
    bind: str
    port: int
    web_concurrency: int
    web_threads: int
    allowed_hosts: list[str]
    csrf_trusted_origins: list[str]
    demo: bool
    database: dict[str, Any]
    cache: dict[str, Any]
    search_url: str
    email: dict[str, Any]
    from_email: str

    @property
    def demo_password(self) -> str:
        """The demonstration password: DEMO_PASSWORD, or one made on the first call and kept for the owner only."""
        given = os.environ.get("DEMO_PASSWORD", "")
        return given or kept_secret(self.data_dir / "demo-password", lambda: secrets.token_urlsafe(9))


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """The secret in `path`; made by `make()` when the file is missing, with mode 0600.

    Two processes that start at once agree: the text is written to a file of its own first and linked to its name,
    which only one of them can do.
    """
    with suppress(FileNotFoundError):
        return path.read_text(encoding="utf-8").strip()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
            handle.write(make() + "\n")
            handle.flush()
            os.fsync(handle.fileno())
        try:
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink()
    except OSError as error:
        message = f"Cannot keep a secret in {path}: {error}. Set DATA_DIR to a folder of yours."
        raise ImproperlyConfigured(message) from error
    return path.read_text(encoding="utf-8").strip()


def read(environ: Mapping[str, str] | None = None) -> Environment:
    """The environment, parsed. Raises `ImproperlyConfigured` with the variable's name when a value makes no sense."""
    values = os.environ if environ is None else environ
    data_dir = Path(values.get("DATA_DIR") or ROOT / "var").expanduser().resolve()
    port = _number(values, "PORT", 8000, low=1, high=65535)
    base_url = (values.get("BASE_URL") or f"http://127.0.0.1:{port}").rstrip("/")
    parts = urlsplit(base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured("BASE_URL must look like https://name.example")
    own_hosts = [parts.hostname, "localhost", "127.0.0.1", "[::1]"]
    return Environment(
        data_dir=data_dir,
        secret_key=values.get("SECRET_KEY") or kept_secret(data_dir / "secret-key", lambda: secrets.token_urlsafe(50)),
        base_url=base_url,
        https=parts.scheme == "https",
        bind=values.get("BIND") or "127.0.0.1",
        port=port,
        web_concurrency=_number(values, "WEB_CONCURRENCY", 2, low=1, high=64),
        web_threads=_number(values, "WEB_THREADS", 4, low=1, high=64),
        allowed_hosts=_words(values.get("ALLOWED_HOSTS")) or list(dict.fromkeys(own_hosts)),
        csrf_trusted_origins=_words(values.get("CSRF_TRUSTED_ORIGINS")) or [f"{parts.scheme}://{parts.netloc}"],
        demo=values.get("DEMO", "yes").strip().lower() not in NO,
        database=_database(values.get("DATABASE_URL"), data_dir),
        cache=_cache(values.get("CACHE_URL"), data_dir),
        search_url=values.get("SEARCH_URL", "").strip(),
        email=_email(values.get("EMAIL_URL"), data_dir),
        from_email=values.get("FROM_EMAIL") or "kaejon@localhost",
    )


def markdown_table() -> str:
    """The table of the README."""
    rows = [f"| `{item.name}` | {item.default} | {item.meaning} |" for item in VARIABLES]
    return "\n".join(["| Variable | Without it | Meaning |", "|---|---|---|", *rows])


def _words(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]


def _number(values: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = values.get(name) or str(default)
    if not text.isascii() or not text.isdigit() or not low <= int(text) <= high:
        raise ImproperlyConfigured(f"{name} must be a whole number from {low} to {high}, not {text!r}")
    return int(text)


def _database(url: str | None, data_dir: Path) -> dict[str, Any]:
    if url:
        config = dict(Env.db_url_config(url))
        if not str(config.get("ENGINE", "")).startswith("django.db.backends."):
            raise ImproperlyConfigured("DATABASE_URL must start with postgres:// or sqlite:///")
    else:
        config = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(data_dir / "kaejon.sqlite3")}
    if config["ENGINE"].endswith("sqlite3"):
        # IMMEDIATE takes the write lock when a transaction begins: with deferred transactions a read that becomes
        # a write fails with "database is locked" at once, whatever the timeout. FULL: a confirmed save outlives a
        # power cut as well as a killed process.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-16000",
            **config.get("OPTIONS", {}),
        }
    else:
        config.setdefault("CONN_MAX_AGE", 60)
        config.setdefault("CONN_HEALTH_CHECKS", True)
    return config


def _cache(url: str | None, data_dir: Path) -> dict[str, Any]:
    if url:
        return dict(Env.cache_url_config(url))
    return {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(data_dir / "cache"),
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }


def _email(url: str | None, data_dir: Path) -> dict[str, Any]:
    if not url:
        return {"backend": "django.core.mail.backends.filebased.EmailBackend", "file_path": str(data_dir / "mail")}
    config = Env.email_url_config(url)
    return {key.removeprefix("EMAIL_").lower(): value for key, value in config.items() if value is not None}


env = read()

if __name__ == "__main__":
    print(markdown_table())
