"""When customers come and experts work: arrivals by hour and weekday, blocks by pool."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Relative arrivals by local hour, a morning and an evening peak; and by weekday, Monday first.
HOURLY = (0, 0, 0, 0, 0, 0, 3, 7, 9, 8, 7, 6, 6, 6, 5, 6, 8, 10, 9, 6, 4, 3, 2, 0)
WEEKLY = (1.15, 1.0, 1.0, 1.05, 1.15, 0.85, 0.8)
STARTS = {"early": (6, 7, 8), "day": (9, 10, 12), "late": (15, 16, 17)}
BLOCK_HOURS = {"gig": (3, 4), "vendor": (5, 6), "in_house": (7, 8)}
WORKS = {"gig": 0.62, "vendor": 0.71, "in_house": 0.71}  # share of days
SPIKE_DAY = 0.15  # share of days with something wrong: twice to thrice the arrivals for two hours


def arrivals(day: date, *, zone: ZoneInfo, a_day: float, hours: tuple[int, int], rng: random.Random) -> Iterator[datetime]:
    """Arrival instants of one local day: Poisson by the hour, over-dispersed by the day, with the odd spike."""
    open_hours = [hour if hours[0] <= hour_of < hours[1] else 0 for hour_of, hour in enumerate(HOURLY)]
    total = sum(open_hours)
    level = a_day * WEEKLY[day.weekday()] * rng.gammavariate(25, 1 / 25)
    spike = rng.randrange(hours[0] + 1, hours[1] - 3) if rng.random() < SPIKE_DAY else None
    for hour, share in enumerate(open_hours):
        mean = level * share / total
        if spike is not None and spike <= hour < spike + 2:
            mean *= rng.uniform(2.0, 3.0)
        start = datetime.combine(day, time(hour), tzinfo=zone)
        at = rng.expovariate(1.0) * 3600 / mean if mean else 3600.0
        while at < 3600.0:
            yield start + timedelta(seconds=at)
            at += rng.expovariate(1.0) * 3600 / mean


def block(day: date, *, zone: ZoneInfo, pool_kind: str, shift: str, rng: random.Random) -> tuple[datetime, datetime] | None:
    """When an expert works on that local day, if at all."""
    if rng.random() > WORKS[pool_kind]:
        return None
    start = datetime.combine(day, time(rng.choice(STARTS[shift]), rng.choice((0, 0, 30))), tzinfo=zone)
    return start, start + timedelta(hours=rng.choice(BLOCK_HOURS[pool_kind]))
