"""Django's rights on a model in Wagtail's admin, without some actions, for everybody. Called by the apps' snippets."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from wagtail.permission_policies import ModelPermissionPolicy


class Without(ModelPermissionPolicy):  # type: ignore[misc]  # Wagtail has no types
    """The rights on `model` but for `withheld` ("add", "change", "delete"), which not even superusers have."""

    def __init__(self, model: type[Model], *withheld: str) -> None:
        super().__init__(model)
        self.withheld = withheld

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Never for what is withheld."""
        return action not in self.withheld and bool(super().user_has_permission(user, action))

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Any of the actions that exist here."""
        return any(self.user_has_permission(user, action) for action in actions)
