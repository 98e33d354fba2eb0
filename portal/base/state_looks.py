"""How a state is shown: word, icon and tone together, so that colour never speaks alone.

Called by the `{% state_badge %}` tag. The states themselves and what may follow them belong to `plans.states` and the
review of knowledge; this module only dresses their codes. Words follow the glossary (`docs/glossary.md`).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class StateLook:
    """`word` for the reader, `icon` a name in `portal.base.icons`, `tone` one of plain, indigo, leaf, saffron, clay."""

    word: str | Promise
    icon: str
    tone: str


LOOKS: dict[str, StateLook] = {
    # an entry of a plan
    "draft": StateLook(pgettext_lazy("state", "Draft"), "edit", "plain"),
    "submitted": StateLook(_("Awaiting check"), "clock", "indigo"),
    "returned": StateLook(_("Returned for improvement"), "return", "clay"),
    "checked": StateLook(_("Checked, awaiting agenda"), "check", "indigo"),
    "awaiting_committee": StateLook(_("Awaiting committee and community assembly"), "people", "indigo"),
    "awaiting_council": StateLook(_("Awaiting council"), "council", "indigo"),
    "awaiting_executive": StateLook(_("Awaiting the executive's approval"), "clock", "indigo"),
    "endorsed": StateLook(_("Endorsed, awaiting announcement"), "check-circle", "leaf"),
    "with_changes": StateLook(_("Endorsed with changes"), "check-circle", "leaf"),
    "in_force": StateLook(_("In force"), "seal", "leaf"),
    "not_endorsed": StateLook(_("Not endorsed"), "cross-circle", "clay"),
    "deferred": StateLook(_("Deferred"), "pause", "saffron"),
    "referred": StateLook(_("Beyond capacity, referred"), "forward", "saffron"),
    "beyond_capacity": StateLook(_("Beyond capacity, referred"), "forward", "saffron"),
    "replaced": StateLook(_("Replaced by a later book"), "clock", "plain"),
    "removed": StateLook(_("Removed from this book"), "minus-circle", "plain"),
    "revoked": StateLook(pgettext_lazy("state", "Revoked"), "cross-circle", "clay"),
    # a book of a plan
    "open": StateLook(pgettext_lazy("book state", "Open for entries"), "book", "indigo"),
    "announced": StateLook(_("In force"), "seal", "leaf"),
    "superseded": StateLook(pgettext_lazy("book state", "Superseded by a later book"), "clock", "plain"),
    # a knowledge item
    "in_review": StateLook(_("In knowledge review"), "clock", "indigo"),
    "published": StateLook(_("Published"), "check-circle", "leaf"),
    "unpublished": StateLook(_("Unpublished"), "minus-circle", "plain"),
    # an outcome in a meeting
    "awaiting": StateLook(_("Awaiting a resolution"), "clock", "indigo"),
}


def look_of(state: str, word: str | Promise = "") -> StateLook:
    """The look of a state code. An unknown code keeps the caller's word (or the code itself) on plain ground."""
    look = LOOKS.get(state)
    if look is None:
        return StateLook(word or state, "info", "plain")
    return StateLook(word, look.icon, look.tone) if word else look
