"""What happens to experts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.foundation.events.kinds import Event, event


@dataclass(frozen=True, slots=True)
class OfExpert(Event):
    stream = "desk"
    subject = "expert"
    topics: ClassVar[tuple[str, ...]] = ("desk:{desk}", "floor:{brand}", "floor:{brand}:{vendor}")
    expert: str = ""
    desk: str = ""
    vendor: str = ""


@event
@dataclass(frozen=True, slots=True)
class ExpertChanged(OfExpert):
    """Profile or competences."""


@event
@dataclass(frozen=True, slots=True)
class AvailabilityChanged(OfExpert):
    person_id: int = 0
    state: str = ""
    reason: str = ""
