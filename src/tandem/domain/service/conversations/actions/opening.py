"""Opening conversations and contacts."""

from __future__ import annotations

from django.db import connection

from tandem.core.kit.refusals import Invalid
from tandem.core.service.weights import CHANNELS, Channel
from tandem.domain.service.conversations.events import ContactOpened
from tandem.domain.service.conversations.facts import Locked
from tandem.domain.service.conversations.models import Conversation
from tandem.foundation import clock
from tandem.foundation.database.refs import new_ref
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in

OPEN_CONTACT = """WITH touched AS (
    UPDATE conversations_conversation SET state = 'waiting', version = version + 1, channel = coalesce(%(channel)s::text, channel)
    WHERE id = %(conversation)s RETURNING channel, language)
INSERT INTO conversations_contact (brand_id, ref, conversation_id, queue_id, channel, language, state, reopened, preferred_id, opened_at, route_at, overflow_at)
SELECT %(brand)s, %(ref)s, %(conversation)s, q.id, t.channel, t.language, 'waiting', %(reopened)s,
    (SELECT a.membership_id FROM conversations_assignment a WHERE a.conversation_id = %(conversation)s ORDER BY a.started_at DESC LIMIT 1),
    %(now)s, %(now)s, %(now)s + make_interval(secs => q.overflow_after_seconds)
FROM touched t, queues_queue q WHERE q.id = %(queue)s RETURNING id"""


def open_conversation(
    brand_id: int, *, customer_id: int, queue_id: int, channel: Channel = "chat", language: str = "en", present: bool = False
) -> Conversation:  # fmt: skip
    """A new thread of a customer; its first message opens the first contact. `present`: the customer's page is open. Raises Invalid on an unknown channel."""
    if channel not in CHANNELS:
        raise Invalid("The channel is one of: %(choices)s.", named={"choices": ", ".join(CHANNELS)}, field="channel")
    now = clock.now()
    with writing_in(brand_id, savepoint=False):
        return Conversation.objects.create(
            brand_id=brand_id,
            customer_id=customer_id,
            queue_id=queue_id,
            channel=channel,
            language=language,
            last_at=now,
            created_at=now,
            customer_seen_at=now if present else None,
        )


def open_contact(actor: Actor, brand_id: int, held: Locked, *, channel: Channel | None = None) -> int:
    """A new spell of waiting in the conversation's queue; reopened work prefers its last expert. Returns its id.

    `channel`: where the conversation goes on from now, if elsewhere than before.
    Called under the conversation's lock, which ends the race for the one live contact.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            OPEN_CONTACT,
            {
                "conversation": held.facts.id,
                "queue": held.queue_id,
                "channel": channel,
                "ref": new_ref("con"),
                "reopened": held.facts.state == "closed",
                "now": now,
                "brand": brand_id,
            },
        )
        contact_id = int(cursor.fetchone()[0])
    version = held.facts.version + 1
    publish(
        actor, brand_id,
        ContactOpened(conversation_id=held.facts.id, conversation=held.facts.ref, version=version, contact_id=contact_id, queue_id=held.queue_id),
    )  # fmt: skip
    return contact_id
