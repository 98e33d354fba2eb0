"""Fields that understand what planners type: Thai digits, commas, "-" for nothing, Buddhist years.

Every error is a sentence that says what to do; what was typed stays in the form.
"""

import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.base.clock import today
from portal.kit.thai.dates import DateUnclear, GregorianYear, YearUnclear, format_date, parse_date, parse_fiscal_year
from portal.kit.thai.numbers import AmountUnclear, format_amount, parse_amount
from portal.kit.thai.text import normalise


class TidyText(forms.CharField):
    """Text stored in one spelling: ํ+า becomes ำ, เเ becomes แ, spaces at the ends go."""

    def to_python(self, value: Any) -> str:
        return normalise(super().to_python(value) or "").strip()


class AmountField(forms.Field):
    """Baht. Blank and "-" are nothing (None), 0 is a stated zero, ๖๐,๐๐๐ is 60000, 60.000 is asked about."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "money"})
    unclear = _("The amount “%(value)s” is unclear; please type it like 60,000")

    def to_python(self, value: Any) -> Decimal | None:
        try:
            return parse_amount(value)
        except AmountUnclear as error:
            raise forms.ValidationError(self.unclear, code="unclear", params={"value": value}) from error

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if value is not None and value >= Decimal(10) ** 12:
            raise forms.ValidationError(_("The amount is too large; please check the number of zeros"), code="large")

    def prepare_value(self, value: Any) -> Any:
        return format_amount(value, none="") if isinstance(value, Decimal | int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return parse_amount(data) != initial
        except AmountUnclear:
            return True


class QuantityField(AmountField):
    """A number of things; the same typing as money."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "quantity"})
    unclear = _("The number “%(value)s” is unclear; please type it like 30")


class BuddhistDateField(forms.Field):
    """A day, typed as 20/11/2569, 20/11/2026, ๒๐ พ.ย. ๒๕๖๙ and the like. With `past` a future day is refused."""

    widget = forms.TextInput(attrs={"autocomplete": "off", "class": "date"})

    def __init__(self, *args: Any, past: bool = False, **kwargs: Any) -> None:
        self.past = past
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> datetime.date | None:
        if isinstance(value, datetime.date):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_date(text)
        except DateUnclear as error:
            raise forms.ValidationError(
                _("The date “%(value)s” is unclear; please type it like 20/11/2569"),
                code="unclear",
                params={"value": text},
            ) from error

    def validate(self, value: Any) -> None:
        if self.required and value is None:
            raise forms.ValidationError(_("Please state the date, for example 20/11/2569"), code="required")
        if value is not None and self.past and value > today():
            raise forms.ValidationError(
                _("The date %(date)s lies in the future; please check the year"),
                code="future",
                params={"date": format_date(value, "short")},
            )

    def prepare_value(self, value: Any) -> Any:
        return f"{value.day}/{value.month}/{value.year + 543}" if isinstance(value, datetime.date) else value


class FiscalYearField(forms.Field):
    """A fiscal year in the Buddhist era; a Gregorian one is answered with its Buddhist twin."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "year", "size": 6})

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_fiscal_year(text)
        except GregorianYear as error:
            raise forms.ValidationError(
                _("%(value)s is a Gregorian year; did you mean %(suggestion)s?"),
                code="gregorian",
                params={"value": text, "suggestion": error.suggestion},
            ) from error
        except YearUnclear as error:
            raise forms.ValidationError(
                _("The year “%(value)s” is unclear; please type it like 2571"), code="unclear", params={"value": text}
            ) from error
