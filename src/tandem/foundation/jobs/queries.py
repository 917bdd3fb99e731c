"""What waits, what failed, and how a person sends it on its way again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from tandem.core.kit.refusals import Absent
from tandem.foundation import clock


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A job or event step that gave up. `key` names it for requeueing."""

    key: str
    name: str
    attempts: int
    error: str
    at: datetime | None


def dead_letters(limit: int = 100) -> list[DeadLetter]:
    """Failed jobs and dead event steps, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'job-' || j.id, j.task_name, j.attempts, '', (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id) AS at"
            " FROM procrastinate_jobs j WHERE j.status = 'failed'"
            " UNION ALL SELECT 'event-' || s.id, s.subscription, s.attempts, s.error, s.dead_at FROM events_setback s WHERE s.dead_at IS NOT NULL"
            " ORDER BY at DESC NULLS LAST LIMIT %s",
            [limit],
        )
        return [DeadLetter(*row) for row in cursor.fetchall()]


def requeue(key: str) -> None:
    """Try a dead letter again, from its first attempt. Raises Absent when it is not (or no longer) dead."""
    kind, _, number = key.partition("-")
    if kind not in ("job", "event") or not number.isdigit():
        raise Absent("There is no such failed step.")
    with connection.cursor() as cursor:
        if kind == "job":
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL WHERE id = %s AND status = 'failed'", [int(number)]
            )
        else:
            cursor.execute(
                "UPDATE events_setback SET dead_at = NULL, attempts = 0, due_at = %s WHERE id = %s AND dead_at IS NOT NULL", [clock.now(), int(number)]
            )
        if cursor.rowcount != 1:
            raise Absent("There is no such failed step.")
