"""Deferred work with due times (e-mail, cases): least extra capacity, using idle time of live channels first.

Work may be done from when it arrives until it is due. With cumulative work W(t), feasible means
due(t) <= W(t) <= arrived(t); earliest due first then meets every deadline. A small linear program
chooses W so that extra capacity, and then its peak, is least; whole experts follow it from below.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from tandem.core.kit.arrays import Flags, Floats, Ints

_PEAK_WEIGHT = 1e-3  # cost of a second of peak against a second of capacity: breaks ties towards flat
_WHOLE = 1e-9  # share of an expert that is the program's rounding, not work


class ImpossibleDeadlineError(ValueError):
    """Work that comes in interval `arrives` is due by the end of interval `due`, and all between is closed."""

    def __init__(self, arrives: int, due: int) -> None:
        super().__init__(f"work of interval {arrives} is due by interval {due}, and all between is closed")
        self.arrives, self.due = arrives, due


@dataclass(frozen=True, slots=True)
class DeferredPlan:
    """Seconds of deferred work to do in each interval, and of those beyond the spare time; shapes (n,)."""

    worked_seconds: Floats
    extra_seconds: Floats


@dataclass(frozen=True, slots=True)
class DeferredStaffing:
    """Whole experts of each interval, what they and the spare time work off, and the spare time so used; (n,)."""

    experts: Ints
    worked_seconds: Floats
    spare_used_seconds: Floats


def plan_deferred(
    arriving_seconds: Floats,
    due_after: Ints,
    *,
    spare_seconds: Floats | None = None,
    open_intervals: Floats | None = None,
) -> DeferredPlan:
    """Spread deferred work over its time limits.

    `arriving_seconds` (n,) work that arrives in each interval, ready from that interval on; `due_after`
    (n,) intervals until it must be done, at least 1: work of interval i is done by the end of interval
    i + due_after[i]; `spare_seconds` (n,) idle time that costs nothing; `open_intervals` (n,) 1 open,
    0 closed. Work due after the last interval may be left over. Raises ImpossibleDeadlineError naming the
    first deadline that closed hours make impossible.

    >>> plan = plan_deferred(np.array([600.0, 0.0, 0.0]), np.array([2, 1, 1]))
    >>> plan.worked_seconds
    array([200., 200., 200.])
    """
    count = arriving_seconds.size
    if np.any(due_after < 1):
        raise ValueError("deferred work is due at least one interval after it arrives")
    if not np.all(np.isfinite(arriving_seconds) & (arriving_seconds >= 0)):
        raise ValueError("seconds of work are finite and never below zero")
    usable = np.ones(count, dtype=np.bool_) if open_intervals is None else open_intervals > 0
    spare = np.where(usable, 0.0 if spare_seconds is None else spare_seconds, 0.0)
    arrived, demanded = np.cumsum(arriving_seconds), _demanded(arriving_seconds, due_after, usable)
    # variables: work done by the end of each interval (n), extra (n), peak
    none, eye = sparse.csr_matrix((count, count)), sparse.identity(count, format="csr")
    worked = eye - sparse.eye(count, k=-1, format="csr")
    column, zero = sparse.csr_matrix(np.ones((count, 1))), sparse.csr_matrix((count, 1))
    rows = sparse.vstack(
        [
            sparse.hstack([worked, -eye, zero]),
            sparse.hstack([-worked, none, zero]),
            sparse.hstack([none, eye, -column]),
        ]
    )
    cost = np.concatenate([np.zeros(count), np.ones(count), [_PEAK_WEIGHT * count]])
    bounds = [*zip(demanded, np.maximum(arrived, demanded), strict=True), *((0.0, None if one else 0.0) for one in usable), (0.0, None)]
    solved = linprog(cost, A_ub=rows, b_ub=np.concatenate([spare, np.zeros(2 * count)]), bounds=bounds, method="highs")
    if solved.status != 0:
        raise ValueError("deferred work cannot be done in time: closed hours leave a deadline no open interval")
    return DeferredPlan(np.maximum(np.diff(solved.x[:count], prepend=0.0), 0.0), np.asarray(solved.x[count : 2 * count]))


def _demanded(arriving_seconds: Floats, due_after: Ints, usable: Flags) -> Floats:
    """Work due by the end of each interval, added up."""
    due = np.zeros(arriving_seconds.size)
    for place in np.flatnonzero(arriving_seconds > 0).tolist():
        deadline = place + int(due_after[place])
        if deadline < due.size:
            due[deadline] += arriving_seconds[place]
            if not usable[place : deadline + 1].any():
                raise ImpossibleDeadlineError(place, deadline)
    return np.asarray(np.cumsum(due))


def staff_deferred(
    arriving_seconds: Floats,
    due_after: int,
    *,
    interval_seconds: float,
    spare_seconds: Floats,
    open_intervals: Flags | None = None,
) -> DeferredStaffing:
    """Whole experts that do deferred work in time, `due_after` intervals after it arrives; else as `plan_deferred`.

    They lag the flattest plan by less than one expert's interval, so that their time fills with work that
    has come, and one more comes wherever a deadline would be missed otherwise. Nobody is credited with work
    that has not arrived: in an interval is worked min(capacity, backlog), experts first, then spare time.

    >>> staff_deferred(np.full(4, 540.0), 1, interval_seconds=1800.0, spare_seconds=np.zeros(4)).experts
    array([0, 1, 0, 1])
    """
    count, step = arriving_seconds.size, interval_seconds
    usable = np.ones(count, dtype=np.bool_) if open_intervals is None else open_intervals
    limits = np.full(count, due_after)
    plan = plan_deferred(arriving_seconds, limits, spare_seconds=spare_seconds, open_intervals=usable.astype(np.float64))
    planned, arrived = np.cumsum(plan.worked_seconds), np.cumsum(arriving_seconds)
    musts = _before_closing(_demanded(arriving_seconds, limits, usable), usable)
    experts = np.zeros(count, dtype=np.int64)
    worked, used = np.zeros(count), np.zeros(count)
    done = 0.0
    for place in np.flatnonzero(usable).tolist():
        spare, backlog = float(spare_seconds[place]), float(arrived[place]) - done
        behind = np.floor((planned[place] - done - spare) / step + _WHOLE)
        lacking = np.ceil((musts[place] - done - spare) / step - _WHOLE)
        experts[place] = max(0, int(behind), int(lacking))
        by_experts = min(float(experts[place]) * step, backlog)
        used[place] = min(spare, backlog - by_experts)
        worked[place] = by_experts + used[place]
        done += worked[place]
    return DeferredStaffing(experts, worked, used)


def _before_closing(demanded: Floats, usable: Flags) -> Floats:
    """Work that must be done by the end of each interval: what falls due while closed, before the doors close."""
    musts = demanded.copy()
    for place in range(musts.size - 2, -1, -1):
        if not usable[place + 1]:
            musts[place] = musts[place + 1]
    return musts
