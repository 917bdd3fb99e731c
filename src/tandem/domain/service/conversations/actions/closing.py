"""Ending contacts: resolved, left by the customer, or transferred to another queue."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import connection

from tandem.core.kit.refusals import Invalid
from tandem.core.service.states import check_holder, check_leave
from tandem.domain.service.conversations.actions.assigning import end_assignment
from tandem.domain.service.conversations.actions.opening import open_contact
from tandem.domain.service.conversations.actions.posting import say
from tandem.domain.service.conversations.events import ContactAbandoned, ContactResolved, ContactTransferred
from tandem.domain.service.conversations.facts import locked
from tandem.domain.service.conversations.models import Closure, Contact, Conversation, Survey
from tandem.domain.service.queues.queries import queue_by_key
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.scope import writing_in

DISPOSITIONS = ("solved", "answered_elsewhere", "no_reply", "not_for_us", "spam")


def resolve(actor: Actor, brand_id: int, conversation_id: int, *, membership: Membership, disposition: str = "solved") -> Closure:
    """The holder ends the contact; the customer is asked how it went. Raises Refused (`not_holder`), Invalid."""
    if disposition not in DISPOSITIONS:
        raise Invalid("Choose what it was: %(choices)s.", named={"choices": ", ".join(DISPOSITIONS)}, field="disposition")
    with writing_in(brand_id, savepoint=False):
        held = locked(conversation_id)
        contact = check_holder(held.facts, membership.pk)
        now = clock.now()
        person_id = end_assignment(contact.assignment_id, reason="resolved")
        close(contact.id, "resolved", now)
        closure = Closure.objects.create(
            brand_id=brand_id, conversation_id=conversation_id, contact_id=contact.id, membership=membership, disposition=disposition, closed_at=now
        )
        if disposition != "spam":
            Survey.objects.create(brand_id=brand_id, conversation_id=conversation_id, contact_id=contact.id, asked_at=now)
        held = say(actor, brand_id, held, code="resolved", name=membership.display_name)
        record(actor, brand_id, verb="contact.resolved", subject=held.facts.ref, disposition=disposition)
        publish(
            actor, brand_id,
            ContactResolved(
                conversation_id=conversation_id, conversation=held.facts.ref, version=held.facts.version, desk=held.desk, vendor=held.vendor,
                contact_id=contact.id, queue_id=contact.queue_id, person_id=person_id,
            ),
        )  # fmt: skip
    return closure


def leave_queue(actor: Actor, brand_id: int, conversation_id: int) -> None:
    """The customer gives up waiting, or is gone. Raises Refused (`not_waiting`)."""
    with writing_in(brand_id, savepoint=False):
        held = locked(conversation_id)
        contact = check_leave(held.facts)
        close(contact.id, "abandoned", clock.now())
        held = say(actor, brand_id, held, code="left")
        publish(
            actor, brand_id,
            ContactAbandoned(
                conversation_id=conversation_id, conversation=held.facts.ref, version=held.facts.version, contact_id=contact.id, queue_id=contact.queue_id
            ),
        )  # fmt: skip


def transfer(actor: Actor, brand_id: int, conversation_id: int, *, membership: Membership, queue_key: str) -> None:
    """The holder passes the conversation to another queue: this contact ends, a new one opens. Raises Refused, Absent."""
    with writing_in(brand_id):
        held = locked(conversation_id)
        contact = check_holder(held.facts, membership.pk)
        queue = queue_by_key(brand_id, queue_key)
        if queue.pk == contact.queue_id:
            raise Invalid("It is in this queue already.", field="queue")
        person_id = end_assignment(contact.assignment_id, reason="transferred")
        Contact.objects.filter(pk=contact.id).update(state="transferred", ended_at=clock.now())
        Conversation.objects.filter(pk=conversation_id).update(queue_id=queue.pk)
        held = say(actor, brand_id, held, code="transferred", queue=queue.name)
        record(actor, brand_id, verb="contact.transferred", subject=held.facts.ref, to=queue.ref)
        publish(
            actor, brand_id,
            ContactTransferred(
                conversation_id=conversation_id, conversation=held.facts.ref, version=held.facts.version, desk=held.desk, vendor=held.vendor,
                contact_id=contact.id, queue_id=contact.queue_id, person_id=person_id,
            ),
        )  # fmt: skip
        opened = open_contact(actor, brand_id, replace(held, queue_id=queue.pk, facts=replace(held.facts, contact=None)))
        # A transfer looks for somebody else: the last holder is not preferred.
        Contact.objects.filter(pk=opened).update(preferred_id=None)


def close(contact_id: int, state: str, now: datetime) -> None:
    """End the contact and close its conversation, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH ended AS (UPDATE conversations_contact SET state = %s, ended_at = %s, route_at = NULL WHERE id = %s RETURNING conversation_id)"
            " UPDATE conversations_conversation c SET state = 'closed', snoozed_until = NULL FROM ended e WHERE c.id = e.conversation_id",
            [state, now, contact_id],
        )
