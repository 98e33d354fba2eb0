"""Rules on the place: subdistrict, village, and villages that share a name."""

from django.utils.translation import gettext_lazy as _

from plans.rules.subject import EntrySubject
from portal.kit.checks import Level, Rule


def _local(subject: EntrySubject) -> bool:
    return subject.plan_type.code == "subdistrict"


def _ambiguous(subject: EntrySubject) -> list[dict[str, object]]:
    """A name that several villages bear, written in words without its number."""
    found: list[dict[str, object]] = []
    for name, moos in subject.ambiguous_villages.items():
        ticked = {moo for village, moo in subject.villages if village == name}
        written = name in subject.place_note or name in subject.target or name in subject.title
        if written and not ticked & set(moos):
            found.append({"village": name, "moos": ", ".join(str(m) for m in sorted(moos))})
    return found


RULES: tuple[Rule[EntrySubject], ...] = (
    Rule(
        "place.missing",
        Level.ERROR,
        _local,
        lambda s: not s.subdistrict and not s.place_note.strip(),
        _("Please state the place: the subdistrict and the village number"),
        "subdistrict",
    ),
    Rule(
        "place.village",
        Level.ERROR,
        _local,
        lambda s: bool(s.subdistrict) and not s.villages and not s.place_note.strip(),
        _("Please tick the villages (Moo) where the project takes place, or write the place in words"),
        "villages",
    ),
    Rule(
        "place.mismatch",
        Level.ERROR,
        lambda s: _local(s) and bool(s.subdistrict) and bool(s.village_subdistricts),
        lambda s: s.subdistrict not in s.village_subdistricts,
        _("None of the ticked villages lies in the subdistrict that you chose; please check both"),
        "villages",
    ),
    Rule(
        "place.ambiguous",
        Level.ERROR,
        _local,
        _ambiguous,
        _("Several villages are called %(village)s (Moo %(moos)s); please state the village number"),
        "villages",
    ),
)
