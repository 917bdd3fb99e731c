"""Posting messages: the hot path. Two round trips: facts under the lock, then one function that writes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from tandem.core.kit.refusals import Forbidden, Invalid, Refused, TooMany
from tandem.core.service.attachments import checked_words, preview
from tandem.core.service.clearance import Clearance
from tandem.core.service.states import Author, PostDecision, decide_post
from tandem.core.service.weights import Channel
from tandem.domain.service.conversations.actions.opening import open_contact
from tandem.domain.service.conversations.events import MessagePosted
from tandem.domain.service.conversations.facts import Locked, locked
from tandem.domain.service.conversations.models import Attachment
from tandem.foundation import clock
from tandem.foundation.database.refs import new_ref
from tandem.foundation.events.publishing import SHARDS, Happened, announce, row_of
from tandem.foundation.files.actions import Prepared, keep
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in

LONGEST_CLIENT_ID = 80
MOST_A_MINUTE = 20  # messages of one customer in one conversation: above any human hand


@dataclass(frozen=True, slots=True)
class Posted:
    """A message that stands. `replayed` when it stood before under the same client id."""

    id: int
    ref: str
    number: int
    contact_id: int | None
    replayed: bool


def post_message(
    actor: Actor, brand_id: int, conversation_id: int, *, author: Author, text: str, client_id: str = "",
    membership_id: int | None = None, clearance: Clearance | None = None, generation_id: int | None = None,
    files: Sequence[Prepared] = (), channel: Channel | None = None, facts: dict[str, Any] | None = None,
) -> Posted:  # fmt: skip
    """Write a message into a conversation, once per client id; with files it need hold no words.

    An expert's or the AI's words need the Clearance that `assistance/replies` issues for them.
    `channel`: where the customer wrote; what opens by these words goes on there. `facts`: what is kept of how the words came about.
    Raises Invalid (text, files), Absent, Refused (`not_holder`, `key_reused`, `file_used`), Forbidden (`no_clearance`), TooMany.
    """
    text = checked_words(text, [file.size for file in files])
    check_client_id(client_id)
    if author in ("expert", "ai") and (clearance is None or not clearance.covers(conversation_id, text, [file.sha256 for file in files])):
        raise Forbidden("These words did not pass the checks of a reply.", code="no_clearance")
    with writing_in(brand_id, savepoint=False):  # every refusal comes before the first write
        held = locked(conversation_id, author=author, client_id=client_id)
        if held.twin is not None:
            if held.twin.text != text or _hashes(held.twin.id) != [file.sha256 for file in files]:
                raise Refused("This client id was already used for another message. Use a new one.", code="key_reused")
            return Posted(held.twin.id, held.twin.ref, held.twin.number, None, replayed=True)
        now = clock.now()
        if actor.kind == "customer":
            _check_pace(held, now)
        decision = decide_post(held.facts, author=author, membership_id=membership_id, at=now, reply_grace=held.reply_grace)
        contact_id = held.facts.contact.id if held.facts.contact else None
        file_ids = keep(actor, brand_id, files) if files else []
        if decision.opens_contact:
            contact_id = open_contact(actor, brand_id, held, channel=channel)
            held = _one_later(held)
        return _write(
            actor, brand_id, held, decision, at=now, author=author, text=text, client_id=client_id,
            contact_id=contact_id, membership_id=membership_id, generation_id=generation_id,
            facts=facts, file_ids=file_ids, shown=preview(text, [file.name for file in files]),
        )  # fmt: skip


def say(actor: Actor, brand_id: int, held: Locked, *, code: str, **facts: Any) -> Locked:
    """A line of the house in the thread ("Amara joined"), by code, rendered in the reader's language. Under the lock."""
    contact_id = held.facts.contact.id if held.facts.contact else None
    nothing = PostDecision(opens_contact=False, answers_contact=False, reply_due_at=None, clears_reply_due=False)
    _write(actor, brand_id, held, nothing, at=clock.now(), author="system", text="", code=code, facts=facts, contact_id=contact_id)
    later = _one_later(held)
    return replace(later, facts=replace(later.facts, messages=held.facts.messages + 1))


def check_client_id(client_id: str) -> None:
    """What names a request so that its repetition is known. Raises Invalid."""
    if len(client_id) > LONGEST_CLIENT_ID or "\x00" in client_id:
        raise Invalid("A client id has at most %(longest_client_id)s characters.", named={"longest_client_id": LONGEST_CLIENT_ID}, field="client_id")


def _hashes(message_id: int) -> list[str]:
    """What hangs on the message, in order."""
    return list(Attachment.objects.filter(message_id=message_id).order_by("position").values_list("file__sha256", flat=True))


def _check_pace(held: Locked, now: datetime) -> None:
    """Under the lock, so that parallel posts cannot slip by; short threads cost no query."""
    if held.facts.messages < MOST_A_MINUTE:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM conversations_message WHERE conversation_id = %s AND number > %s AND author = 'customer' AND sent_at > %s",
            [held.facts.id, held.facts.messages - 10 * MOST_A_MINUTE, now - timedelta(minutes=1)],
        )
        if cursor.fetchone()[0] >= MOST_A_MINUTE:
            raise TooMany(
                "That is more than %(most_a_minute)s messages in a minute. Wait a moment, then send it again; your text is kept.",
                named={"most_a_minute": MOST_A_MINUTE},
            )


def _one_later(held: Locked) -> Locked:
    return replace(held, facts=replace(held.facts, version=held.facts.version + 1))


def _write(
    actor: Actor, brand_id: int, held: Locked, decision: PostDecision, *, at: datetime, author: Author, text: str, contact_id: int | None,
    code: str = "", facts: dict[str, Any] | None = None, client_id: str = "", membership_id: int | None = None, generation_id: int | None = None,
    file_ids: Sequence[int] = (), shown: str = "",
) -> Posted:  # fmt: skip
    number, ref = held.facts.messages + 1, new_ref("msg")
    event = MessagePosted(
        conversation_id=held.facts.id, conversation=held.facts.ref, version=held.facts.version + 1, desk=held.desk, vendor=held.vendor,
        message=ref, number=number, author=author, contact_id=contact_id,
    )  # fmt: skip
    kind, stream, data, topics = row_of(brand_id, event)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM conversations_post(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, %s, %s, %s, "
            "%s, %s, %s::bigint[], %s, %s, %s, %s::jsonb, %s::jsonb, %s::text[])",
            [
                brand_id, held.facts.id, contact_id, number, ref, author, membership_id, text, code, json.dumps(facts or {}), generation_id, client_id, at,
                decision.answers_contact, decision.reply_due_at, decision.clears_reply_due, author == "customer", shown, list(file_ids),
                kind, stream, SHARDS, json.dumps(actor.as_json()), data, topics,
            ],
        )  # fmt: skip
        message_id, event_id, xid = cursor.fetchone()
    announce(Happened(event_id, xid, brand_id, kind, at, actor.as_json(), event.payload() | {"message_id": message_id}, tuple(topics)))
    return Posted(message_id, ref, number, contact_id, replayed=False)
