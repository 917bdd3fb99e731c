"""Named rosters: who works which shift, under skills, availability, hours, rest and fairness (OR-Tools CP-
SAT).
"""

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from tandem.core.kit.arrays import Floats
from tandem.core.orchestration.rosters.demand import WantedShifts, wanted_shifts
from tandem.core.orchestration.rosters.filling import filled
from tandem.core.orchestration.rosters.people import Assignment, RosterExpert, can_work, covered_by
from tandem.core.orchestration.rosters.repair import day_anew
from tandem.core.orchestration.rosters.rules import RosterRules

_REPAIRS = 2  # days chosen anew at most, sharing as much time again as naming takes
_SCALE = 100  # CP-SAT counts in whole numbers: costs to the hundredth


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster with its proof: no roster costs less than `bound`; `shortage` (skills, slots) stays open."""

    assignments: tuple[Assignment, ...]
    cost: float
    bound: float
    gap: float
    shortage: Floats
    binding: tuple[str, ...]


def plan_roster(
    required: Floats,
    skills: tuple[str, ...],
    experts: tuple[RosterExpert, ...],
    rules: RosterRules,
    *,
    locked: tuple[Assignment, ...] = (),
) -> Roster:
    """Roster named people over a requirement (skills, slots).

    Two steps: the cheapest wanted shifts with people counted (a bound), then CP-SAT names people for
    them; people still free then fill what is short. `locked` shifts stay as they are; their people get no
    second shift that day, keep their rest, and their hours count. One shift a day.
    """
    if required.shape[0] != len(skills):
        raise ValueError(f"a requirement has one row a skill: {len(skills)} skills, {required.shape[0]} rows")
    standing = np.stack([covered_by(locked, skill=skill, slots=required.shape[1]) for skill in skills])
    open_need = np.maximum(np.ceil(required - 1e-9) - standing, 0.0)
    free = tuple(_left_free(expert, index, locked, rules) for index, expert in enumerate(experts))
    wanted = wanted_shifts(
        open_need,
        skills,
        free,
        rules.lengths,
        slots_a_day=rules.slots_a_day,
        step=rules.step,
        shortage_cost=rules.shortage_cost,
        seconds=rules.deterministic_time,
    )
    named = _named(wanted, skills, free, rules)
    full = filled(open_need, skills, free, rules, named=named)
    mended = _mended(required, skills, experts, rules, shifts=full, locked=locked)
    return _roster(required, skills, experts, rules, mended + locked, locked=locked, bound=wanted.bound)


def _left_free(expert: RosterExpert, index: int, locked: tuple[Assignment, ...], rules: RosterRules) -> RosterExpert:
    """The person with days of locked shifts, and the rest about them, taken out."""
    own = [shift for shift in locked if shift.expert == index]
    if not own:
        return expert
    available = expert.available.copy()
    for shift in own:
        day = shift.start // rules.slots_a_day * rules.slots_a_day
        available[day : day + rules.slots_a_day] = False
        available[max(0, shift.start - expert.rest_slots) : shift.end + expert.rest_slots] = False
    most = max(0, expert.most_slots - sum(shift.length for shift in own))
    return RosterExpert(expert.name, expert.skills, available, most, expert.rest_slots, expert.pay)


def _named(wanted: WantedShifts, skills: tuple[str, ...], experts: tuple[RosterExpert, ...], rules: RosterRules) -> tuple[Assignment, ...]:
    model = cp_model.CpModel()
    count = wanted.start.size
    day = wanted.start // rules.slots_a_day
    takers: list[list[cp_model.IntVar]] = [[] for _ in range(count)]
    choice: dict[tuple[int, int], cp_model.IntVar] = {}
    cost: list[cp_model.LinearExprT] = []
    hours: list[tuple[cp_model.LinearExprT, int]] = []
    for index, expert in enumerate(experts):
        by_day: dict[int, list[int]] = {}
        for shift in range(count):
            if can_work(expert, skills[wanted.skill[shift]], int(wanted.start[shift]), int(wanted.length[shift])):
                choice[index, shift] = model.new_bool_var("")
                takers[shift].append(choice[index, shift])
                by_day.setdefault(int(day[shift]), []).append(shift)
                cost.append(round(_SCALE * expert.pay * int(wanted.length[shift])) * choice[index, shift])
        _add_days(model, wanted, index, by_day, choice, rest=expert.rest_slots, day_slots=rules.slots_a_day)
        own = [int(wanted.length[shift]) * choice[index, shift] for days in by_day.values() for shift in days]
        if own:
            model.add(sum(own) <= expert.most_slots)
            hours.append((sum(own), expert.most_slots))
    for shift in range(count):
        missed = model.new_int_var(0, int(wanted.seats[shift]), "")
        model.add(sum(takers[shift]) + missed == int(wanted.seats[shift]))
        cost.append(round(_SCALE * rules.shortage_cost * int(wanted.length[shift])) * missed)
    if rules.fairness_cost > 0 and hours:
        cost.append(_spread(model, hours, rules))
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_deterministic_time = rules.deterministic_time
    solver.parameters.random_seed = rules.seed
    solver.parameters.num_workers = rules.workers
    solver.parameters.relative_gap_limit = 0.002
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return ()
    return tuple(
        Assignment(index, skills[wanted.skill[shift]], int(wanted.start[shift]), int(wanted.length[shift]))
        for (index, shift), taken in choice.items()
        if solver.value(taken)
    )


def _add_days(
    model: cp_model.CpModel,
    wanted: WantedShifts,
    index: int,
    by_day: dict[int, list[int]],
    choice: dict[tuple[int, int], cp_model.IntVar],
    *,
    rest: int,
    day_slots: int,
) -> None:
    """One shift a day, and rest between the shifts of neighbouring days."""
    for day, shifts in by_day.items():
        model.add_at_most_one(choice[index, shift] for shift in shifts)
        later = by_day.get(day + 1, [])
        # only late ends and early starts can clash
        first = min((int(wanted.start[shift]) for shift in later), default=0)
        late = [s for s in shifts if int(wanted.start[s] + wanted.length[s]) + rest > first]
        if not later or not late:
            continue
        ends = sum((int(wanted.start[s] + wanted.length[s]) + rest - day * day_slots) * choice[index, s] for s in late)
        horizon = 3 * day_slots
        begins = sum((int(wanted.start[s]) - day * day_slots - horizon) * choice[index, s] for s in later)
        model.add(ends <= horizon + begins)


def _spread(model: cp_model.CpModel, hours: list[tuple[cp_model.LinearExprT, int]], rules: RosterRules) -> cp_model.LinearExprT:
    most = model.new_int_var(0, max(limit for _, limit in hours), "")
    least = model.new_int_var(0, max(limit for _, limit in hours), "")
    for total, _ in hours:
        model.add(total <= most)
        model.add(total >= least)
    return round(_SCALE * rules.fairness_cost) * (most - least)


def _mended(
    required: Floats,
    skills: tuple[str, ...],
    experts: tuple[RosterExpert, ...],
    rules: RosterRules,
    *,
    shifts: tuple[Assignment, ...],
    locked: tuple[Assignment, ...],
) -> tuple[Assignment, ...]:
    """Choose days that are short anew, the shortest first, while that helps."""
    slots = required.shape[1]
    tries = _REPAIRS
    tried: set[int] = set()
    while tries:
        covered = np.stack([covered_by(shifts + locked, skill=skill, slots=slots) for skill in skills])
        short = np.maximum(np.ceil(required - 1e-9) - covered, 0.0).sum(axis=0)
        by_day = np.add.reduceat(short, np.arange(0, slots, rules.slots_a_day))
        open_days = [day for day in np.argsort(-by_day).tolist() if by_day[day] > 0 and day not in tried]
        if not open_days:
            return shifts
        day, tries = open_days[0], tries - 1
        current = tuple(shift for shift in shifts if shift.start // rules.slots_a_day == day)
        rest = tuple(shift for shift in shifts if shift not in set(current))
        free = tuple(_left_free(expert, index, rest + locked, rules) for index, expert in enumerate(experts))
        kept = np.stack([covered_by(rest + locked, skill=skill, slots=slots) for skill in skills])
        better = day_anew(
            np.maximum(np.ceil(required - 1e-9) - kept, 0.0), skills, free, current, day=day, lengths=rules.lengths,
            slots_a_day=rules.slots_a_day, step=rules.step, shortage_cost=rules.shortage_cost,
            deterministic_time=rules.deterministic_time / _REPAIRS, seed=rules.seed,
        )  # fmt: skip
        tried = {day} if set(better) != set(current) else tried | {day}
        shifts = rest + better
    return shifts


def _roster(
    required: Floats,
    skills: tuple[str, ...],
    experts: tuple[RosterExpert, ...],
    rules: RosterRules,
    assignments: tuple[Assignment, ...],
    *,
    locked: tuple[Assignment, ...],
    bound: float,
) -> Roster:
    covered = np.stack([covered_by(assignments, skill=skill, slots=required.shape[1]) for skill in skills])
    short = np.maximum(np.ceil(required - 1e-9) - covered, 0.0)
    paid = sum(experts[shift.expert].pay * shift.length for shift in assignments)
    cost = float(paid + rules.shortage_cost * short.sum())
    fixed = sum(experts[shift.expert].pay * shift.length for shift in locked)
    proved = min(bound + fixed, cost)
    ordered = tuple(sorted(assignments, key=lambda shift: (shift.start, shift.expert)))
    return Roster(ordered, cost, proved, (cost - proved) / max(proved, 1e-9), short, _binding(short, skills, experts))


def _binding(short: Floats, skills: tuple[str, ...], experts: tuple[RosterExpert, ...]) -> tuple[str, ...]:
    """Why something stays open, in words."""
    said = []
    for place, skill in enumerate(skills):
        slots = np.flatnonzero(short[place])
        if not slots.size:
            continue
        able = [expert for expert in experts if skill in expert.skills]
        worst = int(slots[np.argmax(short[place, slots])])
        present = sum(bool(expert.available[worst]) for expert in able)
        why = "too few are available" if present < short[place, worst] else "hours, rest and one shift a day bind"
        said.append(
            f"{skill}: {short[place].sum():.0f} slots short, most at slot {worst + 1} "
            f"({short[place, worst]:.0f} short; {present} of {len(able)} with the skill are available): {why}"
        )
    return tuple(said)
