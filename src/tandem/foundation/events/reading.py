"""Reading a brand's events by cursor, below the horizon: whoever replays from their cursor misses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from tandem.foundation.events.publishing import Happened

Position = tuple[int, int]
BEGINNING: Position = (0, 0)
LOOK_BACK = 20_000  # events looked at for what is recent: a page never searches the whole table


def settled_events(brand_id: int, *, after: Position, kinds: Iterable[str], most: int) -> tuple[list[Happened], Position]:
    """The brand's settled events of these kinds after a position, in commit order, and where to go on from.

    Events and horizon come from one snapshot: where fewer than `most` are found, everything below the
    horizon was looked at, and the next position is the horizon itself. Reads through the policy of the
    scope in force.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.horizon, e.id, e.xid::text::bigint, e.kind, e.at, e.actor, e.data, e.topics"
            " FROM (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon) h"
            " LEFT JOIN LATERAL ("
            "   SELECT * FROM events_event e WHERE e.brand_id = %s AND (e.xid, e.id) > (%s::text::xid8, %s)"
            "   AND e.xid < pg_snapshot_xmin(pg_current_snapshot()) AND e.kind = ANY (%s)"
            "   ORDER BY e.xid, e.id LIMIT %s"
            " ) e ON true ORDER BY e.xid, e.id",
            [brand_id, str(after[0]), after[1], sorted(kinds), most],
        )
        rows = cursor.fetchall()
    found = [_read(brand_id, row[1:]) for row in rows if row[1] is not None]
    if len(found) == most:
        return found, (found[-1].xid, found[-1].id)
    settled = (int(rows[0][0]) - 1, 2**63 - 1)
    return found, max(after, settled)


def recent(topics: Sequence[str], kinds: Sequence[str], *, most: int = 20) -> list[Happened]:
    """The newest events of these kinds on these topics in the brands in scope, the newest first.

    The caller asks only for topics that the person may hear: a vendor's lead names the vendor's own topic.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT brand_id, id, xid::text::bigint, kind, at, actor, data, topics FROM events_event"
            " WHERE id > (SELECT coalesce(max(id), 0) FROM events_event) - %s AND kind = ANY (%s) AND topics && %s::text[]"
            " ORDER BY id DESC LIMIT %s",
            [LOOK_BACK, list(kinds), list(topics), most],
        )
        return [_read(row[0], row[1:]) for row in cursor.fetchall()]


def _read(brand_id: int, values: Sequence[Any]) -> Happened:
    event_id, xid, kind, at, actor, data, topics = values
    return Happened(event_id, xid, brand_id, kind, at, _parsed(actor), _parsed(data), tuple(topics))


def _parsed(value: Any) -> dict[str, Any]:
    """Django's connection hands jsonb over as text."""
    return dict(json.loads(value) if isinstance(value, str) else value)
