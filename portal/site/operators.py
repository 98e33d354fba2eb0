"""What operators keep in the admin: the words of the vocabularies, and what editors of the search keep.

Pages, accounts and settings stay with superusers; items and plans with those whose they are. Called by the
preparation (`bootstrap`); calling it again mends what was changed by hand.
"""

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Model, Q

from knowledge.models import VOCABULARIES
from portal.people.groups import OPERATORS, sync_groups
from portal.people.models import Role, User
from search.models import SearchMiss, SearchPromotion, SearchSynonym

KEPT: dict[type[Model], tuple[str, ...]] = {
    SearchSynonym: ("add", "change", "delete"),
    SearchPromotion: ("add", "change", "delete"),
    SearchMiss: ("delete",),
    **dict.fromkeys(VOCABULARIES.values(), ("add", "change")),
}


@transaction.atomic
def ensure_operators() -> None:
    """The operators' group with exactly its rights, and in it everyone whose membership says so."""
    wanted = Q(content_type__app_label="wagtailadmin", codename="access_admin")
    for model, verbs in KEPT.items():
        names = [f"{verb}_{model._meta.model_name}" for verb in (*verbs, "view")]
        wanted |= Q(content_type__app_label=model._meta.app_label, codename__in=names)
    group = Group.objects.get_or_create(name=OPERATORS)[0]
    group.permissions.set(Permission.objects.filter(wanted))
    for user in User.objects.filter(memberships__role=Role.OPERATOR).distinct():
        sync_groups(user)
