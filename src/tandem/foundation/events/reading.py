"""Reading a brand's events by cursor, below the horizon: whoever replays from their cursor misses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connection

from tandem.foundation.events.publishing import Happened

Position = tuple[int, int]
BEGINNING: Position = (0, 0)


def settled_events(brand_id: int, *, after: Position, kinds: Iterable[str], most: int) -> tuple[list[Happened], Position]:
    """The brand's settled events of these kinds after a position, in commit order, and the position to go on from.

    Events and horizon come from one snapshot: where fewer than `most` are found, everything below the horizon was
    looked at, and the next position is the horizon itself. Reads through the policy of the scope in force.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.horizon, e.id, e.xid::text::bigint, e.kind, e.at, e.actor, e.data, e.topics"
            " FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon) h LEFT JOIN LATERAL ("
            "   SELECT * FROM events_event e WHERE e.brand_id = %s AND (e.xid, e.id) > (%s::text::xid8, %s)"
            "   AND e.xid < pg_snapshot_xmin(pg_current_snapshot()) AND e.kind = ANY (%s) ORDER BY e.xid, e.id LIMIT %s"
            " ) e ON true ORDER BY e.xid, e.id",
            [brand_id, str(after[0]), after[1], sorted(kinds), most],
        )
        rows = cursor.fetchall()
    found = [_read(brand_id, row[1:]) for row in rows if row[1] is not None]
    if len(found) == most:
        return found, (found[-1].xid, found[-1].id)
    settled = (int(rows[0][0]) - 1, 2**63 - 1)
    return found, max(after, settled)


def _read(brand_id: int, values: tuple) -> Happened:
    event_id, xid, kind, at, actor, data, topics = values
    loads = lambda value: json.loads(value) if isinstance(value, str) else value  # noqa: E731  Django returns jsonb as text
    return Happened(event_id, xid, brand_id, kind, at, loads(actor), loads(data), tuple(topics))
