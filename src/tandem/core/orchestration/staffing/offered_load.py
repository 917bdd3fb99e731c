"""Time-varying demand: the load that work in progress carries from one interval into the next.

m(t) = E[lambda(t - S_e)] E[S], with S_e the equilibrium residual service (Eick, Massey, Whitt 1993,
Operations Research 41:731; Jennings, Mandelbaum, Massey, Whitt 1996, Management Science 42:1383). For
exponential service m' = lambda - m / s. Staffing at the stationary answer for m(t) is the modified
offered load approximation; it matters when handle times are long against the interval (chat, cases).
"""

import numpy as np

from tandem.core.kit.arrays import Floats


def offered_load(rates: Floats, handle_seconds: Floats, *, interval_seconds: float, before: float | None = None) -> Floats:
    """Mean offered load of each interval in Erlangs, shape (n,).

    `rates` contacts a second, constant within an interval; `before` the load in progress at the start
    (by default the first interval's stationary load). Assumes exponential service.

    >>> offered_load(np.array([1.0, 1.0]), np.array([60.0, 60.0]), interval_seconds=900.0)
    array([60., 60.])
    >>> np.round(offered_load(np.array([0.0, 1.0]), np.array([900.0, 900.0]), interval_seconds=900.0), 1)
    array([  0. , 331.1])
    """
    if rates.shape != handle_seconds.shape or np.any(handle_seconds <= 0) or np.any(rates < 0):
        raise ValueError("rates and handle times come in pairs, rates from 0, handle times above 0")
    load = np.empty(rates.size)
    standing = float(rates[0] * handle_seconds[0]) if before is None else before
    decay = np.exp(-interval_seconds / handle_seconds)
    kept = handle_seconds / interval_seconds * (1 - decay)  # mean of e^(-t/s) over the interval
    for place in range(rates.size):
        settled = float(rates[place] * handle_seconds[place])
        load[place] = settled + (standing - settled) * kept[place]
        standing = settled + (standing - settled) * float(decay[place])
    return load


def effective_rates(rates: Floats, handle_seconds: Floats, *, interval_seconds: float) -> Floats:
    """Rates whose stationary load equals the modified offered load: feed these to `experts_for`."""
    return offered_load(rates, handle_seconds, interval_seconds=interval_seconds) / handle_seconds
