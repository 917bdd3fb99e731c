"""Discrete-event simulation of a whole service: many kinds, experts with shifts, routing by plugged-in
rules.
"""
# Compiled loops: numba takes no keyword arguments, and a call inside a loop of state is not free.

import numpy as np

from tandem.core.kit.compiled import fast_compiled, inlined
from tandem.core.kit.randomness import exponential, stream_key, uniform
from tandem.core.orchestration.twin.contacts import arrive, finish, look_for_work, lose_patience
from tandem.core.orchestration.twin.heaps import drop_event
from tandem.core.orchestration.twin.lists import leave_free
from tandem.core.orchestration.twin.queue import NEVER, gamma_factor
from tandem.core.orchestration.twin.state import (
    BUSY_HEAP,
    DAY,
    DAY_CV,
    LEAVE_HEAP,
    ONLINE,
    OVERFLOW,
    RETURN_HEAP,
    SERVING,
    SLOT_CV,
    STEP,
    Given,
    Moving,
    given_of,
    moving_of,
)
from tandem.core.orchestration.twin.world import World

_ARRIVALS, _KINDS, _SHOW_UP, _DAYS, _SLOTS = 1, 2, 3, 4, 5


def simulate_service(
    world: World,
    *,
    cycles: float,
    seed: int,
    warm_cycles: int = 0,
    buckets: int = 0,
    expected_contacts: int = 0,
) -> Moving:
    """Run a world for `cycles` cycles after `warm_cycles` that are not counted; returns the final state.

    `buckets` > 0 keeps a learning curve: served contacts and the sum of their true chances, in buckets of
    `expected_contacts / buckets` contacts. Raises ValueError when a queue outgrew its room, which means
    that work outruns service and nobody leaves.
    """
    moving = moving_of(world, buckets=buckets)
    if buckets:
        moving.curve[0, 2] = max(expected_contacts, 1)
    _run(
        given_of(world),
        moving,
        seed,
        float(cycles) * world.cycle_seconds,
        float(warm_cycles) * world.cycle_seconds,
    )
    if moving.sizes[OVERFLOW]:
        raise ValueError(f"{moving.sizes[OVERFLOW]} customers found a queue without room: demand outruns the experts and nobody leaves")
    return moving


@fast_compiled
def _run(given: Given, moving: Moving, seed: int, length: float, warm: float) -> None:
    intervals = given.totals.size
    step = given.figures[STEP]
    cycle = intervals * step
    day = int(given.figures[DAY])
    end = length + warm
    arrivals, kinds = stream_key(seed, _ARRIVALS), stream_key(seed, _KINDS)
    days, slots = stream_key(seed, _DAYS), stream_key(seed, _SLOTS)
    fresh = 0  # number of the next fresh arrival
    span = 0  # interval since the start that arrivals are drawn in
    rate = given.totals[0] * gamma_factor(days, 0, given.figures[DAY_CV]) * gamma_factor(slots, 0, given.figures[SLOT_CV])
    upcoming = NEVER
    drawn_from = 0.0
    event, turn = 0, 0
    need_arrival = True
    while True:
        while need_arrival:  # exponential gaps, begun anew where the rate changes
            upcoming = drawn_from + exponential(arrivals, fresh) / rate if rate > 0.0 else NEVER
            fresh += 1
            if upcoming < (span + 1) * step:
                need_arrival = False
            else:
                span += 1
                drawn_from = span * step
                if drawn_from >= end:
                    upcoming = NEVER
                    need_arrival = False
                else:
                    rate = given.totals[span % intervals] * gamma_factor(days, span // day, given.figures[DAY_CV])
                    rate *= gamma_factor(slots, span, given.figures[SLOT_CV])
        shift = given.event_time[event] + turn * cycle if event < given.event_time.size else NEVER
        busy = moving.busy_time[0] if moving.sizes[BUSY_HEAP] > 0 else NEVER
        leave = moving.leave_time[0] if moving.sizes[LEAVE_HEAP] > 0 else NEVER
        back = moving.return_time[0] if moving.sizes[RETURN_HEAP] > 0 else NEVER
        now = min(min(min(upcoming, busy), min(leave, back)), shift)
        if now >= end:
            break
        interval = int(now / step) % intervals
        counted = now >= warm
        if now == busy:
            slot = moving.busy_tag[0]
            moving.sizes[BUSY_HEAP] = drop_event(moving.busy_time, moving.busy_tag, moving.sizes[BUSY_HEAP])
            finish(given, moving, seed, slot, now, interval, counted, warm)
        elif now == upcoming:
            place = uniform(kinds, fresh)
            kind = 0
            while place > given.shares[interval, kind] and kind < given.shares.shape[1] - 1:
                kind += 1
            arrive(given, moving, seed, kind, now, interval, counted)
            drawn_from = now
            need_arrival = True
        elif now == leave:
            tag = moving.leave_tag[0]
            moving.sizes[LEAVE_HEAP] = drop_event(moving.leave_time, moving.leave_tag, moving.sizes[LEAVE_HEAP])
            lose_patience(given, moving, seed, tag, now, interval, counted)
        elif now == back:
            kind = moving.return_tag[0]
            moving.sizes[RETURN_HEAP] = drop_event(moving.return_time, moving.return_tag, moving.sizes[RETURN_HEAP])
            arrive(given, moving, seed, kind, now, interval, counted)
        else:
            _change_shift(given, moving, seed, event, turn, now, interval, counted, warm)
            event += 1
            if event == given.event_time.size and _comes_back(given):
                event = 0
                turn += 1
    _close(moving, end, warm)


@inlined
def _comes_back(given: Given) -> bool:
    for event in range(given.event_again.size):
        if given.event_again[event] == 1:
            return True
    return False


@inlined
def _change_shift(
    given: Given,
    moving: Moving,
    seed: int,
    event: int,
    turn: int,
    now: float,
    interval: int,
    counted: bool,
    warm: float,
) -> None:
    """Someone comes or goes; who did not show up for a block comes and goes for none of it."""
    if given.event_again[event] == 0 and turn > 0:
        return
    block, expert = given.event_block[event], given.event_expert[event]
    if uniform(stream_key(seed, _SHOW_UP), turn * given.show_up.size + block) >= given.show_up[block]:
        return
    if given.event_on[event] == 1:
        moving.on_duty[expert] = 1
        moving.online_since[expert] = now
        look_for_work(given, moving, seed, expert, now, interval, counted)
    elif moving.on_duty[expert] == 1:
        moving.on_duty[expert] = 0
        leave_free(given, moving, expert)
        moving.by_expert[expert, ONLINE] += max(0.0, now - max(moving.online_since[expert], warm))
        moving.online_since[expert] = now


@inlined
def _close(moving: Moving, end: float, warm: float) -> None:
    """Count the time of those still at work at the end."""
    for expert in range(moving.used.size):
        if moving.on_duty[expert] == 1:
            moving.by_expert[expert, ONLINE] += max(0.0, end - max(moving.online_since[expert], warm))
        if moving.used[expert] > 0:
            moving.by_expert[expert, SERVING] += max(0.0, end - max(moving.serving_since[expert], warm))


def occupancy_of(moving: Moving) -> float:
    """Serving time over time at work, overrun after shifts included in both."""
    online = float(moving.by_expert[:, ONLINE].sum())
    return float(moving.by_expert[:, SERVING].sum()) / online if online > 0 else 0.0


def totals_of(moving: Moving) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Tallies over all kinds, columns as in `state`."""
    return np.asarray(moving.by_kind.sum(axis=0))
