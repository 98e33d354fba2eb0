"""The person who signs in. No picture, document or page hangs on it in the first migration (circular dependency)."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index


class User(index.Indexed, AbstractUser):  # type: ignore[misc]  # Wagtail has no types
    """A person. `display_name` is what others see: in a trail, in a mail, in a history."""

    display_name = models.CharField(_("display name"), max_length=120, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    # By what the admin's list of users is searched; never found by the public.
    search_fields = [
        index.AutocompleteField("display_name"),
        index.AutocompleteField("first_name"),
        index.AutocompleteField("last_name"),
        index.AutocompleteField("username"),
        index.AutocompleteField("email"),
    ]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """By this name Wagtail's histories and lists call a person."""
        return self.display_name or super().get_full_name()
