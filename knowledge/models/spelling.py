"""One spelling for Thai text, and no citizen number in any of it.

Called by every model of `knowledge` before it is stored, from forms, imports and the demonstration alike.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.kit.thai.text import has_thai_id, normalise

CITIZEN_ID_REFUSED = _(
    "This text holds a 13-digit citizen number. Please remove it: personal numbers are not kept in the portal."
)


def text_fields(instance: models.Model) -> list[models.Field]:
    """The columns of the instance that a person types into (choices, slugs and machine columns left out)."""
    return [
        field
        for field in instance._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not isinstance(field, models.SlugField)
        and field.editable
        and not field.choices
        and field.name not in {"path", "url_path"}
        and type(field).__name__ != "StreamField"
    ]


def tidy(instance: models.Model) -> None:
    """Normalise every typed text of the instance in place (ํ+า → ำ, เเ → แ, outer blanks dropped)."""
    for field in text_fields(instance):
        value = getattr(instance, field.attname)
        if isinstance(value, str) and value:
            setattr(instance, field.attname, normalise(value).strip())


def citizen_id_errors(instance: models.Model) -> dict[str, Any]:
    """{field: [sentence]} for each typed text that holds a citizen number."""
    return {
        field.name: [ValidationError(CITIZEN_ID_REFUSED, code="citizen_id")]
        for field in text_fields(instance)
        if has_thai_id(str(getattr(instance, field.attname) or ""))
    }
