"""The form on which an area manager offers an item to local bodies."""

from collections.abc import Collection
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.forms.fields import TidyText
from portal.people.models import Organisation


class OfferForm(forms.Form):
    """Several bodies at once, and a word to their planners."""

    offered_from = forms.ModelChoiceField(label=_("Offered by"), queryset=Organisation.objects.none(), empty_label=None)
    bodies = forms.ModelMultipleChoiceField(
        label=_("Bodies"),
        queryset=Organisation.objects.filter(plans__isnull=False).distinct(),
        error_messages={"required": _("Please tick at least one body")},
    )
    message = TidyText(
        label=_("Message to the planner"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Why it fits this place, and whom to ask; no names of households"),
    )

    def __init__(self, *args: Any, universities: Collection[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["offered_from"]).queryset = Organisation.objects.filter(
            pk__in=[u.pk for u in universities]
        )
        if universities:
            self.fields["offered_from"].initial = next(iter(universities)).pk
