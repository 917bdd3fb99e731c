"""Reading conversations: threads, what hangs on them, lists, history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tandem.domain.service.conversations.models import (
    Assignment,
    Attachment,
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
from tandem.foundation.files.models import File

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


def messages_since(conversation_id: int, number: int, *, most: int = THREAD_PAGE) -> list[Message]:
    """Messages after `number`, oldest first: what a client replays."""
    return list(Message.objects.filter(conversation_id=conversation_id, number__gt=number).select_related("membership").order_by("number")[:most])


def notes_of(conversation_id: int) -> list[Note]:
    """Internal notes, oldest first."""
    return list(Note.objects.filter(conversation_id=conversation_id).select_related("membership").order_by("written_at")[:THREAD_PAGE])


def files_of_messages(message_ids: Sequence[int]) -> dict[int, list[File]]:
    """Message -> the files that hang on it, in order; messages without any are left out."""
    found: dict[int, list[File]] = {}
    for row in Attachment.objects.filter(message_id__in=list(message_ids)).select_related("file").order_by("message_id", "position"):
        found.setdefault(row.message_id, []).append(row.file)
    return found


def files_of_notes(note_ids: Sequence[int]) -> dict[int, list[File]]:
    """The same for notes."""
    found: dict[int, list[File]] = {}
    for row in Attachment.objects.filter(note_id__in=list(note_ids)).select_related("file").order_by("note_id", "position"):
        found.setdefault(row.note_id, []).append(row.file)
    return found


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


def conversation_with_customer(conversation_id: int) -> Conversation:
    """The conversation with its customer and brand, for steps that follow an event."""
    return Conversation.objects.select_related("customer", "brand").get(pk=conversation_id)


def message_by_id(message_id: int) -> Message:
    """One message with its writer, for steps that follow an event."""
    return Message.objects.select_related("membership").get(pk=message_id)


def transcript_request(request_id: int) -> TranscriptRequest | None:
    """One request, locked until it is done."""
    return TranscriptRequest.objects.select_for_update(of=("self",)).select_related("brand").filter(pk=request_id).first()
