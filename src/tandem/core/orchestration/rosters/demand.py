"""First step of a named roster: which shifts are wanted, given what the people could work in all."""

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.orchestration.rosters.people import RosterExpert


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
    limits, caps = _limits(experts, start, length, slots=slots, slots_a_day=slots_a_day)
    rows = sparse.vstack(
        [
            sparse.hstack([-cover, -short]),
            sparse.hstack([limits, sparse.csr_matrix((limits.shape[0], need.size))]),
        ]
    ).tocsr()
    cost = np.concatenate([pay, np.full(need.size, shortage_cost)])
    upper = np.concatenate([able, need])
    limit = np.concatenate([-need, caps])
    relaxed = linprog(
        cost, A_ub=rows, b_ub=limit, bounds=np.column_stack([np.zeros(upper.size), upper]), method="highs"
    )
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


def _able(
    skills: tuple[str, ...], experts: tuple[RosterExpert, ...], skill: Ints, start: Ints, length: Ints
) -> Floats:
    able = np.zeros(skill.size)
    for expert in experts:
        missing = np.concatenate(([0], np.cumsum(~expert.available)))
        has = np.array([name in expert.skills for name in skills])
        able += has[skill] & (missing[start + length] == missing[start]) & (length <= expert.most_slots)
    return able


def _cover_rows(skill: Ints, start: Ints, length: Ints, *, skills: int, slots: int) -> sparse.csr_matrix:
    rows = np.concatenate(
        [s * slots + np.arange(b, b + n) for s, b, n in zip(skill, start, length, strict=True)]
    )
    columns = np.repeat(np.arange(skill.size), length)
    return sparse.csr_matrix((np.ones(rows.size), (rows, columns)), shape=(skills * slots, skill.size))


def _limits(
    experts: tuple[RosterExpert, ...], start: Ints, length: Ints, *, slots: int, slots_a_day: int
) -> tuple[sparse.csr_matrix, Floats]:
    """Rows: one a day (people available), one for all hours."""
    days = -(-slots // slots_a_day)
    present = np.zeros(days)
    for expert in experts:
        padded = np.pad(expert.available, (0, days * slots_a_day - slots))
        present += padded.reshape(days, slots_a_day).any(axis=1)
    by_day = sparse.csr_matrix(
        (np.ones(start.size), (start // slots_a_day, np.arange(start.size))), shape=(days, start.size)
    )
    hours = sparse.csr_matrix(length.astype(np.float64)[None, :])
    total = float(sum(expert.most_slots for expert in experts))
    return sparse.vstack([by_day, hours]).tocsr(), np.append(present, total)
