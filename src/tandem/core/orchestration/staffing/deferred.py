"""Deferred work with due times (e-mail, cases): least extra capacity, using idle time of live channels first.

Work may be done from when it arrives until it is due. With cumulative work W(t), feasible means
due(t) <= W(t) <= arrived(t); earliest due first then meets every deadline. A small linear program
chooses W so that extra capacity, and then its peak, is least.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from tandem.core.kit.arrays import Floats, Ints

_PEAK_WEIGHT = 1e-3  # cost of a second of peak against a second of capacity: breaks ties towards flat


@dataclass(frozen=True, slots=True)
class DeferredPlan:
    """Seconds of deferred work to do in each interval, and of those beyond the spare time; shapes (n,)."""

    worked_seconds: Floats
    extra_seconds: Floats

    def experts(self, interval_seconds: float) -> Floats:
        """Extra experts that each interval needs."""
        return self.extra_seconds / interval_seconds


def plan_deferred(
    arriving_seconds: Floats,
    due_after: Ints,
    *,
    spare_seconds: Floats | None = None,
    open_intervals: Floats | None = None,
) -> DeferredPlan:
    """Spread deferred work over its time limits.

    `arriving_seconds` (n,) work that arrives during each interval, ready from the next interval on
    (or the same one, if due at once); `due_after` (n,) intervals until it must be done, at least 1:
    work of interval i is done by the end of interval i + due_after[i]; `spare_seconds` (n,) idle time
    that costs nothing; `open_intervals` (n,) 1 open, 0 closed. Work due after the last interval may be
    left over. Raises ValueError naming the first deadline that closed hours make impossible.

    >>> plan = plan_deferred(np.array([600.0, 0.0, 0.0]), np.array([2, 1, 1]))
    >>> plan.worked_seconds
    array([200., 200., 200.])
    """
    count = arriving_seconds.size
    if np.any(due_after < 1):
        raise ValueError("deferred work is due at least one interval after it arrives")
    spare = np.zeros(count) if spare_seconds is None else spare_seconds
    usable = np.ones(count) if open_intervals is None else open_intervals
    arrived = np.cumsum(arriving_seconds)
    due = np.zeros(count)
    for place in range(count):
        deadline = place + int(due_after[place])
        if deadline < count:
            due[deadline] += arriving_seconds[place]
            if not usable[place : deadline + 1].any() and arriving_seconds[place] > 0:
                raise ValueError(f"work of interval {place} is due by interval {deadline}, and all between is closed")
    demanded = np.cumsum(due)
    # variables: worked (n), extra (n), peak
    summing = sparse.csr_matrix(np.tril(np.ones((count, count))))
    none, eye = sparse.csr_matrix((count, count)), sparse.identity(count, format="csr")
    column, zero = sparse.csr_matrix(np.ones((count, 1))), sparse.csr_matrix((count, 1))
    rows = sparse.vstack(
        [
            sparse.hstack([summing, none, zero]),
            sparse.hstack([-summing, none, zero]),
            sparse.hstack([eye, -eye, zero]),
            sparse.hstack([none, eye, -column]),
        ]
    )
    limits = np.concatenate([arrived, -demanded, spare, np.zeros(count)])
    cost = np.concatenate([np.zeros(count), np.ones(count), [_PEAK_WEIGHT * count]])
    bounds = [(0.0, None if usable[place] else 0.0) for place in range(count)] * 2 + [(0.0, None)]
    solved = linprog(cost, A_ub=rows, b_ub=limits, bounds=bounds, method="highs")
    if solved.status != 0:
        raise ValueError("deferred work cannot be done in time: closed hours leave a deadline no open interval")
    return DeferredPlan(np.asarray(solved.x[:count]), np.asarray(solved.x[count : 2 * count]))
