"""Measures of many intervals, and the bisection for the fewest experts, in machine code."""

import math

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.kit.compiled import compiled
from tandem.core.orchestration.staffing.kernels import ABANDON, ABANDON_WITHIN, BEYOND, MEASURES, WAIT, WITHIN, measures_row

MOST_EXPERTS = 4_000_000  # experts beyond which a search gives up


@compiled
def measure_all(
    rates: Floats,
    handle: Floats,
    experts: Ints,
    patience: Floats,
    edges: Floats,
    survival: Floats,
    seconds: float,
) -> Floats:
    rows = np.zeros((rates.size, MEASURES))
    for place in range(rates.size):
        measures_row(
            rates[place],
            handle[place],
            experts[place],
            patience[place],
            edges,
            survival,
            seconds,
            rows[place],
        )
    return rows


@compiled
def _meets(
    rate: float,
    handle: float,
    experts: int,
    patience: float,
    edges: Floats,
    survival: Floats,
    targets: Floats,
    row: Floats,
) -> bool:
    load = rate * handle
    if patience <= 0.0 and edges.size == 0 and experts <= load:
        return False
    measures_row(rate, handle, experts, patience, edges, survival, targets[1], row)
    level = row[WITHIN]
    if targets[2] == 1.0:
        level = level / max(1.0 - row[ABANDON], 1e-300)
    elif targets[2] == 2.0:
        level = level + row[ABANDON_WITHIN]
    slack = 1e-12  # a target met to rounding is met
    fine = not level < targets[0] - slack  # NaN targets compare false
    fine = fine and not row[ABANDON] > targets[5] + slack
    fine = fine and not load * (1.0 - row[ABANDON]) / experts > targets[6] + slack
    fine = fine and not row[WAIT] > targets[7] + slack
    if fine and not math.isnan(targets[3]):
        measures_row(rate, handle, experts, patience, edges, survival, targets[4], row)
        fine = row[BEYOND] <= targets[3] + slack
    return bool(fine)


@compiled
def _fewest(rate: float, handle: float, patience: float, edges: Floats, survival: Floats, targets: Floats, row: Floats) -> int:
    if rate <= 0.0:
        return 0
    load = rate * handle
    step = int(math.sqrt(load)) + 1
    high = int(load) + 1
    if _meets(rate, handle, high, patience, edges, survival, targets, row):
        low = high
        while low > 0 and _meets(rate, handle, low, patience, edges, survival, targets, row):
            high = low
            low = max(0, low - step)
            step *= 2
            if low == 0:
                break
    else:
        low = high
        while not _meets(rate, handle, high, patience, edges, survival, targets, row):
            low = high
            high += step
            step *= 2
            if high > MOST_EXPERTS:
                return -1
    while high - low > 1:
        middle = (low + high) // 2
        if _meets(rate, handle, middle, patience, edges, survival, targets, row):
            high = middle
        else:
            low = middle
    return high


@compiled
def search_all(rates: Floats, handle: Floats, patience: Floats, edges: Floats, survival: Floats, targets: Floats) -> Ints:
    found = np.zeros(rates.size, dtype=np.int64)
    row = np.zeros(MEASURES)
    for place in range(rates.size):
        found[place] = _fewest(rates[place], handle[place], patience[place], edges, survival, targets, row)
    return found
