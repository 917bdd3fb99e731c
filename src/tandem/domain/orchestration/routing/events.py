"""What happens to offers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.foundation.events.kinds import Event, event


@dataclass(frozen=True, slots=True)
class OfOffer(Event):
    stream = "desk"
    subject = "offer"
    topics: ClassVar[tuple[str, ...]] = ("desk:{desk}", "floor:{brand}", "floor:{brand}:{vendor}")
    offer_id: int = 0
    offer: str = ""
    desk: str = ""
    vendor: str = ""
    conversation_id: int = 0
    contact_id: int = 0
    person_id: int = 0


@event
@dataclass(frozen=True, slots=True)
class OfferMade(OfOffer):
    rule: str = ""


@event
@dataclass(frozen=True, slots=True)
class OfferSettled(OfOffer):
    state: str = ""
    reason: str = ""
