"""เสนอให้ อปท.: an area manager offers an item to a body; the planner answers."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from plans import notifications
from plans.models import Offer
from plans.policies import may_offer
from portal.people.models import Organisation

from .base import Action, ActionError, Refused, require


@dataclass
class OfferItem(Action):
    """Offer an item (its `Citation`) to a body, once while the offer is open."""

    user: Any
    citation: Any
    organisation: Organisation
    offered_from: Organisation
    message: str = ""
    is_sample: bool = False
    key: str = ""

    def perform(self) -> Offer:
        if not may_offer(self.user, self.offered_from.pk):
            raise Refused(_("This page does not exist, or you have no right to it"))
        if not self.organisation.plans.exists():
            raise ActionError(_("This body has no plan in the portal yet"))
        offer, created = Offer.objects.get_or_create(
            item_key=self.citation.key,
            organisation=self.organisation,
            state=Offer.State.OPEN,
            defaults={
                "item_page": self.citation.page_id,
                "item_title": self.citation.title,
                "offered_from": self.offered_from,
                "message": self.message.strip(),
                "offered_by": self.user,
                "is_sample": self.is_sample,
            },
        )
        if created:
            notifications.offered(offer)
        return offer


@dataclass
class AnswerOffer(Action):
    """Set an offer aside (it is taken up by starting an entry from it)."""

    user: Any
    offer: Offer
    key: str = ""

    def perform(self) -> Offer:
        require(self.user, "answer", self.offer)
        Offer.objects.filter(pk=self.offer.pk, state=Offer.State.OPEN).update(state=Offer.State.DECLINED)
        self.offer.refresh_from_db()
        return self.offer
