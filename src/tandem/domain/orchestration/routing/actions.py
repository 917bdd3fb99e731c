"""Routing: offer the line to whoever may serve it; accept, decline, lapse, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from tandem.core.kit.refusals import Absent, Invalid, Refused
from tandem.core.orchestration.offering import Choice, plan
from tandem.domain.orchestration.routing.events import OfferMade, OfferSettled
from tandem.domain.orchestration.routing.models import Offer
from tandem.domain.orchestration.routing.queries import asked_people, in_words, is_anybody_waiting, line, need_of, obstacles_by_hand
from tandem.domain.service.conversations.actions.assigning import assign
from tandem.domain.workforce.experts.actions import busy_until_now
from tandem.domain.workforce.experts.queries import candidates, roster
from tandem.foundation import clock
from tandem.foundation.audit.actions import record
from tandem.foundation.events.publishing import publish
from tandem.foundation.tenancy.actor import SYSTEM, Actor
from tandem.foundation.tenancy.models import Membership
from tandem.foundation.tenancy.queries import vendor_ref_of
from tandem.foundation.tenancy.scope import writing_in

LOOK_AGAIN = timedelta(seconds=3)
DECLINE_REASONS = ("not_my_field", "too_busy", "language", "conflict", "other")


def route_brand(brand_id: int) -> int:
    """Offer as much of the brand's line as there are people to ask. Returns the number of offers made.

    The advisory lock spares two routers the same work; that nobody is asked twice is held by constraints.
    """
    with writing_in(brand_id, savepoint=False):
        if not is_anybody_waiting(brand_id):  # what opens meanwhile brings an event of its own
            return 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(72120, %s::integer)", [brand_id])
        waiting = line(brand_id)
        if not waiting:
            return 0
        asked = asked_people()
        free = [candidate for candidate in candidates(brand_id) if candidate.person_id not in asked]
        details = {need.contact_id: (conversation_id, seconds) for need, conversation_id, seconds in waiting}
        made = 0
        choices = plan([need for need, _, _ in waiting], free)
        for choice in sorted(choices, key=lambda one: one.candidate.person_id):  # routers of two brands claim people in one order: no deadlock
            made += _offer(brand_id, choice, *details[choice.need.contact_id])
        _look_again(brand_id)
    return made


def _offer(brand_id: int, choice: Choice, conversation_id: int, seconds: int) -> int:
    now = clock.now()
    membership = Membership.objects.filter(pk=choice.candidate.membership_id).first()
    if membership is None:
        return 0
    try:
        with transaction.atomic():
            offer = Offer.objects.create(
                brand_id=brand_id, contact_id=choice.need.contact_id, conversation_id=conversation_id, membership=membership, person_id=membership.person_id,
                vendor_id=membership.vendor_id, rule=choice.rule, eligible=choice.eligible, made_at=now, due_at=now + timedelta(seconds=seconds),
            )  # fmt: skip
    except IntegrityError:  # another brand's router asked the person, or another router the contact: look again soon
        return 0
    publish(SYSTEM, brand_id, OfferMade(**_names(offer, membership), rule=choice.rule))
    return 1


def _look_again(brand_id: int) -> None:
    """Whoever still waits is looked at again soon, whatever event may be missed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE conversations_contact SET route_at = %s WHERE brand_id = %s AND state = 'waiting' AND route_at <= %s",
            [clock.now() + LOOK_AGAIN, brand_id, clock.now()],
        )


def accept(actor: Actor, offer: Offer) -> None:
    """The expert takes the contact: offer, assignment and load in one transaction.

    Raises Refused: `offer_gone` when it lapsed, was withdrawn or is past its deadline; `taken`, `at_capacity`.
    """
    with writing_in(offer.brand_id, savepoint=False):
        row = _open(offer.pk)
        if row.due_at <= clock.now():
            raise Refused("This offer has lapsed. The next one comes by itself.", code="offer_gone")
        assign(actor, offer.brand_id, row.conversation_id, membership=row.membership, only_contact=row.contact_id)
        _settle(actor, row, state="accepted")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE experts_availability SET lapses = 0 WHERE person_id = %s AND lapses > 0", [row.person_id])


def decline(actor: Actor, offer: Offer, *, reason: str = "other") -> None:
    """The expert says no, freely; somebody else is asked. Raises Refused (`offer_gone`), Invalid."""
    if reason not in DECLINE_REASONS:
        raise Invalid("Choose a reason: %(choices)s.", named={"choices": ", ".join(DECLINE_REASONS)}, field="reason")
    with writing_in(offer.brand_id, savepoint=False):
        row = _open(offer.pk)
        _settle(actor, row, state="declined", reason=reason)
        busy_until_now(row.person_id)


def lapse(brand_id: int, offer_id: int) -> None:
    """The deadline passed without an answer. Raises Refused when it was answered meanwhile."""
    with writing_in(brand_id, savepoint=False):
        row = _open(offer_id)
        if row.due_at > clock.now():
            raise Refused("This offer is still open.", code="not_due")
        _settle(SYSTEM, row, state="lapsed")
        busy_until_now(row.person_id)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE experts_availability SET lapses = lapses + 1 WHERE person_id = %s", [row.person_id])


def withdraw_for_contact(brand_id: int, contact_id: int, *, reason: str) -> None:
    """The contact no longer waits: whoever is being asked for it is freed."""
    with writing_in(brand_id, savepoint=False):
        row = Offer.objects.select_for_update().select_related("membership").filter(contact_id=contact_id, state="open").first()
        if row is not None:
            _settle(SYSTEM, row, state="withdrawn", reason=reason)


def withdraw_for_person(brand_id: int, person_id: int, *, reason: str) -> None:
    """The person went away: what they were being asked goes to somebody else."""
    with writing_in(brand_id, savepoint=False):
        row = Offer.objects.select_for_update().select_related("membership").filter(person_id=person_id, state="open").first()
        if row is not None:
            _settle(SYSTEM, row, state="withdrawn", reason=reason)


def give(actor: Actor, brand_id: int, conversation_id: int, *, expert_ref: str) -> None:
    """A lead gives a waiting contact to an expert by name. What routing may not do, a lead may not either: the risk
    gate, certifications, skills, language and capacity hold; who is being asked for it is freed.

    Raises Refused (`not_waiting`, `not_suited`, `taken`, `at_capacity`), Absent for an expert out of sight.
    """
    with writing_in(brand_id):
        need = need_of(brand_id, conversation_id)
        if need is None:
            raise Refused("Nobody is waiting in this conversation any more.", code="not_waiting")
        row = next((row for row in roster([brand_id]) if row.ref == expert_ref), None)
        if row is None:
            raise Absent("There is no such expert.")
        standing = obstacles_by_hand(row, need)
        if standing:
            raise Refused(
                "%(name)s cannot take this: %(choices)s. Choose somebody else.",
                named={"name": row.name, "choices": ", ".join(in_words(one) for one in standing)},
                code="not_suited",
            )
        withdraw_for_contact(brand_id, need.contact_id, reason="given")
        assign(actor, brand_id, conversation_id, membership=Membership.objects.get(pk=row.membership_id))


def ask_for_next(members: Sequence[Membership]) -> int:
    """`N` at the desk: look at the line now. Returns how many offers came of it; it never picks from the list."""
    return sum(route_brand(member.brand_id) for member in members)


def _open(offer_id: int) -> Offer:
    # The row lock ends the race between accept, decline, lapse and withdrawal.
    row = Offer.objects.select_for_update(of=("self",)).select_related("membership").filter(pk=offer_id).first()
    if row is None:
        raise Absent("There is no such offer.")
    if row.state != "open":
        raise Refused("This offer has gone to somebody else.", code="offer_gone")
    return row


def _settle(actor: Actor, row: Offer, *, state: str, reason: str = "") -> None:
    row.state, row.reason, row.settled_at = state, reason, clock.now()
    row.save(update_fields=["state", "reason", "settled_at"])
    if state != "accepted":  # an acceptance stands in the ledger as the assignment
        record(actor, row.brand_id, verb=f"offer.{state}", subject=row.ref, reason=reason)
    publish(actor, row.brand_id, OfferSettled(**_names(row, row.membership), state=state, reason=reason))


def _names(offer: Offer, membership: Membership) -> dict[str, Any]:
    return {
        "offer_id": offer.pk, "offer": offer.ref, "desk": membership.ref, "vendor": vendor_ref_of(membership.vendor_id),
        "conversation_id": offer.conversation_id,
        "contact_id": offer.contact_id, "person_id": offer.person_id,
    }  # fmt: skip
