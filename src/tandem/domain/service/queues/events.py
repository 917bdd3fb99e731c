"""What happens to queues."""

from __future__ import annotations

from dataclasses import dataclass

from tandem.foundation.events.kinds import Event, event


@event
@dataclass(frozen=True, slots=True)
class QueueChanged(Event):
    topics = ("floor:{brand}",)
    subject = "queue"
    queue_id: int
    queue: str
