"""Names of places with the word that belongs before them, as an office writes them.

Called by the place pages and by whoever prints a place: plans, exports, evidence.
"""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .models import District, Province, Subdistrict, Village

BANGKOK = "10"


def full_name(place: Province | District | Subdistrict | Village) -> str:
    """ "ตำบลกุดไห", "อำเภอกุดบาก", "จังหวัดสกลนคร", "บ้านกุดไห หมู่ที่ 1"; in Bangkok แขวง and เขต, and no จังหวัด."""
    if isinstance(place, Village):
        return str(place)
    values = {"name": place.name}
    in_bangkok = place.code.startswith(BANGKOK)
    if isinstance(place, Subdistrict):
        return (pgettext("in Bangkok", "%(name)s subdistrict") if in_bangkok else _("%(name)s subdistrict")) % values
    if isinstance(place, District):
        return (pgettext("in Bangkok", "%(name)s district") if in_bangkok else _("%(name)s district")) % values
    return place.name if in_bangkok else _("%(name)s province") % values


def chain(place: Province | District | Subdistrict | Village) -> list[Province | District | Subdistrict | Village]:
    """The place and what it lies in, the smallest first. Reads the parents, so select them with the place."""
    if isinstance(place, Village):
        return [place, *chain(place.subdistrict)]
    if isinstance(place, Subdistrict):
        return [place, *chain(place.district)]
    if isinstance(place, District):
        return [place, place.province]
    return [place]


def address(place: Province | District | Subdistrict | Village) -> str:
    """The whole chain in one line: "บ้านกุดไห หมู่ที่ 1 ตำบลกุดไห อำเภอกุดบาก จังหวัดสกลนคร"; commas in English."""
    return pgettext("between parts of an address", ", ").join(full_name(part) for part in chain(place))
