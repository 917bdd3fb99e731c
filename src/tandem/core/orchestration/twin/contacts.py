"""What happens to a contact in the twin: it arrives, waits, is served, leaves, comes again (compiled)."""
# Compiled loops: numba takes no keyword arguments, and a call inside a loop of state is not free.

import math

from tandem.core.kit.compiled import inlined
from tandem.core.kit.randomness import exponential, normal, stream_key, uniform
from tandem.core.orchestration.matching.rules import (
    BEST_SCORE,
    IDLENESS_RATIO,
    THOMPSON,
    best_score,
    idleness_ratio,
    longest_idle,
    pick_kind,
    thompson,
)
from tandem.core.orchestration.twin.heaps import push_event
from tandem.core.orchestration.twin.lists import leave_free, skip_gone
from tandem.core.orchestration.twin.remembering import remember
from tandem.core.orchestration.twin.state import (
    ABANDONED,
    ARRIVED,
    ASSISTED,
    BUSY,
    BUSY_HEAP,
    CONTACTS,
    CROWDING,
    DEFLECTED,
    DIAL,
    DONE,
    FLOOR_OFFERS,
    FLOOR_RATE,
    FREE,
    HANDLE_CV,
    LEAVE_HEAP,
    OFFERED,
    OVERFLOW,
    OVERRUN,
    REOPENED,
    RESOLVED,
    RETRIED,
    RETURN_HEAP,
    RING,
    SERVED,
    SERVED_WAIT_SUM,
    SERVING,
    TAKEN,
    TO_EXPERT,
    TO_KIND,
    WAIT_SUM,
    WAITED,
    WITHIN,
    WON,
    Given,
    Moving,
)

_PATIENCE, _HANDLE, _OUTCOME, _AGAIN, _DEFLECT, _EXPLORE, _REOPEN, _ASSIST = 11, 12, 13, 14, 15, 16, 17, 18
_MASK = RING - 1
_SPAN = 1 << 40  # a tag holds a kind above and a number below this


@inlined
def arrive(given: Given, moving: Moving, seed: int, kind: int, now: float, interval: int, counted: bool) -> None:
    """A contact comes: the AI settles it, an expert takes it, or it waits."""
    index = moving.sizes[CONTACTS]
    moving.sizes[CONTACTS] += 1
    if counted:
        moving.by_kind[kind, ARRIVED] += 1
        moving.by_interval[interval, ARRIVED] += 1
    if given.deflected[kind] > 0.0 and uniform(stream_key(seed, _DEFLECT), index) < given.deflected[kind]:
        if counted:
            moving.by_kind[kind, DEFLECTED] += 1
            moving.by_interval[interval, DEFLECTED] += 1
        return
    chosen = choose(given, moving, seed, kind, index, now)
    if chosen >= 0:
        begin(given, moving, seed, chosen, kind, index, now, now, interval, counted)
        return
    if moving.tail[kind] - moving.head[kind] >= RING or moving.sizes[LEAVE_HEAP] >= moving.leave_time.size:
        moving.sizes[OVERFLOW] += 1
        return
    place = moving.tail[kind] & _MASK
    moving.ring_since[kind, place] = now
    moving.ring_index[kind, place] = index
    if moving.waiting[kind] == 0:
        moving.head_since[kind] = now
    moving.waiting[kind] += 1
    if given.patience[kind] > 0.0:
        leaves = now + given.patience[kind] * exponential(stream_key(seed, _PATIENCE), index)
        tag = kind * _SPAN + moving.tail[kind]
        moving.sizes[LEAVE_HEAP] = push_event(moving.leave_time, moving.leave_tag, moving.sizes[LEAVE_HEAP], leaves, tag)
    moving.tail[kind] += 1


@inlined
def choose(given: Given, moving: Moving, seed: int, kind: int, index: int, now: float) -> int:
    """The expert for an arriving contact by the routing rule, -1 when none is free and eligible."""
    count = 0
    for place in range(moving.sizes[FREE]):
        expert = moving.free[place]
        if given.handle[kind, expert] > 0.0:
            moving.scratch[count] = expert
            count += 1
    if count == 0:
        return -1
    rule = int(given.figures[TO_EXPERT])
    if rule == BEST_SCORE:
        chosen = best_score(moving.scratch, count, moving.scores[kind], given.prices, moving.idle_since, now, given.figures[DIAL])
    elif rule == IDLENESS_RATIO:
        chosen = idleness_ratio(moving.scratch, count, given.pool, moving.pool_free, given.pool_share, moving.idle_since)
    elif rule == THOMPSON:
        chosen = thompson(
            moving.scratch,
            count,
            kind,
            moving.own_wins,
            moving.own_tries,
            moving.wins,
            moving.tries,
            moving.kind_means,
            moving.prices,
            moving.offers,
            stream_key(seed, _EXPLORE),
            index,
            given.figures[FLOOR_RATE],
            given.figures[FLOOR_OFFERS],
        )
    else:
        chosen = longest_idle(moving.scratch, count, moving.idle_since)
    return int(moving.scratch[chosen])


@inlined
def begin(
    given: Given,
    moving: Moving,
    seed: int,
    expert: int,
    kind: int,
    index: int,
    since: float,
    now: float,
    interval: int,
    counted: bool,
) -> None:
    """An expert takes a contact that has waited since `since`."""
    most = moving.slot_kind.size // moving.used.size
    slot = expert * most
    while moving.slot_kind[slot] >= 0:
        slot += 1
    moving.slot_kind[slot] = kind
    if moving.used[expert] == 0:
        moving.serving_since[expert] = now
    moving.used[expert] += 1
    moving.offers[expert] += 1.0
    if moving.used[expert] == given.slots[expert]:
        leave_free(given, moving, expert)
    mean = given.handle[kind, expert] * (1.0 + given.figures[CROWDING] * (moving.used[expert] - 1))
    assisted = given.assisted[kind] > 0.0 and uniform(stream_key(seed, _ASSIST), index) < given.assisted[kind]
    moving.slot_gain[slot] = given.assist_gain[kind] if assisted else 0.0
    if assisted:
        mean *= given.assist_handle[kind]
    cv = given.figures[HANDLE_CV]
    if cv == 1.0:
        length = mean * exponential(stream_key(seed, _HANDLE), index)
    else:
        spread = math.sqrt(math.log(1.0 + cv * cv))
        length = mean * math.exp(spread * normal(stream_key(seed, _HANDLE), index) - 0.5 * spread * spread)
    moving.sizes[BUSY_HEAP] = push_event(moving.busy_time, moving.busy_tag, moving.sizes[BUSY_HEAP], now + length, slot)
    if counted:
        wait = now - since
        _tally(moving, kind, interval, SERVED, 1.0)
        _tally(moving, kind, interval, WAIT_SUM, wait)
        _tally(moving, kind, interval, SERVED_WAIT_SUM, wait)
        _tally(moving, kind, interval, BUSY, length)
        if assisted:
            _tally(moving, kind, interval, ASSISTED, 1.0)
        if wait <= given.target[kind]:
            _tally(moving, kind, interval, WITHIN, 1.0)
        if wait > 0.0:
            _tally(moving, kind, interval, WAITED, 1.0)
        moving.by_expert[expert, OFFERED] += 1.0
    done = moving.sizes[DONE]
    size = moving.curve.shape[0]
    if size > 0:
        place = min(done * size // max(int(moving.curve[0, 2]), 1), size - 1)
        moving.curve[place, 0] += 1.0
        moving.curve[place, 1] += given.resolves[kind, expert]
    moving.sizes[DONE] += 1


@inlined
def finish(given: Given, moving: Moving, seed: int, slot: int, now: float, interval: int, counted: bool, warm: float) -> None:
    """A contact ends: outcome, what is learnt, and the expert's next one."""
    most = moving.slot_kind.size // moving.used.size
    expert = slot // most
    kind = moving.slot_kind[slot]
    moving.slot_kind[slot] = -1
    moving.used[expert] -= 1
    if moving.used[expert] == 0:
        begun = max(moving.serving_since[expert], warm)
        moving.by_expert[expert, SERVING] += max(now - begun, 0.0)
        if moving.on_duty[expert] == 0 and counted:
            moving.by_expert[expert, OVERRUN] += max(0.0, now - max(moving.online_since[expert], begun))
    outcome = moving.sizes[DONE] * 4096 + slot % 4096
    resolved = uniform(stream_key(seed, _OUTCOME), outcome) < given.resolves[kind, expert] + moving.slot_gain[slot]
    if counted:
        moving.by_expert[expert, TAKEN] += 1.0
        if resolved:
            _tally(moving, kind, interval, RESOLVED, 1.0)
            moving.by_expert[expert, WON] += 1.0
    if int(given.figures[TO_EXPERT]) == THOMPSON:
        remember(given, moving, kind, expert, resolved, now)
    if not resolved and given.reopen[kind] > 0.0 and uniform(stream_key(seed, _REOPEN), outcome) < given.reopen[kind]:
        come_again(moving, kind, now + given.reopen_after[kind])
        if counted:
            _tally(moving, kind, interval, REOPENED, 1.0)
    if moving.on_duty[expert] == 1:
        look_for_work(given, moving, seed, expert, now, interval, counted)


@inlined
def look_for_work(given: Given, moving: Moving, seed: int, expert: int, now: float, interval: int, counted: bool) -> None:
    """Give an expert waiting contacts while slots are free, else list the expert as free."""
    while moving.used[expert] < given.slots[expert]:
        kind = pick_kind(
            int(given.figures[TO_KIND]),
            expert,
            now,
            moving.waiting,
            moving.head_since,
            given.handle,
            given.weights,
            moving.scores,
            given.figures[DIAL],
        )
        if kind < 0:
            break
        place = moving.head[kind] & _MASK
        since, index = moving.ring_since[kind, place], moving.ring_index[kind, place]
        moving.ring_index[kind, place] = -1
        moving.waiting[kind] -= 1
        skip_gone(moving, kind)
        begin(given, moving, seed, expert, kind, index, since, now, interval, counted)
    if moving.used[expert] < given.slots[expert] and moving.place[expert] < 0:
        moving.place[expert] = moving.sizes[FREE]
        moving.free[moving.sizes[FREE]] = expert
        moving.sizes[FREE] += 1
        moving.pool_free[given.pool[expert]] += 1
        moving.idle_since[expert] = now


@inlined
def lose_patience(given: Given, moving: Moving, seed: int, tag: int, now: float, interval: int, counted: bool) -> None:
    """A customer's patience ends: if still waiting, the customer leaves, and may come again."""
    kind, number = tag // _SPAN, tag % _SPAN
    place = number & _MASK
    if number < moving.head[kind] or moving.ring_index[kind, place] < 0:
        return
    index = moving.ring_index[kind, place]
    moving.ring_index[kind, place] = -1
    moving.waiting[kind] -= 1
    skip_gone(moving, kind)
    if counted:
        _tally(moving, kind, interval, ABANDONED, 1.0)
        _tally(moving, kind, interval, WAITED, 1.0)
        _tally(moving, kind, interval, WAIT_SUM, now - moving.ring_since[kind, place])
    if given.retry[kind] > 0.0 and uniform(stream_key(seed, _AGAIN), 2 * index + 1) < given.retry[kind]:
        come_again(moving, kind, now + given.retry_after[kind] * exponential(stream_key(seed, _AGAIN), 3 * index + 2))
        if counted:
            _tally(moving, kind, interval, RETRIED, 1.0)


@inlined
def come_again(moving: Moving, kind: int, when: float) -> None:
    """A customer will be back."""
    if moving.sizes[RETURN_HEAP] >= moving.return_time.size:
        moving.sizes[OVERFLOW] += 1
        return
    moving.sizes[RETURN_HEAP] = push_event(moving.return_time, moving.return_tag, moving.sizes[RETURN_HEAP], when, kind)


@inlined
def _tally(moving: Moving, kind: int, interval: int, column: int, amount: float) -> None:
    moving.by_kind[kind, column] += amount
    moving.by_interval[interval, column] += amount
