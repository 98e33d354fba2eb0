"""Rules on projects of the same name in the body's own plans (scenario S7)."""

from django.utils.translation import gettext_lazy as _

from plans.rules.subject import EntrySubject, Namesake
from portal.kit.checks import Level, Rule


def _describe(found: Namesake) -> dict[str, object]:
    return {"book": found.book, "page": found.page or "-", "item": found.item or "-", "name": found.name}


def _same(subject: EntrySubject, found: Namesake) -> bool:
    """Same place and same year. A project registered without หมู่ที่ counts as anywhere in the body; หมู่ที่ alone
    says nothing certain in a body of several subdistricts."""
    years = {year for year, amount in subject.money.items() if amount > 0}
    if found.villages:
        place = not subject.village_codes or bool(found.villages & subject.village_codes)
    elif found.moos and subject.several_subdistricts:
        place = False
    else:
        place = not found.moos or not subject.moos or bool(found.moos & subject.moos)
    time = not found.years or not years or bool(found.years & years)
    return place and time


RULES: tuple[Rule[EntrySubject], ...] = (
    Rule(
        "name.duplicate",
        Level.ERROR,
        lambda s: bool(s.namesakes),
        lambda s: [_describe(n) for n in s.namesakes if _same(s, n)],
        _("A project of this name exists already: %(book)s page %(page)s item %(item)s"),
        "title",
    ),
    Rule(
        "name.similar",
        Level.WARNING,
        lambda s: bool(s.namesakes),
        lambda s: [_describe(n) for n in s.namesakes if not _same(s, n)],
        _("A project of this name exists for another village or year: %(book)s page %(page)s item %(item)s"),
        "title",
    ),
)
