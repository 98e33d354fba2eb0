"""What must be there before the first page, as steps that are done once and skipped while nothing changed.

`manage.py bootstrap` runs `run()`; `./run` and `./test` call that. A step's fingerprint says what it was done from
(files, the database that it wrote to); it is kept under `DATA_DIR/build` when the step has succeeded. So a second start
does nothing, a changed file repeats its own step, and a new database gets all of its contents again.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Min
from django.utils.translation.reloader import translation_file_changed

from portal.kit.thai import catalogue
from portal.people.models import User

ROOT = Path(__file__).resolve().parents[2]
PARTS = ROOT / "locale" / "parts" / "th"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Step:
    """One preparation: its name for the stamp, what people read while it runs, what it was made from, the work."""

    name: str
    title: str
    fingerprint: Callable[[], str]
    work: Callable[[], None]


def digest_of(paths: Iterable[Path]) -> str:
    """One hash over the contents of files, in the order of their paths."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def database_birth() -> str:
    """Tells one database from another and from a newly made one: the moment of its first migration, and its name."""
    first = MigrationRecorder(connection).migration_qs.aggregate(Min("applied"))["applied__min"]
    return f"{connection.vendor}:{connection.settings_dict['NAME']}:{first}"


# ---------------------------------------------------------------- the steps


def fonts_fingerprint() -> str:
    return f"{version('fontpkg-sarabun')} {version('fonttools')} {digest_of([ROOT / 'portal/kit/pdf/fonts.py'])}"


def build_fonts() -> None:
    from portal.kit.pdf.fonts import build_fonts as build

    build(settings.FONT_DIR, settings.BUILD_DIR / "static" / "fonts")


def catalogue_fingerprint() -> str:
    """The parts, the tool, and whether what it made is still there."""
    made = (settings.BUILD_DIR / "locale" / "th" / "LC_MESSAGES" / "django.mo").is_file()
    return f"{digest_of([*PARTS.glob('*.po'), Path(catalogue.__file__)])} {made}"


def compile_catalogue() -> None:
    catalogue.compile_parts(PARTS, settings.BUILD_DIR / "locale")
    # The later steps of this process write Thai into the index and the demonstration: on the first start Django has
    # already looked for catalogues and found none.
    translation_file_changed(None, Path("django.mo"))


def schema_fingerprint() -> str:
    """The same text while every migration is applied; a new one each time while one is missing."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"missing at {time.time()}" if missing else "applied"


def static_fingerprint() -> str:
    """Names, sizes and times of all static files: reading 3,000 of them would cost a second at each start."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def command(name: str, **options: object) -> Callable[[], None]:
    """A management command as the work of a step."""

    def work() -> None:
        call_command(name, **options)

    return work


def loaded_from(folder: str) -> Callable[[], str]:
    """The fingerprint of a load: the database, and the data files that it is loaded from."""
    return lambda: f"{database_birth()} {digest_of(path for path in (ROOT / folder).iterdir() if path.is_file())}"


def make_pages() -> None:
    from portal.site.page_content import ensure_pages

    ensure_pages()


def operators_fingerprint() -> str:
    """The database, and the list of what operators keep."""
    return f"{database_birth()} {digest_of([ROOT / 'portal/site/operators.py'])}"


def give_operators_their_rights() -> None:
    from portal.site.operators import ensure_operators

    ensure_operators()


def open_or_close_sample_accounts() -> None:
    """Nobody signs in to a site in earnest with a password that was printed for trying it."""
    User.objects.filter(is_sample=True).update(is_active=settings.DEMO)


def demo_fingerprint() -> str:
    """The database, the demonstration's content, and its password, which is always the one that is printed."""
    content = digest_of((ROOT / "portal/site/demo").rglob("*.json"))
    password = hashlib.sha256(f"{settings.SECRET_KEY}{settings.DEMO_PASSWORD}".encode()).hexdigest()[:16]
    return f"{database_birth()} {content} {password} {(settings.DATA_DIR / 'accounts.txt').is_file()}"


def index_fingerprint() -> str:
    """The database, and what the analysis of words comes from: another dictionary cuts other words."""
    from search.indexing import ANALYSIS_VERSION

    analysis = [ROOT / "search" / f"{name}.py" for name in ("analysis", "segmenter", "clusters", "prefixes", "lexicon")]
    dictionary = [path for path in (ROOT / "search" / "dictionary").iterdir() if path.is_file()]
    made_of = f"{version('pythainlp')} {version('nlpo3')} {ANALYSIS_VERSION}"
    return f"{database_birth()} {made_of} {digest_of([*analysis, *dictionary])}"


FILES = (
    Step("fonts", "Making the fonts", fonts_fingerprint, build_fonts),
    Step(
        "catalogue",
        "Compiling the Thai catalogue",
        catalogue_fingerprint,
        compile_catalogue,
    ),
    Step(
        "static",
        "Collecting static files",
        static_fingerprint,
        command("collectstatic", interactive=False, verbosity=0),
    ),
)
DATA = (
    Step("schema", "Making the database", schema_fingerprint, command("migrate", interactive=False, verbosity=0)),
    Step("places", "Loading the places", loaded_from("portal/places/data"), command("load_places")),
    Step(
        "organisations", "Loading the organisations", loaded_from("portal/people/data"), command("load_organisations")
    ),
    Step("vocabularies", "Loading the vocabularies", loaded_from("knowledge/data"), command("load_vocabularies")),
    Step("pages", "Making the first pages", loaded_from("portal/site/data/pages"), make_pages),
    Step("operators", "Giving operators their rights", operators_fingerprint, give_operators_their_rights),
)
SAMPLE_ACCOUNTS = Step(
    "sample accounts",
    "Opening or closing the sample accounts",
    lambda: f"{database_birth()} {settings.DEMO}",
    open_or_close_sample_accounts,
)
DEMO = Step("demo", "Building the demonstration province (the longest step)", demo_fingerprint, command("demo"))
SEARCH = Step("search", "Building the search index", index_fingerprint, command("search_rebuild"))
LIKENESS = Step("likeness", "Finding items that are alike", index_fingerprint, command("knowledge_likeness"))


def data_steps() -> tuple[Step, ...]:
    """The steps that fill the database, with the demonstration unless DEMO=no; what is there is indexed last."""
    demo = (DEMO,) if settings.DEMO else ()
    return (*DATA, SAMPLE_ACCOUNTS, *demo, SEARCH, LIKENESS)


# ---------------------------------------------------------------- running them


class Stamps:
    """The fingerprints of what was done, in one JSON file that is replaced in one step."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._done: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            self._done = {}

    def matches(self, name: str, fingerprint: str) -> bool:
        return self._done.get(name) == fingerprint

    def keep(self, name: str, fingerprint: str) -> None:
        self._done[name] = fingerprint
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".new")
        draft.write_text(json.dumps(self._done, indent=1), encoding="utf-8")
        draft.replace(self._path)


def run(steps: Iterable[Step], stamps: Stamps, say: Say) -> int:
    """Do what is not done yet; how many steps that were. A step that fails raises, and is repeated next time."""
    done = 0
    for step in steps:
        if stamps.matches(step.name, step.fingerprint()):
            continue
        say(f"  {step.title} …")
        began = time.monotonic()
        step.work()
        say(f"  {step.title}: {time.monotonic() - began:.1f} s")
        # Asked again: what a step was made from may come into being by the step itself.
        stamps.keep(step.name, step.fingerprint())
        done += 1
    return done
