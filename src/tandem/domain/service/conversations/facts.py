"""A conversation locked, and its facts as core values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from tandem.core.kit.refusals import Absent
from tandem.core.service.states import ContactFacts, ConversationFacts, reply_grace


@dataclass(frozen=True, slots=True)
class Twin:
    """The message that was accepted earlier under the same client id."""

    id: int
    ref: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Locked:
    """What the lock protects: facts for the core, names for the events."""

    facts: ConversationFacts
    queue_id: int
    desk: str
    vendor: str
    twin: Twin | None
    reply_grace: timedelta


def locked(conversation_id: int, *, author: str = "", client_id: str = "") -> Locked:
    """Lock the conversation until the transaction ends and read its facts.

    The lock ends every race about one conversation: posts, claims, closures. Raises Absent.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM conversations_facts(%s, %s, %s)", [conversation_id, author, client_id])
        row = cursor.fetchone()
    if row is None:
        raise Absent("There is no such conversation.")
    (id_, ref, state, version, messages, queue_id, contact_id, contact_state, contact_queue_id, opened_at, answered_at,
     assignment_id, membership_id, desk, vendor, twin_id, twin_ref, twin_number, twin_text, channel, grace_seconds) = row  # fmt: skip
    contact = None
    if contact_id is not None:
        contact = ContactFacts(contact_id, contact_state, contact_queue_id, opened_at, answered_at, assignment_id, membership_id)
    twin = Twin(twin_id, twin_ref, twin_number, twin_text) if twin_id is not None else None
    return Locked(ConversationFacts(id_, ref, state, version, messages, contact), queue_id, desk, vendor, twin, reply_grace(channel, grace_seconds))
