"""Who may do what with knowledge items. Views, lists, exports and services ask here and nowhere else."""

from typing import Any, Literal

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.people.models import Role
from portal.people.policies import holds, organisations_of

from .models import KnowledgeItem, KnowledgeSection
from .queries import public_items

Verb = Literal["view", "use", "create", "edit", "submit", "review", "withdraw", "offer"]
WRITERS = (Role.RESEARCHER, Role.AREA_MANAGER)
INSIDERS = (Role.RESEARCHER, Role.AREA_MANAGER, Role.REVIEWER)


def is_public(item: KnowledgeItem) -> bool:
    """Whether everyone may read the item. Costs at most one query (Wagtail's view restrictions)."""
    if not item.live or item.consent_withdrawn or (item.expire_at and item.expire_at <= timezone.now()):
        return False
    return not item.get_view_restrictions().exists()


def can(user: Any, verb: Verb, obj: Any) -> bool:
    """Whether the person may do it. `obj` is an item, or the section for "create".

    "use": quote it in a plan; "offer": offer it to a local body; "review": decide on it (the review itself also
    refuses who wrote in it, `knowledge.review`).
    """
    if verb == "create":
        return isinstance(obj, KnowledgeSection) and holds(user, obj.organisation_id, *WRITERS)
    if not isinstance(obj, KnowledgeItem) or obj.organisation_id is None:
        return False
    if verb == "view":
        return is_public(obj) or holds(user, obj.organisation_id, *INSIDERS) or _superuser(user)
    if verb == "use":
        return is_public(obj) and bool(organisations_of(user, Role.PLANNER, Role.CHECKER))
    if verb == "offer":
        return is_public(obj) and holds(user, obj.organisation_id, Role.AREA_MANAGER)
    if verb == "review":
        return holds(user, obj.organisation_id, Role.REVIEWER)
    # "edit", "submit", "withdraw"
    return holds(user, obj.organisation_id, *WRITERS) or _superuser(user)


def visible_to(user: Any) -> QuerySet[KnowledgeItem]:
    """Items that the person may see: the public ones, and everything of the universities they write or review for."""
    if _superuser(user):
        return KnowledgeItem.objects.filter(locale__language_code=settings.LANGUAGE_CODE, alias_of__isnull=True)
    own = organisations_of(user, *INSIDERS)
    public = public_items()
    if not own:
        return public
    inside = KnowledgeItem.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE, alias_of__isnull=True, organisation_id__in=own
    )
    return KnowledgeItem.objects.filter(Q(pk__in=public.values("pk")) | Q(pk__in=inside.values("pk")))


def _superuser(user: Any) -> bool:
    return bool(getattr(user, "is_active", False) and getattr(user, "is_superuser", False))
