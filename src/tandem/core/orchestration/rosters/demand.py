"""First step of a named roster: which shifts are wanted, given what the people could work in all."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.orchestration.rosters.people import RosterExpert

_SETS_UP_TO = 5  # skills of which every subset is bounded: 31 sets


@dataclass(frozen=True, slots=True)
class WantedShifts:
    """Shifts wanted: `skill` (place in the skills), `start`, `length`, `seats`, all (n,); `bound` on the
    cost.

    `bound` counts pay and shortage and holds for every roster of these people.
    """

    skill: Ints
    start: Ints
    length: Ints
    seats: Ints
    bound: float
    shortage: Floats


def wanted_shifts(
    required: Floats,
    skills: tuple[str, ...],
    experts: tuple[RosterExpert, ...],
    lengths: tuple[int, ...],
    *,
    slots_a_day: int,
    step: int,
    shortage_cost: float,
    seconds: float,
) -> WantedShifts:
    """Cover `required` (skills, slots) with shifts that enough people could work, shortage allowed at a cost.

    Relaxation of the roster: people are counted, not named. A shift of a skill seats at most those who
    have the skill and are available throughout; a day seats at most those available that day; the hours
    of all are not exceeded. Its linear bound is therefore a bound on every roster.
    """
    skill, start, length = _candidates(required, lengths, step=step)
    able = _able(skills, experts, skill, start, length)
    keep = able > 0
    skill, start, length, able = skill[keep], start[keep], length[keep], able[keep]
    slots = required.shape[1]
    cheapest = min((expert.pay for expert in experts), default=0.0)
    pay = cheapest * length.astype(np.float64)
    cover = _cover_rows(skill, start, length, skills=len(skills), slots=slots)
    need = required.ravel()
    short = sparse.identity(need.size, format="csr")
    limits, caps = _limits(skills, experts, lengths, (skill, start, length), slots=slots, slots_a_day=slots_a_day)
    rows = sparse.vstack(
        [
            sparse.hstack([-cover, -short]),
            sparse.hstack([limits, sparse.csr_matrix((limits.shape[0], need.size))]),
        ]
    ).tocsr()
    cost = np.concatenate([pay, np.full(need.size, shortage_cost)])
    upper = np.concatenate([able, need])
    limit = np.concatenate([-need, caps])
    relaxed = linprog(cost, A_ub=rows, b_ub=limit, bounds=np.column_stack([np.zeros(upper.size), upper]), method="highs")
    values, bound = np.asarray(relaxed.x), float(relaxed.fun)
    if np.abs(values - np.rint(values)).max() > 1e-6:
        whole = milp(
            cost,
            constraints=LinearConstraint(rows, ub=limit),
            integrality=np.ones(upper.size),
            bounds=Bounds(0, upper),
            options={"mip_rel_gap": 1e-3, "time_limit": seconds},
        )
        if whole.x is not None:
            values = np.asarray(whole.x)
            bound = max(bound, float(whole.mip_dual_bound))
    seats = np.rint(values[: skill.size]).astype(np.int64)
    used = seats > 0
    shortage = np.rint(values[skill.size :]).reshape(required.shape)
    return WantedShifts(skill[used], start[used], length[used], seats[used], bound, shortage)


def _candidates(required: Floats, lengths: tuple[int, ...], *, step: int) -> tuple[Ints, Ints, Ints]:
    slots = required.shape[1]
    skill, start, length = [], [], []
    for place in range(required.shape[0]):
        busy = np.concatenate(([0], np.cumsum(required[place] > 0)))
        for size in lengths:
            first = np.arange(0, slots - size + 1, step)
            # a shift that covers nothing needed is never wanted
            first = first[busy[first + size] > busy[first]]
            skill.append(np.full(first.size, place))
            start.append(first)
            length.append(np.full(first.size, size))
    return np.concatenate(skill), np.concatenate(start), np.concatenate(length)


def _able(skills: tuple[str, ...], experts: tuple[RosterExpert, ...], skill: Ints, start: Ints, length: Ints) -> Floats:
    able = np.zeros(skill.size)
    for expert in experts:
        missing = np.concatenate(([0], np.cumsum(~expert.available)))
        has = np.array([name in expert.skills for name in skills])
        able += has[skill] & (missing[start + length] == missing[start]) & (length <= expert.most_slots)
    return able


def _cover_rows(skill: Ints, start: Ints, length: Ints, *, skills: int, slots: int) -> sparse.csr_matrix:
    rows = np.concatenate([s * slots + np.arange(b, b + n) for s, b, n in zip(skill, start, length, strict=True)])
    columns = np.repeat(np.arange(skill.size), length)
    return sparse.csr_matrix((np.ones(rows.size), (rows, columns)), shape=(skills * slots, skill.size))


def _limits(
    skills: tuple[str, ...],
    experts: tuple[RosterExpert, ...],
    lengths: tuple[int, ...],
    wanted: tuple[Ints, Ints, Ints],
    *,
    slots: int,
    slots_a_day: int,
) -> tuple[sparse.csr_matrix, Floats]:
    """Rows that every roster obeys, for every set of skills (all of them up to `_SETS_UP_TO` skills).

    Shifts of the set a day: at most the people available who have one of the skills; slots of the set a
    day: at most the sum of those people's longest shifts; over all days: at most the sum of their hours.
    """
    skill, start, length = wanted
    days = -(-slots // slots_a_day)
    longest = np.stack([_longest(expert, lengths, days=days, slots_a_day=slots_a_day) for expert in experts])
    hours = np.array([expert.most_slots for expert in experts], dtype=np.float64)
    rows: list[sparse.csr_matrix] = []
    caps: list[Floats] = []
    for chosen in _skill_sets(len(skills)):
        names = {skills[place] for place in chosen}
        able = np.array([bool(expert.skills & names) for expert in experts])
        use = np.flatnonzero(np.isin(skill, chosen))
        shape = (days, start.size)
        by_day = start[use] // slots_a_day
        rows.append(sparse.csr_matrix((np.ones(use.size), (by_day, use)), shape=shape))
        caps.append((longest[able] > 0).sum(axis=0).astype(np.float64))
        worked = sparse.csr_matrix((length[use].astype(np.float64), (by_day, use)), shape=shape)
        rows += [worked, sparse.csr_matrix(worked.sum(axis=0))]
        caps += [longest[able].sum(axis=0), np.array([hours[able].sum()])]
    return sparse.vstack(rows).tocsr(), np.concatenate(caps)


def _skill_sets(count: int) -> list[tuple[int, ...]]:
    sizes = range(1, count + 1) if count <= _SETS_UP_TO else (1, count)
    return [chosen for size in sizes for chosen in combinations(range(count), size)]


def _longest(expert: RosterExpert, lengths: tuple[int, ...], *, days: int, slots_a_day: int) -> Floats:
    """The longest shift that a person could work on each day, slots, shape (days,)."""
    slots = expert.available.size
    missing = np.concatenate(([0], np.cumsum(~expert.available)))
    result = np.zeros(days)
    for size in sorted(lengths):
        if size <= expert.most_slots and size <= slots:
            first = np.arange(slots - size + 1)
            fits = first[missing[first + size] == missing[first]]
            result[np.unique(fits // slots_a_day)] = size
    return result
