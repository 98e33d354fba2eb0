"""The entry form: the paper form unfolded, in the order of its columns. It cleans; `SaveEntry` writes."""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from plans.models import EntryBudget, EntryCostLine, PlanEntry
from plans.models.entry import FundingRoute
from plans.prefill import SEED_FIELDS
from plans.types import FormColumn
from portal.base.clock import today
from portal.base.models import BudgetProgramme
from portal.kit.thai.dates import fiscal_year
from portal.people.queries import own_villages
from portal.places.models import Subdistrict

from .fields import AmountField, BuddhistDateField, FiscalYearField, QuantityField, TidyText

EMPTY_COST_ROWS = 2
SHORT_FIELDS = frozenset({"quantity", "unit", "origin_date", "funding_route", "subdistrict"})


class GroupChoice(forms.ModelChoiceField):
    """Plan groups with their parent before them."""

    def label_from_instance(self, obj: Any) -> str:
        number = f"{obj.parent.order}.{obj.order}" if obj.parent_id else f"{obj.order}."
        return f"{number} {obj.name}"


def area(rows: int) -> forms.Textarea:
    """A text box of so many rows."""
    return forms.Textarea(attrs={"rows": rows})


class EntryForm(forms.Form):
    """Words and money of one entry. `sections()` gives the fields in the order of the paper form."""

    form = forms.ChoiceField(label=_("Form"))
    group = GroupChoice(label=_("Place in the plan's structure"), queryset=None, required=False)
    programme = forms.ModelChoiceField(
        label=_("Budget programme"), queryset=BudgetProgramme.objects.all(), required=False
    )
    title = TidyText(label=_("Project"), max_length=500, required=False, widget=area(2))
    objective = TidyText(
        label=_("Objective"),
        required=False,
        widget=area(4),
        help_text=_("One objective a line, each beginning with “in order to”"),
    )
    target = TidyText(label=_("Target (output of the project)"), required=False, widget=area(3))
    quantity = QuantityField(label=_("Quantity"), required=False)
    unit = TidyText(label=_("Unit"), max_length=60, required=False)
    subdistrict = forms.ModelChoiceField(label=_("Subdistrict"), queryset=Subdistrict.objects.none(), required=False)
    villages = forms.MultipleChoiceField(label=_("Villages (Moo)"), required=False, widget=forms.CheckboxSelectMultiple)
    place_note = TidyText(
        label=_("Place in words"),
        max_length=200,
        required=False,
        help_text=_("For example a community, a school, a public plot"),
    )
    funding_route = forms.ChoiceField(
        label=_("Route of the money"), choices=[("", "—"), *FundingRoute.choices], required=False
    )
    indicator = TidyText(label=_("Indicator (KPI)"), required=False, widget=area(3))
    expected_result = TidyText(label=_("Expected result"), required=False, widget=area(3))
    department: forms.ModelChoiceField = forms.ModelChoiceField(
        label=_("Main responsible unit"), queryset=None, required=False
    )
    responsible = TidyText(
        label=_("Responsible unit as printed"),
        max_length=200,
        required=False,
        help_text=_("Leave blank to print the unit chosen above"),
    )
    reason = TidyText(label=_("Reason and necessity"), required=False, widget=area(4))
    origin_who = TidyText(
        label=_("Asked for by"),
        max_length=200,
        required=False,
        help_text=_("For example the community assembly of Moo 3"),
    )
    origin_place = TidyText(label=_("Asked for at"), max_length=200, required=False)
    origin_date = BuddhistDateField(label=_("Asked for on"), required=False, past=True)
    legal_power = TidyText(label=_("Legal power"), required=False, widget=area(2))
    land = TidyText(label=_("On whose land"), max_length=200, required=False)

    def __init__(self, *args: Any, entry: PlanEntry, **kwargs: Any) -> None:
        self.entry = entry
        self.plan = entry.book.plan
        self.edition = self.plan.edition
        kwargs.setdefault("initial", initial_of(entry))
        super().__init__(*args, **kwargs)
        self._offer_choices()
        self._add_details()
        self._add_years()
        self.cost_rows = self._add_cost_rows()
        for name in self.absent_fields():
            self.fields.pop(name, None)

    def _offer_choices(self) -> None:
        organisation = self.plan.organisation
        cast(forms.ChoiceField, self.fields["form"]).choices = [
            (f.code, f"{f.label} {f.title}") for f in self.edition.forms
        ]
        groups = self.plan.groups.select_related("parent").order_by("parent__order", "order", "pk")
        if len(self.edition.group_labels) > 1:
            groups = groups.filter(parent__isnull=False)
        cast(forms.ModelChoiceField, self.fields["group"]).queryset = groups
        cast(forms.ModelChoiceField, self.fields["department"]).queryset = organisation.departments.all()
        subdistricts = organisation.subdistricts.all()
        if not organisation.is_local:
            subdistricts = Subdistrict.objects.filter(district=organisation.district_id)
        cast(forms.ModelChoiceField, self.fields["subdistrict"]).queryset = subdistricts
        villages = list(own_villages(organisation)) if organisation.is_local else []
        several = len({v.subdistrict_id for v in villages}) > 1
        cast(forms.ChoiceField, self.fields["villages"]).choices = [
            (v.code, f"หมู่ที่ {v.moo} {v.name_th}" + (f" ต.{v.subdistrict.name_th}" if several else "")) for v in villages
        ]

    def _add_details(self) -> None:
        """Columns that only a district or an agency form has live in `entry.details`."""
        for column in self.detail_columns():
            name = f"details_{column.key}"
            self.fields[name] = TidyText(label=column.heads[0], required=False, widget=area(2), max_length=1000)
            self.initial.setdefault(name, self.entry.details.get(column.key, ""))

    def detail_columns(self) -> list[FormColumn]:
        """Form columns without a field of their own."""
        derived = {"index", "total", "target_text", "place", "origin", "category", "reason", "responsible", "programme"}
        return [
            c
            for c in self.edition.form(self.entry.form).columns
            if c.key not in derived and not c.key.startswith("year:") and not hasattr(PlanEntry, c.key)
        ]

    def _add_years(self) -> None:
        running = fiscal_year(today())
        amounts = {b.fiscal_year: b.amount for b in self.entry.budgets.all()}
        amended = self.entry.amends
        history = {b.fiscal_year: b.amount for b in amended.budgets.all()} if amended is not None else {}
        for year in self.edition.years:
            field = AmountField(label=str(year), required=False)
            field.widget.attrs["data-year"] = year
            # An amount left in a year that has ended meanwhile must be cleared, so that cell stays open.
            field.disabled = year < running and amounts.get(year) == history.get(year)
            self.fields[f"budget_{year}"] = field
        for year in self.edition.years:
            self.initial.setdefault(f"budget_{year}", amounts.get(year))

    def _add_cost_rows(self) -> int:
        lines = list(self.entry.cost_lines.all())
        rows = max(len(lines) + EMPTY_COST_ROWS, self._posted_cost_rows())
        for i in range(rows):
            line = lines[i] if i < len(lines) else None
            self.fields[f"cost_{i}_label"] = TidyText(label=_("Cost item"), max_length=200, required=False)
            self.fields[f"cost_{i}_quantity"] = QuantityField(label=_("Quantity"), required=False)
            self.fields[f"cost_{i}_unit"] = TidyText(label=_("Unit"), max_length=60, required=False)
            self.fields[f"cost_{i}_unit_price"] = AmountField(label=_("Price per unit (baht)"), required=False)
            self.fields[f"cost_{i}_price_year"] = FiscalYearField(label=_("Price of year"), required=False)
            for name in ("label", "quantity", "unit", "unit_price", "price_year"):
                self.initial.setdefault(f"cost_{i}_{name}", getattr(line, name, None) if line else None)
        return rows

    def _posted_cost_rows(self) -> int:
        numbers = [name.split("_")[1] for name in self.data or {} if name.startswith("cost_")]
        return min(max((int(n) + 1 for n in numbers if n.isdecimal()), default=0), 60)

    def absent_fields(self) -> list[str]:
        """Fields that this type of plan does not have."""
        if self.plan.type_code == "subdistrict":
            absent = []
            if self.edition.shape == "issue" and not any(f.code == "p03" for f in self.edition.forms):
                absent.append("programme")
            return absent
        return ["programme", "villages", "funding_route", "land"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for i in range(self.cost_rows):
            values = [cleaned.get(f"cost_{i}_{n}") for n in ("label", "quantity", "unit_price")]
            if any(v not in (None, "") for v in values) and any(v in (None, "") for v in values):
                self.add_error(
                    f"cost_{i}_label", _("A cost line needs an item, a quantity and a price; or clear the whole line")
                )
        return cleaned

    # ---------------------------------------------------------------- what was typed, for actions and rules

    def values(self) -> dict[str, Any]:
        """Cleaned words as `SaveEntry.fields` wants them; fields with errors keep the entry's own value."""
        found: dict[str, Any] = {}
        for name in PlanEntry.CONTENT_FIELDS:
            if name in self.fields and name in self.cleaned_data:
                found[name] = self.cleaned_data[name]
        details = dict(self.entry.details)
        for column in self.detail_columns():
            if f"details_{column.key}" in self.cleaned_data:
                details[column.key] = self.cleaned_data[f"details_{column.key}"]
        found["details"] = details
        return found

    def budgets(self) -> dict[int, Decimal]:
        """{year: baht}, blanks left out; years closed to the form keep what is stored."""
        stored = {b.fiscal_year: b.amount for b in self.entry.budgets.all()}
        found = {y: a for y, a in stored.items() if y not in self.edition.years}
        for year in self.edition.years:
            name = f"budget_{year}"
            amount = self.cleaned_data[name] if name in self.cleaned_data else stored.get(year)
            if amount is not None:
                found[year] = amount
        return found

    def cost_lines(self) -> list[dict[str, Any]]:
        """Cost lines with an item, in their order."""
        found = []
        for i in range(self.cost_rows):
            if self.cleaned_data.get(f"cost_{i}_label"):
                found.append(
                    {
                        "label": self.cleaned_data[f"cost_{i}_label"],
                        "quantity": self.cleaned_data.get(f"cost_{i}_quantity") or Decimal(0),
                        "unit": self.cleaned_data.get(f"cost_{i}_unit") or "",
                        "unit_price": self.cleaned_data.get(f"cost_{i}_unit_price") or Decimal(0),
                        "price_year": self.cleaned_data.get(f"cost_{i}_price_year"),
                    }
                )
        return found

    def as_typed(self) -> PlanEntry:
        """A copy of the entry with what was typed, for the rules; never saved."""
        typed = copy(self.entry)
        typed._cluster_related_objects = {}
        for name, value in self.values().items():
            setattr(typed, name, value)
        typed.budgets = [EntryBudget(fiscal_year=y, amount=a) for y, a in self.budgets().items()]
        typed.cost_lines = [EntryCostLine(order=i, **line) for i, line in enumerate(self.cost_lines())]
        return typed

    # ---------------------------------------------------------------- for the template

    short_fields = SHORT_FIELDS

    def budget_fields(self) -> list[forms.BoundField]:
        """The money cells in one row, as on paper."""
        return [self[f"budget_{year}"] for year in self.edition.years]

    def cost_fields(self) -> list[dict[str, forms.BoundField]]:
        """The cost lines, a mapping a row."""
        names = ("label", "quantity", "unit", "unit_price", "price_year")
        return [{name: self[f"cost_{i}_{name}"] for name in names} for i in range(self.cost_rows)]

    @property
    def cost_lines_open(self) -> bool:
        """Whether the cost lines have something to show or to mend."""
        return any(line.pk or line.label for line in self.entry.cost_lines.all()) or any(
            name.startswith("cost_") for name in (self.errors if self.is_bound else ())
        )

    def sections(self) -> Iterator["Section"]:
        """The paper form unfolded, in the order of its columns."""
        details = [f"details_{c.key}" for c in self.detail_columns()]
        for key, title, names in (
            ("structure", _("Where it stands"), ("form", "group", "programme")),
            ("project", _("Project and objective"), ("title", "objective")),
            (
                "target",
                _("Target (output) and place"),
                ("target", "quantity", "unit", "subdistrict", "villages", "place_note"),
            ),
            ("money", _("Money by fiscal year"), ("funding_route",)),
            ("result", _("Indicator and result"), ("indicator", "expected_result")),
            ("details", _("Columns of this form"), tuple(details)),
            ("unit", _("Responsible unit"), ("department", "responsible")),
            (
                "grounds",
                _("What the committee will ask"),
                ("reason", "origin_who", "origin_place", "origin_date", "legal_power", "land"),
            ),
        ):
            fields = [self[name] for name in names if name in self.fields]
            if fields or key == "money":
                yield Section(key, title, fields)


@dataclass(frozen=True)
class Section:
    """A part of the form with its fields."""

    key: str
    title: Any
    fields: list[forms.BoundField]


def initial_of(entry: PlanEntry) -> dict[str, Any]:
    """The entry's own words as first values."""
    values = {name: getattr(entry, name) for name in PlanEntry.CONTENT_FIELDS if name not in ("details",)}
    values.update(
        group=entry.group_id,
        programme=entry.programme_id,
        department=entry.department_id,
        subdistrict=entry.subdistrict_id,
    )
    return values


def source_values(entry: PlanEntry, citations: list[Any]) -> Mapping[str, dict[str, Any]]:
    """{field: {text, title, version, changed}}: where each prefilled field came from, and whether it was adapted."""
    found: dict[str, dict[str, Any]] = {}
    for citation in citations:
        for name, source in SEED_FIELDS.items():
            text = getattr(citation.seed, source)
            if text in (None, "") or name in found:
                continue
            mine = getattr(entry, name)
            found[name] = {
                "text": text,
                "title": citation.title,
                "version": citation.version,
                "changed": str(mine or "").strip() != str(text).strip() if name != "quantity" else mine != text,
            }
    return found
