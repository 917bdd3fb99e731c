"""Filling what a named roster leaves short with people who are still free."""

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.orchestration.rosters.people import Assignment, RosterExpert, can_work, covered_by
from tandem.core.orchestration.rosters.rules import RosterRules


def filled(
    need: Floats,
    skills: tuple[str, ...],
    experts: tuple[RosterExpert, ...],
    rules: RosterRules,
    *,
    named: tuple[Assignment, ...],
) -> tuple[Assignment, ...]:
    """Give free people the shift that fills most of what is short, while it is worth its pay."""
    chosen = list(named)
    short = np.stack([need[k] - covered_by(named, skill=skill, slots=need.shape[1]) for k, skill in enumerate(skills)])
    for index, expert in enumerate(experts):
        own = [shift for shift in chosen if shift.expert == index]
        while (best := _best_shift(expert, index, own, short, skills, rules)) is not None:
            own.append(best)
            chosen.append(best)
            short[skills.index(best.skill), best.start : best.end] -= 1
    return tuple(chosen)


def _best_shift(
    expert: RosterExpert,
    index: int,
    own: list[Assignment],
    short: Floats,
    skills: tuple[str, ...],
    rules: RosterRules,
) -> Assignment | None:
    left = expert.most_slots - sum(shift.length for shift in own)
    best, most = None, 0.0
    for place, skill in enumerate(skills):
        gains = np.concatenate(([0.0], np.cumsum(np.clip(short[place], 0.0, 1.0))))
        if gains[-1] < 1 or skill not in expert.skills:
            continue
        for length in rules.lengths:
            if length > left:
                continue
            start = np.arange(0, short.shape[1] - length + 1, rules.step)
            worth = rules.shortage_cost * (gains[start + length] - gains[start]) - expert.pay * length
            for candidate in np.flatnonzero(worth > most):
                shift = Assignment(index, skill, int(start[candidate]), length)
                if worth[candidate] > most and _fits(expert, shift, own, rules):
                    best, most = shift, float(worth[candidate])
    return best


def _fits(expert: RosterExpert, shift: Assignment, own: list[Assignment], rules: RosterRules) -> bool:
    if not can_work(expert, shift.skill, shift.start, shift.length):
        return False
    for other in own:
        if other.start // rules.slots_a_day == shift.start // rules.slots_a_day:
            return False
        if shift.start < other.end + expert.rest_slots and other.start < shift.end + expert.rest_slots:
            return False
    return True
