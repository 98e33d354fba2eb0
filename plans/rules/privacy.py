"""No citizen's number may stand in a plan (PDPA 2562)."""

from django.utils.translation import gettext_lazy as _

from plans.rules.subject import EntrySubject
from portal.kit.checks import Level, Rule
from portal.kit.thai.text import has_thai_id


def _identified(subject: EntrySubject) -> list[dict[str, object]]:
    return [{"field": name} for name, text in subject.texts.items() if has_thai_id(text)]


RULES: tuple[Rule[EntrySubject], ...] = (
    Rule(
        "privacy.citizen_id",
        Level.ERROR,
        lambda s: True,
        _identified,
        _("This text contains a citizen identification number; please take it out"),
    ),
)
