"""The shape of a day: which share of its contacts falls in each slot, by weekday, newest weeks first."""

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.orchestration.forecasting.days import DayTable
from tandem.core.orchestration.forecasting.passes import profile_sums

_BORROWED = 40.0  # contacts' worth of the average weekday that steadies a weekday seen little


def weekday_profiles(table: DayTable, *, origins: Ints, half_life_weeks: float) -> Floats:
    """Shares by weekday and slot from the days before each origin; rows sum to 1. Shape (origins, 7, slots).

    Ratio of faded sums, sum w y / sum w total over known slots, which is the efficient estimator for
    counts; each weekday borrows a little from the pooled one.
    """
    last = int(origins[-1])
    totals = np.nan_to_num(table.totals[:last])
    weight = table.trust[:last] * (table.ordinary[:last] & (totals > 0))
    decay = 0.5 ** (1.0 / (7.0 * half_life_weeks))
    seen, exposure = profile_sums(table.counts[:last], totals, weight, table.weekday[:last], origins, decay)
    pooled = seen.sum(axis=1, keepdims=True) / np.maximum(exposure.sum(axis=1, keepdims=True), 1e-9)
    return whole_shares((seen + _BORROWED * pooled) / (exposure + _BORROWED), table)


def whole_shares(shares: Floats, table: DayTable) -> Floats:
    """Shares with closed intervals at zero and each weekday summing to one."""
    opened = np.where(table.quality.closed, 0.0, shares)
    whole = opened.sum(axis=-1, keepdims=True)
    return np.asarray(opened / np.where(whole > 0, whole, 1.0), dtype=np.float64)


def smoothed(shares: Floats, table: DayTable, *, passes: int) -> Floats:
    """Shares after `passes` of (1, 2, 1)/4 along the day, within opening hours: steadies short intervals."""
    if passes == 0:
        return shares
    for _ in range(passes):
        middle = 0.5 * shares
        middle[..., 1:] += 0.25 * shares[..., :-1]
        middle[..., :-1] += 0.25 * shares[..., 1:]
        middle[..., 0] += 0.25 * shares[..., 0]
        middle[..., -1] += 0.25 * shares[..., -1]
        shares = middle
    return whole_shares(shares, table)


def special_profile(table: DayTable, base: Floats, *, origin: int, kind: int, slots_worth: float = 200.0) -> Floats:
    """Shares of a kind of special day: its own past days, steadied by the weekday that it is like."""
    days = np.flatnonzero((table.kind[:origin] == kind) & np.isfinite(table.totals[:origin]))
    if not days.size:
        return base
    shares = np.nan_to_num(table.counts[days]).sum(axis=0) + slots_worth * base
    return np.asarray(shares / shares.sum(), dtype=np.float64)
