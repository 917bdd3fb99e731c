"""Steps and deadlines of routing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection

from tandem.core.kit.refusals import Refused
from tandem.domain.orchestration.routing.actions import lapse, route_brand, withdraw_for_contact, withdraw_for_person
from tandem.domain.orchestration.routing.models import Offer
from tandem.domain.service.conversations.actions.assigning import take_back
from tandem.domain.service.conversations.actions.closing import leave_queue
from tandem.domain.service.conversations.queries import held_by
from tandem.domain.workforce.experts.actions import set_availability
from tandem.domain.workforce.experts.queries import availability_of, experts_of_person
from tandem.foundation import clock
from tandem.foundation.events.publishing import Happened
from tandem.foundation.tenancy.actor import SYSTEM
from tandem.foundation.tenancy.queries import everywhere
from tandem.foundation.tenancy.scope import Scope, scope

GONE_GRACE = timedelta(seconds=60)  # offline for so long: their work goes back into the line
CUSTOMER_GONE = timedelta(seconds=180)  # a waiting customer whose page is closed for so long has given up
MISSED_IN_A_ROW = 2


def route(happened: Happened) -> None:
    """Something changed in the line or among the people: look at it."""
    if happened.kind == "AvailabilityChanged" and happened.data.get("state") != "online":
        return
    if happened.kind == "OfferSettled" and happened.data.get("state") == "accepted":
        return
    route_brand(happened.brand_id)


def withdraw_offer(happened: Happened) -> None:
    """The contact was left or assigned by hand: nobody needs to be asked any more."""
    withdraw_for_contact(happened.brand_id, happened.data["contact_id"], reason=happened.kind)


def withdraw_from_absent(happened: Happened) -> None:
    """An expert who goes away is no longer asked."""
    if happened.data.get("state") in ("away", "offline"):
        withdraw_for_person(happened.brand_id, happened.data["person_id"], reason="went_away")


def release_member(happened: Happened) -> None:
    """Somebody left the brand: what they hold waits again, what they are being asked goes to somebody else."""
    withdraw_for_person(happened.brand_id, happened.data["person_id"], reason="left")
    for held in held_by([happened.data["membership_id"]]):
        take_back(SYSTEM, happened.brand_id, held.conversation.pk, reason="gone", only_holder=happened.data["membership_id"])


def set_missing_away(happened: Happened) -> None:
    """Two offers missed in a row: the person is set away; one press brings them back."""
    if happened.data.get("state") != "lapsed":
        return
    availability = availability_of(happened.data["person_id"])
    experts = experts_of_person(happened.data["person_id"])
    if availability is not None and experts and availability.state == "online" and availability.lapses >= MISSED_IN_A_ROW:
        set_availability(SYSTEM, [expert.membership for expert in experts], state="away", reason="missed_offers")


def lapse_due_offers() -> int:
    """Offers past their deadline."""
    with everywhere("deadlines of offers"):
        due = list(Offer.objects.filter(state="open", due_at__lte=clock.now()).order_by("due_at").values_list("brand_id", "id")[:100])
    return _each(due, lapse)


def route_due() -> int:
    """Brands with contacts that are due to be looked at again (also when their overflow begins)."""
    now = clock.now()
    due = _rows("SELECT DISTINCT brand_id FROM conversations_contact WHERE state = 'waiting' AND (route_at <= %s OR route_at IS NULL)", [now])
    for (brand_id,) in due:
        with scope(Scope(brands=(brand_id,), purpose="routing")):
            route_brand(brand_id)
    return 0


def take_back_silent() -> int:
    """Chats whose holder owes a reply for too long."""
    due = _rows(
        "SELECT a.brand_id, a.conversation_id, a.membership_id FROM conversations_assignment a JOIN conversations_contact k ON k.id = a.contact_id"
        " WHERE a.ended_at IS NULL AND a.reply_due_at <= %s AND k.channel IN ('chat', 'voice') LIMIT 100",
        [clock.now()],
    )
    return _take_back(due, "silent")


def take_back_from_gone() -> int:
    """Work of people who are offline for longer than the grace."""
    due = _rows(
        "SELECT a.brand_id, a.conversation_id, a.membership_id FROM conversations_assignment a JOIN experts_availability v ON v.person_id = a.person_id"
        " JOIN conversations_contact k ON k.id = a.contact_id"
        " WHERE a.ended_at IS NULL AND v.state = 'offline' AND v.since <= %s AND k.channel IN ('chat', 'voice') LIMIT 100",
        [clock.now() - GONE_GRACE],
    )
    return _take_back(due, "gone")


def let_go_absent_customers() -> int:
    """Waiting customers of the web chat whose page has been closed for long."""
    due = _rows(
        "SELECT c.brand_id, c.id FROM conversations_conversation c JOIN conversations_contact k ON k.conversation_id = c.id"
        " WHERE k.state = 'waiting' AND k.channel = 'chat' AND c.customer_seen_at < %s LIMIT 100",
        [clock.now() - CUSTOMER_GONE],
    )
    return _each(due, lambda brand_id, conversation_id: leave_queue(SYSTEM, brand_id, conversation_id))


def _rows(query: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with everywhere("deadlines of routing"), connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def _take_back(due: list[tuple[Any, ...]], reason: str) -> int:
    return _each(due, lambda brand_id, conversation_id, member: take_back(SYSTEM, brand_id, conversation_id, reason=reason, only_holder=member))


def _each(due: list[tuple[Any, ...]], act: Callable[..., None]) -> int:
    """Each in a transaction of its own; what another worker did meanwhile is refused, and passed over."""
    done = 0
    for brand_id, *rest in due:
        try:
            with scope(Scope(brands=(brand_id,), purpose="deadline")):
                act(brand_id, *rest)
            done += 1
        except Refused:
            continue
    return done
