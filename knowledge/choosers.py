"""The chooser of subdistricts in the admin: looked up by the name of the subdistrict or of its district.

7,436 names do not fit into a list. Registered in `wagtail_hooks`.
"""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import TitleColumn
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.admin.widgets.chooser import BaseChooser

from portal.kit.thai.text import normalise
from portal.places.models import Subdistrict
from portal.places.names import address

# The district code of Sakon Nakhon begins so; its places are offered before any others.
HOME_PROVINCE = "47"


class SubdistrictFilterForm(BaseFilterForm):
    """Search by name; the last word may be the district's."""

    q = forms.CharField(
        label=_("Name of subdistrict or district"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Such as Kut Hai or Kut Bak")}),
    )

    def filter(self, objects: QuerySet[Subdistrict]) -> QuerySet[Subdistrict]:
        typed = normalise(self.cleaned_data.get("q") or "").strip()
        if not typed:
            return objects.filter(code__startswith=HOME_PROVINCE)
        self.is_searching, self.search_query = True, typed
        for word in typed.split():
            name = word.removeprefix("ตำบล").removeprefix("ต.").removeprefix("อำเภอ").removeprefix("อ.")
            objects = objects.filter(
                Q(name_th__contains=name)
                | Q(name_en__icontains=name)
                | Q(district__name_th__contains=name)
                | Q(district__name_en__icontains=name)
            )
        return objects


class SubdistrictListing:
    """What the chooser's two views share: the rows and how they read."""

    filter_form_class = SubdistrictFilterForm
    chosen_url_name: str

    def get_object_list(self) -> QuerySet[Subdistrict]:
        return Subdistrict.objects.select_related("district__province")

    @property
    def title_column(self) -> TitleColumn:
        column: TitleColumn = super().title_column  # type: ignore[misc]
        column.accessor = address
        return column


class SubdistrictChooseView(SubdistrictListing, ChooseView):
    """The modal."""


class SubdistrictChooseResultsView(SubdistrictListing, ChooseResultsView):
    """The list inside the modal."""


class SubdistrictChosenView(ChosenView):
    """What stands in the form after choosing."""

    def get_object(self, pk: str) -> Subdistrict:
        return Subdistrict.objects.select_related("district__province").get(pk=pk)

    def get_display_title(self, instance: Subdistrict) -> str:
        return address(instance)

    def get_edit_item_url(self, instance: Subdistrict) -> None:
        return None


class SubdistrictChooser(BaseChooser):
    """The field in the form."""

    def get_display_title(self, instance: Subdistrict) -> str:
        return address(instance)


class SubdistrictChooserViewSet(ChooserViewSet):
    """Chooser of subdistricts."""

    model = Subdistrict
    icon = "site"
    choose_one_text = _("Choose a subdistrict")
    choose_another_text = _("Choose another subdistrict")
    choose_view_class = SubdistrictChooseView
    choose_results_view_class = SubdistrictChooseResultsView
    chosen_view_class = SubdistrictChosenView
    base_widget_class = SubdistrictChooser

    @cached_property
    def widget_class(self) -> Any:
        widget = super().widget_class
        widget.show_edit_link = False
        return widget


subdistrict_chooser = SubdistrictChooserViewSet("knowledge_subdistrict_chooser", url_prefix="knowledge/subdistricts")
