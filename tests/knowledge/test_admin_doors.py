"""Every door of the Wagtail admin by which an item could come onto the site without other eyes stays shut."""

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from knowledge.models import KnowledgeItem, Technology
from knowledge.review import approve, submit

pytestmark = pytest.mark.django_db


def editor_post(item: Technology, **values) -> dict[str, str]:
    """What the browser sends when the editor is saved."""
    data = {
        "title": item.title,
        "summary": item.summary,
        "licence": item.licence,
        "seed_kind": item.seed_kind,
        "body-count": "0",
        "comment_notifications": "",
    }
    for formset in ("evidence", "cost_lines", "researchers", "attachments", "comments"):
        data |= {f"{formset}-TOTAL_FORMS": "0", f"{formset}-INITIAL_FORMS": "0", f"{formset}-MAX_NUM_FORMS": "1000"}
    return data | values


def live(item: KnowledgeItem) -> bool:
    return Page.objects.get(pk=item.pk).live


@pytest.fixture
def sign_in(client, world):
    def as_(who: str):
        client.force_login(world.people[who])
        return client

    return as_


def decide_url(item: Technology, action: str, state=None) -> str:
    state = state or Technology.objects.get(pk=item.pk).current_workflow_task_state
    return reverse("wagtailadmin_pages:workflow_action", args=(item.pk, action, state.pk))


def test_the_whole_way_through_the_admin(world, sign_in) -> None:
    """Researcher writes and submits, reviewer returns with a reason, researcher mends, reviewer publishes."""
    client = sign_in("researcher")
    add = reverse("wagtailadmin_pages:add", args=("knowledge", "technology", world.section.pk))
    assert client.get(add).status_code == 200
    blank = Technology(title="เครื่องอบพริกพลังงานแสงอาทิตย์", summary="อบพริกได้แม้ฝนตก", licence="cc-by", seed_kind="project")
    response = client.post(add, editor_post(blank, **{"action-submit": "1"}))
    assert response.status_code == 302, response.context["form"].errors
    item = Technology.objects.get(title="เครื่องอบพริกพลังงานแสงอาทิตย์")
    assert item.slug == "tech-0001"
    assert item.organisation == world.university
    assert item.workflow_in_progress and not item.live

    client = sign_in("reviewer")
    review = reverse("knowledge_review", args=(item.pk,))
    assert "เครื่องอบพริก" in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(review).status_code == 200
    assert client.post(review, {"return": "1", "return-comment": "  "}).status_code == 422
    assert client.post(review, {"return": "1", "return-comment": "โปรดระบุหลักฐาน"}).status_code == 302

    client = sign_in("researcher")
    assert "โปรดระบุหลักฐาน" in client.get(reverse("wagtailadmin_home")).content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    assert client.get(edit).status_code == 200
    item.summary = "อบพริกได้แม้ฝนตก 18 ครัวเรือน"
    assert client.post(edit, editor_post(item, **{"action-submit": "1"})).status_code == 302

    client = sign_in("reviewer")
    assert client.get(reverse("wagtailadmin_pages:edit", args=(item.pk,))).status_code == 200
    assert client.post(review, {"approve": "1"}).status_code == 302
    item = Technology.objects.get(pk=item.pk)
    assert item.live and item.summary.endswith("18 ครัวเรือน")


@pytest.mark.parametrize("who", ["both", "reviewer", "superuser"])
def test_edit_and_approve_in_one_post(world, sign_in, who) -> None:
    item = world.draft()
    submit(item, world.people["researcher"])
    before = item.revisions.count()
    sign_in(who).post(
        reverse("wagtailadmin_pages:edit", args=(item.pk,)),
        editor_post(
            item, summary="แก้แล้วผ่านเอง", **{"action-workflow-action": "true", "workflow-action-name": "approve"}
        ),
    )
    assert not live(item)
    assert item.revisions.count() == before


def test_autosave_by_the_reviewer_changes_nothing(world, sign_in) -> None:
    item = world.draft()
    submit(item, world.people["researcher"])
    before = item.revisions.count()
    response = sign_in("both").post(
        reverse("wagtailadmin_pages:edit", args=(item.pk,)),
        editor_post(item, summary="บันทึกอัตโนมัติ"),
        headers={"accept": "application/json"},
    )
    assert response.status_code == 400
    assert json.loads(response.content)["error_code"] == "locked"
    assert item.revisions.count() == before


def test_autosave_before_review_counts_as_writing(world, sign_in) -> None:
    item = world.draft()
    response = sign_in("both").post(
        reverse("wagtailadmin_pages:edit", args=(item.pk,)),
        editor_post(item, summary="บันทึกอัตโนมัติ"),
        headers={"accept": "application/json"},
    )
    assert response.status_code == 200, response.content
    submit(item, world.people["researcher"])
    sign_in("both").post(decide_url(item, "approve"), {"comment": ""})
    assert not live(item)


def test_autosave_does_not_overwrite_a_published_or_submitted_revision(world, sign_in) -> None:
    item = world.draft(author="both")
    first = item.latest_revision_id
    edit = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    submit(item, world.people["both"])
    approve(item, world.people["reviewer"])
    published = Technology.objects.get(pk=item.pk).live_revision.content["summary"]
    response = sign_in("both").post(
        edit,
        editor_post(item, summary="จากแท็บที่เปิดค้างไว้", overwrite_revision_id=str(first)),
        headers={"accept": "application/json"},
    )
    assert response.status_code == 200
    item = Technology.objects.get(pk=item.pk)
    assert item.live_revision_id == first
    assert item.live_revision.content["summary"] == published
    # and the new text is the writer's own, whoever submits it
    world.edit(item, "researcher", summary="ต่อจากนั้น")
    submit(item, world.people["researcher"])
    sign_in("both").post(decide_url(item, "approve"), {"comment": ""})
    assert Technology.objects.get(pk=item.pk).live_revision_id == first


def test_own_lock_does_not_open_the_editor_during_review(world, sign_in) -> None:
    item = world.draft()
    client = sign_in("both")
    client.post(reverse("wagtailadmin_pages:lock", args=(item.pk,)))
    submit(item, world.people["researcher"])
    client.post(reverse("wagtailadmin_pages:lock", args=(item.pk,)))
    Page.objects.filter(pk=item.pk).update(locked=True, locked_by=world.people["both"], locked_at=timezone.now())
    before = item.revisions.count()
    client.post(reverse("wagtailadmin_pages:edit", args=(item.pk,)), editor_post(item, summary="ล็อกเอง แก้เอง"))
    assert item.revisions.count() == before


def test_a_task_state_posted_under_another_pages_address(world, sign_in) -> None:
    own = world.draft("ของตนเอง", author="both")
    others = world.draft("ของผู้อื่น")
    submit(own, world.people["both"])
    submit(others, world.people["researcher"])
    state = Technology.objects.get(pk=own.pk).current_workflow_task_state
    client = sign_in("both")
    client.post(decide_url(others, "approve", state), {"comment": ""})
    client.post(decide_url(others, "reject", state), {"comment": "เหตุผล"})
    assert not live(own) and not live(others)
    assert Technology.objects.get(pk=own.pk).workflow_in_progress


def test_a_task_state_of_another_university(world, sign_in) -> None:
    item = world.draft()
    submit(item, world.people["researcher"])
    client = sign_in("other_reviewer")
    client.post(decide_url(item, "approve"), {"comment": ""})
    assert not live(item)
    assert client.get(reverse("knowledge_review", args=(item.pk,))).status_code == 404
    assert client.post(reverse("knowledge_review", args=(item.pk,)), {"approve": "1"}).status_code == 404


def test_a_return_through_wagtails_own_address_needs_a_reason(world, sign_in) -> None:
    item = world.draft()
    submit(item, world.people["researcher"])
    sign_in("reviewer").post(decide_url(item, "reject"), {"comment": "  "})
    assert Technology.objects.get(pk=item.pk).workflow_in_progress


@pytest.mark.parametrize("who", ["researcher", "both", "reviewer", "area_manager", "superuser"])
def test_publishing_in_the_editor(world, sign_in, who) -> None:
    item = world.draft()
    sign_in(who).post(reverse("wagtailadmin_pages:edit", args=(item.pk,)), editor_post(item, **{"action-publish": "1"}))
    assert not live(item)


@pytest.mark.parametrize("who", ["researcher", "both", "superuser"])
def test_creating_live(world, sign_in, who) -> None:
    blank = Technology(title="เผยแพร่ทันที", summary="สรุป", licence="cc-by", seed_kind="project")
    add = reverse("wagtailadmin_pages:add", args=("knowledge", "technology", world.section.pk))
    sign_in(who).post(add, editor_post(blank, **{"action-publish": "1"}))
    assert not KnowledgeItem.objects.live().exists()


@pytest.mark.parametrize("who", ["researcher", "both", "reviewer", "superuser"])
def test_bulk_publishing(world, sign_in, who) -> None:
    item = world.draft()
    client = sign_in(who)
    for target in (item.pk, world.section.pk):
        url = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "publish"))
        client.post(f"{url}?id={target}&next=/admin/", {"include_descendants": "on"})
        assert not live(item)


@pytest.mark.parametrize("who", ["researcher", "both", "superuser"])
def test_copying_and_aliasing_a_live_item(world, sign_in, who) -> None:
    item = world.published()
    copy = reverse("wagtailadmin_pages:copy", args=(item.pk,))
    client = sign_in(who)
    data = {"new_title": "สำเนา", "new_slug": "tech-0900", "new_parent_page": str(world.section.pk)}
    client.post(copy, {**data, "publish_copies": "on"})
    client.post(copy, {**data, "new_slug": "tech-0901", "alias": "on", "publish_copies": "on"})
    assert list(KnowledgeItem.objects.live().values_list("pk", flat=True)) == [item.pk]
    for copied in KnowledgeItem.objects.exclude(pk=item.pk):
        assert copied.published_version == 0


def test_a_copy_in_another_section_belongs_to_that_university(world, sign_in) -> None:
    item = world.published()
    copy = reverse("wagtailadmin_pages:copy", args=(item.pk,))
    data = {"new_title": "สำเนา", "new_slug": "tech-0900", "new_parent_page": str(world.other_section.pk)}
    sign_in("superuser").post(copy, data)
    copied = KnowledgeItem.objects.get(slug="tech-0900")
    assert copied.organisation_id == world.other_section.organisation_id
    sign_in("researcher").post(copy, {**data, "new_slug": "tech-0901"})
    assert not KnowledgeItem.objects.filter(slug="tech-0901").exists()


@pytest.mark.parametrize("who", ["researcher", "both", "superuser"])
def test_moving_a_draft_does_not_publish_it(world, sign_in, who) -> None:
    item = world.draft()
    url = reverse("wagtailadmin_pages:move_confirm", args=(item.pk, world.other_section.pk))
    sign_in(who).post(url)
    assert not live(item)


@pytest.mark.parametrize("who", ["researcher", "both", "superuser"])
def test_reverting_and_publishing(world, sign_in, who) -> None:
    item = world.published()
    first = item.live_revision_id
    item = world.edit(item, "researcher", summary="ฉบับร่างที่สอง")
    revert = reverse("wagtailadmin_pages:revisions_revert", args=(item.pk, item.latest_revision_id))
    client = sign_in(who)
    assert client.get(revert).status_code == 200
    client.post(
        reverse("wagtailadmin_pages:edit", args=(item.pk,)),
        editor_post(item, revision=str(item.latest_revision_id), **{"action-publish": "1"}),
    )
    assert Technology.objects.get(pk=item.pk).live_revision_id == first


@pytest.mark.parametrize("who", ["researcher", "both", "superuser"])
def test_scheduling_by_hand(world, sign_in, who) -> None:
    """`go_live_at` is on no form; posted all the same, it publishes nothing when the hour comes."""
    item = world.draft()
    soon = (timezone.now() - dt.timedelta(minutes=5)).strftime("%Y-%m-%d %H:%M")
    client = sign_in(who)
    edit = reverse("wagtailadmin_pages:edit", args=(item.pk,))
    client.post(edit, editor_post(item, go_live_at=soon))
    client.post(edit, editor_post(item, go_live_at=soon, **{"action-publish": "1"}))
    call_command("publish_scheduled")
    assert not live(item)


@pytest.mark.parametrize("who", ["researcher", "both", "reviewer"])
def test_unscheduling_what_was_approved(world, sign_in, who) -> None:
    item = world.draft(go_live_at=timezone.now() + dt.timedelta(days=1))
    submit(item, world.people["researcher"])
    approve(item, world.people["reviewer" if who != "reviewer" else "second_reviewer"])
    item = Technology.objects.get(pk=item.pk)
    scheduled = item.scheduled_revision
    assert scheduled is not None and not item.live
    sign_in(who).post(reverse("wagtailadmin_pages:revisions_unschedule", args=(item.pk, scheduled.pk)))
    assert Technology.objects.get(pk=item.pk).scheduled_revision == scheduled


@pytest.mark.parametrize("who", ["researcher", "both", "reviewer", "area_manager"])
def test_taking_a_public_item_away(world, sign_in, who) -> None:
    item = world.published()
    client = sign_in(who)
    client.post(reverse("wagtailadmin_pages:unpublish", args=(item.pk,)))
    client.post(reverse("wagtailadmin_pages:delete", args=(item.pk,)))
    bulk = reverse("wagtail_bulk_action", args=("wagtailcore", "page", "delete"))
    client.post(f"{bulk}?id={item.pk}&next=/admin/")
    assert live(item)


def test_what_was_public_is_never_deleted(world, sign_in) -> None:
    item = world.published()
    client = sign_in("researcher")
    client.post(reverse("knowledge_withdraw", args=(item.pk,)))
    assert not live(item)
    client.post(reverse("wagtailadmin_pages:delete", args=(item.pk,)))
    assert KnowledgeItem.objects.filter(pk=item.pk).exists()


def test_planners_and_other_universities_stay_outside(world, sign_in) -> None:
    item = world.draft()
    addresses = [
        reverse("wagtailadmin_pages:edit", args=(item.pk,)),
        reverse("wagtailadmin_pages:history", args=(item.pk,)),
        reverse("wagtailadmin_pages:view_draft", args=(item.pk,)),
        reverse("wagtailadmin_pages:revisions_view", args=(item.pk, item.latest_revision_id)),
        reverse("wagtailadmin_pages:copy", args=(item.pk,)),
        reverse("knowledge_review", args=(item.pk,)),
        reverse("knowledge_withdraw", args=(item.pk,)),
    ]
    for who in ("planner", "other_researcher", "other_reviewer"):
        client = sign_in(who)
        for address in addresses:
            response = client.get(address)
            assert response.status_code in (302, 403, 404), (who, address)
            assert item.title not in response.content.decode(), (who, address)


def test_no_api_is_served(client) -> None:
    for address in ("/api/v2/pages/", "/api/v3/pages/", "/th/api/v2/pages/", "/admin/api/v2/pages/"):
        assert client.get(address).status_code in (302, 404)


def test_who_has_no_business_in_the_admin_is_led_to_their_work(world, sign_in) -> None:
    """And not from the admin to the sign-in page and back for ever."""
    response = sign_in("planner").get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/workspace/"
    assert response.status_code == 200
    assert sign_in("researcher").get("/admin/").status_code == 200


def test_the_admin_calls_people_by_their_name(world, sign_in) -> None:
    world.people["researcher"].display_name = "ผู้วิจัยทดสอบ"
    world.people["researcher"].save()
    item = world.draft()
    client = sign_in("researcher")
    assert '"name": "ผู้วิจัยทดสอบ"' in json.dumps(
        json.loads(
            client.get("/admin/")
            .content.decode()
            .split('id="wagtail-sidebar-props"')[1]
            .split(">", 1)[1]
            .split("</")[0]
        ),
        ensure_ascii=False,
    )
    assert "ผู้วิจัยทดสอบ" in client.get(reverse("wagtailadmin_pages:history", args=(item.pk,))).content.decode()
