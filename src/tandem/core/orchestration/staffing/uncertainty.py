"""From heads needed to heads booked: shrinkage, experts who may not show up, and demand that may differ."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tandem.core.kit.arrays import Floats, Ints


def with_shrinkage(experts: ArrayLike, *, planned: float = 0.0, unplanned: float = 0.0) -> Ints:
    """Paid heads so that `experts` remain: n / ((1 - planned)(1 - unplanned)), rounded up.

    >>> with_shrinkage([14], planned=0.3)
    array([20])
    """
    for share in (planned, unplanned):
        if not 0 <= share < 1:
            raise ValueError(f"shrinkage is a share from 0 to below 1, got {share}")
    needed = np.asarray(experts, dtype=np.float64) / ((1 - planned) * (1 - unplanned))
    return np.asarray(np.ceil(needed - 1e-9), dtype=np.int64)


def seats_to_sell(needed: ArrayLike, *, show_up: float, confidence: float) -> Ints:
    """Fewest seats such that at least `needed` of those who claimed show up, with that confidence.

    Exact binomial tail: P(Bin(m, p) >= n) = I_p(n, m - n + 1). Assumes that people show up or not
    independently. Raises ValueError for a confidence or a rate outside (0, 1].

    >>> seats_to_sell([10], show_up=0.9, confidence=0.95)
    array([13])
    """
    if not 0 < show_up <= 1 or not 0 < confidence < 1:
        raise ValueError("a show-up rate lies above 0 up to 1, a confidence between 0 and 1")
    wanted = np.atleast_1d(np.asarray(needed, dtype=np.int64))
    seats = wanted.copy()
    short = (wanted > 0) & (show_up < 1)
    while short.any():
        tail = special.betainc(wanted[short], seats[short] - wanted[short] + 1, show_up)
        lacking = np.flatnonzero(short)[tail < confidence - 1e-12]
        short = np.zeros_like(short)
        short[lacking] = True
        seats[short] += 1
    return seats


def newsvendor_level(*, short_cost: float, idle_cost: float) -> float:
    """The quantile of demand to staff for: cost of one too few over the cost of either mistake.

    (Harrison, Zeevi 2005, M&SOM 7:20; Whitt 2006, Production and Operations Management 15:88: rates
    that are themselves uncertain turn staffing into a newsvendor's problem.)

    >>> newsvendor_level(short_cost=30.0, idle_cost=10.0)
    0.75
    """
    if short_cost <= 0 or idle_cost <= 0:
        raise ValueError("costs of too few and too many are above zero")
    return short_cost / (short_cost + idle_cost)


def square_root_staffing(load: ArrayLike, *, quality: float) -> Floats:
    """The square-root rule n = a + beta sqrt(a): a first guess and a sanity check, not an answer.

    (Halfin, Whitt 1981, Operations Research 29:567.)
    """
    erlangs = np.asarray(load, dtype=np.float64)
    return np.asarray(erlangs + quality * np.sqrt(erlangs), dtype=np.float64)


def halfin_whitt_wait(quality: float) -> float:
    """P(wait) of the square-root rule without abandonment: 1 / (1 + beta Phi(beta) / phi(beta)).

    >>> round(halfin_whitt_wait(1.0), 4)
    0.2234
    """
    density = np.exp(-quality * quality / 2) / np.sqrt(2 * np.pi)
    return float(1.0 / (1.0 + quality * special.ndtr(quality) / density))


def garnett_wait(quality: float, *, patience_over_service: float) -> float:
    """P(wait) of the square-root rule with abandonment (Garnett, Mandelbaum, Reiman 2002, M&SOM 4:208).

    1 / (1 + sqrt(theta/mu) h(beta sqrt(mu/theta)) / h(-beta)), h the normal hazard.

    >>> round(garnett_wait(0.0, patience_over_service=2.0), 4)
    0.5858
    """
    root = np.sqrt(patience_over_service)
    hazards = _hazard(quality * root) / _hazard(-quality)
    return float(1.0 / (1.0 + hazards / root))


def _hazard(x: float) -> float:
    return float(np.exp(-x * x / 2) / np.sqrt(2 * np.pi) / special.ndtr(-x))
