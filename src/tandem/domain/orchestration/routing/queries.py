"""Reading offers, and what routing needs to know about the line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from tandem.core.service.weights import weight_of
from tandem.core.workforce.eligibility import Need
from tandem.domain.orchestration.routing.models import Offer
from tandem.foundation import clock

DECLINE_LASTS = timedelta(minutes=10)
LAPSE_LASTS = timedelta(seconds=60)
AT_ONCE = 40  # contacts looked at in one pass over a brand's line


def open_offers(membership_ids: Sequence[int]) -> list[Offer]:
    """Offers that wait for an answer, with what the expert may see before accepting."""
    rows = Offer.objects.filter(membership_id__in=membership_ids, state="open").select_related("conversation__customer", "conversation__queue", "contact__queue", "brand")
    return list(rows.order_by("made_at"))


def offers_of(membership_id: int, *, since: datetime) -> list[Offer]:
    """What was offered to a member since then, the newest first."""
    return list(Offer.objects.filter(membership_id=membership_id, made_at__gte=since).select_related("conversation").order_by("-made_at")[:200])


def asked_people() -> set[int]:
    """People who have an open offer, in whatever brand is in scope."""
    return set(Offer.objects.filter(state="open").values_list("person_id", flat=True))


def line(brand_id: int) -> list[tuple[Need, int, int]]:
    """Waiting contacts of a brand that nobody is being asked for, first come first: (need, conversation, seconds to answer)."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT k.id, k.conversation_id, k.language, k.channel, k.preferred_id, k.overflow_at <= %s, q.skills, q.certifications, q.pool_kinds,"
            " q.overflow_kinds, q.offer_seconds,"
            " array(SELECT o.membership_id FROM routing_offer o WHERE o.contact_id = k.id AND ("
            "   (o.state = 'declined' AND o.settled_at > %s) OR (o.state = 'lapsed' AND o.settled_at > %s)))"
            " FROM conversations_contact k JOIN queues_queue q ON q.id = k.queue_id"
            " WHERE k.brand_id = %s AND k.state = 'waiting' AND NOT EXISTS (SELECT 1 FROM routing_offer o WHERE o.contact_id = k.id AND o.state = 'open')"
            " ORDER BY k.opened_at, k.id LIMIT %s",
            [now, now - DECLINE_LASTS, now - LAPSE_LASTS, brand_id, AT_ONCE],
        )
        return [_need(row) for row in cursor.fetchall()]


def _need(row: tuple) -> tuple[Need, int, int]:
    import json  # noqa: PLC0415

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
