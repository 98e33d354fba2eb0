"""Wagtail's groups follow memberships: one group per knowledge role and university, and one of all operators.

Planners and checkers get none, so they have no `access_admin`. What the universities' groups may do to which pages and
collections is decided by `knowledge.sections`, what operators keep by `portal.site.operators`. `reconcile()` mends
what was changed by hand.
"""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from .models import Membership, Organisation, Role, User

GROUP_ROLES = (Role.RESEARCHER, Role.REVIEWER, Role.AREA_MANAGER)
PREFIX = "derived:"
OPERATORS = f"{PREFIX}{Role.OPERATOR.value}"


def group_name(role: str, organisation: Organisation) -> str:
    """ "derived:researcher:snru"."""
    return f"{PREFIX}{role}:{organisation.code}"


def groups_for(user: User) -> set[str]:
    """Names of the groups that the person's memberships give."""
    active = Membership.objects.filter(user=user, is_active=True, role__in=(*GROUP_ROLES, Role.OPERATOR))
    return {
        OPERATORS if m.role == Role.OPERATOR else group_name(m.role, m.organisation)
        for m in active.select_related("organisation")
    }


def sync_groups(user: User) -> None:
    """Make the person's derived groups exactly those that the memberships give; other groups are removed too,
    since membership is the only source of rights."""
    wanted = [Group.objects.get_or_create(name=name)[0] for name in sorted(groups_for(user))]
    user.groups.set(wanted)


def reconcile() -> int:
    """Mend every person; returns how many differed."""
    changed = 0
    for user in User.objects.prefetch_related("groups"):
        if {g.name for g in user.groups.all()} != groups_for(user):
            sync_groups(user)
            changed += 1
    return changed


@receiver([post_save, post_delete], sender=Membership)
def follow(sender: Any, instance: Membership, **kwargs: Any) -> None:
    """Memberships changed: groups follow in the same transaction."""
    if User.objects.filter(pk=instance.user_id).exists():
        sync_groups(instance.user)
