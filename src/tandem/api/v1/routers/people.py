"""Experts, their availability, offers and queues."""

from __future__ import annotations

from typing import Any

from ninja import Router

from tandem.api.v1.entry import Answer, Call, operation
from tandem.api.v1.keys import Key, once_only
from tandem.api.v1.paging import Cursor, Limit, paged
from tandem.api.v1.schemas.people import (
    Availability,
    Expert,
    ExpertPage,
    NewAvailability,
    NewDecline,
    Offer,
    OfferPage,
    QueuePage,
    expert_of,
    offer_of,
    queue_of,
)
from tandem.core.kit.refusals import Absent
from tandem.domain.orchestration.routing import access as offers
from tandem.domain.orchestration.routing import actions as routing
from tandem.domain.orchestration.routing.queries import open_offers
from tandem.domain.service.queues.queries import is_open, queues_of
from tandem.domain.workforce.experts import access, actions, queries
from tandem.foundation import clock

experts = Router(tags=["Experts"])
offering = Router(tags=["Offers"])
queues = Router(tags=["Queues"])


@operation(experts, "GET", "/experts/me", scopes=("experts:read",), door="member", answers=Expert)
def get_my_profile(call: Call) -> Expert:
    """Show the member's own profile, state and load."""
    own = queries.expert_of_membership(call.acting.pk)
    if own is None:
        raise Absent("This member has no expert's profile.")
    return _expert(call, own.ref)


@operation(
    experts,
    "PUT",
    "/experts/me/availability",
    scopes=("experts:write",),
    door="member",
    answers=Availability,
    wide=True,
    example={"state": "online"},
)
def set_my_availability(call: Call, body: NewAvailability) -> Availability:
    """Go online, away or offline.

    It holds for all brands of the person at once. Away needs a reason.
    """
    return Availability.model_validate(
        actions.set_availability(call.actor(), call.members, state=body.state, reason=body.reason)
    )


@operation(
    experts,
    "POST",
    "/experts/me/heartbeat",
    scopes=("experts:write",),
    door="member",
    answers=None,
    status=204,
)
def send_heartbeat(call: Call) -> None:
    """Say that the member's app is there.

    Send it at least every 20 seconds while online; who falls silent is set offline after a grace.
    """
    actions.seen(call.acting.person_id)


@operation(experts, "GET", "/experts", scopes=("experts:read",), door="brand", answers=ExpertPage)
def list_experts(call: Call, limit: Limit, cursor: Cursor) -> ExpertPage:
    """List experts, by name."""
    page, following = paged(
        call, queries.roster([call.brand_id]), limit=limit, cursor=cursor, key=lambda row: (row.name, row.ref)
    )
    return ExpertPage(items=[expert_of(row) for row in page], next_cursor=following)


@operation(experts, "GET", "/experts/{ref}", scopes=("experts:read",), door="brand", answers=Expert)
def get_expert(call: Call, ref: str) -> Expert:
    """Show an expert."""
    return _expert(call, access.expert_in_scope(ref).ref)


@operation(offering, "GET", "/offers", scopes=("offers:read",), door="member", answers=OfferPage)
def list_my_offers(call: Call, limit: Limit, cursor: Cursor) -> OfferPage:
    """List the member's open offers, the oldest first."""
    page, following = paged(
        call, open_offers([call.acting.pk]), limit=limit, cursor=cursor, key=lambda row: (row.pk,)
    )
    return OfferPage(items=[offer_of(row) for row in page], next_cursor=following)


@operation(offering, "GET", "/offers/{ref}", scopes=("offers:read",), door="member", answers=Offer)
def get_offer(call: Call, ref: str) -> Offer:
    """Show an offer, whatever became of it."""
    return offer_of(offers.offer_for(call.members, ref))


@operation(
    offering,
    "POST",
    "/offers/{ref}/acceptance",
    scopes=("offers:write",),
    door="member",
    answers=Offer,
    status=201,
)
def accept_offer(call: Call, ref: str, key: Key) -> Answer:
    """Accept an offer.

    The conversation is then the member's. 409 `offer_gone` when the deadline has passed or somebody else
    has it.
    """
    offer = offers.offer_for(call.members, ref)

    def act() -> dict[str, Any]:
        routing.accept(call.actor(), offer)
        return {"ref": ref}

    return once_only(call, key, asked={"ref": ref}, act=act, shown=lambda result: _offer(call, result["ref"]))


@operation(
    offering,
    "POST",
    "/offers/{ref}/refusal",
    scopes=("offers:write",),
    door="member",
    answers=Offer,
    status=201,
    example={"reason": "too_busy"},
)
def decline_offer(call: Call, ref: str, key: Key, body: NewDecline) -> Answer:
    """Decline an offer.

    It costs nothing: somebody else is asked.
    """
    offer = offers.offer_for(call.members, ref)

    def act() -> dict[str, Any]:
        routing.decline(call.actor(), offer, reason=body.reason)
        return {"ref": ref}

    return once_only(
        call,
        key,
        asked={"ref": ref, **body.model_dump()},
        act=act,
        shown=lambda result: _offer(call, result["ref"]),
    )


@operation(queues, "GET", "/queues", scopes=("conversations:read",), answers=QueuePage)
def list_queues(call: Call, limit: Limit, cursor: Cursor) -> QueuePage:
    """List queues, by key."""
    now = clock.now()
    page, following = paged(
        call, queues_of(call.brand_id), limit=limit, cursor=cursor, key=lambda row: (row.key,)
    )
    return QueuePage(items=[queue_of(row, is_open=is_open(row, now)) for row in page], next_cursor=following)


def _offer(call: Call, ref: str) -> Offer:
    return offer_of(offers.offer_for(call.members, ref))


def _expert(call: Call, ref: str) -> Expert:
    return expert_of(queries.roster([call.brand_id], ref=ref)[0])
