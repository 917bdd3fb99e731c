"""What to tell an expert who asked the router for the next one."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tandem.core.service.weights import weight_of
from tandem.domain.orchestration.routing.queries import open_offers
from tandem.domain.service.conversations.queries import load_of
from tandem.domain.workforce.experts.queries import availability_of
from tandem.foundation.tenancy.models import Membership


def what_came(members: Sequence[Membership]) -> str:
    """An offer is there, or why none is."""
    if open_offers([member.pk for member in members]):
        return _("There is an offer for you.")
    found = availability_of(members[0].person_id)
    if found is None or found.state != "online":
        return _("Go online first: offers come to who is online.")
    load, capacity = load_of(members[0].person_id)
    if load + weight_of("email") > capacity:
        return _("You hold as much as you take at once. Resolve something first.")
    return _("Nothing that you could take is waiting right now. The next offer comes by itself.")
