"""The benchmark's files and variants, and the command itself on a handful of documents."""

import gzip
import json
import random

import pytest
from django.core.management import CommandError, call_command

from benchmarks.search import questions
from benchmarks.search.odd import odd_texts

DOCUMENTS = [
    {"id": 1, "title": "ข้าวฮาง", "body": "ข้าวกล้องงอกของสกลนคร"},
    {"id": "b", "title": "", "body": "การเลี้ยงกบในบ่อ\x00ซีเมนต์ \ud800"},
    {"id": "c", "title": "ครามเปล่า"},
]
QUESTIONS = [{"id": 1, "q": "ข้าวกล้องงอก?", "rel": [1]}, {"id": 2, "q": "เลี้ยงกบ", "rel": ["b", "gone"]}]


def write(path, lines, *, packed=True):
    text = "".join(json.dumps(line) + "\n" for line in lines) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    return path


def test_reads_what_is_there(tmp_path):
    documents = questions.read_documents(write(tmp_path / "d.jsonl.gz", DOCUMENTS))
    assert [document["id"] for document in documents] == ["1", "b", "c"]
    assert documents[1]["body"] == "การเลี้ยงกบในบ่อซีเมนต์ ?"
    assert documents[2]["body"] == ""
    asked = questions.read_questions(write(tmp_path / "q.jsonl", QUESTIONS, packed=False))
    assert asked[1] == {"id": "2", "q": "เลี้ยงกบ", "rel": ["b", "gone"]}
    assert questions.strangers(documents, asked) == [("2", "gone")]


@pytest.mark.parametrize(
    ("documents", "asked", "sentence"),
    [
        ([DOCUMENTS[0], DOCUMENTS[0]], QUESTIONS, "line 2: the id '1' occurs twice"),
        ([{"title": "ก"}], QUESTIONS, 'line 1: "id" is missing'),
        ([{"id": 1, "title": 5}], QUESTIONS, '"title" must be a text'),
        ([], QUESTIONS, "holds no documents"),
        (DOCUMENTS, [], "holds no questions"),
        (DOCUMENTS, [{"id": 1, "rel": [1]}], 'line 1: "q" is missing'),
        (DOCUMENTS, [{"id": 1, "q": "ก", "rel": "1"}], '"rel" must be a list'),
        (DOCUMENTS, ["no"], "not a JSON object"),
    ],
)
def test_says_what_is_wrong_with_a_file(tmp_path, documents, asked, sentence):
    docs, queries = write(tmp_path / "d.gz", documents), write(tmp_path / "q.gz", asked)
    with pytest.raises(CommandError, match=sentence):
        call_command("search_benchmark", docs=str(docs), queries=str(queries))


def test_says_that_a_file_is_none(tmp_path):
    queries = write(tmp_path / "q.gz", QUESTIONS)
    for content in (b"\x1f\x8bbroken", b"\xff\xfe", b"{"):
        (tmp_path / "d.gz").write_bytes(content)
        with pytest.raises(CommandError, match=r"not JSON lines|cannot be read"):
            call_command("search_benchmark", docs=str(tmp_path / "d.gz"), queries=str(queries))
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("search_benchmark", docs=str(tmp_path / "none.gz"), queries=str(queries))
    with pytest.raises(CommandError, match="unknown: oracle"):
        call_command("search_benchmark", docs="d", queries="q", engine="oracle")


def test_variants_and_odd_texts_are_the_same_every_time():
    for variant in questions.VARIANTS:
        once, again = (questions.derive(variant, "น้ำแข็ง แม่น้ำ 12", random.Random(5)) for _ in range(2))
        assert once == again
        assert (once == "น้ำแข็ง แม่น้ำ 12") == (variant == "clean")
    assert list(odd_texts(50, 3)) == list(odd_texts(50, 3))


@pytest.mark.slow
def test_measures_real_pages_and_leaves_nothing(tmp_path, monkeypatch, capsys):
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    docs, queries = write(tmp_path / "d.gz", DOCUMENTS), write(tmp_path / "q.gz", QUESTIONS)
    call_command(
        "search_benchmark", docs=str(docs), queries=str(queries), json=str(tmp_path / "out.json"),
        variants="clean,recoded", odd=20,
    )  # fmt: skip
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["engines"]["sqlite"]
    assert found["documents"] == 3
    assert found["variants"]["clean"]["mrr@10"] == found["variants"]["recoded"]["mrr@10"] == 1.0
    assert found["variants"]["clean"]["recall@10"] == 0.75
    assert found["odd"]["errors"] == 0
    told = capsys.readouterr()
    assert "question '2' names 'gone'" in told.err
    assert "MRR@10" in told.out
    assert sorted(path.name for path in tmp_path.iterdir()) == ["d.gz", "out.json", "q.gz"]
