"""Searching on the database in use: ranking, filters, facets, visibility, suggestions, life cycle, odd input."""

import datetime as dt
import random

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from search.engines import get_engine
from search.models import SearchDocument, SearchFacet
from search.query import search, suggest
from search.sources import rebuild, reconcile
from tests.search.conftest import TEXTS


def titles(results):
    return [hit.document.title for hit in results.hits]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("ปลอดภัย", "การปลูกผักปลอดภัยในโรงเรือน"),
        ("ผักสลัด", "การปลูกผักปลอดภัยในโรงเรือน"),
        ("เลี้ยงกบทำอย่างไร", "การเลี้ยงกบในบ่อซีเมนต์"),
        ("เเห้งเเล้ง", "การเลี้ยงกบในบ่อซีเมนต์"),
        ("ย้อมครามม", "ผ้าย้อมครามธรรมชาติ"),
        ("พรบ", "ผ้าย้อมครามธรรมชาติ"),
        ("Indigo", "ผ้าย้อมครามธรรมชาติ"),
        ("kut hai", "ตำบลกุดไห"),
        ("๑๒๓๔", "การปลูกผักปลอดภัยในโรงเรือน"),
        ("กุดไห", "ตำบลกุดไห"),
    ],
)
def test_finds_thai(province, text, first):
    assert titles(search(text))[0] == first


def test_marks_what_was_found(province):
    hit = search("โรงเรือน").hits[0]
    assert "<mark>โรงเรือน</mark>" in hit.title_html
    assert "<mark>โรงเรือน</mark>" in hit.snippet_html


def test_facets_count_every_value_and_keep_the_values_beside_a_chosen_one(province):
    results = search("", filters={"occupation": ["frogs"], "district": ["4703"]})
    assert titles(results) == ["การเลี้ยงกบในบ่อซีเมนต์"]
    assert dict(results.facets["occupation"]) == {"frogs": 1, "vegetables": 1}
    assert dict(results.facets["district"]) == {"4703": 1}
    assert dict(results.facets["kind"]) == {"item": 1}
    either = search("", filters={"occupation": ["frogs", "textiles"]})
    assert either.total == 2
    assert dict(search("").facets["kind"]) == {"item": 3, "place": 1}


def test_facets_can_be_limited_or_left_out(province):
    assert set(search("", facets=["kind"]).facets) == {"kind"}
    assert search("", facets=[]).facets == {}


def test_kinds_and_languages_limit_the_search(province, make):
    assert titles(search("กุดไห", kinds=["place"])) == ["ตำบลกุดไห"]
    assert search("กุดไห", kinds=[]).total == 0
    make("Indigo cloth", language="en", translation_group="cloth")
    make("ผ้าคราม", language="th", translation_group="cloth")
    english = titles(search("", language="en"))
    assert "Indigo cloth" in english
    assert "ผ้าคราม" not in english
    assert "ตำบลกุดไห" in english  # without a translation the Thai document stands in
    assert "Indigo cloth" not in titles(search("", language="th"))


def test_orders(province):
    assert titles(search(""))[0] == "การเลี้ยงกบในบ่อซีเมนต์"
    assert titles(search("การ", order="newest"))[0] == "การเลี้ยงกบในบ่อซีเมนต์"
    assert titles(search("", order="largest"))[:2] == ["การเลี้ยงกบในบ่อซีเมนต์", "การปลูกผักปลอดภัยในโรงเรือน"]
    assert titles(search("", order="nearest", near=(17.09, 103.81)))[0] == "การปลูกผักปลอดภัยในโรงเรือน"
    assert titles(search("", order="title")) == sorted(titles(search("")))
    assert search("กบ", order="'; DROP TABLE x").total == 1


def test_pages_follow_each_other(make):
    for number in range(25):
        make(f"โครงการที่ {number}", body="พัฒนาอาชีพ")
    first, second, third = (titles(search("พัฒนาอาชีพ", page=page, per_page=10)) for page in (1, 2, 3))
    assert len({*first, *second, *third}) == 25
    assert len(third) == 5
    assert search("พัฒนาอาชีพ", per_page=10).pages == 3
    assert titles(search("พัฒนาอาชีพ", page=99, per_page=10)) == []


def test_private_documents_are_found_only_by_their_audience(make):
    make("ร่างโครงการลับ", body="ความลับ", public=False, audiences=frozenset({"org:12", "author:1"}), facets={"f": ["x"]})
    make("โครงการเปิดเผย", body="เปิดเผย")
    user = get_user_model().objects.create(username="planner")
    other = get_user_model().objects.create(username="other")
    make.held[user.pk] = {"org:12"}
    make.held[other.pk] = {"org:13"}
    for nobody in (None, AnonymousUser(), other):
        assert search("ร่างโครงการลับ", user=nobody, kinds=["item"]).total <= 1
        assert "ร่างโครงการลับ" not in titles(search("ร่างโครงการลับ", user=nobody))
        assert "f" not in search("", user=nobody).facets
        assert suggest("ร่าง", user=nobody) == []
    assert titles(search("ร่างโครงการลับ", user=user))[0] == "ร่างโครงการลับ"
    assert search("", user=user).facets["f"] == [("x", 1)]
    assert [s.title for s in suggest("ร่าง", user=user)] == ["ร่างโครงการลับ"]
    user.is_active = False
    assert "ร่างโครงการลับ" not in titles(search("ร่างโครงการลับ", user=user))


def test_expired_documents_are_not_found(make):
    make("หมดอายุ", expires_at=timezone.now() - dt.timedelta(seconds=1))
    make("ยังไม่หมดอายุ", expires_at=timezone.now() + dt.timedelta(hours=1))
    assert titles(search("หมดอายุ")) == ["ยังไม่หมดอายุ"]
    assert [s.title for s in suggest("หมดอายุ")] == ["ยังไม่หมดอายุ"]


def test_a_hidden_translation_does_not_hide_the_original(make):
    make("ผ้าคราม", language="th", translation_group="cloth")
    make("Indigo", language="en", translation_group="cloth", public=False)
    assert titles(search("", language="en")) == ["ผ้าคราม"]


def test_suggestions_from_inside_a_name_and_romanised(province):
    for typed in ("ก", "กุด", "ไห", "Kut", "hai", "kuth", "ตําบล"):
        assert "ตำบลกุดไห" in [s.title for s in suggest(typed, limit=20)], typed
    assert suggest("กุดไห", kinds=["item"]) == []
    assert suggest("") == suggest("?") == []


def test_the_index_follows_saving_and_deleting(make):
    group = make("เห็ดนางฟ้า")
    assert search("เห็ดนางฟ้า").total == 1
    TEXTS[group.name]["title"] = "เห็ดขอนขาว"
    group.save()
    assert search("นางฟ้า").total == 0
    assert titles(search("เห็ดขอนขาว")) == ["เห็ดขอนขาว"]
    TEXTS[group.name] = None
    group.save()
    assert search("เห็ดขอนขาว").total == 0
    TEXTS[group.name] = {"title": "เห็ดฟาง", "kind": "item", "facets": {"f": ["x"]}}
    group.save()
    group.delete()
    assert search("เห็ดฟาง").total == 0
    assert not SearchDocument.objects.exists()
    assert not SearchFacet.objects.exists()
    assert get_engine().stored_ids() == set()
    assert suggest("เห็ด") == []


def test_indexing_is_undone_with_its_transaction(make):
    with pytest.raises(RuntimeError), transaction.atomic():
        make("จิ้งหรีด")
        raise RuntimeError
    assert search("จิ้งหรีด").total == 0


def stored():
    """Everything that the engine in the database holds, whichever it is."""
    with connection.cursor() as cursor:

        def rows(sql):
            cursor.execute(sql)
            return sorted(cursor.fetchall())

        held = [rows("SELECT doc, terms, imps FROM search_vector"), rows("SELECT token, doc, start FROM search_prefix")]
        if connection.vendor == "sqlite":
            return [
                *held,
                rows("SELECT term, doc, imp FROM search_posting"),
                rows("SELECT term, documents FROM search_frequency WHERE documents <> 0"),
            ]
        return [
            *([(doc, list(terms), bytes(imps)) for doc, terms, imps in held[0]], held[1]),
            rows("SELECT term, sum(change) FROM search_frequency GROUP BY term HAVING sum(change) <> 0"),
        ]


def test_an_update_equals_a_rebuild(province):
    group = Group.objects.first()
    TEXTS[group.name]["body"] += " ปุ๋ยหมัก ปุ๋ยหมัก"
    group.save()
    updated = stored()
    tables = ["search_vector", "search_prefix", "search_frequency"]
    if connection.vendor == "sqlite":
        tables.append("search_posting")
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
    assert reconcile().written == 4
    assert stored() == updated


def test_frequencies_are_those_of_the_documents(province, make):
    """As they change with single documents, so a rebuild sums them up, and so they are counted when they are lost."""
    document = make("เห็ดฟาง", body="เห็ดในตะกร้า")
    document.delete()
    first = Group.objects.first()
    TEXTS[first.name]["body"] = "ปลูกผัก"
    first.save()
    frequencies = stored()[-1]
    rebuild()
    assert stored()[-1] == frequencies
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_frequency")
    reconcile()
    assert stored()[-1] == frequencies


@pytest.mark.skipif(connection.vendor != "postgresql", reason="looks at the locks of PostgreSQL")
def test_searches_read_on_while_frequencies_are_counted(province):
    """What shuts readers out is taken last: counting and analysing take seconds among many documents."""
    shut_out = {}

    def look(execute, sql, params, many, context):
        if sql.startswith(("ANALYZE search_vector", "TRUNCATE")) and sql not in shut_out:
            shut_out[sql] = None
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT relation::regclass::text FROM pg_locks WHERE pid = pg_backend_pid()"
                    " AND mode = 'AccessExclusiveLock' AND relation::regclass::text LIKE 'search%%'"
                )
                shut_out[sql] = cursor.fetchall()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        get_engine().tidy()
    assert shut_out == {"ANALYZE search_vector": [], "TRUNCATE search_frequency": []}


def test_what_has_no_words_is_listed_all_the_same(make):
    make("—")
    assert search("").total == 1


def test_what_one_may_not_see_does_not_raise_the_bar(make):
    """A hit must cover a share of what the best one covers that the same person may see."""
    words = "เห็ดนางฟ้า จิ้งหรีด ปลาร้า ผ้าคราม"
    make(words, public=False)
    make("เห็ดนางฟ้า")
    assert search(words).total == 1


def test_reconcile_finds_and_mends_drift(province):
    assert reconcile().unchanged == 4
    TEXTS["g0"]["title"] = "เปลี่ยนโดยไม่มีสัญญาณ"
    Group.objects.filter(name="g1").update(name="gone")
    SearchDocument.objects.create(
        source="unknown", object_id="1", kind="x", translation_group="", title="ผี", is_public=True
    )
    report = reconcile()
    assert (report.written, report.unchanged, report.removed) == (1, 2, 2)
    assert titles(search("สัญญาณ")) == ["เปลี่ยนโดยไม่มีสัญญาณ"]
    assert search("", per_page=50).total == 3
    assert reconcile().unchanged == 3


def test_rebuild_takes_names_into_the_dictionary(make):
    from search.analysis import query_tokens

    make("หมู่บ้าน", body="บ้านโพนสวรรค์ทองปลูกข้าว")
    assert "บ้านโพนสวรรค์ทอง" not in query_tokens("บ้านโพนสวรรค์ทอง")
    report = rebuild()
    assert report.written == 1
    assert "บ้านโพนสวรรค์ทอง" in query_tokens("บ้านโพนสวรรค์ทอง")
    assert search("บ้านโพนสวรรค์ทอง").total == 1
    assert reconcile().unchanged == 1


def test_commands_report(province, capsys):
    call_command("search_rebuild")
    call_command("search_reconcile")
    out = capsys.readouterr().out
    assert "4 documents written" in out
    assert "4 agreed" in out


ODD = [
    "?",
    '"',
    "'",
    "%",
    "%s",
    "'; DROP TABLE search_posting; --",
    "AND OR NOT (",
    "*",
    "\x00",
    "ก\x00ข",
    "\ud800",
    "\udfff กบ",
    "😀😀",
    "่่่่",
    "เ",
    " \n\t ",
    "{}[]",
    "ก" * 1_000_000,
    "กบ " * 300_000,
    "\u202eabc",
    "a" * 5_000,
    "1" * 5_000,
    "๑,๒๓๔,,",
]


@pytest.mark.parametrize("text", ODD)
def test_no_text_breaks_search(province, text):
    for order in ("relevance", "newest", "nearest"):
        search(text, filters={text: [text]}, kinds=[text], language=text, order=order, near=(17.0, 104.0))
    search(text)
    suggest(text)


def test_random_strings_never_break_search_nor_take_long(province):
    rng = random.Random(7)
    alphabet = "กขครมนอเแาำิีุู่้๊์ๆ๑๒0123abc .,?\"'%_\\\x00\u200b\u0e4d😀\ud83d"
    for _ in range(400):
        text = "".join(rng.choice(alphabet) for _ in range(rng.randint(1, 60)))
        # Other tests run beside this one: what is slow must be so every time.
        assert any(search(text).took_ms < 500 for _again in range(4)), text


def test_a_search_with_six_facets_costs_three_statements(province, django_assert_max_num_queries):
    search("ปลูกผัก")
    with django_assert_max_num_queries(3):
        search("ปลูกผักปลอดภัย", filters={"occupation": ["vegetables"]})
