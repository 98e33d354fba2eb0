"""Admin widgets: a date typed and shown in the Buddhist era. Imports no models; used by the panels of items."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.kit.thai.dates import ERA, DateUnclear, parse_date


class ThaiDateInput(forms.TextInput):
    """A date as people write it, 20/11/2569. What cannot be read is handed on as typed, so that the field complains
    and the person keeps their text."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"placeholder": _("day/month/year B.E., such as 20/11/2569"), "autocomplete": "off", **(attrs or {})}
        )

    def format_value(self, value: Any) -> str | None:
        if isinstance(value, str) and value:
            try:
                value = dt.date.fromisoformat(value)
            except ValueError:
                return value
        if isinstance(value, dt.date):
            return f"{value.day}/{value.month}/{value.year + ERA}"
        return None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        if not typed or not str(typed).strip():
            return typed
        try:
            return parse_date(str(typed)).isoformat()
        except DateUnclear:
            return typed
