"""Who holds which role where. Every other policy asks here and nowhere else."""

from typing import Any

from .models import Membership, Organisation, Role


def roles_of(user: Any) -> frozenset[tuple[str, int]]:
    """{(role, organisation id)} of the person; empty for anonymous or inactive people. One query a request."""
    if not getattr(user, "is_authenticated", False) or not user.is_active:
        return frozenset()
    cached = getattr(user, "_roles", None)
    if cached is None:
        cached = frozenset(Membership.objects.filter(user=user, is_active=True).values_list("role", "organisation_id"))
        user._roles = cached
    return cached


def holds(user: Any, organisation: Organisation | int, *roles: Role) -> bool:
    """Whether the person holds any of the roles in that organisation."""
    organisation_id = organisation if isinstance(organisation, int) else organisation.pk
    return any((role, organisation_id) in roles_of(user) for role in roles)


def organisations_of(user: Any, *roles: Role) -> set[int]:
    """Ids of the organisations in which the person holds any of the roles (any role when none is named)."""
    return {organisation for role, organisation in roles_of(user) if not roles or role in roles}


def is_operator(user: Any) -> bool:
    """Operators look after the portal itself; superusers count as operators."""
    return bool(getattr(user, "is_superuser", False)) or any(role == Role.OPERATOR for role, _ in roles_of(user))
