"""Signing in: planners come to their workspace, the others to the admin."""

from django.contrib.auth.views import LoginView
from django.urls import reverse

from portal.people.models import Role
from portal.people.policies import roles_of


class SignIn(LoginView):
    """The one sign-in page of the product."""

    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def get_redirect_url(self) -> str:  # type: ignore[override]  # the stubs are ahead of Django 5.2
        """The address asked for, unless it is the admin and the person may not enter: it would lead back here, and
        from here to it, for ever."""
        asked: str = super().get_redirect_url()
        refused = not self.request.user.has_perm("wagtailadmin.access_admin")
        return "" if asked.startswith(reverse("wagtailadmin_home")) and refused else asked

    def get_default_redirect_url(self) -> str:
        """Where the person's work is."""
        roles = {role for role, _organisation in roles_of(self.request.user)}
        if roles & {Role.PLANNER, Role.CHECKER}:
            return reverse("workspace:home")
        in_admin = {Role.RESEARCHER, Role.REVIEWER, Role.AREA_MANAGER, Role.OPERATOR}
        if roles & in_admin or self.request.user.is_superuser:
            return reverse("wagtailadmin_home")
        return reverse("workspace:home")
