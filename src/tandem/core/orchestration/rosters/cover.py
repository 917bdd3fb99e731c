"""Which shifts to offer: least cost that covers a requirement, with the proof, and what one more expert is
worth.

min c'x, A x >= r - locked, 0 <= x <= cap, x whole. Without breaks each column of A is an interval of
ones, so A is totally unimodular and the linear program's corner is whole (Veinott, Wagner 1962,
Operations Research 10:518): the linear bound proves optimality. With breaks HiGHS branches.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from tandem.core.kit.arrays import Flags, Floats, Ints
from tandem.core.orchestration.rosters.shapes import Columns, ShiftShape, columns_of

_WHOLE = 1e-6


class InfeasibleCoverError(ValueError):
    """No plan covers the requirement; the message and `slots` say which intervals bind."""

    def __init__(self, message: str, slots: Ints) -> None:
        super().__init__(message)
        self.slots = slots


@dataclass(frozen=True, slots=True)
class Cover:
    """A plan: `shape`, `start`, `seats` (shifts offered,), and its proof.

    `bound` is a cost below which no plan can fall; `gap` is (cost - bound) / bound; `worth` (slots,) is
    what the plan's cost would rise by for one more expert in each slot (the dual), a price signal.
    """

    shape: Ints
    start: Ints
    seats: Ints
    cost: float
    bound: float
    gap: float
    covered: Floats
    worth: Floats
    paid_over_required: float


def plan_cover(
    required: Floats,
    shapes: tuple[ShiftShape, ...],
    *,
    allowed: Flags | None = None,
    locked: Floats | None = None,
    most_seats: Floats | float | None = None,
    gap: float = 1e-4,
    seconds: float = 60.0,
) -> Cover:
    """Cover `required` experts (slots,) at least cost.

    `allowed` slots may be worked; `locked` experts (slots,) stand already and are not changed;
    `most_seats` caps the seats of each shape and start (one figure, or one a column). Raises
    InfeasibleCoverError, naming the slots, when nothing covers the requirement.

    >>> plan = plan_cover(np.array([1.0, 2.0, 1.0]), (ShiftShape(1, 1.4), ShiftShape(3, 3.0)))
    >>> plan.cost, plan.gap
    (4.4, 0.0)
    """
    if np.any(~np.isfinite(required)) or np.any(required < 0):
        raise ValueError("a requirement is a number of experts from 0 in every slot")
    need = np.ceil(required - 1e-9)
    standing = np.zeros(required.size) if locked is None else locked
    need = np.maximum(need - standing, 0.0)
    columns = columns_of(shapes, slots=required.size, allowed=allowed)
    caps = np.full(columns.cost.size, np.inf) if most_seats is None else np.broadcast_to(most_seats, columns.cost.size)
    _check_coverable(need, columns, caps)
    if not need.any():
        empty = np.zeros(0, dtype=np.int64)
        return Cover(empty, empty, empty, 0.0, 0.0, 0.0, standing, np.zeros(required.size), float("nan"))
    relaxed = linprog(
        columns.cost,
        A_ub=-columns.matrix,
        b_ub=-need,
        bounds=np.column_stack([np.zeros(caps.size), caps]),
        method="highs",
    )
    if relaxed.status != 0:
        raise InfeasibleCoverError("the caps on seats leave too few shifts for the requirement", np.flatnonzero(need))
    seats, bound = np.asarray(relaxed.x), float(relaxed.fun)
    if np.abs(seats - np.rint(seats)).max() > _WHOLE:
        seats, bound = _branched(columns, need, caps, bound=bound, gap=gap, seconds=seconds)
    return _cover(
        columns,
        np.rint(seats).astype(np.int64),
        bound,
        need,
        standing,
        -np.asarray(relaxed.ineqlin.marginals),
        shapes,
    )


def _branched(columns: Columns, need: Floats, caps: Floats, *, bound: float, gap: float, seconds: float) -> tuple[Floats, float]:
    solved = milp(
        columns.cost,
        constraints=LinearConstraint(columns.matrix, lb=need),
        integrality=np.ones(caps.size),
        bounds=Bounds(0, caps),
        options={"mip_rel_gap": gap, "time_limit": seconds},
    )
    if solved.x is None:
        raise InfeasibleCoverError("no whole plan was found within the time limit", np.flatnonzero(need))
    proved = solved.mip_dual_bound
    return np.asarray(solved.x), max(bound, float(proved) if proved is not None else bound)


def _check_coverable(need: Floats, columns: Columns, caps: Floats) -> None:
    most = columns.matrix @ np.minimum(caps, 1e9)
    short = np.flatnonzero(most < need - 1e-9)
    if short.size:
        first = int(short[0])
        raise InfeasibleCoverError(
            f"{short.size} intervals cannot be covered, the first is number {first + 1}: it needs "
            f"{need[first]:.0f} "
            f"and the shifts allowed there seat at most {most[first]:.0f}",
            short,
        )


def _cover(
    columns: Columns,
    seats: Ints,
    bound: float,
    need: Floats,
    standing: Floats,
    worth: Floats,
    shapes: tuple[ShiftShape, ...],
) -> Cover:
    used = np.flatnonzero(seats)
    used = used[np.lexsort((columns.shape[used], columns.start[used]))]
    cost = float(columns.cost @ seats)
    paid = float(sum(seats[place] * shapes[columns.shape[place]].cover().sum() for place in used))
    total = float(need.sum())
    return Cover(
        columns.shape[used],
        columns.start[used],
        seats[used],
        cost,
        min(bound, cost),
        max(0.0, (cost - bound) / bound) if bound > 0 else 0.0,
        standing + columns.matrix @ seats,
        worth,
        paid / total if total else float("nan"),
    )
