"""The named roster of one shift a day as CP-SAT (OR-Tools) sees it: the peer of `plan_roster` in the benchmark of cover."""

import itertools
import threading
import time
from collections import defaultdict

import numpy as np

from tandem.core.orchestration.rosters import RosterExpert, RosterRules


def rostered(required, skills, experts: tuple[RosterExpert, ...], rules: RosterRules, *, seconds: float) -> tuple[float, float, float, str]:
    """Cost, bound, processor seconds and status after `seconds` of processor time; costs are whole numbers here."""
    from ortools.sat.python import cp_model

    began = time.process_time()
    model = cp_model.CpModel()
    cost, cover = [], defaultdict(list)
    days = required.shape[1] // rules.slots_a_day
    for expert in experts:
        chosen = [shifts_of(model, expert, day, skills, rules) for day in range(days)]
        everything = [one for day in chosen for one in day]
        for day in chosen:
            model.add_at_most_one(taken for taken, *_ in day)
        model.add(sum(taken * length for taken, _, length, _ in everything) <= expert.most_slots)
        for before, after in itertools.pairwise(chosen):
            rest(model, before, after, expert.rest_slots)
        for taken, start, length, skill in everything:
            cost.append(taken * round(expert.pay * length + rules.shift_cost))
            for slot in range(start, start + length):
                cover[skill, slot].append(taken)
    for skill, slot in np.argwhere(required > 0).tolist():
        short = model.new_int_var(0, int(required[skill, slot]), "")
        model.add(sum(cover[skill, slot]) + short >= int(required[skill, slot]))
        cost.append(short * round(rules.shortage_cost))
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1  # processor seconds, as for the others
    done = threading.Event()

    def stop() -> None:
        while not done.wait(0.2):
            if time.process_time() - began > seconds:
                solver.stop_search()
                return

    watch = threading.Thread(target=stop)
    watch.start()
    status = solver.solve(model)
    done.set()
    watch.join()
    found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
    return solver.objective_value if found else float("nan"), solver.best_objective_bound, time.process_time() - began, solver.status_name(status)


def shifts_of(model, expert: RosterExpert, day: int, skills: tuple[str, ...], rules: RosterRules) -> list:
    """Each shift of a day that a person could work: variable, start, length, skill."""
    blocked = np.append(np.flatnonzero(~expert.available), expert.available.size)
    free_until = blocked[np.searchsorted(blocked, np.arange(expert.available.size))]
    return [
        (model.new_bool_var(""), start, length, place)
        for start in range(day * rules.slots_a_day, (day + 1) * rules.slots_a_day, rules.step)
        for length in rules.lengths
        if start + length <= free_until[start]
        for place, skill in enumerate(skills)
        if skill in expert.skills
    ]


def rest(model, before: list, after: list, slots: int) -> None:
    """No shift of a day ends within the rest of one of the next day, counted by starts of the next day."""
    for start in sorted({one[1] for one in after}):
        late = [one[0] for one in before if one[1] + one[2] + slots > start]
        early = [one[0] for one in after if one[1] <= start]
        if late:
            model.add_at_most_one([*late, *early])
