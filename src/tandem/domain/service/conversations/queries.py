"""Reading conversations: threads, lists, queue lines, history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q

from tandem.core.service.waiting import WaitEstimate, estimate_wait
from tandem.domain.service.conversations.models import (
    Assignment,
    Case,
    Closure,
    Contact,
    Conversation,
    Message,
    Note,
    PersonLoad,
    ReadMark,
    Survey,
    TranscriptRequest,
)
from tandem.foundation import clock

THREAD_PAGE = 200
SHORT_ABANDON_SECONDS = 10  # whoever leaves this soon was not kept waiting: neither offered nor abandoned

FLOOR_COUNTS = """
SELECT q.id, count(*) FILTER (WHERE k.state = 'waiting'),
    count(*) FILTER (WHERE k.state = 'waiting' AND k.answered_at IS NULL AND k.opened_at + make_interval(secs => q.answer_within_seconds) < %(now)s),
    min(k.opened_at) FILTER (WHERE k.state = 'waiting'), count(*) FILTER (WHERE k.state = 'assigned'),
    count(*) FILTER (WHERE k.opened_at >= s.since),
    count(*) FILTER (WHERE k.opened_at >= s.since AND k.answered_at IS NOT NULL),
    count(*) FILTER (WHERE k.opened_at >= s.since AND k.answered_at <= k.opened_at + make_interval(secs => q.answer_within_seconds)),
    count(*) FILTER (WHERE k.opened_at >= s.since AND k.state = 'abandoned' AND k.ended_at > k.opened_at + make_interval(secs => %(short)s)),
    count(*) FILTER (WHERE k.opened_at >= s.since AND k.answered_at IS NULL AND k.state IN ('waiting', 'assigned')
        AND k.opened_at + make_interval(secs => q.answer_within_seconds) < %(now)s),
    avg(extract(epoch FROM k.answered_at - k.opened_at)) FILTER (WHERE k.opened_at >= s.since AND k.answered_at IS NOT NULL)::float,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM k.answered_at - k.opened_at)::float)
        FILTER (WHERE k.opened_at >= s.since AND k.answered_at IS NOT NULL)
FROM unnest(%(brands)s::bigint[], %(since)s::timestamptz[]) AS s(brand_id, since)
JOIN queues_queue q ON q.brand_id = s.brand_id
LEFT JOIN conversations_contact k ON k.queue_id = q.id AND (k.opened_at >= s.since OR k.state IN ('waiting', 'assigned'))
GROUP BY GROUPING SETS ((q.id), ()) ORDER BY q.id NULLS LAST
"""


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """What the floor shows of one queue, or of all (queue_id None). Waits in seconds, of answered contacts."""

    queue_id: int | None
    waiting: int
    late: int  # waiting beyond the target, whenever they came
    oldest: datetime | None
    held: int
    offered: int
    answered: int
    in_time: int
    abandoned: int
    overdue: int
    mean_wait: float | None
    median_wait: float | None
    long_wait: float | None

    @property
    def decided(self) -> int:
        """Contacts whose service level is known."""
        return self.answered + self.abandoned + self.overdue

    @property
    def waited(self) -> int:
        """Contacts whose wait has ended: answered or given up."""
        return self.answered + self.abandoned


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


def messages_since(conversation_id: int, number: int, *, most: int = THREAD_PAGE) -> list[Message]:
    """Messages after `number`, oldest first: what a client replays."""
    return list(Message.objects.filter(conversation_id=conversation_id, number__gt=number).select_related("membership").order_by("number")[:most])


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
        ReadMark.objects.filter(membership_id__in=membership_ids, conversation_id__in=[a.conversation_id for a in assignments]).values_list(
            "conversation_id", "number"
        )
    )
    return [Held(a.conversation, a, max(0, a.conversation.messages - marks.get(a.conversation_id, 0))) for a in assignments]


def resolved_by(membership_ids: Sequence[int], *, most: int = 30) -> list[Closure]:
    """What these memberships resolved last, the newest first."""
    rows = Closure.objects.filter(membership_id__in=membership_ids).select_related("conversation__customer", "conversation__queue", "brand")
    return list(rows.order_by("-closed_at")[:most])


def waiting_in(queue_ids: Iterable[int], *, most: int = 50) -> list[Contact]:
    """Waiting contacts of these queues, first come first."""
    rows = Contact.objects.filter(queue_id__in=list(queue_ids), state="waiting").select_related("conversation__customer", "queue", "brand")
    return list(rows.order_by("opened_at")[:most])


def history_of(customer_id: int, *, most: int = 20) -> list[Conversation]:
    """A customer's conversations, the newest first."""
    return list(Conversation.objects.filter(customer_id=customer_id).select_related("queue").order_by("-last_at")[:most])


def cases_of(customer_id: int) -> list[Case]:
    """A customer's cases, the newest first."""
    return list(Case.objects.filter(customer_id=customer_id).order_by("-opened_at")[:20])


def find(
    *, text: str = "", state: str = "", queue_id: int | None = None, customer_id: int | None = None, before: tuple[datetime, int] | None = None, most: int = 50
) -> list[Conversation]:  # fmt: skip
    """Conversations in scope, the last active first; `before` is the (last_at, id) of the page's last row."""
    rows = Conversation.objects.select_related("customer", "queue", "brand")
    if text:
        rows = rows.filter(Q(ref=text) | Q(subject__icontains=text) | Q(customer__name__icontains=text) | Q(customer__email__iexact=text))
    if state:
        rows = rows.filter(state=state)
    if queue_id is not None:
        rows = rows.filter(queue_id=queue_id)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    if before is not None:
        rows = rows.filter(Q(last_at__lt=before[0]) | Q(last_at=before[0], id__lt=before[1]))
    return list(rows.order_by("-last_at", "-id")[:most])


def count_started(customer_id: int, *, since: datetime) -> int:
    """Conversations that a customer began since then."""
    return Conversation.objects.filter(customer_id=customer_id, created_at__gt=since).count()


def count_forms(email: str, *, since: datetime) -> int:
    """Forms that were left under an e-mail address since then."""
    return Conversation.objects.filter(customer__email__iexact=email, channel="form", created_at__gt=since).count()


def open_survey(conversation_id: int) -> Survey | None:
    """The latest survey of the conversation, answered or not."""
    return Survey.objects.filter(conversation_id=conversation_id).order_by("-asked_at").first()


def read_up_to(conversation_id: int, membership_id: int | None) -> int:
    """How far the reader has read (membership None: the customer)."""
    mark = ReadMark.objects.filter(conversation_id=conversation_id, membership_id=membership_id).values_list("number", flat=True).first()
    return int(mark or 0)


def customer_mark(conversation_id: int) -> ReadMark | None:
    """How far the customer has read, and since when."""
    return ReadMark.objects.filter(conversation_id=conversation_id, membership_id=None).first()


def read_by_members(conversation_id: int) -> int:
    """How far anybody of the house has read: what the customer is told."""
    marks = ReadMark.objects.filter(conversation_id=conversation_id, membership_id__isnull=False).order_by("-number")
    return int(marks.values_list("number", flat=True).first() or 0)


def load_of(person_id: int) -> tuple[int, int]:
    """(load, capacity) of a person in twelfths, across brands."""
    row = PersonLoad.objects.filter(pk=person_id).values_list("load", "capacity").first()
    return (row[0], row[1]) if row else (0, 12)


def place_in_line(contact: Contact) -> int:
    """1 for the next in its queue."""
    return (
        Contact.objects.filter(queue_id=contact.queue_id, state="waiting")
        .filter(Q(opened_at__lt=contact.opened_at) | Q(opened_at=contact.opened_at, id__lt=contact.pk))
        .count()
        + 1
    )


def next_place(queue_id: int) -> int:
    """The place that somebody who came now would have."""
    return Contact.objects.filter(queue_id=queue_id, state="waiting").count() + 1


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


def floor_counts(since: Mapping[int, datetime]) -> list[QueueCounts]:
    """Per queue of these brands, from each brand's own instant on; the last row (queue None) is all of them together.

    Counted are contacts whose fate is known: answered, given up after more than SHORT_ABANDON_SECONDS, or waiting
    beyond their queue's target. What we ended without an answer (spam, handed on) counts nowhere.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(FLOOR_COUNTS, {"brands": list(since), "since": list(since.values()), "now": now, "short": SHORT_ABANDON_SECONDS})
        return [QueueCounts(*row[:-1], *(row[-1] or (None, None))) for row in cursor.fetchall()]


def volume(brand_ids: Sequence[int], *, since: datetime, until: datetime, minutes: int) -> list[tuple[datetime, int, int]]:
    """(start, contacts opened, of these given up) for each stretch of `minutes` that had any."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT date_bin(make_interval(mins => %s::integer), opened_at, %s) AS bin, count(*), count(*) FILTER (WHERE state = 'abandoned')"
            " FROM conversations_contact WHERE brand_id = ANY (%s) AND opened_at >= %s AND opened_at < %s GROUP BY 1 ORDER BY 1",
            [minutes, since, list(brand_ids), since, until],
        )
        return list(cursor.fetchall())


def conversation_with_customer(conversation_id: int) -> Conversation:
    """The conversation with its customer and brand, for steps that follow an event."""
    return Conversation.objects.select_related("customer", "brand").get(pk=conversation_id)


def message_by_id(message_id: int) -> Message:
    """One message with its writer, for steps that follow an event."""
    return Message.objects.select_related("membership").get(pk=message_id)


def transcript_request(request_id: int) -> TranscriptRequest | None:
    """One request, locked until it is done."""
    return TranscriptRequest.objects.select_for_update(of=("self",)).select_related("brand").filter(pk=request_id).first()
