"""Whatever is typed or pasted: no error, and never long to answer. Runs on every engine (`test_every_engine`).

The benchmark asks 10,000 of them of a full index, with times (`manage.py search_benchmark --odd 10000`).
"""

import time

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from benchmarks.search.odd import odd_texts
from search import analysis, segmenter, views
from search.query import search, suggest

BODIES = (
    "การปลูกผักปลอดภัยในโรงเรือนอัจฉริยะ ลดสารเคมี มีรายได้เพิ่มขึ้น 1,234 บาทต่อเดือน อบต.กุดไหสนับสนุน " * 30,
    "ครัวเรือนเลี้ยงกบนาเพื่อจำหน่าย ใช้น้ำน้อย เหมาะกับพื้นที่แห้งแล้ง (frog farming) พ.ศ. ๒๕๖๖\n" * 30,
)


@pytest.mark.parametrize("seed", range(4))
def test_no_text_is_too_odd_to_answer(province, client, seed):
    for number, text in enumerate(odd_texts(150, seed, BODIES)):
        query = QueryDict(mutable=True)
        query["q"] = text
        views.ask(views.asked_by(query), AnonymousUser())
        search(text, order=("relevance", "newest", "title")[number % 3], filters={"kind": [text[:50]]})
        suggest(text)


@pytest.mark.parametrize("word", ["ออกรบ", "นา"])
def test_a_long_run_is_cut_in_time_that_grows_with_its_length_only(word):
    """Measured against itself, so that a busy machine does not matter: eight times the text, not 64 times."""
    text = word * 1_000
    analysis.query_tokens(text[:900])  # loads the dictionary

    def seconds(letters):
        started = time.process_time()
        segmenter.segment(text[:letters])
        return time.process_time() - started

    few = max(min(seconds(300) for _ in range(3)), 0.005)
    assert min(seconds(2_400) for _ in range(2)) < 30 * few


def test_long_runs_keep_every_letter_and_the_words_of_short_ones():
    text = "การปลูกผักปลอดภัยในโรงเรือนอัจฉริยะลดสารเคมี" * 40
    words = segmenter.segment(text)
    assert "".join(words) == text
    assert words[: len(words) // 40] * 40 == words
    for odd in ("ก" * 5_000, "กขฃคฅฆ" * 400, "์" * 500, " " * 500, "ะ" * 300 + " กา"):
        assert "".join(segmenter.segment(odd)) == odd
