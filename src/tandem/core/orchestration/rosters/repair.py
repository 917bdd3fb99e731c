"""Mending a roster day by day: one day's shifts are chosen anew, all others locked, by coverage (CP-SAT)."""

import numpy as np
from ortools.sat.python import cp_model

from tandem.core.kit.arrays import Floats
from tandem.core.orchestration.rosters.people import Assignment, RosterExpert, can_work, covered_by

_SCALE = 100  # CP-SAT counts in whole numbers: costs to the hundredth


def day_anew(
    required: Floats,
    skills: tuple[str, ...],
    experts: tuple[RosterExpert, ...],
    current: tuple[Assignment, ...],
    *,
    day: int,
    lengths: tuple[int, ...],
    slots_a_day: int,
    step: int,
    shortage_cost: float,
    deterministic_time: float,
    seed: int,
) -> tuple[Assignment, ...]:
    """The best shifts found for one day, starting from `current` (that day's); never worse than those.

    `required` (skills, slots) is what is still open without the day's own shifts; `experts` are those
    free for the day, with availability and hours that leave room for their other days.
    """
    first, last = day * slots_a_day, min((day + 1) * slots_a_day, required.shape[1])
    model = cp_model.CpModel()
    choice: dict[Assignment, cp_model.IntVar] = {}
    covering: dict[tuple[int, int], list[cp_model.IntVar]] = {}
    standing = set(current)
    cost: list[cp_model.LinearExprT] = []
    for index, expert in enumerate(experts):
        own = []
        for shift in _candidates(expert, index, skills, lengths, range(first, last, step), standing):
            taken = model.new_bool_var("")
            choice[shift] = taken
            own.append(taken)
            cost.append(round(_SCALE * expert.pay * shift.length) * taken)
            model.add_hint(taken, shift in standing)
            place = skills.index(shift.skill)
            for slot in range(shift.start, min(shift.end, required.shape[1])):
                if required[place, slot] > 0:
                    covering.setdefault((place, slot), []).append(taken)
        if own:
            model.add_at_most_one(own)
    for (place, slot), shifts in covering.items():
        short = model.new_int_var(0, int(required[place, slot]), "")
        model.add(sum(shifts) + short >= int(required[place, slot]))
        cost.append(round(_SCALE * shortage_cost) * short)
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = deterministic_time
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1
    solver.parameters.relative_gap_limit = 0.001
    if solver.solve(model) not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return current
    made = tuple(shift for shift, taken in choice.items() if solver.value(taken))
    before = _cost(required, skills, current, experts=experts, shortage_cost=shortage_cost)
    after = _cost(required, skills, made, experts=experts, shortage_cost=shortage_cost)
    return made if after < before else current


def _candidates(
    expert: RosterExpert,
    index: int,
    skills: tuple[str, ...],
    lengths: tuple[int, ...],
    starts: range,
    standing: set[Assignment],
) -> list[Assignment]:
    own = [shift for shift in standing if shift.expert == index]
    made = [
        Assignment(index, skill, start, length)
        for length in lengths
        if length <= expert.most_slots
        for start in starts
        if start + length <= expert.available.size and expert.available[start : start + length].all()
        for skill in skills
        if can_work(expert, skill, start, length)
    ]
    return made + [shift for shift in own if shift not in set(made)]


def _cost(
    required: Floats,
    skills: tuple[str, ...],
    shifts: tuple[Assignment, ...],
    *,
    experts: tuple[RosterExpert, ...],
    shortage_cost: float,
) -> float:
    slots = required.shape[1]
    short = sum(float(np.maximum(required[place] - covered_by(shifts, skill=skill, slots=slots), 0).sum()) for place, skill in enumerate(skills))
    return sum(experts[shift.expert].pay * shift.length for shift in shifts) + shortage_cost * short
