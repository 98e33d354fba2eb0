"""The form on which a secretary records a meeting: when and where it was, and an outcome for each entry."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from plans.actions import Verdict
from plans.forms.book import WholeNumberField
from plans.forms.fields import BuddhistDateField, TidyText
from plans.models import PlanEntry
from plans.states import Outcome

MAX_FILE = 10 * 1024 * 1024

OUTCOMES = (
    (Outcome.ENDORSED, _("Endorsed by the meeting")),
    (Outcome.WITH_CHANGES, _("Endorsed with changes")),
    (Outcome.NOT_ENDORSED, _("Not endorsed by the meeting")),
    (Outcome.DEFERRED, _("Deferred by the meeting")),
    (Outcome.BEYOND_CAPACITY, _("Beyond capacity")),
)
NOT_CONSIDERED = "none"


def kind_of(data: bytes) -> str:
    """pdf, png, jpg or docx by what the file holds, "" for anything else; its name is not asked."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                return "docx" if "word/document.xml" in archive.namelist() else ""
        except zipfile.BadZipFile:
            return ""
    return ""


class MinutesField(forms.FileField):
    """The notice of the resolution or the minutes: PDF, picture or Word file, at most 10 MB."""

    def clean(self, data: Any, initial: Any = None) -> tuple[str, bytes] | None:
        upload = super().clean(data, initial)
        if not upload:
            return None
        if upload.size > MAX_FILE:
            raise forms.ValidationError(_("The file is larger than 10 MB; please scan it smaller"), code="large")
        content = upload.read()
        kind = kind_of(content)
        if not kind:
            raise forms.ValidationError(
                _("Please attach a PDF, a picture (JPG, PNG) or a Word file (.docx)"), code="kind"
            )
        stem = upload.name.rsplit("/", 1)[-1].rsplit(".", 1)[0][:150] or "file"
        return f"{stem}.{kind}", content


class MeetingForm(forms.Form):
    """Facts of the sitting. The outcomes are read by `verdicts`, since an entry may have left the agenda meanwhile."""

    date = BuddhistDateField(
        label=_("Date of the meeting"),
        past=True,
        help_text=_("The day of the meeting, not of recording; for example 20/11/2569"),
    )
    session = TidyText(label=_("Session"), max_length=80, required=False)
    number = TidyText(label=_("Meeting no."), max_length=40, required=False, help_text=_("For example 3/2569"))
    attendance = WholeNumberField(label=_("People present"), required=False)
    votes_for = WholeNumberField(label=_("Votes for"), required=False)
    votes_against = WholeNumberField(label=_("Votes against"), required=False)
    votes_abstain = WholeNumberField(label=_("Abstentions"), required=False)
    note = TidyText(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    minutes = MinutesField(
        label=_("Notice of the resolution or minutes"),
        required=False,
        help_text=_("PDF, picture or Word file, at most 10 MB; read only by people of this body"),
    )
    all_endorsed = forms.BooleanField(
        label=_("The meeting endorsed every project for which nothing else is chosen below"), required=False
    )

    def agenda(self, entries: Sequence[PlanEntry]) -> list[dict[str, Any]]:
        """Each entry with what was chosen and typed for it."""
        return [
            {
                "entry": entry,
                "amount": sum(b.amount for b in entry.budgets.all()),
                "outcome": self.data.get(f"outcome_{entry.pk}", ""),
                "note": self.data.get(f"note_{entry.pk}", ""),
            }
            for entry in entries
        ]

    def verdicts(self) -> dict[int, Verdict]:
        """{entry id: verdict} of every entry that was shown, also of one that has left the agenda since: the action
        must see it to refuse it. Entries without a choice follow the tick, or stay untouched."""
        listed = [text for text in cast(QueryDict, self.data).getlist("listed") if text.isascii() and text.isdecimal()]
        everything = bool(self.cleaned_data.get("all_endorsed"))
        found = {}
        for text in listed:
            chosen = self.data.get(f"outcome_{text}", "")
            if chosen not in Outcome.values:
                if chosen == NOT_CONSIDERED or not everything:
                    continue
                chosen = Outcome.ENDORSED
            found[int(text)] = Verdict(Outcome(chosen), self.data.get(f"note_{text}", "").strip())
        return found
