"""The list and the item pages: what they show, in both languages, with few queries."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Site

from knowledge import slots
from knowledge.models import CaseStudy, Course, Occupation, ResearchOutput, Technology
from knowledge.policies import can, visible_to
from knowledge.queries import public_items
from knowledge.review import approve, submit, withdraw
from portal.base.links import page_path

pytestmark = pytest.mark.django_db

MOST_QUERIES = 20


def publish(world, item):
    world.section.add_child(instance=item)
    item.save_revision(user=world.people["researcher"])
    submit(item, world.people["researcher"])
    approve(item, world.people["reviewer"])
    return type(item).objects.get(pk=item.pk)


def queries(client, address: str) -> int:
    Site.clear_site_root_paths_cache()
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured)


def test_an_item_page_in_both_languages(world, client) -> None:
    item = world.published(limits="ใช้ไม่ได้ในที่ไม่มีไฟฟ้า", contact_office="สถาบันวิจัยและพัฒนา")
    for language in ("th", "en"):
        response = client.get(page_path(item, language))
        assert response.status_code == 200
        page = response.content.decode()
        assert item.title in page
        assert "ใช้ไม่ได้ในที่ไม่มีไฟฟ้า" in page
        assert "1,200 → 6,000" in page
        assert "45,000" in page  # 30 sets at 1,500 baht
        assert "application/ld+json" in page
    assert f'<h1 lang="th">{item.title}</h1>' in page  # the text is Thai on an English page


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Course, {"hours": 12, "class_size": 30, "cost_per_class": 60000}),
        (CaseStudy, {"households_before": 30, "households_after": 28, "what_failed": "ฝนตกหนัก"}),
        (ResearchOutput, {"output_type": 4, "abstract": "บทคัดย่อ"}),
    ],
)
def test_every_kind_has_a_page(world, client, kind, values) -> None:
    item = publish(world, kind(title="เรื่องทดสอบ", summary="สรุป", live=False, **values))
    response = client.get(page_path(item))
    assert response.status_code == 200
    assert item.slug.startswith(kind.slug_prefix)


def test_the_list_filters_without_script(world, client) -> None:
    mushroom = world.published("โรงเรือนเพาะเห็ด")
    mushroom.occupations.set([Occupation.objects.get(code="mushrooms")])
    mushroom.save()
    frog = publish(world, Course(title="หลักสูตรเลี้ยงกบ", summary="เลี้ยงกบในบ่อ", live=False))
    address = page_path(world.index)

    def titles(query: str) -> set[str]:
        response = client.get(f"{address}?{query}")
        assert response.status_code == 200
        return {card["title"] for card in response.context["cards"]}

    assert titles("") == {mushroom.title, frog.title}
    assert titles("kind=course") == {frog.title}
    assert titles("kind=course&kind=technology") == {mushroom.title, frog.title}
    assert titles("occupation=mushrooms") == {mushroom.title}
    assert titles("district=4703") == {mushroom.title}
    assert titles("university=ku-csc") == set()
    assert titles("ready=1") == {mushroom.title}
    assert titles("q=เพาะเห็ด") == {mushroom.title}
    assert titles("q=กบ&kind=technology") == set()
    assert titles("sort=title") == {mushroom.title, frog.title}


@pytest.mark.parametrize(
    "query",
    ["page=999", "page=x", "sort=evil", "kind=evil", "q=%00", "q=%3F%22*", "district=%27;--", "ready=9", "kind=" * 90],
)
def test_no_input_breaks_the_list(world, client, query) -> None:
    world.published()
    assert client.get(f"{page_path(world.index)}?{query}").status_code == 200


@pytest.mark.slow
def test_queries_do_not_grow_with_the_items(world, client) -> None:
    item = world.published("เรื่องที่ 0")
    for number in range(1, 5):
        world.published(f"เรื่องที่ {number}")
    addresses = [page_path(world.index), page_path(world.section), page_path(item), page_path(world.index) + "?q=เรื่อง"]
    few = [queries(client, address) for address in addresses]
    for number in range(5, 50):
        # straight to the site: here it is the pages that are looked at, not the review
        world.draft(f"เรื่องที่ {number}").get_latest_revision().publish()
    many = [queries(client, address) for address in addresses]
    assert max(few + many) <= MOST_QUERIES, (few, many)
    assert all(after <= before for before, after in zip(few, many, strict=True)), (few, many)


def test_drafts_and_withdrawn_items(world, client) -> None:
    draft = world.draft()
    assert client.get(page_path(draft)).status_code == 404
    item = world.published("เรื่องที่นำออก")
    withdraw(item, world.people["researcher"])
    for language in ("th", "en"):
        response = client.get(page_path(item, language))
        assert response.status_code == 410
        assert item.title not in response.content.decode()
    assert item.title not in client.get(page_path(world.index)).content.decode()
    client.force_login(world.people["researcher"])
    assert client.get(page_path(item)).status_code == 410


def test_what_plans_put_on_the_page(world, client, monkeypatch) -> None:
    item = world.published()
    row = {"title": "โครงการเพาะเห็ด", "url": "/th/plans/entries/1/", "body": "อบต.กุดไห"}
    uses = SimpleNamespace(count_plans=2, count_subdistricts=1, label="อยู่ในแผน 2 ฉบับ", entries=[], rows=[row])
    monkeypatch.setattr(slots.ITEM_USES, "_filler", lambda items, user: {item.pk: uses for item in items})
    action = {"label": "นำไปจัดทำโครงการ", "url": "/workspace/", "kind": "clay"}
    monkeypatch.setattr(slots.ITEM_ACTIONS, "_filler", lambda items, user: {item.pk: [action] for item in items})
    page = client.get(page_path(item)).content.decode()
    assert "อยู่ในแผน 2 ฉบับ" in page
    assert 'href="/th/plans/entries/1/"' in page
    assert page.count("นำไปจัดทำโครงการ") == 1
    assert "button-clay" in page


def test_who_may_do_what(world) -> None:
    people = world.people
    public, draft = world.published(), world.draft("ฉบับร่าง")
    assert can(people["planner"], "use", public) and not can(people["planner"], "use", draft)
    assert not can(people["researcher"], "use", public)
    assert can(people["area_manager"], "offer", public) and not can(people["planner"], "offer", public)
    assert can(people["researcher"], "view", draft) and can(people["reviewer"], "view", draft)
    for who in ("planner", "other_researcher", "other_reviewer"):
        assert not can(people[who], "view", draft)
        assert list(visible_to(people[who])) == [public.knowledgeitem_ptr]
    assert visible_to(people["researcher"]).count() == 2
    assert can(people["researcher"], "create", world.section)
    assert not can(people["researcher"], "create", world.other_section)
    people["researcher"].is_active = False
    assert not can(people["researcher"], "edit", draft)


def test_search_finds_what_is_public_only(world) -> None:
    from search.query import search

    item = world.published("เครื่องอบพริกพลังงานแสงอาทิตย์")
    world.draft("เครื่องอบเห็ดฉบับร่าง")
    assert [hit.document.object_id for hit in search("อบพริก").hits] == [str(item.pk)]
    assert search("ฉบับร่าง").total == 0
    withdraw(item, world.people["researcher"])
    assert search("อบพริก").total == 0


def test_an_item_past_its_end_is_not_public_though_nobody_has_taken_it_off(world, client) -> None:
    item = world.published()
    assert public_items().filter(pk=item.pk).exists()
    Technology.objects.filter(pk=item.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert not public_items().exists()
    assert item.title not in client.get(page_path(world.index)).content.decode()
