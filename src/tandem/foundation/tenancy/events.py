"""What happens to memberships."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.foundation.events.kinds import Event, event


@event
@dataclass(frozen=True, slots=True)
class MembershipEnded(Event):
    """Somebody no longer belongs to the brand: upper storeys take back what they hold there."""

    topics = ("floor:{brand}", "floor:{brand}:{vendor}", "desk:{desk}")
    stream = "desk"
    subject = "membership"
    membership_id: int
    person_id: int
    desk: str
    vendor: str = ""
