"""What Wagtail's admin may offer on items and sections: nobody publishes directly, and nothing cited is deleted."""

from django.conf import settings
from wagtail.models import PagePermissionTester


class ItemPermissionTester(PagePermissionTester):
    """Publication of Thai items happens through review only, superusers included (`knowledge.review`).

    Translations are not reviewed (wagtail-localize knows no workflow) and stay with those who may publish.
    """

    def can_publish(self) -> bool:
        if self.page.locale.language_code == settings.LANGUAGE_CODE:
            return False
        return bool(super().can_publish())

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """What was public may be cited for ever: it is withdrawn, not deleted (and so not moved either)."""
        if self.page.first_published_at is not None:
            return False
        return bool(super().can_delete(ignore_bulk))

    def can_lock(self) -> bool:
        """Locks are the review's; a person's own lock would come before it."""
        return False

    def can_view_revisions(self) -> bool:
        """The history is the authors'; reviewers have the comparison with the public version."""
        writes = self.user.is_superuser or bool({"add", "change"} & self.permissions)
        return writes and bool(super().can_view_revisions())


class SectionPermissionTester(PagePermissionTester):
    """Nothing is created live, copied live or aliased into a section, and nobody locks one."""

    def can_lock(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False
