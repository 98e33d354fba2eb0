"""The editing form of knowledge items in the admin. Imported by `knowledge.models.item`; imports no models."""

from typing import Any

from django import forms
from wagtail.admin.forms import WagtailAdminPageForm

CHECKBOX_VOCABULARIES = (
    "occupations",
    "value_chains",
    "capitals",
    "tpmap_dimensions",
    "sdgs",
    "partners",
    "technologies",
)


class KnowledgeItemForm(WagtailAdminPageForm):
    """Knows the university from the section in which the item is written; ticks instead of a list to hold Ctrl on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.organisation_id is None and self.parent_page is not None:
            self.instance.organisation_id = getattr(self.parent_page.specific, "organisation_id", None)
        for name in CHECKBOX_VOCABULARIES:
            field = self.fields.get(name)
            if isinstance(field, forms.ModelMultipleChoiceField):
                choices = field.choices
                field.widget = forms.CheckboxSelectMultiple()
                field.choices = choices
