"""Searches that find nothing are counted, without anything that tells of a person."""

import pytest

from search import misses
from search.models import SearchMiss


def test_counts_what_was_not_found(make, client):
    make("การเลี้ยงกบ")
    for words in ("จระเข้ทะเล", "จระเข้ทะเล ", "กบ"):
        assert client.get("/th/search/", {"q": words}).status_code == 200
    assert list(SearchMiss.objects.values_list("words", "times")) == [("จระเข้ทะเล", 2)]


@pytest.mark.parametrize("text", ["", "ก", "1 2345 67890 12 1", "โทร 081-234-5678", "a@b.example", "ก" * 81])
def test_keeps_nothing_of_persons(db, text):
    misses.record(text)
    assert not SearchMiss.objects.exists()


def test_nobody_fills_the_table(db, monkeypatch):
    monkeypatch.setattr(misses, "MOST_KEPT", 50)
    for number in range(120):
        misses.record(f"คำแปลก {number}")
    assert SearchMiss.objects.count() <= 50
