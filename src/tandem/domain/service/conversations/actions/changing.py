"""Changing the channel: who waits in the chat may be answered by e-mail instead."""

from __future__ import annotations

from dataclasses import replace

from tandem.core.service.states import check_leave
from tandem.core.service.weights import Channel
from tandem.domain.service.conversations.actions.closing import close
from tandem.domain.service.conversations.actions.opening import open_contact
from tandem.domain.service.conversations.actions.posting import say
from tandem.domain.service.conversations.events import ChannelChanged
from tandem.domain.service.conversations.facts import locked
from tandem.domain.service.conversations.models import Contact
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.scope import writing_in


def change_channel(actor: Actor, brand_id: int, conversation_id: int, *, to: Channel) -> None:
    """The waiting contact ends and a new one waits in the same queue, as work of the other channel with its target.

    Twice is once. Raises Refused (`not_waiting`): somebody took it meanwhile, or nobody waits any more.
    """
    with writing_in(brand_id, savepoint=False):
        held = locked(conversation_id)
        contact = check_leave(held.facts)
        if Contact.objects.filter(pk=contact.id, channel=to).exists():
            return
        close(contact.id, "transferred", clock.now())
        held = say(actor, brand_id, held, code=f"by_{to}")
        record(actor, brand_id, verb="contact.channel_changed", subject=held.facts.ref, to=to)
        publish(
            actor, brand_id,
            ChannelChanged(
                conversation_id=conversation_id, conversation=held.facts.ref, version=held.facts.version, contact_id=contact.id,
                queue_id=contact.queue_id, channel=to,
            ),
        )  # fmt: skip
        open_contact(actor, brand_id, replace(held, facts=replace(held.facts, contact=None)), channel=to)
