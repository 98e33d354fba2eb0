"""Wagtail's own groups and its own workflow go: rights come from memberships, review from `knowledge.review`.

Groups that somebody is in already are kept, since a person's access is not ours to take away here.
"""

from django.db import migrations


def remove_defaults(apps, schema_editor):
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowState = apps.get_model("wagtailcore", "WorkflowState")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    Task = apps.get_model("wagtailcore", "Task")
    Group = apps.get_model("auth", "Group")

    used = set(WorkflowState.objects.values_list("workflow_id", flat=True))
    tasks = GroupApprovalTask.objects.filter(groups__name__in=["Moderators", "Editors"])
    task_ids = set(tasks.values_list("pk", flat=True))
    for workflow in Workflow.objects.filter(workflow_tasks__task__in=task_ids).distinct():
        if workflow.pk not in used:
            workflow.delete()
    free = Task.objects.filter(pk__in=task_ids, workflow_tasks__isnull=True, task_states__isnull=True)
    free.delete()
    Group.objects.filter(name__in=["Moderators", "Editors"], user__isnull=True).delete()


class Migration(migrations.Migration):
    # Every migration of Wagtail that gives something to these groups must have run before they go.
    dependencies = [
        ("knowledge", "0001_initial"),
        ("people", "0001_initial"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
        ("wagtail_localize", "0006_create_submit_translation_permission"),
    ]

    operations = [migrations.RunPython(remove_defaults, migrations.RunPython.noop)]
