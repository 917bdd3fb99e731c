"""Reading offers, and what routing needs to know about the line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from tandem.core.service.waiting import WaitEstimate
from tandem.core.service.weights import weight_of
from tandem.core.workforce.eligibility import Candidate, Need, obstacles
from tandem.domain.orchestration.routing.models import Offer
from tandem.domain.service.conversations.queries.line import DUE, next_place, place_in_line, wait_in, waiting_in
from tandem.domain.service.queues.queries import queues_of
from tandem.domain.workforce.experts.queries import OnRoster, roster
from tandem.foundation import clock

DECLINE_LASTS = timedelta(minutes=10)
LAPSE_LASTS = timedelta(seconds=60)
AT_ONCE = 40  # contacts looked at in one pass over a brand's line
PRESENT = ("online", "wrap_up")  # who wraps up has a moment; routing waits for it, a lead need not


def open_offers(membership_ids: Sequence[int]) -> list[Offer]:
    """Offers that wait for an answer, with what the expert may see before accepting."""
    rows = Offer.objects.filter(membership_id__in=membership_ids, state="open").select_related(
        "conversation__customer", "conversation__queue", "contact__queue", "brand"
    )
    return list(rows.order_by("made_at"))


def asked_people() -> set[int]:
    """People who have an open offer, in whatever brand is in scope."""
    return set(Offer.objects.filter(state="open").values_list("person_id", flat=True))


LINE = """
SELECT k.id, k.conversation_id, k.language, k.channel, k.preferred_id, k.overflow_at <= %s, q.skills, q.certifications, q.pool_kinds,
    q.overflow_kinds, q.offer_seconds,
    array(SELECT o.membership_id FROM routing_offer o WHERE o.contact_id = k.id AND (
        (o.state = 'declined' AND o.settled_at > %s) OR (o.state = 'lapsed' AND o.settled_at > %s)))
FROM conversations_contact k JOIN queues_queue q ON q.id = k.queue_id
WHERE k.brand_id = %s AND k.state = 'waiting'
"""


def waiting_for(person_id: int, brand_ids: Sequence[int], *, most: int = 50) -> list[Any]:
    """Contacts that wait in queues which the person may serve, first come first: to be seen, never to be picked from."""
    own = {row.brand_id: row for row in roster(brand_ids, person_id=person_id)}
    queue_ids = [queue.pk for brand_id in own for queue in queues_of(brand_id)]
    return [contact for contact in waiting_in(queue_ids, most=most) if _may_serve(own[contact.brand_id], contact)]


def _may_serve(own: OnRoster, contact: Any) -> bool:
    queue, overflowed = contact.queue, contact.overflow_at <= clock.now()
    kinds = frozenset(queue.pool_kinds) | (frozenset(queue.overflow_kinds) if overflowed else frozenset())
    need = Need(
        contact_id=contact.pk, language=contact.language, weight=1, skills=queue.skills, certifications=frozenset(queue.certifications), pool_kinds=kinds
    )
    return not set(obstacles_by_hand(own, need)) - {"absent", "capacity"}


def is_anybody_waiting(brand_id: int) -> bool:
    """Whether a contact of the brand waits that nobody is being asked for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM conversations_contact k WHERE k.brand_id = %s AND k.state = 'waiting'"
            " AND NOT EXISTS (SELECT 1 FROM routing_offer o WHERE o.contact_id = k.id AND o.state = 'open') LIMIT 1",
            [brand_id],
        )
        return cursor.fetchone() is not None


def line(brand_id: int) -> list[tuple[Need, int, int]]:
    """Waiting contacts of a brand that nobody is being asked for, who is due first before the others: (need, conversation, seconds to answer)."""
    unasked = " AND NOT EXISTS (SELECT 1 FROM routing_offer o WHERE o.contact_id = k.id AND o.state = 'open')"
    return [_need(row) for row in _line(brand_id, unasked + f" ORDER BY {DUE}, k.id LIMIT %s", AT_ONCE)]


def need_of(brand_id: int, conversation_id: int) -> Need | None:
    """What the waiting contact of a conversation asks of whom a lead may give it, overflow pools included; None when nobody waits there."""
    rows = _line(brand_id, " AND k.conversation_id = %s", conversation_id)
    return _need((*rows[0][:5], True, *rows[0][6:]))[0] if rows else None


def asking(contact_ids: Sequence[int]) -> dict[int, Offer]:
    """Contact -> the offer that waits for an answer, with whom it was made to."""
    rows = Offer.objects.filter(contact_id__in=list(contact_ids), state="open").select_related("membership")
    return {offer.contact_id: offer for offer in rows}


def suited(brand_id: int, need: Need) -> list[tuple[OnRoster, tuple[str, ...]]]:
    """Every expert of the brand with what stands in the way of giving them this contact by hand, the free and suited first.

    A lead may use the overflow pools at once and ask again somebody who declined; nothing else is waived.
    """
    found = [(row, obstacles_by_hand(row, need)) for row in roster([brand_id])]
    return sorted(found, key=lambda each: (len(each[1]) > 0, each[0].state != "online", each[0].load, each[0].name))


def obstacles_by_hand(row: OnRoster, need: Need) -> tuple[str, ...]:
    """As `core`'s obstacles, for somebody named by a lead: being absent is one, having declined is none."""
    absent = ("absent",) if row.state not in PRESENT else ()
    candidate = Candidate(
        membership_id=row.membership_id, person_id=row.person_id, pool_kind=row.pool_kind or "", idle_since=row.idle_since or clock.now(), load=row.load,
        capacity=row.capacity, languages=frozenset(row.of_kind("language")), skills=row.of_kind("skill"),
        certifications=frozenset(row.of_kind("certification")),
    )  # fmt: skip
    return absent + obstacles(candidate, replace(need, refused_by=frozenset()))


def in_words(obstacle: str) -> str:
    """What stands in the way, as a person would say it."""
    kind, _, key = obstacle.partition(":")
    words = {
        "absent": gettext("not online"),
        "pool": gettext("their pool may not serve this queue"),
        "language": gettext("does not write its language"),
        "skill": gettext("lacks the skill %(key)s, or its level"),
        "certification": gettext("lacks the certification %(key)s"),
        "capacity": gettext("holds as much as they can"),
    }
    return words[kind] % {"key": key}


def people_for(queues: Sequence[Any], experts: Sequence[OnRoster], *, overflow: bool = False) -> dict[int, int]:
    """Queue -> how many of the experts who are online its own pools (and its overflow's), languages, skills and certifications admit, busy or not."""
    found = dict.fromkeys((queue.pk for queue in queues), 0)
    for queue in queues:
        for row in experts:
            if (
                row.brand_id == queue.brand_id
                and row.state in PRESENT
                and any(_serves(row, queue, language, overflow=overflow) for language in queue.languages)
            ):
                found[queue.pk] += 1
    return found


def expected_wait(queue: Any, *, contact: Any = None) -> WaitEstimate:
    """What a customer is told of the queue's line: for a waiting contact, or (None) for somebody who would come now."""
    serving = [row for row in roster([queue.brand_id], only_online=True) if any(_serves(row, queue, language) for language in queue.languages)]
    free = sum((row.capacity - row.load) // weight_of("chat") for row in serving)
    ahead = place_in_line(contact) if contact else next_place(queue)
    return wait_in(queue.pk, place=ahead, present=len(serving), free=max(0, free))


def _serves(row: OnRoster, queue: Any, language: str, *, overflow: bool = False) -> bool:
    kinds = frozenset(queue.pool_kinds) | (frozenset(queue.overflow_kinds) if overflow else frozenset())
    need = Need(contact_id=0, language=language, weight=1, skills=queue.skills, certifications=frozenset(queue.certifications), pool_kinds=kinds)
    return not set(obstacles_by_hand(row, need)) - {"capacity"}


def _line(brand_id: int, rest: str, value: int) -> list[tuple[Any, ...]]:
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(LINE + rest, [now, now - DECLINE_LASTS, now - LAPSE_LASTS, brand_id, value])
        return list(cursor.fetchall())


def _need(row: tuple[Any, ...]) -> tuple[Need, int, int]:
    contact_id, conversation_id, language, channel, preferred_id, overflowed, skills, certifications, kinds, overflow_kinds, offer_seconds, refused_by = row
    need = Need(
        contact_id=contact_id,
        language=language,
        weight=weight_of(channel),
        skills=json.loads(skills) if isinstance(skills, str) else skills,
        certifications=frozenset(certifications),
        pool_kinds=frozenset(kinds) | (frozenset(overflow_kinds) if overflowed else frozenset()),
        preferred_id=preferred_id,
        refused_by=frozenset(refused_by),
    )
    return need, conversation_id, offer_seconds
