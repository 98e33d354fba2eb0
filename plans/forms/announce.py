"""The form of an announcement: the legal act with its date, signer and posting."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.actions.announce import POSTING_DAYS
from plans.forms.fields import BuddhistDateField, TidyText


class AnnounceForm(forms.Form):
    """Blank posting dates follow the date of the announcement: from that day, for thirty days."""

    date = BuddhistDateField(label=_("Date of the announcement"), past=True, help_text=_("For example 1/12/2569"))
    number = TidyText(label=_("Announcement no."), max_length=80, required=False)
    signer = TidyText(label=_("Signer"), max_length=160, help_text=_("Name as it stands under the announcement"))
    signer_title = TidyText(
        label=_("Title of the signer"), max_length=200, help_text=_("As signed, also for an acting officer")
    )
    posted_from = BuddhistDateField(
        label=_("Posted from"), required=False, help_text=_("Blank: from the day of the announcement")
    )
    posted_until = BuddhistDateField(
        label=_("Posted until"), required=False, help_text=_("Blank: thirty days later; never fewer")
    )
    notices = TidyText(
        label=_("Notices sent"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("To whom the announced plan was sent, and when"),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        date = cleaned.get("date")
        if date and "posted_from" in cleaned and cleaned["posted_from"] is None:
            cleaned["posted_from"] = date
        start = cleaned.get("posted_from")
        if start and "posted_until" in cleaned and cleaned["posted_until"] is None:
            cleaned["posted_until"] = start + datetime.timedelta(days=POSTING_DAYS)
        return cleaned
