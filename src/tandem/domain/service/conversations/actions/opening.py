"""Opening conversations and contacts."""

from __future__ import annotations

from datetime import timedelta

from tandem.core.service.weights import CHANNELS, Channel
from tandem.domain.service.conversations.events import ContactOpened
from tandem.domain.service.conversations.facts import Locked
from tandem.domain.service.conversations.models import Assignment, Contact, Conversation
from tandem.domain.service.queues.queries import queue_by_id
from tandem.foundation import clock
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in
from tandem.core.kit.refusals import Invalid


def open_conversation(
    actor: Actor, brand_id: int, *, customer_id: int, queue_id: int, channel: Channel = "chat", language: str = "en", present: bool = False
) -> Conversation:  # fmt: skip
    """A new thread of a customer; its first message opens the first contact. `present`: the customer's page is open. Raises Invalid on an unknown channel."""
    if channel not in CHANNELS:
        raise Invalid(f"The channel is one of: {', '.join(CHANNELS)}.", field="channel")
    now = clock.now()
    with writing_in(brand_id):
        return Conversation.objects.create(
            brand_id=brand_id, customer_id=customer_id, queue_id=queue_id, channel=channel, language=language, last_at=now, created_at=now, customer_seen_at=now if present else None
        )


def open_contact(actor: Actor, brand_id: int, held: Locked) -> int:
    """A new spell of waiting in the conversation's queue; reopened work prefers its last expert. Returns its id.

    Called under the conversation's lock, which ends the race for the one live contact.
    """
    now = clock.now()
    queue = queue_by_id(held.queue_id)
    conversation = Conversation.objects.get(pk=held.facts.id)
    last = Assignment.objects.filter(conversation_id=held.facts.id).order_by("-started_at").values("membership_id").first()
    contact = Contact.objects.create(
        brand_id=brand_id, conversation_id=held.facts.id, queue_id=queue.pk, channel=conversation.channel, language=conversation.language,
        reopened=held.facts.state == "closed", preferred_id=last["membership_id"] if last else None, opened_at=now, route_at=now,
        overflow_at=now + timedelta(seconds=queue.overflow_after_seconds),
    )  # fmt: skip
    Conversation.objects.filter(pk=held.facts.id).update(state="waiting", version=held.facts.version + 1)
    publish(
        actor, brand_id,
        ContactOpened(conversation_id=held.facts.id, conversation=held.facts.ref, version=held.facts.version + 1, contact_id=contact.pk, queue_id=queue.pk),
    )  # fmt: skip
    return contact.pk
