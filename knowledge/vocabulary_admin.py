"""The vocabularies in Wagtail's admin: operators mend names and add terms; who writes items only chooses them.

A term's code is its key for ever, so it is typed once. Terms are not deleted here: items that carry one would lose it
without a trace.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from portal.base.admin_rights import Without

from .models import VOCABULARIES
from .models.vocabulary import Term


class TermForm(WagtailAdminModelForm):  # type: ignore[misc]  # Wagtail has no types
    """The code can be typed for a new term only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["code"].disabled = True


class TermViewSet(SnippetViewSet):  # type: ignore[misc]
    """One vocabulary, in its order."""

    icon = "tag"
    list_display = ["name", "name_en", "code", "order"]
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel("name"), FieldPanel("name_en"), FieldPanel("code"), FieldPanel("order")], base_form_class=TermForm
    )

    @property
    def permission_policy(self) -> Without:
        """Adding and changing only."""
        return Without(self.model, "delete")


def viewset_of(model: type[Term]) -> type[SnippetViewSet]:
    """The screens of one vocabulary."""
    return type(f"{model.__name__}ViewSet", (TermViewSet,), {"model": model})


class VocabularyGroup(SnippetViewSetGroup):  # type: ignore[misc]
    """The menu of the vocabularies."""

    items = tuple(viewset_of(model) for model in VOCABULARIES.values())
    menu_label = _("Vocabularies")
    menu_icon = "tag"
    menu_name = "vocabularies"
    menu_order = 310
