"""The one analysis: the same text typed in different ways gives the same tokens."""

import pytest

from search.analysis import PAIR, document_tokens, fold, query_tokens, readable
from search.clusters import clusters
from search.prefixes import document_prefixes, query_prefix
from search.snippets import highlight, snippet


def words(text):
    return [token for token in query_tokens(text) if not token.startswith(PAIR)]


@pytest.mark.parametrize(
    ("odd", "plain"),
    [
        ("สํานักงาน", "สำนักงาน"),
        ("นํ้า", "น้ำ"),
        ("น้ํา", "น้ำ"),
        ("เเม่", "แม่"),
        ("ก\u200bบ", "กบ"),
        ("ที่ี", "ที่"),
        ("ผุ้", "ผุ้"),
        ("่ี", "ี่"),
        ("กะะะ", "กะ"),
        ("a\u0301", "á"),
    ],
)
def test_encoding_is_put_right(odd, plain):
    assert readable(odd) == plain


def test_sara_am_is_kept_whole():
    assert "ำ" in readable("คำ")


def test_fold_makes_digits_abbreviations_and_numbers_alike():
    assert fold("๒๕๗๐") == "2570"
    assert fold("1,234,567") == "1234567"
    assert words("พ.ร.บ. ภาษี") == words("พรบ ภาษี") == ["พรบ", "ภาษี"]
    assert words("พ.ศ.2570") == ["พศ", "2570"]


def test_local_names_and_abbreviations_stay_whole():
    assert {"อบต", "กุดไห", "หมากเม่า"} <= set(words("อบต.กุดไหปลูกหมากเม่า"))
    assert words("กสทช") == ["กสทช"]


def test_latin_is_folded_and_never_swallows_thai():
    assert words("Café ROSÉ เห็ด") == ["cafe", "rose", "เห็ด"]
    assert words("SMAPเป็นวง") == ["smap", "วง"]


def test_function_words_are_dropped_unless_alone():
    assert "อะไร" not in words("ปลูกอะไร")
    assert "อะไร" in words("อะไร")
    assert query_tokens("ใครคืออะไร")


def test_spaces_do_not_change_the_pieces():
    pieces = {token for token in document_tokens("กลุ่ม ทอผ้า rock rider") if token.startswith(PAIR)}
    assert pieces == {token for token in document_tokens("กลุ่มทอผ้า rockrider") if token.startswith(PAIR)}


@pytest.mark.parametrize("text", ["", "?", "😀", "\x00", "\ud800", "ก" * 100_000, "่" * 5_000, "เ", "ๆ" * 99, "1,,2..3"])
def test_no_text_breaks_the_analysis(text):
    assert isinstance(query_tokens(text), tuple)
    assert isinstance(document_tokens(text), list)
    document_prefixes([text])
    query_prefix(text)
    snippet(text, ("ก",))


def test_clusters_join_to_the_run():
    for run in ("มหาวิทยาลัยราชภัฏสกลนคร", "ศักดิ์สิทธิ์", "เป็นเล็ก", "์่ะ"):
        assert "".join(clusters(run)) == run


def test_prefixes_begin_at_every_cluster_and_word():
    tokens = dict(document_prefixes(["ตำบลกุดไห", "Kut Hai"]))
    for typed in ("ต", "ตำบ", "กุด", "ไห", "กุดไห", "kut", "hai", "Kut H"):
        assert any(token.startswith(query_prefix(typed)) for token in tokens), typed
    assert tokens["kuthai"] == 0


def test_highlight_is_safe_and_finds_other_spellings():
    html = highlight("<b>พ.ร.บ. ปี ๒๕๗๐ & Café</b>", ("พรบ", "2570"))
    assert html == "&lt;b&gt;<mark>พ.ร.บ</mark>. ปี <mark>๒๕๗๐</mark> &amp; Café&lt;/b&gt;"


def test_short_words_are_marked_only_as_words_of_their_own():
    assert "<mark>" not in highlight("กบฏ", ("กบ",))
    assert highlight("เลี้ยง กบ นา", ("กบ",)).count("<mark>กบ</mark>") == 1


def test_snippets_are_cut_at_words_round_the_match():
    body = "ข้าวหอมมะลิเป็นพืชเศรษฐกิจของจังหวัด " * 30 + "ครามธรรมชาติย้อมผ้า " + "การเกษตรยั่งยืน " * 30
    html = snippet(body, ("คราม",))
    assert "<mark>คราม</mark>" in html
    assert html.startswith("… ")
    assert html.endswith(" …")
    assert len(html) < 300
