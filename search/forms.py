"""The form of a document in the admin, which says where its file cannot be searched by what it says.

Named by the setting `WAGTAILDOCS_DOCUMENT_FORM_BASE`.
"""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.documents.forms import BaseDocumentForm

from search.attachments import is_readable, outcome_of
from search.models import FileText

UNREAD = _("The text in this file is being read. Once that is done, the file is found by what it says.")
NOTES: dict[FileText.Outcome, str | Promise] = {
    FileText.Outcome.EMPTY: _(
        "No text was found in this file. It may be a scan: it can be opened, but it is not found by what it says."
    ),
    FileText.Outcome.PARTLY: _("Only the first part of the text in this file is searched, since the file is long."),
    FileText.Outcome.LOCKED: _("This file is locked by a password, so it is not found by what it says."),
    FileText.Outcome.BROKEN: _("The text in this file could not be read, so it is not found by what it says."),
    FileText.Outcome.TOO_LARGE: _("This file is too large to be read, so it is not found by what it says."),
    FileText.Outcome.UNKNOWN: _(
        "This file is neither PDF nor Word, whatever its name says, so it is not found by what it says."
    ),
}


class DocumentForm(BaseDocumentForm):  # type: ignore[misc]  # Wagtail has no types
    """Wagtail's form with a note under the file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        document = self.instance
        if "file" in self.fields and document.pk and is_readable(document):
            outcome = outcome_of(document)
            note = UNREAD if outcome is None else NOTES.get(outcome)
            if note:
                self.fields["file"].help_text = note
