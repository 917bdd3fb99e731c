"""Erlang A and M/M/n+G in machine code: integrals over the offered wait, and searches for the fewest experts.

With H(x) the integral of the patience survival G to x, lambda arrivals and mu services a second:
J = int exp(lambda H(x) - n mu x) dx over x > 0, J(t) the same over x > t, J_H with H(x) inside, and
E = 1 / B(n - 1, a) (Erlang B). Then (Zeltyn and Mandelbaum 2005, Queueing Systems 51:361; Mandelbaum and
Zeltyn 2009, Operations Research 57:1189):
P(wait) = lambda J / (E + lambda J);  P(abandon) = (1 + (lambda - n mu) J) / (E + lambda J);
E[wait] = lambda J_H / (E + lambda J);  P(wait > t) = lambda G(t) J(t) / (E + lambda J);
P(served within t) = (E - 1 + exp(lambda H(t) - n mu t) + n mu (J - J(t))) / (E + lambda J);
E[wait; served] = (n mu J_1 - J) / (E + lambda J), J_1 with x inside (by parts).
"""

import math

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.kit.compiled import compiled
from tandem.core.orchestration.staffing.erlang import answered_within, delay, loss, mean_wait

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)
_DEEP = 46.0  # nats below the peak at which the integrand no longer matters to double precision
_NOBODY_WAITS = 1e-250  # a chance below which 1 / B would overflow
# places in a row of measures
P_WAIT, ABANDON, WAIT, WITHIN, ABANDON_WITHIN, BEYOND, SERVED_WAIT = 0, 1, 2, 3, 4, 5, 6
MEASURES = 7


@compiled
def _exponent(x: float, rate: float, drain: float, theta: float) -> float:
    # expm1 keeps the small-x difference that exp would cancel away
    return -rate * math.expm1(-theta * x) / theta - drain * x


@compiled
def _reach(rate: float, drain: float, theta: float, peak: float) -> float:
    """Where the exponent has fallen `_DEEP` below its peak: bracket, then bisect."""
    top = _exponent(peak, rate, drain, theta)
    step = 1.0 / max(drain - rate * math.exp(-theta * (peak + 1.0 / theta)), 1e-12)
    spread = 1.0 / math.sqrt(rate * theta * math.exp(-theta * peak) + 1e-300)
    width = min(step, spread) * 4.0
    while top - _exponent(peak + width, rate, drain, theta) < _DEEP:
        width *= 2.0
    low, high = width / 2.0, width
    for _ in range(12):
        middle = 0.5 * (low + high)
        if top - _exponent(peak + middle, rate, drain, theta) < _DEEP:
            low = middle
        else:
            high = middle
    return peak + high


@compiled
def _add_panel(low: float, high: float, rate: float, drain: float, theta: float, sums: Floats) -> None:
    """Add the integrals of e(x), H(x) e(x) and x e(x) over [low, high] by Gauss-Legendre."""
    half, middle = 0.5 * (high - low), 0.5 * (high + low)
    for place in range(_NODES.size):
        x = middle + half * _NODES[place]
        value = half * _WEIGHTS[place] * math.exp(_exponent(x, rate, drain, theta))
        sums[0] += value
        sums[1] -= value * math.expm1(-theta * x) / theta
        sums[2] += value * x


@compiled
def _add_range(low: float, high: float, rate: float, drain: float, theta: float, sums: Floats) -> None:
    if high > low:
        pieces = 3  # log-concave and 46 nats deep at most: three panels reach double precision
        for piece in range(pieces):
            a = low + (high - low) * piece / pieces
            b = low + (high - low) * (piece + 1) / pieces
            _add_panel(a, b, rate, drain, theta, sums)


@compiled
def erlang_a_row(rate: float, handle: float, experts: int, patience: float, seconds: float, blocked: float, row: Floats) -> None:
    """Measures of M/M/n+M into `row` (MEASURES,); `blocked` is Erlang B of n - 1 experts; seconds."""
    theta = 1.0 / patience
    drain = experts / handle
    peak = math.log(rate / drain) / theta if rate > drain else 0.0
    reach = _reach(rate, drain, theta, peak)
    if _exponent(peak, rate, drain, theta) > 600.0:  # would overflow: so deep in overload that everyone waits
        _overloaded_row(rate, drain, theta, seconds, peak, reach, row)
        return
    cut = min(max(seconds, 0.0), reach)
    sums = np.zeros(3)
    _add_range(0.0, min(cut, peak), rate, drain, theta, sums)
    _add_range(min(cut, peak), cut, rate, drain, theta, sums)
    before = sums[0]
    _add_range(cut, max(cut, peak), rate, drain, theta, sums)
    _add_range(max(cut, peak), reach, rate, drain, theta, sums)
    whole = sums[0]
    idle = 1.0 / blocked
    scale = idle + rate * whole
    row[P_WAIT] = rate * whole / scale
    row[ABANDON] = max(0.0, (1.0 + (rate - drain) * whole) / scale)
    row[WAIT] = rate * sums[1] / scale
    row[WITHIN] = (idle + math.expm1(_exponent(cut, rate, drain, theta)) + drain * before) / scale
    row[BEYOND] = rate * math.exp(-theta * seconds) * (whole - before) / scale
    row[ABANDON_WITHIN] = max(0.0, 1.0 - row[WITHIN] - row[BEYOND])
    row[SERVED_WAIT] = max(0.0, (drain * sums[2] - whole) / scale) / max(1.0 - row[ABANDON], 1e-300)


@compiled
def _overloaded_row(rate: float, drain: float, theta: float, seconds: float, peak: float, reach: float, row: Floats) -> None:
    """Deep overload: the offered wait is all but certain, a narrow hill around its peak."""
    total, held, after, within, served = 0.0, 0.0, 0.0, 0.0, 0.0
    top = _exponent(peak, rate, drain, theta)
    start = max(0.0, 2.0 * peak - reach)
    pieces = 2000
    for piece in range(pieces):
        x = start + (reach - start) * (piece + 0.5) / pieces
        value = math.exp(_exponent(x, rate, drain, theta) - top)
        total += value
        held -= value * math.expm1(-theta * x) / theta
        served += value * math.exp(-theta * x) * x
        if x > seconds:
            after += value
        else:
            within += value * math.exp(-theta * x)
    row[P_WAIT] = 1.0
    row[WAIT] = held / total
    row[ABANDON] = theta * row[WAIT]
    row[WITHIN] = within / total
    row[BEYOND] = math.exp(-theta * seconds) * after / total
    row[ABANDON_WITHIN] = max(0.0, 1.0 - row[WITHIN] - row[BEYOND])
    row[SERVED_WAIT] = served / total / max(1.0 - row[ABANDON], 1e-300)


@compiled
def general_row(
    rate: float,
    handle: float,
    experts: int,
    edges: Floats,
    survival: Floats,
    seconds: float,
    blocked: float,
    row: Floats,
) -> None:
    """Measures of M/M/n+G with a stepwise survival into `row`: every piece integrated in closed form."""
    drain = experts / handle
    top = _general_peak(rate, drain, edges, survival)
    sums = np.zeros(5)  # e, H e, x e; e beyond the cut; survival e up to the cut
    level, inside, at_cut = 0.0, 0.0, 1.0  # exponent and H at the start of the piece
    for place in range(edges.size):
        low = edges[place]
        high = edges[place + 1] if place < edges.size - 1 else math.inf
        keep = survival[place]
        slope = rate * keep - drain
        split = min(max(seconds, low), high)
        if split > low:
            area = _add_piece(level, inside, low, slope, keep, split - low, top, sums)
            sums[4] += keep * area
        if high > split:
            gone = split - low
            sums[3] += _add_piece(level + slope * gone, inside + keep * gone, split, slope, keep, high - split, top, sums)
        if low <= seconds:
            at_cut = keep
        if high < math.inf:
            level += slope * (high - low)
            inside += keep * (high - low)
    if math.isinf(sums[0]):  # some never leave and work outruns service: no steady state
        row[:] = 0.0
        row[P_WAIT] = 1.0
        row[WAIT] = math.inf
        row[BEYOND] = 1.0
        row[SERVED_WAIT] = math.inf
        return
    idle = math.exp(-top) / blocked
    scale = idle + rate * sums[0]
    row[P_WAIT] = rate * sums[0] / scale
    row[ABANDON] = max(0.0, (math.exp(-top) + (rate - drain) * sums[0]) / scale)
    row[WAIT] = rate * sums[1] / scale
    row[WITHIN] = (idle + rate * sums[4]) / scale
    row[BEYOND] = rate * at_cut * sums[3] / scale
    row[ABANDON_WITHIN] = max(0.0, 1.0 - row[WITHIN] - row[BEYOND])
    row[SERVED_WAIT] = max(0.0, (drain * sums[2] - sums[0]) / scale) / max(1.0 - row[ABANDON], 1e-300)


@compiled
def _general_peak(rate: float, drain: float, edges: Floats, survival: Floats) -> float:
    level, top = 0.0, 0.0
    for place in range(edges.size - 1):
        level += (rate * survival[place] - drain) * (edges[place + 1] - edges[place])
        top = max(top, level)
    return top


@compiled
def _add_piece(
    level: float,
    inside: float,
    start: float,
    slope: float,
    keep: float,
    width: float,
    top: float,
    sums: Floats,
) -> float:
    """Add the integrals of e, H e and x e over a piece where the exponent is level + slope u; returns that
    of e.
    """
    base = math.exp(level - top)
    reach = slope * width
    if math.isinf(width):
        if slope >= 0.0:
            sums[0] = math.inf
            return math.inf
        area = -base / slope
        moment = base / (slope * slope)
    elif abs(reach) < 1e-5:  # the closed form would cancel
        area = base * width * (1.0 + reach / 2.0 + reach * reach / 6.0)
        moment = base * width * width * (0.5 + reach / 3.0)
    else:
        grown = math.expm1(reach)
        area = base * grown / slope
        moment = base * ((grown + 1.0) * width / slope - grown / (slope * slope))
    sums[0] += area
    sums[1] += inside * area + keep * moment
    sums[2] += start * area + moment
    return area


@compiled
def measures_row(
    rate: float,
    handle: float,
    experts: int,
    patience: float,
    edges: Floats,
    survival: Floats,
    seconds: float,
    row: Floats,
) -> None:
    """Measures of a queue into `row`: M/M/n+G when there is a curve, Erlang A for patience > 0, else Erlang
    C.
    """
    load = rate * handle
    if rate <= 0.0:
        row[:] = 0.0
        row[WITHIN] = 1.0
        return
    if experts <= 0:
        row[:] = 0.0
        row[P_WAIT] = 1.0
        row[ABANDON] = 1.0 if patience > 0 or edges.size > 0 else 0.0
        row[WAIT] = patience if patience > 0 else math.inf
        row[SERVED_WAIT] = math.inf
        row[BEYOND] = math.exp(-seconds / patience) if patience > 0 else 1.0
        row[ABANDON_WITHIN] = 1.0 - row[BEYOND]
        return
    blocked = loss(load, experts - 1) if edges.size > 0 or patience > 0.0 else 1.0
    if blocked < _NOBODY_WAITS:
        row[:] = 0.0
        row[WITHIN] = 1.0
    elif edges.size > 0:
        general_row(rate, handle, experts, edges, survival, seconds, blocked, row)
    elif patience > 0.0:
        erlang_a_row(rate, handle, experts, patience, seconds, blocked, row)
    else:
        row[P_WAIT] = delay(load, experts)
        row[ABANDON] = 0.0
        row[WAIT] = mean_wait(load, experts, handle)
        row[WITHIN] = answered_within(load, experts, handle, seconds)
        row[ABANDON_WITHIN] = 0.0
        row[BEYOND] = 1.0 - row[WITHIN]
        row[SERVED_WAIT] = row[WAIT]
