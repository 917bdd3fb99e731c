"""What happens in conversations. `chat:` topics are the customer's, the others the staff's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tandem.foundation.events.kinds import Event, event

STAFF = "conversation:{conversation}"
CUSTOMER = "chat:{conversation}"
DESK = "desk:{desk}"
FLOOR = "floor:{brand}"
VENDOR_FLOOR = "floor:{brand}:{vendor}"


@dataclass(frozen=True, slots=True)
class InConversation(Event):
    """What all of them name: the conversation, its version after the change, and who holds it (a membership's reference)."""

    stream = "conversation"
    subject = "conversation"
    topics: ClassVar[tuple[str, ...]] = (STAFF, CUSTOMER, DESK)
    conversation_id: int
    conversation: str
    version: int = 0
    desk: str = ""
    vendor: str = ""


@dataclass(frozen=True, slots=True)
class WithHolder(InConversation):
    """A contact and the person who got it, had it or gave it up: told to them, to the floor and to the customer."""

    topics: ClassVar[tuple[str, ...]] = (STAFF, CUSTOMER, DESK, FLOOR, VENDOR_FLOOR)
    contact_id: int = 0
    queue_id: int = 0
    person_id: int = 0


@event
@dataclass(frozen=True, slots=True)
class MessagePosted(InConversation):
    message_id: int = 0
    message: str = ""
    number: int = 0
    author: str = ""
    contact_id: int | None = None


@event
@dataclass(frozen=True, slots=True)
class NoteWritten(InConversation):
    topics: ClassVar[tuple[str, ...]] = (STAFF, DESK)


@event
@dataclass(frozen=True, slots=True)
class ContactOpened(InConversation):
    topics: ClassVar[tuple[str, ...]] = (STAFF, CUSTOMER, FLOOR)
    contact_id: int = 0
    queue_id: int = 0


@event
@dataclass(frozen=True, slots=True)
class ContactAssigned(WithHolder):
    """Somebody holds it now."""


@event
@dataclass(frozen=True, slots=True)
class ContactTakenBack(WithHolder):
    """The holder was silent or gone, or handed it back: the contact waits again."""

    reason: str = ""


@event
@dataclass(frozen=True, slots=True)
class ContactResolved(WithHolder):
    """Its holder has ended it."""


@event
@dataclass(frozen=True, slots=True)
class ContactAbandoned(InConversation):
    topics: ClassVar[tuple[str, ...]] = (STAFF, CUSTOMER, FLOOR)
    contact_id: int = 0
    queue_id: int = 0


@event
@dataclass(frozen=True, slots=True)
class ContactTransferred(WithHolder):
    """It waits in another queue, as a new contact."""


@event
@dataclass(frozen=True, slots=True)
class ChannelChanged(InConversation):
    """A waiting contact ended; another waits as work of this channel. Whoever was asked for the first is no longer."""

    topics: ClassVar[tuple[str, ...]] = (STAFF, CUSTOMER, FLOOR)
    contact_id: int = 0
    queue_id: int = 0
    channel: str = ""


@event
@dataclass(frozen=True, slots=True)
class ConversationRead(InConversation):
    reader: str = ""
    number: int = 0


@event
@dataclass(frozen=True, slots=True)
class TypingNoticed(InConversation):
    """Told to the other side alone: nobody is told of their own typing. One of `staff` and `chat` is the conversation's reference."""

    topics: ClassVar[tuple[str, ...]] = ("conversation:{staff}", "chat:{chat}")
    author: str = ""
    staff: str = ""
    chat: str = ""


@event
@dataclass(frozen=True, slots=True)
class ConversationSnoozed(InConversation):
    topics: ClassVar[tuple[str, ...]] = (STAFF, DESK)


@event
@dataclass(frozen=True, slots=True)
class MatterStated(InConversation):
    """Somebody said which products, plans or regions a conversation is about."""

    topics: ClassVar[tuple[str, ...]] = (STAFF,)


@event
@dataclass(frozen=True, slots=True)
class CaseChanged(InConversation):
    topics: ClassVar[tuple[str, ...]] = (STAFF, DESK)
    case_id: int = 0


@event
@dataclass(frozen=True, slots=True)
class SurveyAnswered(InConversation):
    topics: ClassVar[tuple[str, ...]] = (STAFF, CUSTOMER, FLOOR)
    contact_id: int = 0
    score: int = 0


@event
@dataclass(frozen=True, slots=True)
class TranscriptAsked(InConversation):
    topics: ClassVar[tuple[str, ...]] = (CUSTOMER,)
    request_id: int = 0
