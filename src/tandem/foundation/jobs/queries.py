"""What waits, what failed, and how a person sends it on its way again."""

from __future__ import annotations

from collections.abc import Sequence
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

    @property
    def title(self) -> str:
        """What it does, in words: `tandem.foundation.mail.tasks.send_letter` is "Send letter"."""
        return self.name.rpartition(".")[2].replace("_", " ").capitalize()


def dead_letters(limit: int = 100, *, brand_ids: Sequence[int] | None = None) -> list[DeadLetter]:
    """Failed jobs and dead event steps, the newest first; with `brand_ids` only these brands' steps.

    Jobs belong to the installation: they are named and counted, their arguments and errors stay unsaid.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'job-' || j.id, j.task_name, j.attempts, '',"
            " (SELECT max(e.at) FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'failed') AS at"
            " FROM procrastinate_jobs j WHERE j.status = 'failed'"
            " UNION ALL SELECT 'event-' || s.id, s.subscription, s.attempts, s.error, s.dead_at FROM events_setback s WHERE s.dead_at IS NOT NULL"
            " AND (%s::bigint[] IS NULL OR s.brand_id = ANY (%s::bigint[])) ORDER BY at DESC NULLS LAST LIMIT %s",
            [*_twice(brand_ids), limit],
        )
        return [DeadLetter(*row) for row in cursor.fetchall()]


def requeue(key: str, *, brand_ids: Sequence[int] | None = None) -> None:
    """Try a dead letter again, from its first attempt. Raises Absent when it is not (or no longer) dead, or another brand's."""
    kind, _, number = key.partition("-")
    if kind not in ("job", "event") or not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Absent("There is no such failed step.")
    with connection.cursor() as cursor:
        if kind == "job":
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL WHERE id = %s AND status = 'failed'", [int(number)]
            )
        else:
            cursor.execute(
                "UPDATE events_setback SET dead_at = NULL, attempts = 0, due_at = %s WHERE id = %s AND dead_at IS NOT NULL"
                " AND (%s::bigint[] IS NULL OR brand_id = ANY (%s::bigint[]))",
                [clock.now(), int(number), *_twice(brand_ids)],
            )
        if cursor.rowcount != 1:
            raise Absent("There is no such failed step.")


def _twice(brand_ids: Sequence[int] | None) -> list[list[int] | None]:
    listed = None if brand_ids is None else list(brand_ids)
    return [listed, listed]
