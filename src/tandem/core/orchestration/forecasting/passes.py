"""One pass over the days gives the sums that every backtest origin needs (compiled).

Weights fade by a constant factor a day, so the sums at one origin are those at an earlier one, faded,
plus the days between: all origins cost one pass.
"""

import numpy as np

from tandem.core.kit.arrays import Flags, Floats, Ints
from tandem.core.kit.compiled import compiled

_SURPRISE = 3.0  # residuals beyond so many robust deviations move the level no further
_LEVEL_DAYS = 90  # a level forgets within these


@compiled
def normal_equations(design: Floats, logs: Floats, weight: Floats, origins: Ints, decay: float) -> tuple[Floats, Floats]:
    """Weighted X'X (origins, columns, columns) and X'y (origins, columns) of the days before each origin.

    `design` (days, columns) is mostly zeros, which are skipped; `origins` ascend.
    """
    columns = design.shape[1]
    square = np.zeros((columns, columns))
    product = np.zeros(columns)
    squares = np.zeros((origins.size, columns, columns))
    products = np.zeros((origins.size, columns))
    used = np.zeros(columns, dtype=np.int64)
    place = 0
    for day in range(origins[-1]):
        while place < origins.size and origins[place] == day:
            squares[place], products[place] = square, product
            place += 1
        square *= decay
        product *= decay
        count = 0
        for column in range(columns):
            if design[day, column] != 0.0:
                used[count] = column
                count += 1
        for i in range(count):
            value = weight[day] * design[day, used[i]]
            product[used[i]] += value * logs[day]
            for j in range(count):
                square[used[i], used[j]] += value * design[day, used[j]]
    while place < origins.size:
        squares[place], products[place] = square, product
        place += 1
    return squares, products


@compiled
def profile_sums(counts: Floats, totals: Floats, weight: Floats, weekday: Ints, origins: Ints, decay: float) -> tuple[Floats, Floats]:
    """Faded sums of counts, and of totals of days with the slot known, (origins, 7, slots) each."""
    slots = counts.shape[1]
    seen, exposure = np.zeros((7, slots)), np.zeros((7, slots))
    all_seen, all_exposure = np.zeros((origins.size, 7, slots)), np.zeros((origins.size, 7, slots))
    place = 0
    for day in range(origins[-1] + 1):
        while place < origins.size and origins[place] == day:
            scale = decay ** (day - origins[-1])  # sums are kept as if seen from the last origin
            all_seen[place], all_exposure[place] = seen * scale, exposure * scale
            place += 1
        if day == origins[-1] or weight[day] <= 0.0:
            continue
        share = weight[day] * decay ** (origins[-1] - 1 - day)
        group = weekday[day]
        for slot in range(slots):
            if not np.isnan(counts[day, slot]):
                seen[group, slot] += share * counts[day, slot]
                exposure[group, slot] += share * totals[day]
    return all_seen, all_exposure


@compiled
def recent_means(counts: Floats, usable: Flags, weekday: Ints, origins: Ints, weeks: int) -> Floats:
    """Mean by slot of the last `weeks` usable days of a weekday before an origin, (origins, 7, slots)."""
    slots = counts.shape[1]
    means = np.zeros((origins.size, 7, slots))
    known = np.zeros(slots)
    for place in range(origins.size):
        for group in range(7):
            found = 0
            known[:] = 0.0
            day = origins[place] - 1
            while day >= 0 and found < weeks:
                if usable[day] and weekday[day] == group:
                    found += 1
                    for slot in range(slots):
                        if not np.isnan(counts[day, slot]):
                            means[place, group, slot] += counts[day, slot]
                            known[slot] += 1.0
                day -= 1
            for slot in range(slots):
                means[place, group, slot] /= max(known[slot], 1.0)
    return means


@compiled
def robust_scales(residuals: Floats, usable: Flags, origins: Ints) -> Floats:
    """Robust standard deviation of the residuals (days, origins) before each origin, shape (origins,)."""
    scales = np.full(origins.size, 0.1)
    size = np.zeros(origins[-1])
    for place in range(origins.size):
        count = 0
        for day in range(origins[place]):
            if usable[day]:
                size[count] = abs(residuals[day, place])
                count += 1
        if count > 0:
            scales[place] = 1.4826 * np.median(size[:count])
    return scales


@compiled
def local_levels(residuals: Floats, usable: Flags, origins: Ints, scales: Floats, learning: float) -> Floats:
    """Exponential smoothing of clipped residuals (days, origins), over the last usable days; (origins,)."""
    levels = np.zeros(origins.size)
    for place in range(origins.size):
        most = _SURPRISE * scales[place]
        weight = learning
        count = 0
        day = origins[place] - 1
        while day >= 0 and count < _LEVEL_DAYS:
            if usable[day]:
                levels[place] += weight * min(max(residuals[day, place], -most), most)
                weight *= 1.0 - learning
                count += 1
            day -= 1
    return levels


@compiled
def running_medians(values: Floats) -> Floats:
    """Median of each value and its four neighbours to either side, ends mirrored; shape (n,), n at least 5."""
    medians = np.zeros(values.size)
    window = np.zeros(9)
    for place in range(values.size):
        for step in range(9):
            near = abs(place + step - 4)
            window[step] = values[near if near < values.size else 2 * (values.size - 1) - near]
        medians[place] = np.median(window)
    return medians
