"""The state machine of conversations and contacts: what may follow what, decided on facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from tandem.core.kit.refusals import Refused
from tandem.core.service.weights import AT_ONCE

ContactState = Literal["waiting", "assigned", "resolved", "abandoned", "transferred"]
ConversationState = Literal["new", "waiting", "assigned", "closed"]
Author = Literal["customer", "expert", "ai", "system"]

LIVE: tuple[ContactState, ...] = ("waiting", "assigned")


LETTER_GRACE = timedelta(hours=24)  # who wrote by mail or form has left, and expects an answer by tomorrow


def reply_grace(channel: str, queue_seconds: int) -> timedelta:
    """How long the holder may owe a reply: the queue's grace where the customer sits and waits, a day by mail."""
    return timedelta(seconds=queue_seconds) if channel in AT_ONCE else LETTER_GRACE


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """One spell of waiting for and receiving a human."""

    id: int
    state: ContactState
    queue_id: int
    opened_at: datetime
    answered_at: datetime | None = None
    assignment_id: int | None = None
    membership_id: int | None = None


@dataclass(frozen=True, slots=True)
class ConversationFacts:
    """A conversation as it stands under its lock."""

    id: int
    ref: str
    state: ConversationState
    version: int
    messages: int
    contact: ContactFacts | None = None


@dataclass(frozen=True, slots=True)
class PostDecision:
    """What posting a message brings about beside the message itself."""

    opens_contact: bool
    answers_contact: bool
    reply_due_at: datetime | None
    clears_reply_due: bool


def decide_post(facts: ConversationFacts, *, author: Author, membership_id: int | None, at: datetime, reply_grace: timedelta) -> PostDecision:
    """What follows from `author` writing now.

    A customer's words open a contact where none is live and start the assignee's reply clock; an expert must
    hold the contact; the first human words answer it; an AI's never do. Raises Refused.
    """
    contact = facts.contact
    if author == "customer":
        waits_for_reply = contact is not None and contact.state == "assigned"
        return PostDecision(contact is None, answers_contact=False, reply_due_at=at + reply_grace if waits_for_reply else None, clears_reply_due=False)
    if author == "expert":
        if contact is None or contact.state != "assigned" or contact.membership_id != membership_id:
            raise Refused("You no longer hold this conversation, so it was not sent. Your text is kept.", code="not_holder")
        return PostDecision(opens_contact=False, answers_contact=contact.answered_at is None, reply_due_at=None, clears_reply_due=True)
    return PostDecision(opens_contact=False, answers_contact=False, reply_due_at=None, clears_reply_due=False)


def check_assign(facts: ConversationFacts) -> ContactFacts:
    """The waiting contact that may be assigned. Raises Refused when somebody holds it, or nobody waits."""
    contact = facts.contact
    if contact is None:
        raise Refused("Nobody is waiting in this conversation any more.", code="not_waiting")
    if contact.state != "waiting":
        raise Refused("Somebody else has this conversation already.", code="taken")
    return contact


def check_holder(facts: ConversationFacts, membership_id: int | None) -> ContactFacts:
    """The live contact, if `membership_id` holds it. Raises Refused otherwise."""
    contact = facts.contact
    if contact is None or contact.state != "assigned" or contact.membership_id != membership_id:
        raise Refused("You do not hold this conversation.", code="not_holder")
    return contact


def check_held(facts: ConversationFacts) -> ContactFacts:
    """The live contact, if anybody holds it. Raises Refused otherwise."""
    contact = facts.contact
    if contact is None or contact.state != "assigned":
        raise Refused("Nobody holds this conversation.", code="not_held")
    return contact


def check_leave(facts: ConversationFacts) -> ContactFacts:
    """The waiting contact that its customer may leave. Raises Refused when nobody waits."""
    contact = facts.contact
    if contact is None or contact.state != "waiting":
        raise Refused("You are not waiting in a queue.", code="not_waiting")
    return contact
