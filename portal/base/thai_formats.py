"""Dates of Wagtail's and Django's own screens in the Buddhist era.

Django writes a date by a format of letters, and no letter stands for the Buddhist year, so a format module cannot do
it; Wagtail asks in some forty places, in templates (`|date`, a date printed as it is) and in code
(`render_timestamp`). All of them come to `django.utils.formats.date_format`: here it is taken over for the formats
that Thai screens show to people. What machines read ("c", "Y-m-d") and every other language stay with Django.
`install` is called once by `portal.base.apps`. Our own templates use `|thai_date`.
"""

import datetime as dt
from typing import Any

from django.utils import formats, translation

from portal.kit.thai import dates

DAY_FORMATS: dict[str, dates.DateStyle] = {"DATE_FORMAT": "long", "SHORT_DATE_FORMAT": "short"}
MOMENT_FORMATS: dict[str, dates.DateStyle] = {"DATETIME_FORMAT": "long", "SHORT_DATETIME_FORMAT": "short"}

_of_django = formats.date_format


def date_format(value: Any, format: str | None = None, use_l10n: bool | None = None) -> str:
    """As Django's function of that name; on a Thai screen "22 พฤศจิกายน 2569 เวลา 14.05 น."."""
    if isinstance(value, dt.date) and (translation.get_language() or "").startswith("th"):
        wanted = format or "DATE_FORMAT"
        for name, style in DAY_FORMATS.items():
            if wanted in (name, formats.get_format(name)):
                return dates.format_date(value, style)
        for name, style in MOMENT_FORMATS.items():
            if wanted in (name, formats.get_format(name)):
                if isinstance(value, dt.datetime):
                    return dates.format_datetime(value, style)
                return dates.format_date(value, style)
    return _of_django(value, format, use_l10n)


def install() -> None:
    """Take the place of Django's function, also where Wagtail has taken it by name."""
    from wagtail.admin import active_filters

    formats.date_format = date_format
    active_filters.date_format = date_format  # type: ignore[attr-defined]
