"""The arrays of a running service twin: what it is given (`Given`) and what changes (`Moving`)."""

from typing import NamedTuple

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.orchestration.twin.world import World

# places of counters in Moving.sizes
FREE, BUSY_HEAP, LEAVE_HEAP, RETURN_HEAP, PENDING_HEAD, PENDING_TAIL, CONTACTS, RETURNS, OVERFLOW, DONE = range(10)
# columns of the tallies by kind and by interval
(
    ARRIVED,
    DEFLECTED,
    SERVED,
    WITHIN,
    ABANDONED,
    WAITED,
    WAIT_SUM,
    SERVED_WAIT_SUM,
    RESOLVED,
    RETRIED,
    REOPENED,
    BUSY,
    ASSISTED,
) = range(13)
COLUMNS = 13
# columns of the tally by expert
ONLINE, SERVING, TAKEN, WON, OFFERED, OVERRUN = range(6)
EXPERT_COLUMNS = 6
RING = 1 << 14  # customers that may wait in one queue; more are counted as lost to overflow


class Given(NamedTuple):
    """Inputs in the form that the compiled loop reads; shapes as in `world`."""

    totals: Floats  # (intervals,) contacts a second of all kinds
    shares: Floats  # (intervals, kinds) cumulative share of kinds
    patience: Floats
    target: Floats
    deflected: Floats
    retry: Floats
    retry_after: Floats
    reopen: Floats
    reopen_after: Floats
    assisted: Floats
    assist_handle: Floats
    assist_gain: Floats
    handle: Floats  # (kinds, experts)
    resolves: Floats  # (kinds, experts)
    slots: Ints
    pool: Ints
    event_time: Floats  # (events,) ascending
    event_expert: Ints
    event_on: Ints
    event_block: Ints
    event_again: Ints  # 1 when the event comes back every cycle
    show_up: Floats  # (blocks,)
    prices: Floats
    weights: Floats
    pool_share: Floats
    figures: Floats  # see the places below


STEP, HANDLE_CV, DAY_CV, SLOT_CV, CROWDING, DIAL, FLOOR_RATE, FLOOR_OFFERS, DELAY, TO_EXPERT, TO_KIND, PRICE_SHARE, DAY = range(13)


class Moving(NamedTuple):
    """What a run changes."""

    sizes: Ints
    free: Ints
    place: Ints  # place of an expert in `free`, -1 when not there
    scratch: Ints
    used: Ints
    on_duty: Ints
    idle_since: Floats
    online_since: Floats
    serving_since: Floats
    pool_free: Ints
    slot_kind: Ints  # (experts * most slots,) kind in hand, -1 free
    slot_gain: Floats  # what the AI adds to the chance of the contact in hand
    busy_time: Floats
    busy_tag: Ints
    ring_since: Floats  # (kinds, RING)
    ring_index: Ints  # (kinds, RING) number of the contact, -1 when gone
    head: Ints
    tail: Ints
    waiting: Ints
    head_since: Floats
    leave_time: Floats
    leave_tag: Ints
    return_time: Floats
    return_tag: Ints
    own_wins: Floats
    own_tries: Floats
    wins: Floats
    tries: Floats
    kind_wins: Floats
    kind_tries: Floats
    kind_means: Floats
    scores: Floats
    prices: Floats  # (experts,) given ones, and what is learnt of their worth elsewhere
    offers: Floats
    pending_time: Floats
    pending_tag: Ints
    by_kind: Floats
    by_interval: Floats
    by_expert: Floats
    curve: Floats


def given_of(world: World) -> Given:
    """Lay a world out for the compiled loop."""
    kinds, experts, routing = world.kinds, world.experts, world.routing
    totals = kinds.rates.sum(axis=1)
    shares = np.cumsum(kinds.rates, axis=1) / np.maximum(totals, 1e-300)[:, None]
    count = experts.slots.size
    pools = int(experts.pool.max()) + 1
    time, expert, on, block, again = _events(world)
    return Given(
        totals,
        shares,
        kinds.patience_seconds,
        kinds.target_seconds,
        kinds.deflected,
        kinds.retry,
        kinds.retry_seconds,
        kinds.reopen,
        kinds.reopen_seconds,
        _or_all(kinds.assisted, kinds.rates.shape[1], 0.0),
        _or_all(kinds.assist_handle, kinds.rates.shape[1], 1.0),
        _or_all(kinds.assist_gain, kinds.rates.shape[1], 0.0),
        np.ascontiguousarray(experts.handle_seconds),
        np.ascontiguousarray(experts.resolves),
        experts.slots,
        experts.pool,
        time,
        expert,
        on,
        block,
        again,
        world.shifts.show_up,
        _or_all(routing.prices, count, 0.0),
        _or_all(routing.weights, kinds.rates.shape[1], 1.0),
        _or_all(routing.pool_share, pools, 1.0 / pools),
        _figures(world),
    )


def _or_all(values: Floats, size: int, default: float) -> Floats:
    return values if values.size else np.full(size, default)


def _figures(world: World) -> Floats:
    """Single figures, in the order of their places."""
    return np.array(
        [
            world.interval_seconds,
            world.handle_cv,
            world.day_cv,
            world.slot_cv,
            world.experts.crowding,
            world.routing.dial,
            world.routing.floor_rate,
            world.routing.floor_offers,
            world.routing.outcome_delay_seconds,
            world.routing.to_expert,
            world.routing.to_kind,
            world.routing.price_share,
            world.day_intervals or world.kinds.rates.shape[0],
        ],
        dtype=np.float64,
    )


def _events(world: World) -> tuple[Floats, Ints, Ints, Ints, Ints]:
    shifts = world.shifts
    lasting = np.isfinite(shifts.end_seconds)
    time = np.concatenate([shifts.start_seconds, shifts.end_seconds[lasting]])
    expert = np.concatenate([shifts.expert, shifts.expert[lasting]])
    on = np.concatenate([np.ones(shifts.expert.size), np.zeros(int(lasting.sum()))]).astype(np.int64)
    block = np.concatenate([shifts.block, shifts.block[lasting]])
    again = np.concatenate([lasting, lasting[lasting]]).astype(np.int64)
    order = np.lexsort((on, time))  # at one instant leavers leave before comers come
    return time[order], expert[order], on[order], block[order], again[order]


def moving_of(world: World, *, buckets: int) -> Moving:
    """Empty state."""
    kinds, count = world.experts.handle_seconds.shape
    most = int(world.experts.slots.max())
    pools = int(world.experts.pool.max()) + 1
    scores = world.routing.scores
    heap = RING * 2

    def ints(*shape: int) -> Ints:
        return np.zeros(shape, dtype=np.int64)

    return Moving(
        ints(10),
        ints(count),
        ints(count) - 1,
        ints(count),
        ints(count),
        ints(count),
        np.zeros(count),
        np.zeros(count),
        np.zeros(count),
        ints(pools),
        ints(count * most) - 1,
        np.zeros(count * most),
        np.zeros(count * most + 1),
        ints(count * most + 1),
        np.zeros((kinds, RING)),
        ints(kinds, RING) - 1,
        ints(kinds),
        ints(kinds),
        ints(kinds),
        np.zeros(kinds),
        np.zeros(heap),
        ints(heap),
        np.zeros(heap),
        ints(heap),
        np.zeros((kinds, count)),
        np.zeros((kinds, count)),
        np.zeros(count),
        np.zeros(count),
        np.zeros(kinds),
        np.zeros(kinds),
        np.full(kinds, 0.5),
        scores.copy() if scores.size else np.full((kinds, count), 0.5),
        _or_all(world.routing.prices, count, 0.0).copy(),
        np.zeros(count),
        np.zeros(heap),
        ints(heap),
        np.zeros((kinds, COLUMNS)),
        np.zeros((world.kinds.rates.shape[0], COLUMNS)),
        np.zeros((count, EXPERT_COLUMNS)),
        np.zeros((buckets, 3)),
    )
