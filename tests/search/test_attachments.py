"""Text inside PDF and Word files: read apart and once, found by the item that holds the file, only while it may be."""

import io
import zipfile
import zlib

import docx
import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from knowledge.models import ItemDocument, Occupation
from portal.base.models import Document
from portal.kit.reading import bounds
from portal.kit.reading.apart import Outcome, read_apart
from portal.kit.reading.mending import mended
from portal.places.models import Subdistrict
from search import attachments
from search.attachments import forget_unused, order_missing, read_document
from search.engines.impact import Counts, term, vector
from search.models import FileText, SearchDocument
from search.query import search
from tests.knowledge.conftest import world  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore::DeprecationWarning")]

SECRET = "จุลินทรีย์สังเคราะห์แสงสีม่วง"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def word_file(*paragraphs: str) -> bytes:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def packed(name: str, content: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return kept.getvalue()


def pdf_file(content: bytes, *, compressed: bool = False, length: int | None = None) -> bytes:
    """A PDF of one page with this content stream, in Helvetica."""
    stream = zlib.compress(content) if compressed else content
    filters = b"/Filter /FlateDecode " if compressed else b""
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< %s/Length %d >>\nstream\n%s\nendstream" % (filters, len(stream), stream),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + b"xref\n0 5\n0000000000 65535 f \n%strailer << /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(body),
    )


def read(tmp_path, content: bytes, seconds: float = bounds.MAX_SECONDS):
    path = tmp_path / "file"
    path.write_bytes(content)
    with path.open("rb") as file:
        return read_apart(file, seconds)


def document(content: bytes, name: str = "รายงานฉบับสมบูรณ์.docx", **values) -> Document:
    made = Document(title=name.rpartition(".")[0], file=ContentFile(content, name=name), **values)
    made._set_document_file_metadata()
    made.save()
    return made


def attach(world, item, file: Document):  # noqa: F811
    """Attach a file in a new version of the item, and publish it through review."""
    from knowledge.review import approve, submit

    draft = type(item).objects.get(pk=item.pk).get_latest_revision_as_object()
    draft.attachments = [ItemDocument(document=file)]
    draft.save_revision(user=world.people["researcher"], log_action=True)
    fresh = type(item).objects.get(pk=item.pk)
    submit(fresh, world.people["researcher"])
    approve(fresh, world.people["reviewer"])
    return type(item).objects.get(pk=item.pk)


def found(text: str = SECRET) -> list[str]:
    return [hit.document.object_id for hit in search(text, kinds=["technology"]).hits]


# ------------------------------------------------------------------ reading


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("จ านวน", "จำนวน"),
        ("น ้า", "น้ำ"),
        ("น้ า", "น้ำ"),
        ("ทํานํ้า", "ทำน้ำ"),
        ("จ ำนวน", "จำนวน"),
        ("ท ี่ตั้ง", "ที่ตั้ง"),
        ("ป\uf70bาย", "ป้าย"),
        ("ปลูกผัก\nปลอดภัย\n\nย่อหน้า", "ปลูกผัก ปลอดภัย\nย่อหน้า"),
        ("สารบัญ ........ 4", "สารบัญ 4"),
        ("มา นา", "มา นา"),
    ],
)
def test_thai_of_files_is_mended(given, wanted):
    assert mended(given) == wanted


def test_word_files(tmp_path):
    reading = read(tmp_path, word_file("การทํานํ้าหมัก", "ย่อหน้าที่สอง"))
    assert (reading.outcome, reading.text) == (Outcome.READ, "การทำน้ำหมัก\nย่อหน้าที่สอง")
    assert read(tmp_path, word_file()).outcome == Outcome.EMPTY


def test_pdf_files(tmp_path, settings):
    from portal.kit.pdf.document import render_pdf

    made = render_pdf(
        "<html lang='th'><body><p>ที่นี่ทำน้ำปลาร้าใต้ต้นฉำฉา</p><p>ผู้ใหญ่บ้าน</p></body></html>",
        font_dir=settings.FONT_DIR,
    )
    reading = read(tmp_path, made.content)
    assert reading.outcome == Outcome.READ
    assert "ที่นี่ทำน้ำปลาร้าใต้ต้นฉำฉา" in reading.text
    assert "ผู้ใหญ่บ้าน" in reading.text
    assert read(tmp_path, pdf_file(b"BT /F1 12 Tf 72 720 Td (Indigo) Tj ET")).text == "Indigo"
    assert read(tmp_path, pdf_file(b"0 0 10 10 re f")).outcome == Outcome.EMPTY


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (b"%PDF-1.7 and nothing else", Outcome.BROKEN),
        (b"PK\x03\x04 and nothing else", Outcome.BROKEN),
        (b"plain text", Outcome.UNKNOWN),
        (b"", Outcome.UNKNOWN),
        (packed("xl/workbook.xml", b"<workbook/>"), Outcome.BROKEN),
        (packed("word/document.xml", b"<w:document xmlns:w='%s'><w:p>" % WORD.encode()), Outcome.EMPTY),
        (
            packed("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a>&c;</a>'),
            Outcome.BROKEN,
        ),
    ],
)
def test_files_that_are_not_what_they_seem(tmp_path, content, outcome):
    assert read(tmp_path, content).outcome == outcome


def test_a_zip_bomb_is_read_no_further_than_its_bounds(tmp_path):
    start = f'<w:document xmlns:w="{WORD}"><w:p><w:r><w:t>'.encode()
    reading = read(tmp_path, packed("word/document.xml", start + b"A" * 60_000_000))
    assert reading.outcome == Outcome.PARTLY
    assert len(reading.text) <= bounds.MAX_CHARACTERS
    # Tags that give no text are bounded by what is unpacked.
    blank = read(tmp_path, packed("word/document.xml", start + b"<w:i/>" * 12_000_000))
    assert blank.outcome in (Outcome.EMPTY, Outcome.BROKEN)


def test_a_pdf_that_swells_or_never_ends_harms_nobody(tmp_path):
    bomb = pdf_file(b"0 " * 200_000_000, compressed=True)
    assert len(bomb) < 2_000_000
    assert read(tmp_path, bomb).outcome in (Outcome.BROKEN, Outcome.EMPTY)
    slow = pdf_file(b"BT /F1 12 Tf (a) Tj ET " * 2_000_000, compressed=True)
    assert read(tmp_path, slow, seconds=1).outcome == Outcome.BROKEN


def test_the_reader_gets_no_settings(tmp_path, monkeypatch):
    import subprocess

    started = {}
    run = subprocess.Popen

    def watch(command, **options):
        started.update(options)
        return run(command, **options)

    monkeypatch.setenv("SECRET_KEY", "not for readers")
    monkeypatch.setattr(subprocess, "Popen", watch)
    read(tmp_path, word_file("ก"))
    assert set(started["env"]) == {"PYTHONUTF8"}


# ------------------------------------------------------------------ found by the item


def test_a_file_is_read_in_a_job_and_its_item_is_found(world):  # noqa: F811
    item = world.published()
    file = document(word_file("คู่มือการเลี้ยง" + SECRET))
    jobs = DBTaskResult.objects.filter(task_path=read_document.module_path)
    assert [job.args_kwargs["args"] for job in jobs] == [[file.pk]]
    assert not FileText.objects.exists()
    item = attach(world, item, file)
    assert found() == []
    read_document.func(file.pk)
    assert found() == [str(item.pk)]
    hit = search(SECRET).hits[0]
    assert "<mark>จุลินทรีย์" in hit.snippet_html
    assert hit.document.title == item.title
    # The name of a file is searched before it is read, and the file is read once.
    assert found("รายงานฉบับสมบูรณ์") == [str(item.pk)]
    read_at = FileText.objects.get().read_at
    read_document.func(file.pk)
    assert FileText.objects.get().read_at == read_at


def test_what_an_item_says_itself_counts_more(world):  # noqa: F811
    file = document(word_file(*["ปุ๋ยหมักเติมอากาศ"] * 40))
    holder = attach(world, world.published("โรงเรือนเพาะเห็ด"), file)
    read_document.func(file.pk)
    says = world.published("เครื่องสับหญ้า", limits="ไม่เหมาะกับการทำปุ๋ยหมักเติมอากาศ")
    assert found("ปุ๋ยหมักเติมอากาศ") == [str(says.pk), str(holder.pk)]


def test_a_long_file_does_not_thin_out_its_item(world):  # noqa: F811
    long = document(word_file(*[f"ย่อหน้าที่ {n} ว่าด้วยการจัดการดินและน้ำในฤดูแล้ง" for n in range(2000)]))
    item = attach(world, world.published("เครื่องหยอดข้าวแห้ง"), long)
    read_document.func(long.pk)
    assert found("เครื่องหยอดข้าวแห้ง") == found("ฤดูแล้ง") == [str(item.pk)]
    own = Counts.of(["หยอด"], ["ข้าว", "แห้ง"])
    both = Counts.of(["หยอด"], ["ข้าว", "แห้ง"], ["ดิน", "ข้าว"] * 5000)
    alone, with_file = vector(own, 5, 50), vector(both, 5, 50)
    impacts = dict(zip(with_file.terms, with_file.impacts, strict=True))
    assert all(impacts[key] == value for key, value in zip(alone.terms, alone.impacts, strict=True))
    assert 0 < impacts[term("ดิน")] < min(alone.impacts)
    assert len(SearchDocument.objects.get(source="knowledge").body) < attachments.MAX_ATTACHED_CHARACTERS + 10_000


def test_a_file_is_found_only_while_item_and_collection_are_public(world):  # noqa: F811
    file = document(word_file(SECRET))
    item = attach(world, world.published(), file)
    read_document.func(file.pk)
    assert found() == [str(item.pk)]

    restriction = PageViewRestriction.objects.create(page=item, restriction_type="login")
    assert found() == []
    restriction.delete()
    assert found() == [str(item.pk)]

    private = CollectionViewRestriction.objects.create(collection=file.collection, restriction_type="login")
    assert found() == []
    assert search("จุลินทรีย์").hits == []
    private.delete()
    assert found() == [str(item.pk)]

    closed = Collection.get_first_root_node().add_child(name="เอกสารภายใน")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    file.collection = closed
    file.save()
    assert found() == []
    file.collection = Collection.get_first_root_node()
    file.save()
    assert found() == [str(item.pk)]

    item.unpublish()
    assert found() == []


def test_a_collection_moved_under_a_private_one(world, django_capture_on_commit_callbacks):  # noqa: F811
    root = Collection.get_first_root_node()
    closed, open_one = root.add_child(name="เอกสารภายใน"), root.add_child(name="เอกสารเผยแพร่")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    file = document(word_file(SECRET), collection=Collection.objects.get(pk=open_one.pk))
    attach(world, world.published(), file)
    read_document.func(file.pk)
    assert found()
    client = Client()
    client.force_login(world.people["superuser"])
    address = reverse("wagtailadmin_collections:edit", args=[open_one.pk])
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(address, {"name": "เอกสารเผยแพร่", "parent": closed.pk})
    assert answer.status_code == 302
    assert Collection.objects.get(pk=open_one.pk).get_parent().pk == closed.pk
    assert found() == []


def test_a_file_replaced_and_deleted(world):  # noqa: F811
    file = document(word_file(SECRET))
    item = attach(world, world.published(), file)
    read_document.func(file.pk)
    file.file = ContentFile(word_file("ผักตบชวาแห้งบดละเอียด"), name="ใหม่.docx")
    file._set_document_file_metadata()
    file.save()
    assert found() == []
    read_document.func(file.pk)
    assert found("ผักตบชวา") == [str(item.pk)]
    assert FileText.objects.count() == 1
    file.delete()
    assert found("ผักตบชวา") == []
    assert not FileText.objects.exists()


def test_a_file_of_two_items_is_read_once_and_both_follow(world):  # noqa: F811
    content = word_file(SECRET)
    file, twin = document(content), document(content)
    one = attach(world, world.published("โรงเรือนเพาะเห็ด"), file)
    two = attach(world, world.published("เครื่องสับหญ้า"), file)
    read_document.func(file.pk)
    assert sorted(found()) == sorted([str(one.pk), str(two.pk)])
    read_document.func(twin.pk)
    assert FileText.objects.count() == 1
    # The text stays as long as one document has the file.
    twin.delete()
    assert FileText.objects.count() == 1


def test_reading_is_ordered_again_where_it_was_lost(world):  # noqa: F811
    document(word_file(SECRET))
    document(b"\x89PNG", name="ภาพ.png")
    jobs = DBTaskResult.objects.filter(task_path=read_document.module_path)
    assert jobs.count() == 1
    order_missing()
    assert jobs.count() == 1
    jobs.delete()
    order_missing()
    order_missing()
    assert jobs.count() == 1


def test_a_file_that_is_gone_is_not_asked_for_for_ever():
    file = document(word_file(SECRET))
    file.file.storage.delete(file.file.name)
    read_document.func(file.pk)
    assert FileText.objects.get().outcome == FileText.Outcome.BROKEN
    assert not attachments.unread().exists()
    read_document.func(0)
    forget_unused()
    assert FileText.objects.exists()


def test_citizens_numbers_in_a_file_are_neither_kept_nor_found(world):  # noqa: F811
    numbers = ("1101700230708", "1-1017-00230-70-8", "๑ ๑๐๑๗ ๐๐๒๓๐ ๗๐ ๘")
    file = document(word_file(*(f"ผู้เข้าร่วม {number} บ้านกุดไห" for number in numbers), "รหัสงาน 1234567890123"))
    attach(world, world.published(), file)
    read_document.func(file.pk)
    text = FileText.objects.get().text
    assert text.count("ผู้เข้าร่วม") == 3
    assert "70" not in text and "๗๐" not in text
    assert "1234567890123" in text


def test_the_shares_of_several_files():
    text = attachments.joined([("หนึ่ง", "ก" * 90_000), ("", ""), ("สอง", "ข" * 90_000)])
    assert text.count("ก") == text.count("ข") == attachments.MAX_ATTACHED_CHARACTERS // 2
    assert attachments.joined([]) == ""


# ------------------------------------------------------------------ the admin


@pytest.mark.parametrize(
    ("content", "note"),
    [
        (word_file(), "ไม่พบข้อความในไฟล์นี้"),
        (b"PK\x03\x04", "อ่านข้อความในไฟล์นี้ไม่ได้"),
        (b"text", "ไม่ใช่ไฟล์ PDF หรือ Word"),
        (word_file("ข้อความ"), ""),
    ],
)
def test_the_admin_says_gently_what_cannot_be_searched(admin_user, content, note):
    client = Client()
    client.force_login(admin_user)
    file = document(content)
    address = reverse("wagtaildocs:edit", args=[file.pk])
    assert "กำลังอ่านข้อความ" in client.get(address).content.decode()
    read_document.func(file.pk)
    page = client.get(address).content.decode()
    assert note in page if note else "ค้นหาจากเนื้อหา" not in page
    assert "กำลังอ่านข้อความ" not in page
    assert client.get(reverse("wagtaildocs:add_multiple")).status_code == 200


def test_names_of_documents_keep_their_thai():
    file = document(word_file("ก"), name="กุดบากโมเดล นํ้าหมัก.DOCX")
    assert file.title == "กุดบากโมเดล น้ำหมัก"
    assert file.filename.isascii()
    assert file.filename.startswith("kudb")
    assert file.filename.endswith(".docx")
    kept = file.file.name
    file.save()
    assert file.file.name == kept


# ------------------------------------------------------------------ what else follows


def test_an_item_follows_the_names_it_shows(world):  # noqa: F811
    item = world.published()
    place = Subdistrict.objects.get(pk=world.subdistrict.pk)
    place.name_th = "กุดใหม่พัฒนา"
    place.save()
    assert str(item.pk) in found("กุดใหม่พัฒนา")
    place.district.name_th = "ภูพานน้อย"
    place.district.save()
    assert str(item.pk) in found("ภูพานน้อย")
    term = Occupation.objects.first()
    item.occupations = [term]
    item.save_revision().publish()
    term.name = "ช่างเป่าแก้ว"
    term.save()
    assert found("เป่าแก้ว") == [str(item.pk)]
    term.delete()
    assert found("เป่าแก้ว") == []


def test_content_types_are_not_needed_for_texts(django_assert_max_num_queries):
    ContentType.objects.clear_cache()
    files = [document(word_file(f"ข้อความ {number}")) for number in range(3)]
    for file in files:
        read_document.func(file.pk)
    with django_assert_max_num_queries(2):
        assert len(attachments.texts_of(files)) == 3
    with django_assert_max_num_queries(0):
        assert attachments.texts_of([]) == {}
