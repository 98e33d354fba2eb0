"""The person who signs in. No picture, document or page hangs on it in the first migration (circular dependency)."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person. `display_name` is what others see: in a trail, in a mail, in a history."""

    display_name = models.CharField(_("display name"), max_length=120, blank=True)
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.display_name or self.get_full_name() or self.username
