"""Signing in: planners come to their workspace, researchers and reviewers to the admin."""

from django.contrib.auth.views import LoginView
from django.urls import reverse

from portal.people.models import Role
from portal.people.policies import roles_of


class SignIn(LoginView):
    """The one sign-in page of the product."""

    template_name = "registration/login.html"
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """Where the person's work is."""
        roles = {role for role, _organisation in roles_of(self.request.user)}
        if roles & {Role.PLANNER, Role.CHECKER}:
            return reverse("workspace:home")
        if roles & {Role.RESEARCHER, Role.REVIEWER, Role.AREA_MANAGER} or self.request.user.is_superuser:
            return reverse("wagtailadmin_home")
        return reverse("workspace:home")
