"""What happens to queues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.foundation.events.kinds import Event, event


@event
@dataclass(frozen=True, slots=True)
class QueueChanged(Event):
    topics: ClassVar[tuple[str, ...]] = ("floor:{brand}",)
    subject = "queue"
    queue_id: int
    queue: str
