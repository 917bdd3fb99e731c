"""Reading conversations for the floor: what each queue has before it, and how much came when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tandem.domain.service.conversations.queries.line import DUE
from tandem.foundation import clock

SHORT_ABANDON_SECONDS = 10  # whoever leaves this soon was not kept waiting: neither offered nor abandoned

FLOOR_COUNTS = f"""
SELECT q.id, count(*) FILTER (WHERE k.state = 'waiting'),
    count(*) FILTER (WHERE k.state = 'waiting' AND k.answered_at IS NULL AND {DUE} < %(now)s),
    min(k.opened_at) FILTER (WHERE k.state = 'waiting'), count(*) FILTER (WHERE k.state = 'assigned'),
    count(*) FILTER (WHERE k.opened_at >= s.since),
    count(*) FILTER (WHERE k.opened_at >= s.since AND k.answered_at IS NOT NULL),
    count(*) FILTER (WHERE k.opened_at >= s.since AND k.answered_at <= {DUE}),
    count(*) FILTER (WHERE k.opened_at >= s.since AND k.state = 'abandoned' AND k.ended_at > k.opened_at + make_interval(secs => %(short)s)),
    count(*) FILTER (WHERE k.opened_at >= s.since AND k.answered_at IS NULL AND k.state IN ('waiting', 'assigned')
        AND {DUE} < %(now)s),
    avg(extract(epoch FROM k.answered_at - k.opened_at)) FILTER (WHERE k.opened_at >= s.since AND k.answered_at IS NOT NULL)::float,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY extract(epoch FROM k.answered_at - k.opened_at)::float)
        FILTER (WHERE k.opened_at >= s.since AND k.answered_at IS NOT NULL)
FROM unnest(%(brands)s::bigint[], %(since)s::timestamptz[]) AS s(brand_id, since)
JOIN queues_queue q ON q.brand_id = s.brand_id
LEFT JOIN conversations_contact k ON k.queue_id = q.id AND (k.opened_at >= s.since OR k.state IN ('waiting', 'assigned'))
GROUP BY GROUPING SETS ((q.id), ()) ORDER BY q.id NULLS LAST
"""  # noqa: S608  the one thing put in is a constant


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """What the floor shows of one queue, or of all (queue_id None). Waits in seconds, of answered contacts."""

    queue_id: int | None
    waiting: int
    late: int  # waiting beyond the target, whenever they came
    oldest: datetime | None
    held: int
    offered: int
    answered: int
    in_time: int
    abandoned: int
    overdue: int
    mean_wait: float | None
    median_wait: float | None
    long_wait: float | None

    @property
    def decided(self) -> int:
        """Contacts whose service level is known."""
        return self.answered + self.abandoned + self.overdue

    @property
    def waited(self) -> int:
        """Contacts whose wait has ended: answered or given up."""
        return self.answered + self.abandoned


def floor_counts(since: Mapping[int, datetime]) -> list[QueueCounts]:
    """Per queue of these brands, from each brand's own instant on; the last row (queue None) is all of them together.

    Counted are contacts whose fate is known: answered, given up after more than SHORT_ABANDON_SECONDS, or waiting
    beyond their queue's target. What we ended without an answer (spam, handed on) counts nowhere.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(FLOOR_COUNTS, {"brands": list(since), "since": list(since.values()), "now": now, "short": SHORT_ABANDON_SECONDS})
        return [QueueCounts(*row[:-1], *(row[-1] or (None, None))) for row in cursor.fetchall()]


def volume(brand_ids: Sequence[int], *, since: datetime, until: datetime, minutes: int) -> list[tuple[datetime, int, int]]:
    """(start, contacts opened, of these given up) for each stretch of `minutes` that had any."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT date_bin(make_interval(mins => %s::integer), opened_at, %s) AS bin, count(*), count(*) FILTER (WHERE state = 'abandoned')"
            " FROM conversations_contact WHERE brand_id = ANY (%s) AND opened_at >= %s AND opened_at < %s GROUP BY 1 ORDER BY 1",
            [minutes, since, list(brand_ids), since, until],
        )
        return list(cursor.fetchall())
