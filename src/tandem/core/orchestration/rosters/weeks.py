"""The best plan of one person for given prices of slots: a dynamic program over time, in machine code.

State: slot, paid units worked so far, and the mode: rested, or n shifts and w units worked today. From a
shift's end a person may start another that day after the gap, or goes on, rested, on a later day after the
rest. Locked shifts are worked whatever the prices. Exact for one person; people meet only in the prices.
"""

# ruff: noqa: C901, PLR0912, PLR0915, PLR0917 - numba compiles plain loops over flat arguments

import math

import numpy as np
from numpy.typing import NDArray

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.kit.compiled import compiled

_BEGUN = -(2**62)  # where a plan begins; other figures below zero are slots waited from


@compiled
def shift_worth(prefix: Floats, start: int, length: int, windows: Ints, breaks: Ints) -> float:
    """What the slots of a shift are worth with each break where it costs least; `breaks` gets the offsets.

    `prefix` (slots + 1,) sums prices; `windows` (breaks, 3): earliest, latest offset, slots (0: none).
    """
    worth = prefix[start + length] - prefix[start]
    for place in range(windows.shape[0]):
        size = windows[place, 2]
        breaks[place] = -1
        if size == 0:
            continue
        least = math.inf
        for offset in range(windows[place, 0], windows[place, 1] + 1):
            lost = prefix[start + offset + size] - prefix[start + offset]
            if lost < least - 1e-12:
                least = lost
                breaks[place] = offset
        worth -= least
    return float(worth)


@compiled
def best_week(
    prefix: Floats,
    skills: Ints,
    disliked: Floats,
    runs: Ints,
    lengths: Ints,
    paid: Ints,
    windows: Ints,
    next_use: Ints,
    day_end: Ints,
    limits: Ints,
    unit_pay: float,
    shift_cost: float,
    end_cost: Floats,
    locks: Ints,
    best: Floats,
    came: Ints,
    plan: Ints,
) -> float:
    """The least cost of one person's plan: pay and costs less the worth of what it covers.

    `prefix` (skills, slots + 1) prices; `skills` (own,); `disliked` (slots + 1,) sums of dislike; `runs`
    (slots,) available slots from each on; `lengths`, `paid` (units), `windows` of the kinds of shift;
    `next_use` (slots + 1,) the first slot from each on at which a shift may start; `day_end` (slots,);
    `limits`: units in all, rest, shifts a day, gap, units a day (0: none); `end_cost` (units + 1,); `locks`
    (n, 3) start, length, units, in order. `best`, `came` (slots + 1, modes, units + 1) are scratch. `plan`
    (shifts, 3 + breaks) gets start, kind (-1: locked), skill and break offsets of each shift; a start of -1
    ends it.
    """
    slots, kinds = runs.size, lengths.size
    units, rest, most_shifts, gap, day_units = limits[0], limits[1], limits[2], limits[3], limits[4]
    modes = best.shape[1]
    gain = np.empty(kinds)
    trial = np.empty(windows.shape[1], dtype=np.int64)
    alive = np.zeros((slots + 1, modes), dtype=np.int8)  # rows of `best` that hold something; others are stale
    _wake(best, alive, slots, 0)
    slot, lock, top = next_use[0], 0, 0
    _wake(best, alive, slot, 0)
    best[slot, 0, 0] = 0.0
    came[slot, 0, 0] = _BEGUN
    while slot < slots:
        while lock < locks.shape[0] and locks[lock, 0] < slot:
            lock += 1
        next_lock = locks[lock, 0] if lock < locks.shape[0] else slots + 1
        locked_here = next_lock == slot
        barrier = next_lock  # nothing may run or rest beyond it: the locked shift is begun there
        if locked_here:
            barrier = locks[lock + 1, 0] if lock + 1 < locks.shape[0] else slots + 1
        else:
            _gains(prefix, skills, disliked, min(runs[slot], next_lock - slot), lengths, paid, windows, slot, unit_pay, shift_cost, gain, trial)
        later = next_use[slot + 1]
        for mode in range(modes):
            if not alive[slot, mode]:
                continue
            waits = not locked_here and (mode == 0 or later < day_end[slot])
            if waits:
                _wake(best, alive, later, mode)
            shifts, today = 0, 0
            if mode > 0:
                shifts, today = 1 + (mode - 1) // (day_units + 1), (mode - 1) % (day_units + 1)
            for worked in range(today, min(top, units) + 1):
                value = best[slot, mode, worked]
                if value == math.inf:
                    continue
                if waits and value < best[later, mode, worked]:
                    best[later, mode, worked] = value
                    came[later, mode, worked] = -slot - 1
                for kind in range(kinds if not locked_here else 1):
                    if locked_here:
                        length, more, cost = locks[lock, 1], locks[lock, 2], unit_pay * locks[lock, 2] + shift_cost
                    else:
                        length, more, cost = lengths[kind], paid[kind], gain[kind]
                    total, sum_today = worked + more, today + more
                    if cost == math.inf or total > units or (day_units > 0 and sum_today > day_units):
                        continue
                    cost += value
                    top = max(top, total)
                    code = (slot * modes + mode) * (kinds + 1) + (kinds if locked_here else kind)
                    end = slot + length
                    ready = max(end + rest, day_end[slot])
                    if min(ready, slots) <= barrier:
                        ready = next_use[min(ready, slots)]
                        _wake(best, alive, ready, 0)
                        if cost < best[ready, 0, total]:
                            best[ready, 0, total] = cost
                            came[ready, 0, total] = code
                    again = end + gap
                    if shifts + 1 < most_shifts and again < day_end[slot] and again <= barrier:
                        again = next_use[again]
                        other = 1 + shifts * (day_units + 1) + (sum_today if day_units > 0 else 0)
                        if again < day_end[slot]:
                            _wake(best, alive, again, other)
                            if cost < best[again, other, total]:
                                best[again, other, total] = cost
                                came[again, other, total] = code
        slot = later
    least, chosen = math.inf, 0
    for worked in range(units + 1):
        if best[slots, 0, worked] + end_cost[worked] < least:
            least, chosen = best[slots, 0, worked] + end_cost[worked], worked
    plan[0, 0] = -1
    if least < math.inf:
        _trace(prefix, skills, lengths, paid, windows, locks, came, chosen, plan, trial)
    return least


@compiled
def _wake(best: Floats, alive: NDArray[np.int8], slot: int, mode: int) -> None:
    if not alive[slot, mode]:
        alive[slot, mode] = 1
        best[slot, mode, :] = math.inf


@compiled
def _gains(
    prefix: Floats,
    skills: Ints,
    disliked: Floats,
    free: int,
    lengths: Ints,
    paid: Ints,
    windows: Ints,
    slot: int,
    unit_pay: float,
    shift_cost: float,
    gain: Floats,
    trial: Ints,
) -> None:
    """Cost less worth of each kind of shift from a slot on, into `gain` (kinds,)."""
    for kind in range(lengths.size):
        gain[kind] = math.inf
        if lengths[kind] <= free:
            worth = -math.inf
            for place in range(skills.size):
                worth = max(worth, shift_worth(prefix[skills[place]], slot, lengths[kind], windows[kind], trial))
            gain[kind] = unit_pay * paid[kind] + shift_cost + disliked[slot + lengths[kind]] - disliked[slot] - worth


@compiled
def _trace(
    prefix: Floats,
    skills: Ints,
    lengths: Ints,
    paid: Ints,
    windows: Ints,
    locks: Ints,
    came: Ints,
    chosen: int,
    plan: Ints,
    trial: Ints,
) -> None:
    """Follow `came` back from the end and write the shifts into `plan`."""
    modes, kinds = came.shape[1], lengths.size
    slot, mode, worked, count = came.shape[0] - 1, 0, chosen, 0
    while came[slot, mode, worked] != _BEGUN:
        code = came[slot, mode, worked]
        if code < 0:
            slot = -code - 1
            continue
        kind = code % (kinds + 1)
        mode = (code // (kinds + 1)) % modes
        slot = code // (kinds + 1) // modes
        plan[count, 0], plan[count, 1], plan[count, 2] = slot, kind, -1
        if kind == kinds:
            plan[count, 1] = -1
            for place in range(locks.shape[0]):
                if locks[place, 0] == slot:
                    worked -= locks[place, 2]
        else:
            worked -= paid[kind]
            worth = -math.inf
            for place in range(skills.size):
                here = shift_worth(prefix[skills[place]], slot, lengths[kind], windows[kind], trial)
                if here > worth:
                    worth = here
                    plan[count, 2] = skills[place]
                    for cut in range(trial.size):
                        plan[count, 3 + cut] = trial[cut]
        count += 1
    plan[count, 0] = -1
