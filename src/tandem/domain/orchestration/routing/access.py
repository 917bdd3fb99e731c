"""Fetching offers with permission."""

from __future__ import annotations

from collections.abc import Sequence

from tandem.core.kit.refusals import Absent
from tandem.domain.orchestration.routing.models import Offer
from tandem.foundation.tenancy.models import Membership


def offer_for(members: Sequence[Membership], ref: str) -> Offer:
    """An offer made to one of these memberships. Raises Absent."""
    offer = Offer.objects.select_related("membership", "conversation", "brand").filter(ref=ref, membership_id__in=[m.pk for m in members]).first()
    if offer is None:
        raise Absent("There is no such offer.")
    return offer
