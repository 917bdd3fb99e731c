"""The shape of a day: which share of its contacts falls in each slot, by weekday, newest weeks first."""

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.orchestration.forecasting.days import DayTable

_MEMORY_DAYS = 420  # older weeks carry no weight worth the time
_BORROWED = 40.0  # contacts' worth of the average weekday that steadies a weekday seen little


def weekday_profiles(table: DayTable, *, origin: int, half_life_weeks: float, smoothing: int) -> Floats:
    """Shares by weekday and slot from the days before `origin`; rows sum to 1. Shape (7, slots).

    Ratio of weighted sums, sum w y / sum w total over known slots, which is the efficient estimator for
    counts; each weekday borrows a little from the pooled one. `smoothing` passes of (1, 2, 1)/4 along
    the day, within opening hours, steady short intervals.
    """
    first = max(0, origin - _MEMORY_DAYS)
    counts = table.counts[first:origin]
    known = np.isfinite(counts)
    totals = np.nan_to_num(table.totals[first:origin])
    weeks = (origin - 1 - np.arange(first, origin)) // 7
    use = table.ordinary[first:origin] & (totals > 0)
    weight = use * table.trust[first:origin] * 0.5 ** (weeks / half_life_weeks)
    groups = np.eye(7)[table.weekday[first:origin]] * weight[:, None]
    # a Poisson count's information is in proportion to the total, so plain sums are the right weights
    seen = groups.T @ np.where(known, counts, 0.0)
    exposure = groups.T @ (known * totals[:, None])
    closed = table.quality.closed
    pooled = seen.sum(axis=0) / np.maximum(exposure.sum(axis=0), 1e-9)
    shares = (seen + _BORROWED * pooled) / (exposure + _BORROWED)
    for _ in range(smoothing):
        shares = _smoothed(shares)
    shares = np.where(closed, 0.0, shares)
    whole = shares.sum(axis=1, keepdims=True)
    return np.asarray(shares / np.where(whole > 0, whole, 1.0), dtype=np.float64)


def special_profile(
    table: DayTable, base: Floats, *, origin: int, kind: int, slots_worth: float = 200.0
) -> Floats:
    """Shares of a kind of special day: its own past days, steadied by the weekday that it is like."""
    days = np.flatnonzero((table.kind[:origin] == kind) & np.isfinite(table.totals[:origin]))
    if not days.size:
        return base
    shares = np.nan_to_num(table.counts[days]).sum(axis=0) + slots_worth * base
    return np.asarray(shares / shares.sum(), dtype=np.float64)


def _smoothed(shares: Floats) -> Floats:
    padded = np.pad(shares, ((0, 0), (1, 1)), mode="edge")
    return 0.25 * padded[:, :-2] + 0.5 * shares + 0.25 * padded[:, 2:]
