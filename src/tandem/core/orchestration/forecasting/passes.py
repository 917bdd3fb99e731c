"""One pass over the days gives the sums that every backtest origin needs (compiled).

Weights fade by a constant factor a day, so the sums at one origin are those at an earlier one, faded,
plus the days between: all origins cost one pass.
"""

import numpy as np

from tandem.core.kit.arrays import Flags, Floats, Ints
from tandem.core.kit.compiled import compiled


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
