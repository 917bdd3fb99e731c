"""Erlang B and C: loss and patient queues with Poisson arrivals and exponential service.

B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1)); C = B / (1 - rho (1 - B)) (Erlang 1917; Cooper 1981).
`load` is a = arrivals per second times mean service seconds, in Erlangs.
"""

import math

from tandem.core.kit.compiled import compiled


@compiled
def loss(load: float, experts: int) -> float:
    """Erlang B: the share of arrivals that find all of `experts` busy and are lost.

    >>> round(loss(8.0, 10), 8)
    0.12166106
    """
    # the inverse's recursion 1/B(k) = 1 + k/a 1/B(k-1) may overflow; B's own never does
    blocked = 1.0
    for servers in range(1, experts + 1):
        blocked = load * blocked / (servers + load * blocked)
    return blocked


@compiled
def fewest_for_loss(load: float, share: float) -> int:
    """The fewest experts at which at most `share` (above 0) of arrivals are lost, when nobody waits (Erlang B).

    >>> fewest_for_loss(8.0, 0.13), fewest_for_loss(8.0, 0.12)
    (10, 11)
    """
    if load <= 0.0:
        return 0  # nobody comes, so nobody is lost
    blocked, experts = 1.0, 0
    while blocked > share:
        experts += 1
        blocked = load * blocked / (experts + load * blocked)
    return experts


@compiled
def delay(load: float, experts: int) -> float:
    """Erlang C: the share of arrivals that wait, when nobody gives up; 1 at or beyond full load.

    >>> round(delay(10.0, 14), 6)
    0.174132
    """
    if experts <= load:
        return 1.0
    blocked = loss(load, experts)
    return blocked / (1.0 - (load / experts) * (1.0 - blocked))


@compiled
def answered_within(load: float, experts: int, handle_seconds: float, seconds: float) -> float:
    """Erlang C service level: 1 - C exp(-(n - a) t / s); 0 at or beyond full load.

    >>> round(answered_within(10.0, 14, 180.0, 20.0), 6)
    0.88835
    """
    if experts <= load:
        return 0.0
    return 1.0 - delay(load, experts) * math.exp(-(experts - load) * seconds / handle_seconds)


@compiled
def mean_wait(load: float, experts: int, handle_seconds: float) -> float:
    """Erlang C mean wait of all arrivals, seconds; infinite at or beyond full load.

    >>> round(mean_wait(10.0, 14, 180.0), 4)
    7.8359
    """
    if experts <= load:
        return math.inf
    return delay(load, experts) * handle_seconds / (experts - load)
