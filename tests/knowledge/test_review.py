"""The services of review: who may decide, that a reason is asked for, who publishes in whose name."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import translation
from wagtail.models import GroupPagePermission, PageLogEntry, TaskState, Workflow

from knowledge.models import KnowledgeSection, Technology
from knowledge.review import ReviewRefused, approve, restore_consent, return_item, submit, withdraw, writers_since_live

pytestmark = pytest.mark.django_db


def test_submit_return_resubmit_approve(world) -> None:
    item = world.draft()
    submit(item, world.people["researcher"])
    return_item(item, world.people["reviewer"], "โปรดระบุจำนวนครัวเรือน")
    item = Technology.objects.get(pk=item.pk)
    assert not item.live
    assert item.current_workflow_state.status == "needs_changes"
    assert TaskState.objects.get(workflow_state=item.current_workflow_state).comment == "โปรดระบุจำนวนครัวเรือน"

    world.edit(item, "researcher", summary="เพาะเห็ดได้ทั้งปี 32 ครัวเรือน")
    submit(item, world.people["researcher"])
    approve(item, world.people["reviewer"])
    item = Technology.objects.get(pk=item.pk)
    assert item.live
    assert item.summary == "เพาะเห็ดได้ทั้งปี 32 ครัวเรือน"
    assert item.published_version == 1
    published = PageLogEntry.objects.get(page_id=item.pk, action="wagtail.publish")
    assert published.user == world.people["reviewer"]


def test_a_return_needs_a_reason(world) -> None:
    item = world.draft()
    submit(item, world.people["researcher"])
    for blank in ("", "   ", "\n"):
        with pytest.raises(ValidationError):
            return_item(item, world.people["reviewer"], blank)
    assert Technology.objects.get(pk=item.pk).workflow_in_progress


@pytest.mark.parametrize("who", ["researcher", "colleague", "area_manager", "other_reviewer", "planner", "superuser"])
def test_only_reviewers_of_the_university_decide(world, who) -> None:
    item = world.draft()
    submit(item, world.people["researcher"])
    with pytest.raises(ReviewRefused):
        approve(item, world.people[who])
    with pytest.raises(ReviewRefused):
        return_item(item, world.people[who], "เหตุผล")
    assert not Technology.objects.get(pk=item.pk).live


def test_a_reviewer_does_not_decide_on_what_they_wrote(world) -> None:
    item = world.draft(author="both")
    submit(item, world.people["both"])
    with pytest.raises(ReviewRefused):
        approve(item, world.people["both"])
    with pytest.raises(ReviewRefused):
        return_item(item, world.people["both"], "เหตุผล")
    approve(item, world.people["reviewer"])
    assert Technology.objects.get(pk=item.pk).live


def test_a_reviewer_does_not_decide_on_what_they_touched(world) -> None:
    item = world.draft()
    world.edit(item, "both", summary="สรุปที่ผู้กลั่นกรองปรับเอง")
    world.edit(item, "researcher", summary="สรุปที่ผู้เขียนปรับต่อ")
    submit(item, world.people["researcher"])
    with pytest.raises(ReviewRefused):
        approve(item, world.people["both"])


def test_two_reviewers_who_edited_each_others(world) -> None:
    first = world.draft("ของคนแรก", author="both")
    second = world.draft("ของคนที่สอง", author="both_too")
    world.edit(first, "both_too", summary="แก้ให้กัน")
    world.edit(second, "both", summary="แก้ให้กัน")
    for item in (first, second):
        submit(item, world.people["both"])
        for who in ("both", "both_too"):
            with pytest.raises(ReviewRefused):
                approve(item, world.people[who])
        approve(item, world.people["reviewer"])


def test_two_reviewers_may_decide_on_each_others_own_work(world) -> None:
    first = world.draft("ของคนแรก", author="both")
    submit(first, world.people["both"])
    approve(first, world.people["both_too"])
    assert Technology.objects.get(pk=first.pk).live


def test_writers_are_counted_from_the_live_version_on(world) -> None:
    item = world.published()
    assert writers_since_live(item) == set()
    item = world.edit(item, "both", summary="ฉบับใหม่")
    assert writers_since_live(item) == {world.people["both"].pk}
    submit(item, world.people["both"])
    with pytest.raises(ReviewRefused):
        approve(item, world.people["both"])
    approve(item, world.people["second_reviewer"])
    assert Technology.objects.get(pk=item.pk).published_version == 2


def test_purged_revisions_do_not_make_a_writer_forgotten(world) -> None:
    item = world.draft(author="both")
    world.edit(item, "researcher", summary="ฉบับที่สอง")
    item.revisions.order_by("pk").first().delete()
    submit(item, world.people["researcher"])
    with pytest.raises(ReviewRefused):
        approve(item, world.people["both"])


def test_a_text_changed_during_review_is_not_published(world) -> None:
    item = world.draft()
    submit(item, world.people["researcher"])
    world.edit(item, "colleague", summary="แทรกระหว่างกลั่นกรอง")
    with pytest.raises(ReviewRefused):
        approve(item, world.people["reviewer"])


def test_nothing_is_published_when_the_workflow_has_no_step(world) -> None:
    item = world.draft()
    workflow = item.get_workflow()
    workflow.workflow_tasks.all().delete()
    with pytest.raises(ReviewRefused):
        submit(item, world.people["researcher"])
    assert not Technology.objects.get(pk=item.pk).live


def test_a_decision_is_taken_once(world) -> None:
    item = world.draft()
    submit(item, world.people["researcher"])
    state = item.current_workflow_task_state
    task = state.task.specific
    task.on_action(state, world.people["reviewer"], "approve")
    with pytest.raises(ReviewRefused):
        task.on_action(state, world.people["reviewer"], "approve")
    with pytest.raises(ReviewRefused):
        task.on_action(state, world.people["second_reviewer"], "reject", comment="ช้าไป")
    assert Technology.objects.get(pk=item.pk).published_version == 1


def test_submitting_asks_for_what_must_be_there(world) -> None:
    item = world.draft()
    world.edit(item, "researcher", summary="")
    with pytest.raises(ValidationError):
        submit(item, world.people["researcher"])
    assert not Technology.objects.get(pk=item.pk).workflow_in_progress


def test_an_outsider_does_not_submit(world) -> None:
    item = world.draft()
    with pytest.raises(ReviewRefused):
        submit(item, world.people["other_researcher"])


def test_mails_go_out_in_thai(world) -> None:
    item = world.draft()
    with translation.override("en"):
        submit(item, world.people["researcher"])
        to_reviewers = {address for message in mail.outbox for address in message.to}
        assert "reviewer@example.org" in to_reviewers
        assert "other_reviewer@example.org" not in to_reviewers
        mail.outbox.clear()
        return_item(item, world.people["reviewer"], "โปรดระบุจำนวนครัวเรือน")
    [message] = [m for m in mail.outbox if m.to == ["researcher@example.org"]]
    assert "โปรดระบุจำนวนครัวเรือน" in message.body
    assert item.title in message.subject


def test_withdrawn_consent_takes_the_item_off_at_once(world, client) -> None:
    item = world.published()
    with pytest.raises(ReviewRefused):
        withdraw(item, world.people["other_researcher"])
    withdraw(item, world.people["researcher"])
    item = Technology.objects.get(pk=item.pk)
    assert item.consent_withdrawn and not item.live
    # A draft saved before the withdrawal must not bring it back.
    assert item.get_latest_revision_as_object().consent_withdrawn
    restore_consent(item, world.people["researcher"])
    assert not Technology.objects.get(pk=item.pk).live


def test_rights_are_what_the_design_says(world) -> None:
    assert not Group.objects.filter(name__in=["Moderators", "Editors"]).exists()
    assert not GroupPagePermission.objects.filter(permission__codename="publish_page").exists()
    sections = KnowledgeSection.objects.all()
    assert set(Workflow.objects.values_list("pk", flat=True)) == {s.get_workflow().pk for s in sections}
    for who, allowed in {"researcher": True, "reviewer": True, "area_manager": True, "planner": False}.items():
        assert world.people[who].has_perm("wagtailadmin.access_admin") is allowed
    reviewers = Group.objects.get(name="derived:reviewer:snru")
    rights = GroupPagePermission.objects.filter(group=reviewers)
    assert [right.permission.codename for right in rights] == ["lock_page"]


def test_rights_changed_by_hand_are_mended(world) -> None:
    researchers = Group.objects.get(name="derived:researcher:snru")
    GroupPagePermission.objects.create(group=researchers, page=world.index, permission_type="publish")
    stranger = Group.objects.create(name="derived:planner:snru")
    stranger.permissions.add(Permission.objects.get(codename="access_admin"))
    call_command("knowledge_sections")
    rights = GroupPagePermission.objects.filter(group=researchers)
    assert {(right.page_id, right.permission.codename) for right in rights} == {
        (world.section.pk, "add_page"),
        (world.section.pk, "change_page"),
    }
    assert not stranger.permissions.exists()
