"""Mending rosters: many small changes of single shifts, and people planned anew together (machine code)."""
# ruff: noqa: C901, PLR0912, PLR0915 - numba compiles plain loops

import math

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.kit.compiled import compiled
from tandem.core.kit.randomness import stream_key, uniform
from tandem.core.orchestration.rosters.crew import Crew
from tandem.core.orchestration.rosters.search import add_plan, add_shift, length_of, plan_cost, plan_person, sum_prices, total_cost, units_of

# shares of the changes tried: a shift more, one less, slid, longer or shorter, another skill; else wholly new
_MORE, _LESS, _SLID, _RESIZED, _RESKILLED = 0.12, 0.18, 0.42, 0.62, 0.72
_FARTHEST = 4  # slots that a shift slides at once
_REACH = 8  # slots about an open slot within which shifts are looked for


@compiled
def _drawn(chance: Ints) -> float:
    """The next number between 0 and 1; `chance` (2,) holds the seed and how many were drawn."""
    chance[1] += 1
    return float(uniform(stream_key(chance[0], 0), chance[1]))


@compiled
def _below(chance: Ints, count: int) -> int:
    """The next whole number from 0 to below `count`."""
    return int(_drawn(chance) * count)


@compiled
def _fits(crew: Crew, person: int, plan: Ints, skip: int, row: Ints) -> bool:
    """Whether a shift fits beside the plan's others (but `skip`): availability, rest, gaps, limits of a day."""
    start, length = row[0], crew.lengths[row[1]]
    if start < 0 or start + length > crew.runs.shape[1] or crew.starts[start] == 0 or crew.runs[person, start] < length:
        return False
    count, units = 1, crew.paid[row[1]]
    for place in range(plan.shape[0]):
        other = plan[place, 0]
        if other < 0:
            break
        if place == skip:
            continue
        slots, paid = length_of(crew, person, plan[place])
        together = crew.day_end[person, other] == crew.day_end[person, start]
        apart = crew.limits[person, 3] if together else crew.limits[person, 1]
        if together:
            count += 1
            units += paid
        if (other < start and start - other - slots < apart) or (other >= start and other - start - length < apart):
            return False
    return bool(count <= crew.limits[person, 2] and (crew.limits[person, 4] == 0 or units <= crew.limits[person, 4]))


@compiled
def annealed(crew: Crew, plans: Ints, short: Floats, moves: int, hot: float, cold: float, chance: Ints) -> float:
    """Change single shifts `moves` times, dearer ones with chance exp(-rise / temperature) (Kirkpatrick, Gelatt,
    Vecchi 1983, Science 220:671); `plans` (people, shifts, ...) and `short` in place; returns the cost.
    """
    people, slots = crew.runs.shape
    open_starts = np.zeros((people, slots), dtype=np.int64)
    starts, own = np.zeros(people, dtype=np.int64), np.zeros(people, dtype=np.int64)
    counts, units = np.zeros(people, dtype=np.int64), np.zeros(people, dtype=np.int64)
    for person in range(people):
        for slot in range(slots):
            if crew.starts[slot] and crew.runs[person, slot] >= crew.lengths[0]:
                open_starts[person, starts[person]] = slot
                starts[person] += 1
        while own[person] < crew.skills.shape[1] and crew.skills[person, own[person]] >= 0:
            own[person] += 1
        while plans[person, counts[person], 0] >= 0:
            counts[person] += 1
        units[person] = units_of(crew, person, plans[person])
    row = np.empty(plans.shape[2], dtype=np.int64)
    temperature, cooling = hot, (cold / hot) ** (1.0 / moves)
    for _ in range(moves):
        temperature *= cooling
        person = _below(chance, people)
        if starts[person] == 0 or own[person] == 0:
            continue
        plan, count, kind_of_move = plans[person], counts[person], _drawn(chance)
        skip = -1
        if count > 0 and kind_of_move >= _MORE:
            skip = _below(chance, count)
            if plan[skip, 1] < 0:
                continue
        elif count + 1 >= plans.shape[1]:
            continue
        put = skip < 0 or kind_of_move >= _LESS
        if put:
            row[0] = open_starts[person, _below(chance, starts[person])]
            row[1] = _below(chance, crew.lengths.size)
            row[2] = crew.skills[person, _below(chance, own[person])]
            if skip >= 0 and kind_of_move < _RESKILLED:
                _varied(crew, plan[skip], kind_of_move, row, chance)
            for place in range(crew.windows.shape[1]):
                window = crew.windows[row[1], place]
                row[3 + place] = window[0] + _below(chance, window[1] - window[0] + 1) if window[2] > 0 else 0
        total = units[person] + (crew.paid[row[1]] if put else 0) - (crew.paid[plan[skip, 1]] if skip >= 0 else 0)
        if total > crew.limits[person, 0] or (put and not _fits(crew, person, plan, skip, row)):
            continue
        rise = crew.unit_pay[person] * (total - units[person]) + crew.end_cost[person, total] - crew.end_cost[person, units[person]]
        if skip >= 0:
            rise -= _price_of(crew, person, plan[skip])
            rise += crew.shortage_cost * add_shift(crew, plan[skip], short, -1.0)
        if put:
            rise += _price_of(crew, person, row)
            rise += crew.shortage_cost * add_shift(crew, row, short, 1.0)
        if rise <= 0 or _drawn(chance) < math.exp(-rise / temperature):
            units[person] = total
            if put:
                plan[skip if skip >= 0 else count] = row
                counts[person] += 0 if skip >= 0 else 1
            else:
                plan[skip] = plan[count - 1]
                counts[person] -= 1
            plan[counts[person], 0] = -1
        else:
            if put:
                add_shift(crew, row, short, -1.0)
            if skip >= 0:
                add_shift(crew, plan[skip], short, 1.0)
    return total_cost(crew, plans, short)


@compiled
def _varied(crew: Crew, old: Ints, kind_of_move: float, row: Ints, chance: Ints) -> None:
    """Into `row` the old shift slid, with another length at either end, or for another skill."""
    kind, skill = row[1], row[2]
    row[0], row[1], row[2] = old[0], old[1], old[2]
    if kind_of_move < _SLID:
        away = 1 + _below(chance, _FARTHEST)
        row[0] += away if _drawn(chance) < 0.5 else -away
    elif kind_of_move < _RESIZED:
        if _drawn(chance) < 0.5:
            row[0] += crew.lengths[old[1]] - crew.lengths[kind]
        row[1] = kind
    else:
        row[2] = skill


@compiled
def _price_of(crew: Crew, person: int, row: Ints) -> float:
    """What a shift costs beside pay."""
    return float(crew.shift_cost + crew.disliked[person, row[0] + crew.lengths[row[1]]] - crew.disliked[person, row[0]])


@compiled
def replanned(crew: Crew, prices: Floats, plans: Ints, short: Floats, group: int, tries: int, best: Floats, came: Ints, chance: Ints) -> float:
    """Plan up to `group` people anew together `tries` times about slots that are not exactly filled, keeping what
    is no dearer (ruin and recreate: Schrimpf et al. 2000, Journal of Computational Physics 159:139); in place.
    """
    people = crew.runs.shape[0]
    skills, slots = short.shape
    old = np.empty_like(plans)
    near = np.empty(people, dtype=np.int64)
    prefix = np.zeros((skills, slots + 1))
    for _ in range(tries):
        skill, slot = _below(chance, skills), _below(chance, slots)
        for _ in range(30):  # most slots are filled exactly: look for one that is not
            if short[skill, slot] != 0:
                break
            skill, slot = _below(chance, skills), _below(chance, slots)
        count = _near(crew, plans, skill, slot, _below(chance, 2), near)
        if count == 0:
            continue
        chosen = min(count, 1 + _below(chance, group))
        change = 0.0
        for place in range(chosen):
            other = place + _below(chance, count - place)
            near[place], near[other] = near[other], near[place]
            person = near[place]
            old[place] = plans[person]
            change += crew.shortage_cost * add_plan(crew, plans[person], short, -1.0) - plan_cost(crew, person, plans[person])
        mix = _drawn(chance) ** 2 if _drawn(chance) < 0.5 else 1.0
        for place in range(chosen):
            person = near[place]
            sum_prices(prices, short, mix if place < chosen - 1 else 1.0, crew.shortage_cost, prefix)
            plan_person(crew, person, prefix, best, came, plans[person])
            change += crew.shortage_cost * add_plan(crew, plans[person], short, 1.0) + plan_cost(crew, person, plans[person])
        if change > 1e-9:
            for place in range(chosen):
                person = near[place]
                add_plan(crew, plans[person], short, -1.0)
                plans[person] = old[place]
                add_plan(crew, plans[person], short, 1.0)
    return total_cost(crew, plans, short)


@compiled
def _near(crew: Crew, plans: Ints, skill: int, slot: int, free: int, near: Ints) -> int:
    """People with the skill who work near the slot, or with `free` are available then; how many."""
    count = 0
    for person in range(plans.shape[0]):
        able = False
        for place in range(crew.skills.shape[1]):
            able = able or crew.skills[person, place] == skill
        if not able:
            continue
        close = free > 0 and crew.runs[person, slot] > 0
        for place in range(plans.shape[1]):
            if plans[person, place, 0] < 0:
                break
            length = length_of(crew, person, plans[person, place])[0]
            close = close or plans[person, place, 0] - _REACH <= slot < plans[person, place, 0] + length + _REACH
        if close:
            near[count] = person
            count += 1
    return count
