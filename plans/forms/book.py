"""Forms of a book: opening one, its settings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms.fields import QuantityField, TidyText
from plans.states import BookKind


class WholeNumberField(QuantityField):
    """A whole number, typed with Thai or Arabic digits; None where blank."""

    unclear = _("The number “%(value)s” is unclear; please type a whole number like 30")

    def __init__(self, *args: Any, highest: int = 32_000, lowest: int = 0, **kwargs: Any) -> None:
        self.highest, self.lowest = highest, lowest
        super().__init__(*args, **kwargs)

    def clean(self, value: Any) -> int | None:
        number = super().clean(value)
        if number is None:
            return None
        if number != int(number) or not self.lowest <= number <= self.highest:
            raise forms.ValidationError(self.unclear, code="whole", params={"value": value})
        return int(number)


class BookSettingsForm(forms.Form):
    """Round label, reason, first page."""

    label = TidyText(
        label=_("Round"),
        max_length=160,
        required=False,
        help_text=_("Printed behind the plan's name; type it as your office writes it"),
    )
    reason = TidyText(
        label=_("Reason and necessity of this book"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stands in the memo to the meetings, and for every project without a reason of its own"),
    )
    first_page = WholeNumberField(
        label=_("Number of the first page"),
        required=False,
        lowest=1,
        help_text=_("Where the forms begin in your office's printed book; 1 if they are a book of their own"),
    )


class BookNewForm(BookSettingsForm):
    """Opening a book: its kind before the rest."""

    kind = forms.ChoiceField(label=_("Kind of book"), choices=BookKind.choices, widget=forms.RadioSelect)
    field_order = ("kind", "label", "reason", "first_page")
