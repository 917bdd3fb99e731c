"""What a number of experts achieves, and the fewest experts that meet targets: for one interval or
thousands.
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import ArrayLike

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.orchestration.staffing.kernels import (
    ABANDON,
    ABANDON_WITHIN,
    BEYOND,
    P_WAIT,
    SERVED_WAIT,
    WAIT,
    WITHIN,
)
from tandem.core.orchestration.staffing.patience import PatienceCurve
from tandem.core.orchestration.staffing.searching import MOST_EXPERTS, measure_all, search_all

_NO_CURVE = np.zeros(0)


class ServiceLevelDefinition(Enum):
    """Which contacts a service level counts: the three in use differ, and are never mixed."""

    SERVED_OVER_OFFERED = "served within t / offered"
    SERVED_OVER_SERVED = "served within t / served"
    ANSWERED_OR_LEFT_OVER_OFFERED = "(served within t + abandoned within t) / offered"


_CODES = {definition: code for code, definition in enumerate(ServiceLevelDefinition)}


@dataclass(frozen=True, slots=True)
class Targets:
    """What must hold, alone or together; None asks nothing.

    `service_level` is a share within `seconds`; `wait_share` is the greatest share that waits beyond
    `wait_seconds` (a percentile target: 10 % beyond 60 s is "90th percentile 60 s"); `abandon`,
    `occupancy` are greatest shares; `mean_wait_seconds` the greatest mean wait of all arrivals.
    """

    service_level: float | None = None
    seconds: float = 20.0
    definition: ServiceLevelDefinition = ServiceLevelDefinition.SERVED_OVER_OFFERED
    wait_share: float | None = None
    wait_seconds: float = 60.0
    abandon: float | None = None
    occupancy: float | None = None
    mean_wait_seconds: float | None = None

    def __post_init__(self) -> None:
        for name in ("service_level", "wait_share", "abandon", "occupancy"):
            share = getattr(self, name)
            if share is not None and not 0 < share <= 1:
                raise ValueError(f"a target on {name.replace('_', ' ')} is a share above 0 and up to 1, got {share}")
        if self.service_level == 1:
            raise ValueError("a service level of 100 % cannot be met with any number of experts")
        if self.seconds < 0 or self.wait_seconds < 0:
            raise ValueError("a target's seconds are never below zero")
        if self.mean_wait_seconds is not None and self.mean_wait_seconds <= 0:
            raise ValueError("a target on the mean wait is above zero seconds")
        if all(
            t is None
            for t in (
                self.service_level,
                self.wait_share,
                self.abandon,
                self.occupancy,
                self.mean_wait_seconds,
            )
        ):
            raise ValueError("staffing needs at least one target")

    def encoded(self) -> Floats:
        """As numbers for the compiled search; NaN where nothing is asked."""
        numbers = (
            self.service_level,
            self.seconds,
            _CODES[self.definition],
            self.wait_share,
            self.wait_seconds,
            self.abandon,
            self.occupancy,
            self.mean_wait_seconds,
        )
        return np.array([np.nan if value is None else float(value) for value in numbers])


@dataclass(frozen=True, slots=True)
class Service:
    """What to expect in each interval; every array has the shape of the intervals.

    `mean_wait_seconds` is over all arrivals, `asa_seconds` over those answered; `mean_queue` counts
    waiting customers; `occupancy` is busy over staffed.
    """

    experts: Ints
    p_wait: Floats
    service_level: Floats
    definition: ServiceLevelDefinition
    abandon: Floats
    mean_wait_seconds: Floats
    asa_seconds: Floats
    occupancy: Floats
    mean_queue: Floats
    p_wait_beyond: Floats


def service_of(
    rate: ArrayLike,
    handle_seconds: ArrayLike,
    experts: ArrayLike,
    *,
    patience_seconds: ArrayLike | None = None,
    curve: PatienceCurve | None = None,
    seconds: float = 20.0,
    definition: ServiceLevelDefinition = ServiceLevelDefinition.SERVED_OVER_OFFERED,
) -> Service:
    """Steady state of each interval: Erlang C without patience, Erlang A with a mean, M/M/n+G with a curve.

    `rate` contacts a second, `handle_seconds` mean handle time, `experts` whole numbers; all broadcast.
    Assumes Poisson arrivals, exponential service, first come first served, and intervals long enough to
    settle (else take `offered_load`). Erlang C at or beyond full load has no steady state: its waits are
    infinite and its service level 0. Raises ValueError for negative or non-finite figures.

    >>> round(float(service_of(48 / 60, 60.0, 50, patience_seconds=120.0).abandon[0]), 6)
    0.030912
    """
    rates, handle, number, patience = _broadcast(rate, handle_seconds, experts, patience_seconds)
    edges, survival = (curve.edges, curve.survival) if curve else (_NO_CURVE, _NO_CURVE)
    whole = number.astype(np.int64)
    rows = measure_all(rates, handle, whole, patience, edges, survival, float(seconds))
    abandon = rows[:, ABANDON]
    waits = rows[:, WAIT]
    with np.errstate(invalid="ignore"):
        queue = np.where(rates > 0, rates * waits, 0.0)
    occupancy = np.minimum(rates * handle * (1 - abandon) / np.maximum(whole, 1), 1.0)
    return Service(
        whole,
        rows[:, P_WAIT],
        _service_levels(rows, definition),
        definition,
        abandon,
        waits,
        rows[:, SERVED_WAIT],
        occupancy,
        queue,
        rows[:, BEYOND],
    )


def experts_for(
    rate: ArrayLike,
    handle_seconds: ArrayLike,
    targets: Targets,
    *,
    patience_seconds: ArrayLike | None = None,
    curve: PatienceCurve | None = None,
) -> Ints:
    """The fewest experts that meet every target in each interval, shape of the intervals.

    Bisection on the number of experts: all targets ease as it grows. The answer may lie far below the
    offered load when customers are impatient, so an abandonment target belongs beside a service level.
    Zero contacts need nobody. Raises ValueError when a target cannot be met by any number.

    >>> experts_for(200 / 360, 360.0, Targets(service_level=0.8), patience_seconds=120.0)
    array([191])
    """
    rates, handle, _, patience = _broadcast(rate, handle_seconds, 1, patience_seconds)
    edges, survival = (curve.edges, curve.survival) if curve else (_NO_CURVE, _NO_CURVE)
    found = search_all(rates, handle, patience, edges, survival, targets.encoded())
    if np.any(found < 0):
        raise ValueError(f"the target cannot be met with {MOST_EXPERTS:,} experts or fewer")
    return found


def _broadcast(rate: ArrayLike, handle: ArrayLike, experts: ArrayLike, patience: ArrayLike | None) -> tuple[Floats, Floats, Floats, Floats]:
    parts = (rate, handle, experts, 0.0 if patience is None else patience)
    rates, handles, number, patient = (np.atleast_1d(np.ascontiguousarray(part, dtype=np.float64)).ravel() for part in np.broadcast_arrays(*parts))
    if np.any(~np.isfinite(rates)) or np.any(rates < 0):
        raise ValueError("contacts a second are finite and never below zero")
    if np.any(~np.isfinite(handles)) or np.any(handles <= 0):
        raise ValueError("a handle time is finite and above zero seconds")
    if patience is not None and (np.any(~np.isfinite(patient)) or np.any(patient <= 0)):
        raise ValueError("a mean patience is finite and above zero seconds")
    if np.any(number < 0) or np.any(number != np.floor(number)):
        raise ValueError("experts are whole numbers, never below zero")
    return rates, handles, number, patient


def _service_levels(rows: Floats, definition: ServiceLevelDefinition) -> Floats:
    if definition is ServiceLevelDefinition.SERVED_OVER_SERVED:
        served = 1 - rows[:, ABANDON]
        return np.asarray(np.where(served > 0, rows[:, WITHIN] / np.maximum(served, 1e-300), 0.0), dtype=np.float64)
    if definition is ServiceLevelDefinition.ANSWERED_OR_LEFT_OVER_OFFERED:
        return np.asarray(rows[:, WITHIN] + rows[:, ABANDON_WITHIN], dtype=np.float64)
    return np.asarray(rows[:, WITHIN], dtype=np.float64)
