"""The editing form of an item: six tabs in the order in which a researcher thinks."""

from collections.abc import Sequence

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.admin.panels.base import Panel

from ..widgets import ThaiDateInput

DATES = frozenset({"period_start", "period_end", "project_start", "project_end", "next_review_date", "as_of"})


def field_panel(name: str) -> FieldPanel:
    """A field; dates are typed and shown in the Buddhist era."""
    return FieldPanel(name, widget=ThaiDateInput) if name in DATES else FieldPanel(name)


def rows(*names: str) -> FieldRowPanel:
    """Fields beside each other."""
    return FieldRowPanel([field_panel(name) for name in names])


def _panels(parts: Sequence[str | Panel]) -> list[Panel]:
    return [field_panel(part) if isinstance(part, str) else part for part in parts]


def item_edit_handler(particular: Sequence[str | Panel], rights: Sequence[str | Panel] = ()) -> TabbedInterface:
    """Tabs for one kind of item. `particular`: its own fields; `rights`: its own fields about rights."""
    content = [
        FieldPanel("title", heading=_("Title"), help_text=_("Short and plain, as people would look for it.")),
        FieldPanel("summary"),
        FieldPanel("cover"),
        MultiFieldPanel(_panels(particular), heading=_("Particulars")),
        FieldPanel("body"),
    ]
    evidence = [
        InlinePanel(
            "evidence",
            heading=_("Evidence"),
            label=_("Piece of evidence"),
            help_text=_("One row for each place and year. Numbers as totals only, never single households."),
        ),
        FieldPanel("limits"),
    ]
    seed = [
        MultiFieldPanel(
            [
                FieldPanel("seed_kind"),
                FieldPanel("seed_project_name"),
                FieldPanel("seed_objective"),
                FieldPanel("seed_target"),
                rows("seed_quantity", "seed_unit"),
                FieldPanel("seed_indicator"),
                FieldPanel("seed_expected_result"),
            ],
            heading=_("What stands in the columns of the form"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("seed_programme"),
                FieldPanel("seed_responsible_unit"),
                FieldPanel("seed_legal_power"),
                FieldPanel("seed_risk"),
            ],
            heading=_("Programme, unit, power and risks"),
        ),
        InlinePanel(
            "cost_lines",
            heading=_("Costs of the suggested project"),
            label=_("Cost line"),
            help_text=_("Everything that the suggested project costs, line by line, with the year of the prices."),
        ),
    ]
    readiness = [
        MultiFieldPanel([rows("trl_now", "trl_target"), rows("srl_now", "srl_target")], heading=_("Readiness")),
        MultiFieldPanel([FieldPanel("licence"), *_panels(rights), FieldPanel("ip_note")], heading=_("Rights")),
        field_panel("next_review_date"),
    ]
    finding = [
        FieldPanel("occupations"),
        FieldPanel("value_chains"),
        FieldPanel("poverty_model"),
        FieldPanel("capitals"),
        FieldPanel("capitals_needed", widget=CheckboxSelectMultiple),
        FieldPanel("seasons", widget=CheckboxSelectMultiple),
        FieldPanel("tpmap_dimensions"),
        FieldPanel("sdgs"),
    ]
    origin = [
        MultiFieldPanel(
            [rows("contract_number", "fund_fiscal_year"), FieldPanel("fund"), FieldPanel("programme")],
            heading=_("Funding"),
        ),
        MultiFieldPanel(
            [FieldPanel("faculty"), FieldPanel("contact_office"), FieldPanel("contact_channel")],
            heading=_("Whom to ask"),
        ),
        InlinePanel("researchers", heading=_("Researchers"), label=_("Researcher")),
        InlinePanel("attachments", heading=_("Attached documents"), label=_("Document")),
    ]
    return TabbedInterface(
        [
            ObjectList(content, heading=_("Content")),
            ObjectList(evidence, heading=_("Evidence")),
            ObjectList(seed, heading=_("Project suggested to local bodies")),
            ObjectList(readiness, heading=_("Readiness and rights")),
            ObjectList(finding, heading=_("Finding it")),
            ObjectList(origin, heading=_("Origin and contact")),
        ]
    )
