"""The demonstration province as a whole: built once, then walked, read and compared.

It is built inside one transaction that lasts for this module and is taken back at its end, so that no other test sees
it. Every test's own transaction lies within.
"""

import io
import re
import stat
import subprocess
import unicodedata
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from openpyxl import load_workbook
from pypdf import PdfReader
from wagtail.models import PageLogEntry, ReferenceIndex, Revision

from knowledge.models import KnowledgeItem, KnowledgeSection
from knowledge.queries import public_items
from plans.exports import book as book_export
from plans.exports.texts import citation_line
from plans.models import BookFile, ExistingProject, Offer, Plan, PlanBook, PlanEntry, PlanEvent, Resolution
from plans.states import BookState, EntryState
from portal.base.clock import standing_on, today
from portal.base.links import page_path
from portal.base.models import Image
from portal.people.models import Membership, User
from portal.places.models import District, Subdistrict
from portal.site import discovery
from portal.site.demo.clock import demonstration_day
from portal.site.demo.data import load
from portal.site.demo.load import build
from portal.site.demo.people import accounts, desk, write_note

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

COUNTED = (
    User, Membership, KnowledgeItem, Image, Revision, PageLogEntry, ReferenceIndex, Plan, PlanBook, PlanEntry,
    PlanEvent, Resolution, BookFile, ExistingProject, Offer,
)  # fmt: skip
QUERIES = 20
EXACT_SHARE = 0.999
THAI_RUN = re.compile("[\u0e00-\u0e7f]+")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
# What a Thai screen may show in Latin letters: file formats, licences, scales, programs, units, names of sources.
LATIN_ALLOWED = frozenset(
    {
        "PDF", "XLSX", "CSV", "KPI", "TRL", "SRL", "SDG", "SDGs", "GAP", "TPMAP", "CC", "BY", "SA", "NC", "ORCID",
        "Excel", "Word", "Kaejon", "Wagtail", "KB", "MB", "SHA", "OCHA", "HDX", "IGO",
    }
)  # fmt: skip
# Addresses, files, codes of items, the repository that village names come from.
NAMES = re.compile(
    r"\S+@\S+|\S+://\S+|open-admin-data/\S+|\b[\w-]+\.(?:pdf|xlsx|webp)\b|\b(?:tech|course|case|output)-\d+"
)


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in COUNTED}


@pytest.fixture(scope="module")
def province(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The demonstration, built once; what it said while it was built."""
    said: list[str] = []
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=str(tmp_path_factory.mktemp("media"))):
        cache.clear()
        with transaction.atomic():
            build(said.append)
            yield said
            for kept in BookFile.objects.all():
                kept.file.delete(save=False)
            transaction.set_rollback(True)
        cache.clear()


@pytest.fixture
def visit(province: list[str]) -> Client:
    return Client()


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username), backend="django.contrib.auth.backends.ModelBackend")
    return client


# ---------------------------------------------------------------- what is there


def test_counts(province: list[str]) -> None:
    assert KnowledgeItem.objects.count() == len(load().items) == 51
    assert public_items().count() >= 40
    announced = PlanBook.objects.filter(state=BookState.ANNOUNCED)
    assert announced.values("plan").distinct().count() == 9
    kinds = list(announced.order_by("plan__type_code").values_list("plan__type_code", flat=True))
    assert [kinds.count(kind) for kind in ("subdistrict", "district", "agency")] == [6, 2, 1]
    assert Offer.objects.filter(state=Offer.State.OPEN).count() == len(desk()["offers"])
    assert {item.kind for item in (page.specific for page in public_items())} == {
        "technology", "course", "case", "output"
    }  # fmt: skip


def test_every_announced_plan_has_an_entry_with_a_trail(province: list[str]) -> None:
    for plan in Plan.objects.all():
        used = PlanEntry.objects.filter(book__plan=plan, state=EntryState.IN_FORCE, citations__isnull=False)
        assert used.exists(), plan


def test_everything_is_a_sample(province: list[str]) -> None:
    assert not KnowledgeItem.objects.filter(is_sample=False).exists()
    assert not Plan.objects.filter(is_sample=False).exists()
    assert not Offer.objects.filter(is_sample=False).exists()
    assert not User.objects.filter(is_sample=False).exists()
    assert not User.objects.exclude(email__endswith="@example.org").exists()
    assert all("ตัวอย่าง" in user.display_name for user in User.objects.all())


def test_items_went_through_review_by_other_eyes(province: list[str]) -> None:
    for item in public_items():
        log = {entry.action: entry.user_id for entry in PageLogEntry.objects.filter(page=item.pk)}
        assert log["wagtail.create"] == item.owner_id
        assert log["wagtail.workflow.approve"] == log["wagtail.publish"] != item.owner_id
    for slug, fate in desk()["unpublished"].items():
        item = KnowledgeItem.objects.get(slug=slug)
        assert not item.live
        assert item.workflow_in_progress == (fate["state"] == "in_review")
        state = item.current_workflow_state
        assert (state is not None and state.status == "needs_changes") == (fate["state"] == "returned")


def test_pictures_say_what_they_are(province: list[str]) -> None:
    for image in Image.objects.all():
        assert image.alt_text and image.credit and image.collection.name
        assert (image.width, image.height) == (1200, 800)
    universities = KnowledgeSection.objects.values_list("organisation__name_th", flat=True)
    assert set(Image.objects.values_list("collection__name", flat=True)) == set(universities)


def test_nobody_was_written_to_and_no_job_is_left(province: list[str]) -> None:
    assert mail.outbox == []
    assert not DBTaskResult.objects.exists()
    covered = KnowledgeItem.objects.filter(cover__isnull=False).values_list("pk", flat=True)
    noted = set(ReferenceIndex.objects.values_list("object_id", flat=True))
    assert {str(pk) for pk in covered} <= noted


def test_again_changes_nothing(province: list[str]) -> None:
    before = counts()
    said: list[str] = []
    assert not build(said.append).anything
    assert counts() == before
    assert said == []


def test_a_build_that_was_stopped_goes_on(province: list[str]) -> None:
    before = counts()
    book = PlanBook.objects.filter(state=BookState.ANNOUNCED).first()
    assert book is not None
    BookFile.objects.filter(book=book).delete()
    Offer.objects.all().delete()
    built = build(lambda line: None)
    assert (built.items, built.books, built.offers) == (0, 0, len(desk()["offers"]))
    assert counts() == before


def test_it_is_built_on_its_own_day(province: list[str]) -> None:
    day = demonstration_day(load().plans)
    assert day == date(2026, 11, 3)
    with standing_on(day):
        assert today() == day
    for book in PlanBook.objects.filter(state=BookState.ANNOUNCED):
        assert book.announcement.date <= day


# ---------------------------------------------------------------- accounts


@override_settings(DEMO_PASSWORD="a long sentence")
def test_printed_accounts_open_the_site(province: list[str], tmp_path: Path) -> None:
    build(lambda line: None)
    note = write_note(tmp_path)
    assert stat.S_IMODE(note.stat().st_mode) == 0o600
    text = note.read_text(encoding="utf-8")
    assert "a long sentence" in text
    assert len(accounts()) == 10
    for account in accounts():
        assert account.username in text and account.role in text
        assert Client().login(username=account.username, password="a long sentence")


@override_settings(DEMO=False)
def test_without_demonstration_the_command_refuses(province: list[str]) -> None:
    with pytest.raises(CommandError, match="DEMO"):
        call_command("demo")


def test_real_people_are_not_touched(province: list[str]) -> None:
    User.objects.filter(username="researcher").update(is_sample=False)
    with pytest.raises(CommandError, match="researcher"):
        call_command("demo")


# ---------------------------------------------------------------- the public walk


def public_addresses() -> list[str]:
    """Every public address of the demonstration without its language."""
    paths = discovery.public_paths()
    paths += [page_path(section, "th")[4:] for section in KnowledgeSection.objects.all()]
    paths += ["site-map/", "search/", "search/?q=เห็ด", "knowledge/?q=ผัก"]
    paths += [
        f"places/{code}/" for code in Subdistrict.objects.filter(district__province="47").values_list("pk", flat=True)
    ]
    paths += [f"plans/{pk}/" for pk in Plan.objects.values_list("pk", flat=True)]
    paths += [f"plans/entries/{pk}/" for pk in PlanEntry.objects.filter(state="in_force").values_list("pk", flat=True)]
    return sorted(set(paths))


@pytest.mark.parametrize("language", ["th", "en"])
def test_every_public_address_answers(visit: Client, language: str) -> None:
    wrong, costly = [], []
    addresses = public_addresses()
    assert len(addresses) > 46 + 9 + 9 + 25 + 18 + 125
    for path in addresses:
        cache.clear()  # the dearest case: nobody looked since the last change
        with CaptureQueriesContext(connection) as queries:
            response = visit.get(f"/{language}/{path}")
        if response.status_code != 200:
            wrong.append((path, response.status_code))
        if len(queries) > QUERIES:
            costly.append((path, len(queries)))
    assert wrong == []
    assert costly == []


def test_what_is_not_public_does_not_exist(visit: Client) -> None:
    hidden = [page_path(item, "th") for item in KnowledgeItem.objects.filter(live=False)]
    hidden += [reverse("plan_entry", args=[e.pk]) for e in PlanEntry.objects.exclude(state=EntryState.IN_FORCE)]
    hidden += [reverse("plan_book", args=[b.pk]) for b in PlanBook.objects.filter(state=BookState.OPEN)]
    assert len(hidden) == 5 + 7 + 2
    assert [path for path in hidden if visit.get(path).status_code != 404] == []


def test_announced_files_are_served_as_kept(visit: Client) -> None:
    for kept in BookFile.objects.all():
        response = visit.get(reverse("plan_book_file", args=[kept.book_id, kept.kind]))
        assert response.status_code == 200
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert len(body) == kept.size


def test_districts_have_something_to_show(visit: Client) -> None:
    pages = {
        d.name_th: visit.get(f"/th/places/{d.pk}/").content.decode() for d in District.objects.filter(province="47")
    }
    assert sum("tech-" in text or "case-" in text for text in pages.values()) >= 10


# ---------------------------------------------------------------- no English on a Thai screen


class Visible(HTMLParser):
    """Text that a person sees or hears on a page, but what is marked as another language."""

    SILENT = frozenset({"script", "style", "template", "noscript", "code"})
    VOID = frozenset(
        {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
    )
    SPOKEN = ("alt", "title", "placeholder", "aria-label")

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        silent = tag in self.SILENT or (values.get("lang") or "th") != "th" or "hidden" in values
        silent = silent or bool(self._open and self._open[-1][1])
        if not silent:
            self.texts += [values[name] or "" for name in self.SPOKEN if name in values]
            if tag == "input" and values.get("type") in ("submit", "button"):
                self.texts.append(values.get("value") or "")
        if tag not in self.VOID:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _ in self._open) and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.texts.append(data)


def thai_texts(value: Any) -> Iterator[str]:
    """Sentences of the demonstration's data: what stands in them in Latin letters is content."""
    if isinstance(value, str):
        if THAI_RUN.search(value):
            yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from thai_texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from thai_texts(part)


def english_words(html: str, allowed: frozenset[str]) -> set[str]:
    parser = Visible()
    parser.feed(html)
    found = set()
    for text in parser.texts:
        without_names = NAMES.sub(" ", text)
        found |= {word for word in LATIN_WORD.findall(without_names) if word not in allowed}
    return found


def screens() -> list[tuple[str, str]]:
    """(who, address) of every screen of the seven steps."""
    khokkong = Plan.objects.get(organisation__code="6470115")
    book = khokkong.books.get(state=BookState.OPEN)
    announced = khokkong.books.get(state=BookState.ANNOUNCED)
    submitted = book.entries.get(state=EntryState.SUBMITTED)
    returned = book.entries.get(state=EntryState.RETURNED)
    in_force = announced.entries.filter(state=EntryState.IN_FORCE).first()
    assert in_force is not None
    item = KnowledgeItem.objects.get(slug="tech-0013")
    waiting = KnowledgeItem.objects.get(slug="course-0011")
    back = KnowledgeItem.objects.get(slug="case-0010")
    section = KnowledgeSection.objects.get(organisation__code="snru")
    public = ["", "knowledge/", "places/", "places/47/", "places/4701/", "places/470121/", "plans/", "search/?q=เห็ด"]
    rows = [("", f"/th/{path}") for path in public]
    rows += [("", page_path(item, "th")), ("", reverse("login"))]
    rows += [("", reverse("plan_detail", args=[khokkong.pk])), ("", reverse("plan_book", args=[announced.pk]))]
    rows += [("", reverse("plan_entry", args=[in_force.pk]))]
    sections = ("groups", "departments", "villages", "headings", "projects", "columns")
    planner = [
        reverse("workspace:home"),
        reverse("workspace:plans"),
        reverse("workspace:plan", args=[khokkong.pk]),
        reverse("workspace:setup", args=[khokkong.pk]),
        *[reverse("workspace:setup_section", args=[khokkong.pk, name]) for name in sections],
        reverse("workspace:book_new", args=[khokkong.pk]),
        reverse("workspace:book", args=[book.pk]),
        reverse("workspace:book", args=[announced.pk]),
        reverse("workspace:book_settings", args=[book.pk]),
        reverse("workspace:book_texts", args=[announced.pk]),
        reverse("workspace:meeting_new", args=[book.pk]),
        reverse("workspace:announce", args=[book.pk]),
        reverse("workspace:entry_new", args=[book.pk]),
        reverse("workspace:use_item", args=[item.pk]),
        reverse("workspace:entry", args=[returned.pk]),
        reverse("workspace:entry_edit", args=[returned.pk]),
        reverse("workspace:entry_history", args=[returned.pk]),
        reverse("workspace:entry", args=[in_force.pk]),
    ]
    rows += [("planner-khokkong", path) for path in planner]
    rows += [
        ("checker-khokkong", reverse("workspace:home")),
        ("checker-khokkong", reverse("workspace:entry", args=[submitted.pk])),
    ]
    rows += [("arm", reverse("workspace:offer_item", args=[item.pk])), ("arm", page_path(item, "th"))]
    rows += [
        ("researcher", "/admin/"),
        ("researcher", f"/admin/pages/{section.pk}/"),
        ("researcher", f"/admin/pages/add/knowledge/technology/{section.pk}/"),
        ("researcher", f"/admin/pages/{back.pk}/edit/"),
        ("researcher", f"/admin/pages/{back.pk}/history/"),
        ("reviewer", "/admin/"),
        ("reviewer", f"/admin/pages/{waiting.pk}/edit/"),
    ]
    return rows


def test_no_english_word_on_a_thai_screen(province: list[str]) -> None:
    data = load()
    content = {word for text in thai_texts([data.items, data.plans, desk()]) for word in LATIN_WORD.findall(text)}
    allowed = LATIN_ALLOWED | content | set(User.objects.values_list("username", flat=True))
    clients = {"": Client()}
    guilty, unreachable = {}, []
    for who, path in screens():
        client = clients.setdefault(who, signed_in(who)) if who else clients[""]
        response = client.get(path, follow=True)
        if response.status_code != 200:
            unreachable.append((who, path, response.status_code))
            continue
        if words := english_words(response.content.decode(), frozenset(allowed)):
            guilty[who, path] = sorted(words)
    assert unreachable == []
    assert guilty == {}


def test_the_detector_sees_english() -> None:
    html = (
        '<p>ดู Save <b lang="en">English</b> <script>var hidden</script></p>'
        '<input type="submit" value="Send"><img alt="Map">'
    )
    assert english_words(html, frozenset()) == {"Save", "Send", "Map"}


# ---------------------------------------------------------------- the printed books


def kept_bytes(book: PlanBook, kind: str) -> bytes:
    with book.files.get(kind=kind).file.open("rb") as handle:
        content: bytes = handle.read()
    return content


def bare(text: str) -> str:
    """Text as it is compared: NFC, without white space, since a reader cannot know where a Thai line was wrapped."""
    return "".join(unicodedata.normalize("NFC", text).split())


def announced_books() -> list[PlanBook]:
    return list(
        PlanBook.objects.filter(state=BookState.ANNOUNCED).select_related("plan__organisation__district__province")
    )


def test_citation_lines_match_the_printed_pages(province: list[str]) -> None:
    for book in announced_books():
        pages = [bare(page.extract_text()) for page in PdfReader(io.BytesIO(kept_bytes(book, "pdf"))).pages]
        for entry in book.entries.filter(state=EntryState.IN_FORCE).select_related("book__plan"):
            assert entry.page_number is not None and entry.item_number is not None
            page = pages[entry.page_number - book.first_page + 1]
            assert bare(entry.title)[:40] in page, citation_line(entry)
            assert str(entry.page_number) in page
            assert citation_line(entry).endswith(f"หน้าที่ {entry.page_number} ลำดับที่ {entry.item_number}")


def test_every_sheet_is_stamped(province: list[str]) -> None:
    for book in announced_books():
        for page in PdfReader(io.BytesIO(kept_bytes(book, "pdf"))).pages:
            assert "ตัวอย่าง" in bare(page.extract_text()), book
        for sheet in load_workbook(io.BytesIO(kept_bytes(book, "xlsx"))).worksheets:
            cells = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
            assert "ตัวอย่าง" in cells, (book, sheet.title)


def read_with_pdftotext(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()


def read_with_pypdf(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.fixture(scope="module")
def printed(province: list[str]) -> list[tuple[bytes, set[str]]]:
    """Each book's kept PDF, and the distinct Thai runs of the HTML that it is printed from."""
    result = []
    with pytest.MonkeyPatch.context() as patch:
        written: list[str] = []
        patch.setattr(book_export, "render_pdf", lambda html, **options: written.append(html))
        for book in announced_books():
            book_export.book_pdf(book, book.announcement.announced_at)
            parser = Visible()
            parser.feed(written.pop())
            runs = {unicodedata.normalize("NFC", run) for text in parser.texts for run in THAI_RUN.findall(text)}
            result.append((kept_bytes(book, "pdf"), runs))
    return result


@pytest.mark.parametrize("read", [read_with_pdftotext, read_with_pypdf])
def test_thai_comes_out_of_the_books_as_it_went_in(printed: list[tuple[bytes, set[str]]], read: Any) -> None:
    wanted = lost = 0
    missing = []
    for content, runs in printed:
        text = bare(read(content))
        gone = sorted(run for run in runs if run not in text)
        wanted += len(runs)
        lost += len(gone)
        missing += gone
    print(f"{read.__name__}: {wanted - lost} of {wanted} runs; missing {missing[:5]}")
    assert wanted > 500
    assert 1 - lost / wanted >= EXACT_SHARE
