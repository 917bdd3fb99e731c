"""What happened, for programs that follow along; and tickets for the live stream."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Query, Router

from tandem.api.v1.entry import Call, operation
from tandem.api.v1.paging import Limit, sealed, unsealed
from tandem.api.v1.schemas.events import By, Happening, HappeningPage, NewTicket, Ticket
from tandem.core.kit.refusals import Absent, Forbidden
from tandem.domain.service.conversations.access import conversation_in_scope
from tandem.foundation.events.kinds import KINDS
from tandem.foundation.events.publishing import brand_ref
from tandem.foundation.events.reading import BEGINNING, settled_events
from tandem.foundation.live.gates import Listener, may_listen
from tandem.foundation.live.leash import leash_of
from tandem.foundation.live.tickets import issue

router = Router(tags=["Events"])
After = Annotated[
    str,
    Query(
        "",
        max_length=400,
        description="The `next_cursor` or an event's `cursor`; without it, from the beginning.",
    ),
]
EVENTS = "listEvents"
# The room that declares an event -> the scope that may hear of it. Rooms that are not named tell nothing.
ROOMS = {
    "customers": "customers:read",
    "conversations": "conversations:read",
    "channels": "conversations:read",
    "queues": "conversations:read",
    "experts": "experts:read",
    "routing": "offers:read",
    "articles": "articles:read",
}


@operation(router, "GET", "/events", door="brand", answers=HappeningPage)
def list_events(call: Call, after: After, limit: Limit) -> HappeningPage:
    """List what happened in the brand, in the order of its commits.

    Only kinds that the token's scopes cover. Go on from `next_cursor`, also after an empty page: nothing
    can appear before it any more, so whoever replays misses nothing and sees nothing twice.
    """
    place = unsealed(call, after, field="after")
    found, position = settled_events(
        call.brand_id, after=(place[0], place[1]) if place else BEGINNING, kinds=_kinds(call), most=limit
    )
    return HappeningPage(
        items=[_happening(call, event) for event in found], next_cursor=sealed(call, *position)
    )


@operation(
    router,
    "POST",
    "/live/tickets",
    scopes=("conversations:read",),
    answers=Ticket,
    status=201,
    example={"topics": ["floor:brd_4k7m2q9x1z8c5v3b"]},
)
def open_ticket(call: Call, body: NewTicket) -> Ticket:
    """Get a ticket for the live stream.

    A member's token hears the member's desk and the conversations they may see; the brand's token its floor
    and its conversations. Topics that are not the token's to hear are left out; 404 when none is left.
    """
    leash = leash_of(call.member.person_id if call.member else 0, token_id=call.token.id)
    ticket, cursor = issue(body.topics, may_listen=lambda topic: _may_hear(call, topic), leash=leash)
    place = (int(part) for part in cursor.split("-"))
    return Ticket(
        ticket=ticket, url=f"/live?ticket={ticket}&since={cursor}", after=sealed(call, *place, of=EVENTS)
    )


def _kinds(call: Call) -> list[str]:
    kinds = [
        name
        for name, kind in KINDS.items()
        if ROOMS.get(kind.__module__.split(".")[-2], "nobody's") in call.token.scopes
    ]
    if not kinds:
        raise Forbidden("This token lacks the scope conversations:read.", code="missing_scope")
    return kinds


def _happening(call: Call, event: Any) -> Happening:
    """Row numbers stay inside: what is told are public references, numbers and states."""
    data = {key: value for key, value in event.data.items() if not key.endswith("_id")}
    by = By(kind=event.actor["kind"], simulated=bool(event.actor.get("simulated")))
    return Happening(cursor=sealed(call, event.xid, event.id), kind=event.kind, at=event.at, by=by, data=data)


def _may_hear(call: Call, topic: str) -> bool:
    if call.member:
        return may_listen(Listener(members=call.members), topic)
    prefix, _, rest = topic.partition(":")
    return (prefix == "floor" and rest == brand_ref(call.brand_id)) or (
        prefix == "conversation" and _is_ours(rest)
    )


def _is_ours(ref: str) -> bool:
    try:
        conversation_in_scope(ref)
    except Absent:
        return False
    return True
