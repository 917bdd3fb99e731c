"""One queue with abandonment, millions of contacts a second: first come first served over changing staff.

The state is only the times at which experts become free (Kiefer, Wolfowitz 1955): an arrival waits until the
earliest of them, or leaves if its patience ends first. Staff may change by interval; who leaves finishes the
contact in hand. Memory does not grow with the length of the run. Draw i of each stream belongs to contact i,
so two plans meet the same contacts (common random numbers).
"""
# Compiled loops: numba takes no keyword arguments, and a call inside a loop of state is not free.

import math
from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.kit.compiled import fast_compiled
from tandem.core.kit.randomness import exponential, normal, stream_key
from tandem.core.orchestration.twin.heaps import drop_least, push_time, replace_least

# columns of the tally of an interval
ARRIVED, SERVED, WITHIN, ABANDONED, WAITED, WAIT_SUM, SERVED_WAIT_SUM, BUSY = range(8)
COLUMNS = 8
NEVER = 1e300  # later than any run; compiled code runs without infinities
_ARRIVALS, _PATIENCE, _HANDLE, _DAYS, _SLOTS = 1, 2, 3, 4, 5  # streams


@dataclass(frozen=True, slots=True)
class QueueModel:
    """One queue over a cycle of intervals (a day, a week, or one interval for a steady state).

    `rates` contacts a second, `experts` at work, both (intervals,); `interval_seconds`;
    `handle_seconds` mean, `handle_cv` its coefficient of variation (1: exponential, else lognormal);
    `patience_seconds` mean of the exponential patience, 0 when nobody leaves; `target_seconds` of the
    service level; `day_cv`, `slot_cv`: arrivals are doubly stochastic, a gamma factor a day and one an
    interval; a day has `day_intervals`, 0 for the whole cycle.
    """

    rates: Floats
    experts: Ints
    interval_seconds: float
    handle_seconds: float
    patience_seconds: float = 0.0
    target_seconds: float = 20.0
    handle_cv: float = 1.0
    day_cv: float = 0.0
    slot_cv: float = 0.0
    day_intervals: int = 0

    def __post_init__(self) -> None:
        if self.rates.shape != self.experts.shape or not self.rates.size:
            raise ValueError("rates and experts come in pairs, at least one interval")
        if np.any(self.rates < 0) or np.any(self.experts < 0) or self.handle_seconds <= 0 or self.interval_seconds <= 0:
            raise ValueError("rates and experts are never below zero, seconds above zero")
        if self.day_intervals and self.rates.size % self.day_intervals:
            raise ValueError("a cycle is made of whole days")
        if min(self.patience_seconds, self.handle_cv, self.day_cv, self.slot_cv, self.day_intervals) < 0:
            raise ValueError("patience and coefficients of variation are never below zero")


def simulate_queue(model: QueueModel, *, cycles: int, seed: int, warm_cycles: int = 0) -> Floats:
    """Run `cycles` cycles after `warm_cycles` that are not counted; tallies (intervals, 8), see the columns.

    Times are summed in seconds; a contact counts in the interval in which it arrived. Without patience a
    queue whose load reaches its experts grows without end, and its figures mean nothing.
    """
    tally = np.zeros((model.rates.size, COLUMNS))
    most = int(model.experts.max()) * 2 + 16
    _run(
        model.rates,
        model.experts,
        model.interval_seconds,
        model.handle_seconds,
        model.handle_cv,
        model.patience_seconds,
        model.target_seconds,
        model.day_cv,
        model.slot_cv,
        model.day_intervals or model.rates.size,
        cycles,
        warm_cycles,
        seed,
        np.zeros(most),
        tally,
    )
    return tally


@fast_compiled
def _run(
    rates: Floats,
    experts: Ints,
    step: float,
    handle: float,
    handle_cv: float,
    patience: float,
    target: float,
    day_cv: float,
    slot_cv: float,
    day: int,
    cycles: int,
    warm: int,
    seed: int,
    heap: Floats,
    tally: Floats,
) -> None:
    arrivals, patiences = stream_key(seed, _ARRIVALS), stream_key(seed, _PATIENCE)
    handles, days, slots = stream_key(seed, _HANDLE), stream_key(seed, _DAYS), stream_key(seed, _SLOTS)
    spread = math.sqrt(math.log(1.0 + handle_cv * handle_cv))
    centre = math.log(handle) - 0.5 * spread * spread
    count = rates.size
    size = 0
    staffed = -1  # the interval whose staff has been set
    now = 0.0
    index = 0
    for interval in range((cycles + warm) * count):
        place = interval % count
        if interval % day == 0:
            busy_day = gamma_factor(days, interval // day, day_cv)
        rate = rates[place] * busy_day * gamma_factor(slots, interval, slot_cv)
        end = (interval + 1) * step
        counted = interval >= warm * count
        now = interval * step
        while rate > 0.0:
            now += exponential(arrivals, index) / rate
            index += 1
            if now >= end:
                break
            start = now
            while True:  # staff changes due before this contact could start
                start = max(now, heap[0]) if size > 0 else NEVER
                following = (staffed + 1) * step
                if following > start or staffed + 1 >= (cycles + warm) * count:
                    break
                before = experts[staffed % count] if staffed >= 0 else 0
                size = restaffed(heap, size, experts[(staffed + 1) % count] - before, following)
                staffed += 1
            wait = start - now
            if patience > 0.0:
                limit = patience * exponential(patiences, index)
            else:
                limit = NEVER
            if counted:
                tally[place, ARRIVED] += 1
                if wait > 0.0:
                    tally[place, WAITED] += 1
            if wait > limit or start >= NEVER:
                if counted:
                    tally[place, ABANDONED] += 1
                    tally[place, WAIT_SUM] += limit if limit < NEVER else 0.0
                continue
            if handle_cv == 1.0:
                length = handle * exponential(handles, index)
            else:
                length = math.exp(centre + spread * normal(handles, index))
            replace_least(heap, size, start + length)
            if counted:
                tally[place, SERVED] += 1
                tally[place, WAIT_SUM] += wait
                tally[place, SERVED_WAIT_SUM] += wait
                tally[place, BUSY] += length
                if wait <= target:
                    tally[place, WITHIN] += 1


@fast_compiled
def restaffed(heap: Floats, size: int, change: int, moment: float) -> int:
    """Staff after a change at a moment: newcomers are free at once, leavers go when they are next free."""
    for _ in range(change):
        size = push_time(heap, size, moment)
    for _ in range(-change):
        if size > 0:
            size = drop_least(heap, size)
    return size


@fast_compiled
def gamma_factor(key: np.uint64, index: int, cv: float) -> float:
    """A gamma factor of mean one by Wilson and Hilferty's cube (1931), close for cv up to about 0.7."""
    if cv <= 0.0:
        return 1.0
    shape = 1.0 / (cv * cv)
    cube = 1.0 - 1.0 / (9.0 * shape) + normal(key, index) / (3.0 * math.sqrt(shape))
    return max(cube * cube * cube, 0.0)
