"""Everybody's plans at prices: what they cost, what they cover, and the bound that they prove (machine code).

Lagrange's relaxation: pay `price` for each covered slot, let everybody answer alone. For any prices from 0
to the cost of a shortage, worth of the need + everybody's least cost is below the cost of every roster
(Fisher 1981, Management Science 27:1). Prices rise where answers leave the need open and fall where they
overfill it, after each person anew (incremental subgradients: Nedic, Bertsekas 2001, SIAM Journal on
Optimization 12:109).
"""

import math

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.kit.compiled import compiled
from tandem.core.orchestration.rosters.crew import Crew
from tandem.core.orchestration.rosters.weeks import best_week


@compiled
def plan_person(crew: Crew, person: int, prefix: Floats, best: Floats, came: Ints, plan: Ints) -> float:
    """The best plan of one person at prices whose sums are `prefix` (skills, slots + 1); returns its cost less
    what it is worth.
    """
    count = 0
    while count < crew.skills.shape[1] and crew.skills[person, count] >= 0:
        count += 1
    fixed = 0
    while fixed < crew.locks.shape[1] and crew.locks[person, fixed, 0] >= 0:
        fixed += 1
    width = crew.limits[person, 0] + 1
    return best_week(
        prefix, crew.skills[person, :count], crew.disliked[person], crew.runs[person], crew.lengths, crew.paid, crew.windows,
        crew.next_use[person], crew.day_end[person], crew.limits[person], crew.unit_pay[person], crew.shift_cost, crew.end_cost[person],
        crew.locks[person, :fixed], best[:, :, :width], came[:, :, :width], plan,
    )  # fmt: skip


@compiled
def add_shift(crew: Crew, row: Ints, short: Floats, sign: float) -> float:
    """Take what a shift covers from `short` (skills, slots), or with sign -1 give it back; returns the change of
    what is short in all. Locked shifts are in the need already.
    """
    if row[1] < 0:
        return 0.0
    change = 0.0
    skill, start = row[2], row[0]
    for slot in range(start, start + crew.lengths[row[1]]):
        change -= _add_slot(short, skill, slot, sign)
    for place in range(crew.windows.shape[1]):
        for slot in range(start + row[3 + place], start + row[3 + place] + crew.windows[row[1], place, 2]):
            change -= _add_slot(short, skill, slot, -sign)
    return change


@compiled
def _add_slot(short: Floats, skill: int, slot: int, sign: float) -> float:
    before = max(short[skill, slot], 0.0)
    short[skill, slot] -= sign
    return float(before - max(short[skill, slot], 0.0))


@compiled
def add_plan(crew: Crew, plan: Ints, short: Floats, sign: float) -> float:
    """As `add_shift`, for all shifts of a plan."""
    change = 0.0
    for place in range(plan.shape[0]):
        if plan[place, 0] < 0:
            break
        change += add_shift(crew, plan[place], short, sign)
    return change


@compiled
def units_of(crew: Crew, person: int, plan: Ints) -> int:
    """Paid units of a plan, locked shifts included."""
    units = 0
    for place in range(plan.shape[0]):
        if plan[place, 0] < 0:
            break
        units += length_of(crew, person, plan[place])[1]
    return units


@compiled
def length_of(crew: Crew, person: int, row: Ints) -> tuple[int, int]:
    """Slots and paid units of a shift, locked or not."""
    if row[1] >= 0:
        return crew.lengths[row[1]], crew.paid[row[1]]
    for lock in range(crew.locks.shape[1]):
        if crew.locks[person, lock, 0] == row[0]:
            return crew.locks[person, lock, 1], crew.locks[person, lock, 2]
    return 0, 0


@compiled
def plan_cost(crew: Crew, person: int, plan: Ints) -> float:
    """Pay, dislike, costs of shifts and of hours of a plan, without the worth of what it covers."""
    cost = 0.0
    for place in range(plan.shape[0]):
        if plan[place, 0] < 0:
            break
        cost += crew.shift_cost
        if plan[place, 1] >= 0:
            end = plan[place, 0] + crew.lengths[plan[place, 1]]
            cost += crew.disliked[person, end] - crew.disliked[person, plan[place, 0]]
    units = units_of(crew, person, plan)
    return float(cost + crew.unit_pay[person] * units + crew.end_cost[person, units])


@compiled
def shortage(short: Floats) -> float:
    """Slots short in all."""
    total = 0.0
    for skill in range(short.shape[0]):
        for slot in range(short.shape[1]):
            total += max(short[skill, slot], 0.0)
    return total


@compiled
def total_cost(crew: Crew, plans: Ints, short: Floats) -> float:
    """Cost of all plans and of what stays short."""
    cost = crew.shortage_cost * shortage(short)
    for person in range(plans.shape[0]):
        cost += plan_cost(crew, person, plans[person])
    return cost


@compiled
def sum_prices(prices: Floats, short: Floats, mix: float, most: float, prefix: Floats) -> None:
    """Sums over time of what one more expert is worth where `short` is open, into `prefix` (skills, slots + 1).

    `mix` runs from the prices (0) to the full cost of a shortage (1); covered slots are worth nothing.
    """
    for skill in range(prices.shape[0]):
        for slot in range(prices.shape[1]):
            worth = mix * most + (1.0 - mix) * prices[skill, slot] if short[skill, slot] > 0 else 0.0
            prefix[skill, slot + 1] = prefix[skill, slot] + worth


@compiled
def proved(crew: Crew, prices: Floats, need: Floats, best: Floats, came: Ints, plan: Ints) -> float:
    """The bound that these prices prove; -inf when somebody's locked shifts allow no plan."""
    prefix = np.zeros((prices.shape[0], prices.shape[1] + 1))
    total = 0.0
    for skill in range(prices.shape[0]):
        for slot in range(prices.shape[1]):
            prefix[skill, slot + 1] = prefix[skill, slot] + prices[skill, slot]
            total += prices[skill, slot] * need[skill, slot]
    for person in range(crew.runs.shape[0]):
        cost = plan_person(crew, person, prefix, best, came, plan)
        if cost == math.inf:
            return -math.inf
        total += cost
    return total


@compiled
def tuned(crew: Crew, prices: Floats, need: Floats, step: float, order: Ints, best: Floats, came: Ints, plan: Ints) -> None:
    """One pass over the people in `order`: after each answer, prices move by `step` a slot left open; in place."""
    prefix = np.zeros((prices.shape[0], prices.shape[1] + 1))
    moves = np.zeros_like(need)
    for person in order:
        for skill in range(need.shape[0]):
            for slot in range(need.shape[1]):
                prefix[skill, slot + 1] = prefix[skill, slot] + prices[skill, slot]
                moves[skill, slot] = need[skill, slot] / order.size
        plan_person(crew, person, prefix, best, came, plan)
        add_plan(crew, plan, moves, 1.0)
        for skill in range(need.shape[0]):
            for slot in range(need.shape[1]):
                prices[skill, slot] = min(crew.shortage_cost, max(0.0, prices[skill, slot] + step * moves[skill, slot]))
