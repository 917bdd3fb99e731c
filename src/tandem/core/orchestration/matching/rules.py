"""The routing rules in machine code: production calls them, and the twin calls the same ones.

Whom to give an arriving contact (`pick_expert`), and which waiting contact to give a freed expert
(`pick_kind`). All work in one pass over what is free or waiting.
"""
# Compiled loops: numba takes no keyword arguments, and a call inside a loop of state is not free.

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.kit.compiled import fast_compiled
from tandem.core.kit.randomness import normal, uniform

# whom to offer an arriving contact
LONGEST_IDLE, BEST_SCORE, IDLENESS_RATIO, THOMPSON = 0, 1, 2, 3
# which waiting contact a freed expert takes
FIRST_COME, COST_OF_WAIT, QUEUE_RATIO, SCORED = 0, 1, 2, 3
# Tempered Thompson with a little optimism, both in posterior deviations: full noise explores more than a few
# points of spread in skill repay (measured for spreads of 4 and 8 points, see docs/domain/matching.md)
EXPLORATION = 0.1
OPTIMISM = 0.3
PRICE_SHARE = 0.6  # of the most by which an expert beats the average: what their time is worth elsewhere
CONFIDENCE = 15.0  # outcomes' worth of an expert's overall record behind the record in one kind
_OVERALL = 300.0  # outcomes' worth of the kind's average behind an expert's overall record


@fast_compiled
def longest_idle(free: Ints, count: int, idle_since: Floats) -> int:
    """Place in `free` of the expert idle for longest (LISF: fair by Armony and Ward 2010, OR 58:624)."""
    best = 0
    for place in range(1, count):
        if idle_since[free[place]] < idle_since[free[best]]:
            best = place
    return best


@fast_compiled
def best_score(free: Ints, count: int, scores: Floats, prices: Floats, idle_since: Floats, now: float, dial: float) -> int:
    """Place in `free` of the greatest dial (score - price) + (1 - dial) share of the longest idle time.

    `scores` (experts,) for the contact's kind; `prices` (experts,) shadow prices of their time. The dial
    runs from 0, longest idle first, to 1, likeliest to resolve.
    """
    longest = 1e-9
    if dial < 1.0:
        for place in range(count):
            longest = max(longest, now - idle_since[free[place]])
    best = 0
    most = -1e300
    for place in range(count):
        expert = free[place]
        value = dial * (scores[expert] - prices[expert])
        if dial < 1.0:
            value += (1.0 - dial) * (now - idle_since[expert]) / longest
        if value > most:
            most = value
            best = place
    return best


@fast_compiled
def idleness_ratio(free: Ints, count: int, pools: Ints, pool_free: Ints, pool_share: Floats, idle_since: Floats) -> int:
    """Queue-and-idleness ratio: the pool whose idleness most exceeds its share, then the longest idle in it.

    (Gurvich, Whitt 2009, M&SOM 11:237.) `pool_free` (pools,) counts free experts, `pool_share` (pools,)
    is the share of idleness that a pool should have.
    """
    total = 0
    for pool in range(pool_free.size):
        total += pool_free[pool]
    best = 0
    most = -1e300
    for place in range(count):
        pool = pools[free[place]]
        excess = pool_free[pool] - pool_share[pool] * total
        if excess > most + 1e-9:
            most = excess
            best = place
        elif excess > most - 1e-9 and idle_since[free[place]] < idle_since[free[best]]:
            best = place
    return best


@fast_compiled
def posterior(kind_mean: float, own_wins: float, own_tries: float, wins: float, tries: float) -> tuple[float, float]:
    """Mean and variance of the chance that an expert resolves a kind: kind -> expert -> expert in kind.

    Two-stage shrinkage (empirical Bayes): the expert's overall record is shrunk towards the kind's
    average, and that backs the record in the kind. Records are in outcomes, corrected for difficulty.
    """
    overall = (wins + _OVERALL * kind_mean) / (tries + _OVERALL)
    overall = min(max(overall, 0.01), 0.99)
    mean = (own_wins + CONFIDENCE * overall) / (own_tries + CONFIDENCE)
    mean = min(max(mean, 0.01), 0.99)
    variance = mean * (1.0 - mean) / (own_tries + CONFIDENCE + 1.0)
    variance += mean * (1.0 - mean) / (tries + _OVERALL + 1.0) * (CONFIDENCE / (own_tries + CONFIDENCE)) ** 2
    return mean, variance


@fast_compiled
def surplus(scores: Floats, kind_means: Floats, able: Floats, expert: int) -> float:
    """The most by which an expert beats the average expert in any kind that they may serve; never below zero.

    `scores`, `able` (kinds, experts), `able` above zero where eligible; `kind_means` (kinds,). A share of it
    prices the expert's time: who is far better at something else is left free for it.
    """
    most = 0.0
    for kind in range(kind_means.size):
        if able[kind, expert] > 0.0:
            most = max(most, scores[kind, expert] - kind_means[kind])
    return most


@fast_compiled
def thompson(
    free: Ints,
    count: int,
    kind: int,
    own_wins: Floats,
    own_tries: Floats,
    wins: Floats,
    tries: Floats,
    kind_means: Floats,
    prices: Floats,
    offers: Floats,
    key: np.uint64,
    draw: int,
    floor_rate: float,
    floor_offers: float,
) -> int:
    """Place in `free` of the best sampled chance less price (Thompson 1933; Chapelle, Li 2011).

    Sampled: mean + (OPTIMISM + EXPLORATION z) deviations, z standard normal.

    With chance `floor_rate` a newcomer with fewer than `floor_offers` offers comes first, if one is
    free: the floor of work without which nobody new is ever known. `own_*` (kinds, experts) records,
    `wins`, `tries` (experts,) overall, `kind_means` (kinds,).
    """
    if floor_rate > 0.0 and uniform(key, 1_000_003 * draw + 7) < floor_rate:
        newest = -1
        for place in range(count):
            expert = free[place]
            if offers[expert] < floor_offers and (newest < 0 or offers[expert] < offers[free[newest]]):
                newest = place
        if newest >= 0:
            return newest
    best = 0
    most = -1e300
    for place in range(count):
        expert = free[place]
        mean, variance = posterior(kind_means[kind], own_wins[kind, expert], own_tries[kind, expert], wins[expert], tries[expert])
        doubt = OPTIMISM + EXPLORATION * normal(key, 1_000_003 * draw + 11 + expert)
        value = mean + doubt * np.sqrt(variance) - prices[expert]
        if value > most:
            most = value
            best = place
    return best


@fast_compiled
def pick_kind(
    rule: int,
    expert: int,
    now: float,
    waiting: Ints,
    head_since: Floats,
    eligible: Floats,
    weights: Floats,
    scores: Floats,
    dial: float,
) -> int:
    """Which kind of waiting contact a freed expert takes; -1 when none is eligible.

    FIRST_COME the longest wait; COST_OF_WAIT the generalised c-mu rule, argmax of weight x wait x pace
    (van Mieghem 1995; Mandelbaum, Stolyar 2004, OR 52:836), the pace being in `weights`; QUEUE_RATIO the
    queue that most exceeds its share of all waiting (Gurvich, Whitt 2009); SCORED mixes the chance to
    resolve with the wait by the dial. `eligible`, `scores` (kinds, experts).
    """
    best = -1
    most = -1e300
    total = 0
    if rule == QUEUE_RATIO:
        for kind in range(waiting.size):
            total += waiting[kind]
    for kind in range(waiting.size):
        if waiting[kind] == 0 or eligible[kind, expert] == 0.0:
            continue
        wait = now - head_since[kind]
        if rule == FIRST_COME:
            value = wait
        elif rule == COST_OF_WAIT:
            value = weights[kind] * wait
        elif rule == QUEUE_RATIO:
            value = waiting[kind] - weights[kind] * total + 1e-9 * wait
        else:
            value = dial * scores[kind, expert] + (1.0 - dial) * weights[kind] * wait
        if value > most:
            most = value
            best = kind
    return best
