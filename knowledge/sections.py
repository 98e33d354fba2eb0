"""One section per university: its page, its collection for pictures and files, its groups' rights and its review.

Called by the demonstration, by `manage.py knowledge_sections` and by tests; calling it again mends what was changed
by hand. The groups themselves follow memberships (`portal.people.groups`).
"""

from collections.abc import Sequence

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from portal.people.groups import GROUP_ROLES, OPERATORS, PREFIX, group_name
from portal.people.models import Organisation, OrganisationKind, Role

from .models import KnowledgeIndex, KnowledgeReviewTask, KnowledgeSection

# Area managers of a university write beside its researchers (brief 5.1: ARM).
WRITING_ROLES = (Role.RESEARCHER, Role.AREA_MANAGER)
PAGE_RIGHTS = ("add_page", "change_page")
# Wagtail lets into its explorer and its comparison of versions only who has some right on some page. This one is
# inert here: the testers of `models.permissions` let nobody lock items or sections.
REVIEWER_RIGHTS = ("lock_page",)
COLLECTION_RIGHTS = (
    ("base", "add_image"),
    ("base", "change_image"),
    ("base", "choose_image"),
    ("base", "add_document"),
    ("base", "change_document"),
    ("base", "choose_document"),
)


@transaction.atomic
def ensure_sections(index: KnowledgeIndex) -> list[KnowledgeSection]:
    """Make every university's section, rights and review what they should be; returns the sections."""
    universities = Organisation.objects.filter(kind=OrganisationKind.UNIVERSITY)
    sections = [ensure_section(index, university) for university in universities]
    reconcile_rights()
    return sections


def ensure_section(index: KnowledgeIndex, organisation: Organisation) -> KnowledgeSection:
    """The university's section under the list page, published, with its rights and its review."""
    section = KnowledgeSection.objects.child_of(index).filter(organisation=organisation).first()
    if section is None:
        section = KnowledgeSection(
            title=organisation.name_th,
            slug=organisation.code,
            organisation=organisation,
            locale=index.locale,
            is_sample=organisation.is_sample,
        )
        index.add_child(instance=section)
        section.save_revision().publish()
        section.refresh_from_db()
    ensure_rights(section)
    ensure_review(section)
    return section


def collection_of(organisation: Organisation) -> Collection:
    """The collection that holds the university's pictures and files."""
    root = Collection.get_first_root_node()
    found = root.get_children().filter(name=organisation.name_th).first()
    return found or root.add_child(instance=Collection(name=organisation.name_th))


def ensure_rights(section: KnowledgeSection) -> None:
    """Writers add and change in their own section and collection; reviewers look; nobody gets `publish_page`."""
    for role in WRITING_ROLES:
        group = Group.objects.get_or_create(name=group_name(role, section.organisation))[0]
        set_page_rights(group, section, PAGE_RIGHTS)
        set_collection_rights(group, collection_of(section.organisation))
    reviewers = Group.objects.get_or_create(name=group_name(Role.REVIEWER, section.organisation))[0]
    set_page_rights(reviewers, section, REVIEWER_RIGHTS)


def set_page_rights(group: Group, section: KnowledgeSection, codenames: Sequence[str]) -> None:
    """Exactly these rights on exactly this section."""
    wanted = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames)
    GroupPagePermission.objects.filter(group=group).exclude(page=section, permission__in=wanted).delete()
    page = Page.objects.get(pk=section.pk)
    for permission in wanted:
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)


def set_collection_rights(group: Group, collection: Collection) -> None:
    """Exactly the rights on pictures and files of this collection."""
    wanted = [
        Permission.objects.get(content_type__app_label=app, codename=codename) for app, codename in COLLECTION_RIGHTS
    ]
    rights = GroupCollectionPermission.objects.filter(group=group)
    rights.exclude(collection=collection, permission__in=wanted).delete()
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


def ensure_review(section: KnowledgeSection) -> Workflow:
    """The section's workflow with its one step, decided by the reviewers of that university."""
    reviewers = Group.objects.get_or_create(name=group_name(Role.REVIEWER, section.organisation))[0]
    with override("th"):
        workflow_name = _("Knowledge review")
        task_name = _("Reviewers of %(university)s") % {"university": section.organisation.name_th}
    task = KnowledgeReviewTask.objects.filter(groups=reviewers, active=True).first()
    if task is None:
        task = KnowledgeReviewTask.objects.create(name=task_name)
        task.groups.set([reviewers])
    link = WorkflowPage.objects.filter(page=section).select_related("workflow").first()
    workflow = link.workflow if link else Workflow.objects.create(name=workflow_name)
    if link is None:
        WorkflowPage.objects.create(page=Page.objects.get(pk=section.pk), workflow=workflow)
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task, defaults={"sort_order": 0})
    return workflow


def reconcile_rights() -> None:
    """`access_admin` for the derived groups and operators, for nobody else; groups that memberships do not know hold
    nothing."""
    access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    wanted_names = {
        group_name(role, university)
        for university in Organisation.objects.filter(kind=OrganisationKind.UNIVERSITY)
        for role in GROUP_ROLES
    }
    for group in Group.objects.all():
        if group.name in wanted_names:
            group.permissions.set([access])
            continue
        if group.name != OPERATORS:
            group.permissions.remove(access)
        if group.name.startswith(PREFIX):
            GroupPagePermission.objects.filter(group=group).delete()
            GroupCollectionPermission.objects.filter(group=group).delete()
