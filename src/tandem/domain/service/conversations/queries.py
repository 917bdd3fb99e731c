"""Reading conversations: threads, lists, queue lines, history."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from tandem.core.service.waiting import WaitEstimate, estimate_wait
from tandem.domain.service.conversations.models import Assignment, Contact, Conversation, Message, Note, PersonLoad, ReadMark, Survey, TranscriptRequest
from tandem.foundation import clock

THREAD_PAGE = 200


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation in somebody's list."""

    conversation: Conversation
    assignment: Assignment
    unread: int


def thread(conversation_id: int, *, before: int | None = None, most: int = THREAD_PAGE) -> list[Message]:
    """The last `most` messages (before a number), oldest first, with their writers."""
    rows = Message.objects.filter(conversation_id=conversation_id).select_related("membership")
    if before is not None:
        rows = rows.filter(number__lt=before)
    return list(rows.order_by("-number")[:most])[::-1]


def messages_since(conversation_id: int, number: int) -> list[Message]:
    """Messages after `number`, oldest first: what a client replays."""
    return list(Message.objects.filter(conversation_id=conversation_id, number__gt=number).select_related("membership").order_by("number")[:THREAD_PAGE])


def notes_of(conversation_id: int) -> list[Note]:
    """Internal notes, oldest first."""
    return list(Note.objects.filter(conversation_id=conversation_id).select_related("membership").order_by("written_at")[:THREAD_PAGE])


def recent_turns(conversation_id: int, limit: int = 6) -> list[tuple[str, str]]:
    """(author, text) of the last messages that people or the AI wrote, oldest first."""
    rows = Message.objects.filter(conversation_id=conversation_id).exclude(author="system").order_by("-number").values_list("author", "text")
    return list(rows[:limit])[::-1]


def live_contact(conversation_id: int) -> Contact | None:
    """The contact that waits or is held, if any."""
    return Contact.objects.filter(conversation_id=conversation_id, state__in=("waiting", "assigned")).select_related("queue").first()


def holder_of(conversation_id: int) -> Assignment | None:
    """Who holds the conversation now, if anybody."""
    return Assignment.objects.filter(conversation_id=conversation_id, ended_at__isnull=True).select_related("membership").first()


def held_by(membership_ids: Sequence[int]) -> list[Held]:
    """What these memberships (one person's, in their brands) hold, longest unanswered first."""
    rows = (
        Assignment.objects.filter(membership_id__in=membership_ids, ended_at__isnull=True)
        .select_related("conversation__customer", "conversation__queue", "conversation__brand")
        .order_by("reply_due_at", "started_at")
    )
    assignments = list(rows)
    marks = dict(
        ReadMark.objects.filter(membership_id__in=membership_ids, conversation_id__in=[a.conversation_id for a in assignments]).values_list("conversation_id", "number")
    )
    return [Held(a.conversation, a, max(0, a.conversation.messages - marks.get(a.conversation_id, 0))) for a in assignments]


def waiting_in(queue_ids: Iterable[int], *, most: int = 50) -> list[Contact]:
    """Waiting contacts of these queues, first come first."""
    rows = Contact.objects.filter(queue_id__in=list(queue_ids), state="waiting").select_related("conversation__customer", "queue", "brand")
    return list(rows.order_by("opened_at")[:most])


def history_of(customer_id: int, *, most: int = 20) -> list[Conversation]:
    """A customer's conversations, the newest first."""
    return list(Conversation.objects.filter(customer_id=customer_id).select_related("queue").order_by("-last_at")[:most])


def find(*, text: str = "", state: str = "", queue_id: int | None = None, before: tuple[datetime, int] | None = None, most: int = 50) -> list[Conversation]:
    """Conversations in scope, the last active first; `before` is the (last_at, id) of the page's last row."""
    rows = Conversation.objects.select_related("customer", "queue", "brand")
    if text:
        rows = rows.filter(Q(ref=text) | Q(subject__icontains=text) | Q(customer__name__icontains=text) | Q(customer__email__iexact=text))
    if state:
        rows = rows.filter(state=state)
    if queue_id is not None:
        rows = rows.filter(queue_id=queue_id)
    if before is not None:
        rows = rows.filter(Q(last_at__lt=before[0]) | Q(last_at=before[0], id__lt=before[1]))
    return list(rows.order_by("-last_at", "-id")[:most])


def open_survey(conversation_id: int) -> Survey | None:
    """The latest survey of the conversation, answered or not."""
    return Survey.objects.filter(conversation_id=conversation_id).order_by("-asked_at").first()


def read_up_to(conversation_id: int, membership_id: int | None) -> int:
    """How far the reader has read (membership None: the customer)."""
    mark = ReadMark.objects.filter(conversation_id=conversation_id, membership_id=membership_id).values_list("number", flat=True).first()
    return int(mark or 0)


def load_of(person_id: int) -> tuple[int, int]:
    """(load, capacity) of a person in twelfths, across brands."""
    row = PersonLoad.objects.filter(pk=person_id).values_list("load", "capacity").first()
    return (row[0], row[1]) if row else (0, 12)


def place_in_line(contact: Contact) -> int:
    """1 for the next in its queue."""
    return Contact.objects.filter(queue_id=contact.queue_id, state="waiting").filter(Q(opened_at__lt=contact.opened_at) | Q(opened_at=contact.opened_at, id__lt=contact.pk)).count() + 1


def wait_estimate(contact: Contact) -> WaitEstimate:
    """What the waiting customer is told: place, expected wait and range.

    Desk slots are those that serve this queue now; their holding time is the queue's median of the last day
    (any queue of the brand where it has fewer than five).
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT person_id) FROM conversations_assignment a JOIN conversations_contact k ON k.id = a.contact_id"
            " WHERE k.queue_id = %s AND k.state = 'assigned' AND a.ended_at IS NULL",
            [contact.queue_id],
        )
        slots, answering = cursor.fetchone()
        cursor.execute(
            "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at - assigned_at)), count(*) FROM conversations_contact"
            " WHERE queue_id = %s AND state = 'resolved' AND opened_at > %s AND assigned_at IS NOT NULL",
            [contact.queue_id, now - timedelta(days=1)],
        )
        median, measured = cursor.fetchone()
    return estimate_wait(place_in_line(contact), slots=slots, answering=answering, hold_seconds=float(median) if median and measured >= 5 else None)  # noqa: PLR2004


def author_names(messages: Iterable[Message]) -> dict[int, str]:
    """Membership id -> the name that customers see."""
    return {m.membership_id: m.membership.display_name for m in messages if m.membership_id}


def floor_counts(brand_ids: Sequence[int], *, since: datetime) -> list[dict[str, Any]]:
    """Per queue: waiting, longest wait, held, and since then offered, answered, answered in time, abandoned, mean wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT q.id, count(*) FILTER (WHERE k.state = 'waiting') AS waiting, min(k.opened_at) FILTER (WHERE k.state = 'waiting') AS oldest,"
            " count(*) FILTER (WHERE k.state = 'assigned') AS held, count(*) FILTER (WHERE k.opened_at >= %s) AS offered,"
            " count(*) FILTER (WHERE k.opened_at >= %s AND k.answered_at IS NOT NULL) AS answered,"
            " count(*) FILTER (WHERE k.opened_at >= %s AND k.answered_at <= k.opened_at + make_interval(secs => q.answer_within_seconds)) AS in_time,"
            " count(*) FILTER (WHERE k.opened_at >= %s AND k.state = 'abandoned') AS abandoned,"
            " count(*) FILTER (WHERE k.opened_at >= %s AND k.state = 'resolved') AS resolved,"
            " avg(extract(epoch FROM k.answered_at - k.opened_at)) FILTER (WHERE k.opened_at >= %s AND k.answered_at IS NOT NULL) AS asa"
            " FROM queues_queue q LEFT JOIN conversations_contact k ON k.queue_id = q.id AND (k.opened_at >= %s OR k.state IN ('waiting', 'assigned'))"
            " WHERE q.brand_id = ANY (%s) GROUP BY q.id",
            [since] * 7 + [list(brand_ids)],
        )
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def conversation_with_customer(conversation_id: int) -> Conversation:
    """The conversation with its customer and brand, for steps that follow an event."""
    return Conversation.objects.select_related("customer", "brand").get(pk=conversation_id)


def message_by_id(message_id: int) -> Message:
    """One message with its writer, for steps that follow an event."""
    return Message.objects.select_related("membership").get(pk=message_id)


def transcript_request(request_id: int) -> TranscriptRequest | None:
    """One request, locked until it is done."""
    return TranscriptRequest.objects.select_for_update(of=("self",)).select_related("brand").filter(pk=request_id).first()
