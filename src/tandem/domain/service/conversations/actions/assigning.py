"""Assigning a contact to a person, and taking it back. Constraints hold what care could miss."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, connection, transaction

from tandem.core.kit.refusals import Refused
from tandem.core.service.states import check_assign, check_held
from tandem.core.service.weights import weight_of
from tandem.domain.service.conversations.actions.posting import say
from tandem.domain.service.conversations.events import ContactAssigned, ContactTakenBack
from tandem.domain.service.conversations.facts import locked
from tandem.domain.service.conversations.models import Assignment, Contact, Conversation
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.queries import vendor_ref_of
from tandem.foundation.tenancy.scope import writing_in


def assign(actor: Actor, brand_id: int, conversation_id: int, *, membership: Membership, only_contact: int | None = None) -> Assignment:
    """Give the waiting contact to a member of the brand. With `only_contact` no other one that waits there by now.

    Raises Refused: `taken` when somebody holds it, `not_waiting` when nobody waits, `at_capacity` when it would
    exceed what the person can hold across all brands.
    """
    with writing_in(brand_id, savepoint=False):
        held = locked(conversation_id)
        contact = check_assign(held.facts)
        if only_contact is not None and contact.id != only_contact:
            raise Refused("The customer changed to another channel meanwhile. It is offered anew.", code="not_waiting")
        now = clock.now()
        try:
            with transaction.atomic():  # the constraint's refusal leaves the contact waiting
                channel, facts = _start(contact.id, now)
                assignment = Assignment.objects.create(
                    brand_id=brand_id, contact_id=contact.id, conversation_id=conversation_id, membership=membership, person_id=membership.person_id,
                    vendor_id=membership.vendor_id, weight=weight_of(channel), started_at=now, reply_due_at=now + held.reply_grace,
                )  # fmt: skip
        except IntegrityError as error:
            raise _reason(error) from error
        vendor = vendor_ref_of(membership.vendor_id)
        held = replace(held, desk=membership.ref, vendor=vendor)
        waited = round((now - contact.opened_at).total_seconds())
        held = say(actor, brand_id, held, code="joined", name=membership.display_name, member=membership.ref, waited_seconds=waited)
        record(actor, brand_id, verb="contact.assigned", subject=facts, to=membership.ref)
        publish(
            actor, brand_id,
            ContactAssigned(
                conversation_id=conversation_id, conversation=held.facts.ref, version=held.facts.version, desk=held.desk, vendor=vendor,
                contact_id=contact.id, queue_id=contact.queue_id, person_id=membership.person_id,
            ),
        )  # fmt: skip
    return assignment


def take_back(actor: Actor, brand_id: int, conversation_id: int, *, reason: str, only_holder: int | None = None) -> None:
    """Put a held contact back into the line, at its old place. `reason`: silent, gone, handed_back, lead.

    With `only_holder` (a membership's id) it is refused when somebody else holds it by now. Raises Refused.
    """
    with writing_in(brand_id, savepoint=False):
        held = locked(conversation_id)
        contact = check_held(held.facts)
        if only_holder is not None and contact.membership_id != only_holder:
            raise Refused("Somebody else holds this conversation by now.", code="not_holder")
        person_id = end_assignment(contact.assignment_id, reason=reason)
        Contact.objects.filter(pk=contact.id).update(state="waiting", route_at=clock.now(), preferred_id=None)
        Conversation.objects.filter(pk=conversation_id).update(state="waiting")
        held = say(actor, brand_id, held, code="taken_back", reason=reason)
        record(actor, brand_id, verb="contact.taken_back", subject=held.facts.ref, reason=reason, member=held.desk)
        publish(
            actor, brand_id,
            ContactTakenBack(
                conversation_id=conversation_id, conversation=held.facts.ref, version=held.facts.version, desk=held.desk, vendor=held.vendor,
                contact_id=contact.id, queue_id=contact.queue_id, person_id=person_id, reason=reason,
            ),
        )  # fmt: skip


def end_assignment(assignment_id: int | None, *, reason: str) -> int:
    """End an active assignment; the trigger frees the person's load. Returns the person's id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE conversations_assignment SET ended_at = %s, end_reason = %s, reply_due_at = NULL WHERE id = %s AND ended_at IS NULL RETURNING person_id",
            [clock.now(), reason, assignment_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise Refused("Nobody holds this conversation.", code="not_held")
    return int(row[0])


def _start(contact_id: int, now: datetime) -> tuple[str, str]:
    """Mark the contact assigned, by conditional update; returns its channel and reference."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH started AS (UPDATE conversations_contact SET state = 'assigned', assigned_at = coalesce(assigned_at, %s), route_at = NULL"
            " WHERE id = %s AND state = 'waiting' RETURNING conversation_id, channel, ref)"
            " UPDATE conversations_conversation c SET state = 'assigned' FROM started s WHERE c.id = s.conversation_id RETURNING s.channel, s.ref",
            [now, contact_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise Refused("Somebody else has this conversation already.", code="taken")
    return row[0], row[1]


def _reason(error: IntegrityError) -> Refused:
    if "load_within_capacity" in str(error):
        return Refused("That is more than one person can hold at once. Finish something first.", code="at_capacity")
    return Refused("Somebody else has this conversation already.", code="taken")
