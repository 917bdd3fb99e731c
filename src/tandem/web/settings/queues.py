"""What the pages of queues show."""

from __future__ import annotations

from typing import Any

from tandem.core.kit.refusals import Absent
from tandem.core.service.hours import DAYS
from tandem.domain.service.queues.queries import is_open, queues_of
from tandem.foundation import clock
from tandem.web.settings.places import Place
from tandem.web.settings.words import DAY_WORDS, POOL_WORDS


def queues_page(place: Place) -> dict[str, Any]:
    """Every queue with its hours and pools in words."""
    now = clock.now()
    return {
        "queues": [
            {
                "queue": queue,
                "is_open": is_open(queue, now),
                "hours": _hours(queue),
                "pools": [POOL_WORDS[kind] for kind in queue.pool_kinds],
                "overflow": [POOL_WORDS[kind] for kind in queue.overflow_kinds],
                "target": round(100 * queue.service_level, 1),
            }
            for queue in queues_of(place.brand.pk)
        ]
    }


def queue_of(place: Place, ref: str) -> Any:
    """Raises Absent."""
    queue = next((one for one in queues_of(place.brand.pk) if one.ref == ref), None)
    if queue is None:
        raise Absent("There is no such queue.")
    return queue


def _hours(queue: Any) -> list[tuple[str, str]]:
    """(days, hours), days of equal hours together."""
    found: list[tuple[list[str], str]] = []
    for day in DAYS:
        said = ", ".join(f"{start} – {end}" for start, end in queue.hours.get(day, []))
        if found and found[-1][1] == said:
            found[-1][0].append(str(DAY_WORDS[day]))
        else:
            found.append(([str(DAY_WORDS[day])], said))
    return [(days[0] if len(days) == 1 else f"{days[0]} – {days[-1]}", said) for days, said in found if said]
