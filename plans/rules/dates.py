"""Rules on where and when a project was asked for."""

from django.utils.translation import gettext_lazy as _

from plans.rules.subject import EntrySubject
from portal.kit.checks import Level, Rule

RULES: tuple[Rule[EntrySubject], ...] = (
    Rule(
        "origin.missing",
        Level.WARNING,
        lambda s: s.plan_type.code == "subdistrict",
        lambda s: not s.origin_who.strip(),
        _("Please say who asked for the project, for example the community assembly of Moo 3"),
        "origin_who",
    ),
)
