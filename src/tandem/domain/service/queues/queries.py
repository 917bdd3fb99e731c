"""Reading queues."""

from __future__ import annotations

from datetime import datetime

from tandem.core.kit.refusals import Absent
from tandem.core.service.hours import Hours, parse_hours
from tandem.domain.service.queues.models import Queue


def hours_of(queue: Queue) -> Hours:
    """A queue's opening hours as core values."""
    return parse_hours(queue.hours, zone=queue.zone, closed=list(queue.closed_days))


def is_open(queue: Queue, at: datetime) -> bool:
    """Whether the queue is open at `at`."""
    return hours_of(queue).is_open(at)


def queues_of(brand_id: int) -> list[Queue]:
    """A brand's queues by name."""
    return list(Queue.objects.filter(brand_id=brand_id).order_by("name"))


def default_queue(brand_id: int) -> Queue:
    """The queue that takes what nothing else claims. Raises Absent when the brand has none."""
    queue = Queue.objects.filter(brand_id=brand_id).order_by("-is_default", "id").first()
    if queue is None:
        raise Absent("This brand has no queue yet. Add one in settings.")
    return queue


def queue_by_key(brand_id: int, key: str) -> Queue:
    """Raises Absent."""
    queue = Queue.objects.filter(brand_id=brand_id, key=key).first()
    if queue is None:
        raise Absent("There is no such queue.")
    return queue


def queue_by_id(queue_id: int) -> Queue:
    """Raises Absent."""
    queue = Queue.objects.filter(pk=queue_id).first()
    if queue is None:
        raise Absent("There is no such queue.")
    return queue
