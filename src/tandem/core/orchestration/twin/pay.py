"""Earnings in the twin: per task, with a guarantee by the hour; and who bears the time spent waiting."""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.orchestration.twin.state import ONLINE, OVERRUN, SERVING, TAKEN


@dataclass(frozen=True, slots=True)
class PayTerms:
    """Terms by pool, every array (pools,): pay a contact, guaranteed pay an hour at work, pay an hour."""

    per_contact: Floats
    guarantee_per_hour: Floats
    per_hour: Floats


@dataclass(frozen=True, slots=True)
class Earnings:
    """What experts earned. `hourly` (experts who worked,) pay over time at work, waiting included.

    `serving_share` is the share of time at work that was spent serving; `paid_serving_share` the share
    of *paid* time: under pay by task waiting is unpaid, so this tends to 1 whoever bears the waiting. It is
    None where the terms pay nothing by the hour, since it would say 1 of any service.
    """

    cost: float
    hourly: Floats
    serving_share: float
    paid_serving_share: float | None
    waiting_hours: float


def earnings_of(by_expert: Floats, pool: Ints, terms: PayTerms) -> Earnings:
    """Pay of each expert: hours x hourly pay + max(guarantee x hours, contacts x pay a contact)."""
    hours = (by_expert[:, ONLINE] + by_expert[:, OVERRUN]) / 3600.0
    serving = by_expert[:, SERVING] / 3600.0
    tasks = by_expert[:, TAKEN] * terms.per_contact[pool]
    floor = terms.guarantee_per_hour[pool] * hours
    pay = terms.per_hour[pool] * hours + np.maximum(tasks, floor)
    worked = hours > 0
    by_time = (terms.per_hour[pool] > 0) | (floor > tasks)
    paid_hours = np.where(by_time, hours, serving)
    waiting = np.maximum(hours - serving, 0.0)
    hourly = terms.per_hour.any() or terms.guarantee_per_hour.any()
    return Earnings(
        float(pay.sum()),
        pay[worked] / hours[worked],
        float(serving.sum() / max(hours.sum(), 1e-12)),
        float(serving.sum() / max(paid_hours.sum(), 1e-12)) if hourly else None,
        float(waiting.sum()),
    )
