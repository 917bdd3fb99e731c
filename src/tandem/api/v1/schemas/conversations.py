"""Conversations, contacts, messages, notes and surveys as clients send and see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import Field

from tandem.api.v1.schemas.files import Attachments, File, Spoken
from tandem.api.v1.schemas.shapes import Asked, ClientId, Language, Listed, Moment, Ref, Told, Words


class NewConversation(Asked):
    """A customer's first words; without a queue they wait in the brand's default one."""

    customer: Ref
    text: Words
    queue: str = Field("", max_length=40, pattern=r"^[-a-zA-Z0-9_]*$", description="A queue's key.")
    channel: Literal["chat", "email", "form"] = "chat"
    language: Language = "en"


class NewMessage(Asked):
    """Words for the thread. The client id is the idempotency key: sent again, the message stands once."""

    attachments: Attachments
    text: Spoken
    client_id: ClientId


class NewNote(Asked):
    """A note that customers never see."""

    attachments: Attachments
    text: Spoken


class NewClosure(Asked):
    """What it came to."""

    disposition: Literal["solved", "answered_elsewhere", "no_reply", "not_for_us", "spam"] = "solved"


class NewTransfer(Asked):
    """Where to."""

    queue: str = Field(min_length=1, max_length=40, pattern=r"^[-a-zA-Z0-9_]+$", description="A queue's key.")


class SurveyAnswer(Asked):
    """How it went, 1 (badly) to 5 (well)."""

    score: int = Field(ge=1, le=5)
    comment: str = Field("", max_length=2000, pattern=r"^[^\x00]*$")


Keys = Annotated[list[Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00]*$")]], Field(max_length=60)]


class NewMatter(Asked):
    """What a conversation is about, in place of what was said before; what is left out is not known."""

    topic: str = Field("", max_length=60, pattern=r"^[^\x00]*$", description="What it is about, as the brand's rules call it.")
    products: Keys = []
    plans: Keys = []
    regions: Keys = []


class CustomerName(Told):
    """A customer, by reference and name."""

    ref: str
    name: str


class QueueName(Told):
    """A queue, by reference, key and name."""

    ref: str
    key: str
    name: str


class Matter(Told):
    """What a conversation is about: as `stated` in it, else what the brand says of its customer. Empty is not known."""

    topic: str
    products: list[str]
    plans: list[str]
    regions: list[str]
    stated: bool


class Conversation(Told):
    """One customer's thread. `version` grows with every change of the thread that a reader could see."""

    ref: str
    customer: CustomerName
    queue: QueueName
    subject: str
    channel: str
    language: str
    state: Literal["new", "waiting", "assigned", "closed"]
    matter: Matter
    version: int
    messages: int
    last_author: str
    last_text: str
    last_at: Moment
    created_at: Moment


class ConversationPage(Listed[Conversation]):
    """Conversations, the last active first."""


class Held(Told):
    """A conversation that the member holds.

    `reply_due_at`: when the customer's wait for an answer runs out.
    """

    conversation: Conversation
    unread: int
    reply_due_at: Moment | None


class HeldPage(Listed[Held]):
    """What the member holds now."""


class Posted(Told):
    """The message stands, under this number of its thread."""

    ref: str
    conversation: str
    number: int
    author: Literal["customer", "expert"]
    client_id: str


class Message(Told):
    """Something in the thread.

    Lines of the house have the author system and a `code`; an AI's words the author ai.
    """

    ref: str
    number: int
    author: Literal["customer", "expert", "ai", "system"]
    name: str
    text: str
    code: str
    sent_at: Moment
    attachments: list[File]


class MessagePage(Listed[Message]):
    """Messages, the oldest first."""


class Note(Told):
    """An internal note."""

    author: str
    text: str
    written_at: Moment
    attachments: list[File]


class NotePage(Listed[Note]):
    """Notes, the oldest first."""


class Wait(Told):
    """What to tell who waits: the place (1 is next) and the expected wait with its 80 % range; null
    when nobody can say."""

    place: int
    expected_seconds: float | None
    low_seconds: float | None
    high_seconds: float | None
    answering: int


class Holder(Told):
    """Who answers: a membership and the name that customers see."""

    member: str
    name: str


class Contact(Told):
    """One spell of waiting for and receiving a human."""

    ref: str
    state: Literal["waiting", "assigned"]
    queue: QueueName
    reopened: bool
    opened_at: Moment
    assigned_at: Moment | None
    answered_at: Moment | None
    holder: Holder | None
    wait: Wait | None


class Closure(Told):
    """The contact was resolved."""

    conversation: str
    disposition: str
    closed_at: Moment


class Transfer(Told):
    """The conversation waits in another queue."""

    conversation: str
    queue: str


class Survey(Told):
    """The customer's answer."""

    score: int
    comment: str
    answered_at: Moment


def conversation_of(row: Any, *, about: Any) -> Conversation:
    """A conversation, with what it is about."""
    return Conversation(
        ref=row.ref, customer=CustomerName.model_validate(row.customer), queue=QueueName.model_validate(row.queue), subject=row.subject,
        channel=row.channel, language=row.language, state=row.state, matter=Matter.model_validate(about), version=row.version,
        messages=row.messages, last_author=row.last_author, last_text=row.last_text, last_at=row.last_at, created_at=row.created_at,
    )  # fmt: skip


def message_of(row: Any, *, line: str, files: Sequence[Any] = ()) -> Message:
    """A message, with the house's own line where it is one."""
    name = row.membership.display_name if row.membership else ""
    return Message(
        ref=row.ref,
        number=row.number,
        author=row.author,
        name=name,
        text=row.text or line,
        code=row.code,
        sent_at=row.sent_at,
        attachments=[File.model_validate(file) for file in files],
    )
