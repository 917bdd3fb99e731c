"""Reading the line: who waits, in which order, and what they are told of it.

The line is in the order of the targets: who sits in the chat is due within a minute, a letter within a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, DateTimeField, ExpressionWrapper, F, Q, Value, When

from tandem.core.service.waiting import WaitEstimate, estimate_wait
from tandem.core.service.weights import AT_ONCE
from tandem.domain.service.conversations.models import Contact
from tandem.foundation import clock

# The same in SQL and for the ORM: when a contact (k) should be answered, by the targets of its queue (q).
DUE = "k.opened_at + make_interval(secs => CASE WHEN k.channel IN ('chat', 'voice') THEN q.answer_within_seconds ELSE q.letter_within_seconds END)"
DUE_AT = ExpressionWrapper(
    F("opened_at")
    + Case(When(channel__in=AT_ONCE, then=F("queue__answer_within_seconds")), default=F("queue__letter_within_seconds")) * Value(timedelta(seconds=1)),
    output_field=DateTimeField(),
)


def waiting_in(queue_ids: Iterable[int], *, most: int = 50) -> list[Contact]:
    """Waiting contacts of these queues, who is due first before the others."""
    rows = Contact.objects.filter(queue_id__in=list(queue_ids), state="waiting").select_related("conversation__customer", "queue", "brand")
    return list(rows.order_by(DUE_AT, "id")[:most])


def due_at(contact: Contact) -> datetime:
    """When the contact should be answered, by its queue's target for its channel."""
    queue = contact.queue
    return contact.opened_at + timedelta(seconds=queue.answer_within_seconds if contact.channel in AT_ONCE else queue.letter_within_seconds)


def place_in_line(contact: Contact) -> int:
    """1 for the next in its queue."""
    mine = due_at(contact)
    rows = Contact.objects.filter(queue_id=contact.queue_id, state="waiting").alias(due=DUE_AT)
    return rows.filter(Q(due__lt=mine) | Q(due=mine, id__lt=contact.pk)).count() + 1


def next_place(queue: Any) -> int:
    """The place that somebody who came into its chat now would have."""
    mine = clock.now() + timedelta(seconds=queue.answer_within_seconds)
    return Contact.objects.filter(queue_id=queue.pk, state="waiting").alias(due=DUE_AT).filter(due__lte=mine).count() + 1


def wait_estimate(contact: Contact) -> WaitEstimate:
    """What the waiting customer is told, from the conversations alone: place, expected wait and range."""
    return wait_in(contact.queue_id, place=place_in_line(contact))


def wait_in(queue_id: int, *, place: int, present: int = 0, free: int = 0) -> WaitEstimate:
    """Expected wait at a place of a queue that `present` people serve, `free` of whose slots are idle.

    Desk slots are those that hold contacts of this queue now, at least one a person present, and the free ones;
    their holding time is the queue's median of the last day.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT person_id) FROM conversations_assignment a JOIN conversations_contact k ON k.id = a.contact_id"
            " WHERE k.queue_id = %s AND k.state = 'assigned' AND a.ended_at IS NULL",
            [queue_id],
        )
        slots, answering = cursor.fetchone()
        cursor.execute(
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - assigned_at)), count(*) FROM conversations_contact"
            " WHERE queue_id = %s AND state = 'resolved' AND opened_at > %s AND assigned_at IS NOT NULL",
            [queue_id, now - timedelta(days=1)],
        )
        median, measured = cursor.fetchone()
    hold = float(median) if median and measured >= 5 else None
    return estimate_wait(place, slots=max(slots + free, present), answering=max(answering, present), hold_seconds=hold, free=free)
