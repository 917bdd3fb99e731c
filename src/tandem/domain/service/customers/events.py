"""What happens to customers."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.foundation.events.kinds import Event, event


@event
@dataclass(frozen=True, slots=True)
class CustomerChanged(Event):
    stream = "customer"
    subject = "customer"
    customer_id: int
    customer: str
