"""The door to plans: what is quoted, that it stays as it was, and what is said of it later."""

import dataclasses
import json
from decimal import Decimal

import pytest
from django.utils import translation

from knowledge.citations import NotQuotable, changed_since, digest_of, from_json, quote, status_of, to_json
from knowledge.models import ItemResearcher, Technology
from knowledge.queries import item_for_use, items_by_keys, public_items
from knowledge.review import approve, submit, withdraw

pytestmark = pytest.mark.django_db


def test_a_quotation_holds_the_seed_and_the_evidence(world) -> None:
    item = world.published()
    citation = quote(item)
    assert citation.key == str(item.translation_key)
    assert citation.revision_id == item.live_revision_id
    assert citation.version == 1
    assert citation.kind == "technology"
    assert citation.path == f"knowledge/snru/{item.slug}/"
    assert citation.seed.quantity == Decimal(30)
    assert (citation.seed.programme_code, citation.seed.programme_name) == ("00320", "แผนงานการเกษตร")
    assert citation.seed.cost_lines[0].unit_price == Decimal(1500)
    [fact] = citation.evidence
    assert (fact.subdistrict_code, fact.moo, fact.households) == (world.subdistrict.code, 4, 32)
    assert (fact.income_before, fact.income_after) == (Decimal(1200), Decimal(6000))
    assert citation.digest == digest_of(citation)


def test_it_is_frozen_and_survives_json(world) -> None:
    citation = quote(world.published())
    with pytest.raises(dataclasses.FrozenInstanceError):
        citation.title = "อื่น"  # type: ignore[misc]
    again = from_json(json.loads(json.dumps(to_json(citation))))
    assert again == citation
    assert digest_of(again) == citation.digest


def test_the_language_of_the_reader_changes_nothing(world) -> None:
    item = world.published()
    thai = quote(item)
    with translation.override("en"):
        assert quote(item).digest == thai.digest


def test_no_person_is_named(world) -> None:
    item = world.draft()
    item.researchers = [ItemResearcher(name="ชื่อนักวิจัยคนหนึ่ง")]
    item.save_revision(user=world.people["researcher"])
    submit(item, world.people["researcher"])
    approve(item, world.people["reviewer"])
    text = json.dumps(to_json(quote(item)), ensure_ascii=False)
    assert "ชื่อนักวิจัยคนหนึ่ง" not in text
    assert "researcher" not in text


def test_drafts_are_not_quoted(world) -> None:
    with pytest.raises(NotQuotable):
        quote(world.draft())


def test_a_draft_in_hand_is_not_what_is_quoted(world) -> None:
    item = world.published()
    world.edit(item, "researcher", title="ชื่อที่ยังไม่เผยแพร่", seed_objective="ยังไม่เผยแพร่")
    citation = quote(Technology.objects.get(pk=item.pk).get_latest_revision_as_object())
    assert citation.title == item.title
    assert citation.seed.objective == "เพื่อสร้างรายได้"


def test_what_changed_since(world) -> None:
    item = world.published()
    citation = quote(item)
    assert changed_since(citation) == []
    item = world.edit(item, "researcher", title="ชื่อใหม่", seed_objective="เพื่อลดรายจ่าย")
    assert changed_since(citation) == []  # not published yet
    submit(item, world.people["researcher"])
    approve(item, world.people["reviewer"])
    changes = {change.field: (change.old, change.new) for change in changed_since(citation)}
    assert changes == {
        "title": (citation.title, "ชื่อใหม่"),
        "seed.objective": ("เพื่อสร้างรายได้", "เพื่อลดรายจ่าย"),
    }
    assert quote(item).version == 2


def test_how_sources_stand_in_constant_queries(world, django_assert_num_queries) -> None:
    items = [world.published(f"เรื่องที่ {number}") for number in range(3)]
    keys = [str(item.translation_key) for item in items]
    withdraw(items[0], world.people["researcher"])
    unknown = "00000000-0000-0000-0000-000000000000"
    with django_assert_num_queries(1):
        found = status_of([*keys, unknown])
    assert found[keys[0]].withdrawn and not found[keys[0]].live
    assert found[keys[1]].live
    assert found[keys[1]].latest_revision_id == items[1].live_revision_id
    assert found[keys[1]].path == f"knowledge/snru/{items[1].slug}/"
    assert not found[unknown].live and found[unknown].title == ""
    with pytest.raises(NotQuotable):
        quote(items[0])
    assert changed_since(dataclasses.replace(quote(items[1]), key=keys[0])) == []


def test_the_public_items(world) -> None:
    public = world.published()
    draft = world.draft("ฉบับร่าง")
    assert list(public_items()) == [public.knowledgeitem_ptr]
    assert item_for_use(public.pk) == public
    assert item_for_use(draft.pk) is None
    assert set(items_by_keys([str(public.translation_key), str(draft.translation_key)])) == {
        str(public.translation_key),
        str(draft.translation_key),
    }


def test_a_cited_revision_stays_what_it_was(world) -> None:
    item = world.published()
    citation = quote(item)
    world.edit(item, "researcher", title="ชื่อใหม่")
    item = Technology.objects.get(pk=item.pk)
    assert item.revisions.get(pk=citation.revision_id).as_object().title == citation.title


def test_the_address_of_an_earlier_version_still_answers(world, client) -> None:
    item = world.published("โรงเรือนเพาะเห็ดรุ่นแรก")
    world.edit(item, "researcher", title="โรงเรือนเพาะเห็ดรุ่นสอง")
    submit(item, world.people["researcher"])
    approve(item, world.people["reviewer"])
    path = f"/th/knowledge/snru/{item.slug}/"
    assert "โรงเรือนเพาะเห็ดรุ่นสอง" in client.get(path).content.decode()
    earlier = client.get(f"{path}?version=1").content.decode()
    assert "<h1>โรงเรือนเพาะเห็ดรุ่นแรก" in earlier
    assert "ฉบับที่ 1" in earlier
    assert client.get(f"{path}?version=2").status_code == 200
    assert client.get(f"{path}?version=9").status_code == 404
    assert client.get(f"{path}?version=x").status_code == 200
    withdraw(Technology.objects.get(pk=item.pk), world.people["researcher"])
    assert client.get(f"{path}?version=1").status_code == 410
