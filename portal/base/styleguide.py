"""Sample data for the page that shows every part of the look (`components/styleguide.html`).

Called by the administrators' view at /workspace/styleguide/ and by the tests of the look. The words come from
`data/styleguide.json` (invented, stamped as a sample on the page); nothing is read from the database.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator

from portal.base.icons import ICONS
from portal.base.state_looks import LOOKS

DATA = Path(__file__).parent / "data" / "styleguide.json"
DAYS = ("date", "as_of")
MOMENTS = ("at", "recorded_at")
YEARS = range(2569, 2574)


def _dates(value: dict[str, Any]) -> dict[str, Any]:
    """JSON has no dates: the keys that hold one are turned into one, whatever object they stand in."""
    for key, text in value.items():
        if isinstance(text, str) and key in DAYS:
            value[key] = dt.date.fromisoformat(text)
        elif isinstance(text, str) and key in MOMENTS:
            value[key] = dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
    return value


def _form(data: dict[str, Any]) -> forms.Form:
    labels, hints = data["labels"], data["hints"]

    class SampleForm(forms.Form):
        name = forms.CharField(label=labels["name"], help_text=hints["name"])
        target = forms.CharField(label=labels["target"], help_text=hints["target"], widget=forms.Textarea({"rows": 3}))
        programme = forms.ChoiceField(label=labels["programme"], choices=list(enumerate(data["programmes"])))
        quantity = forms.CharField(label=labels["quantity"], required=False)
        email = forms.EmailField(
            label=labels["email"], required=False, error_messages={"invalid": data["errors"]["email"]}
        )
        stages = forms.MultipleChoiceField(
            label=labels["stages"],
            choices=list(enumerate(data["stages"])),
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        consent = forms.BooleanField(label=labels["consent"], required=False)

    form = SampleForm({**data["initial"], "programme": "0", "email": "office@"})
    for year in YEARS:
        form.fields[f"year_{year}"] = forms.CharField(
            label=str(year), required=False, widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        )
    form.data = {**form.data, "year_2570": "60,000", "year_2571": "60,000"}
    return form


def sample() -> dict[str, Any]:
    """The context of `components/styleguide.html`."""
    data: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"), object_hook=_dates)
    form = _form(data)
    years: list[dict[str, Any]] = [{"year": year, "field": form[f"year_{year}"]} for year in YEARS]
    years[0] = {"year": YEARS[0], "amount": None, "closed": True, "reason": data["closed_reason"]}
    return {
        **data,
        "form": form,
        "years": years,
        "total": 120000,
        "states": list(LOOKS),
        "icons": sorted(ICONS),
        "pages": Paginator(range(480), 20).page(5),
        "saved_at": dt.datetime(2026, 8, 3, 7, 5, tzinfo=dt.UTC),
        "reasons": {"village:name": data["initial"]["name"]},
    }
