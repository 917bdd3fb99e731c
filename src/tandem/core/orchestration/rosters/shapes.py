"""Shapes of shifts: how long, from when, with which breaks, at what cost."""

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy import sparse

from tandem.core.kit.arrays import Flags, Floats, Ints


@dataclass(frozen=True, slots=True)
class ShiftShape:
    """One kind of shift on a grid of slots.

    `length` slots from start to end; `breaks` are (offset, length) in slots, during which nobody covers;
    `cost` of one such shift; `step` slots between allowed starts.
    """

    length: int
    cost: float
    breaks: tuple[tuple[int, int], ...] = ()
    step: int = 1

    def __post_init__(self) -> None:
        if self.length < 1 or self.step < 1 or self.cost < 0:
            raise ValueError("a shift has a length and a step of at least one slot, and a cost from 0")
        end = 0
        for offset, length in self.breaks:
            if offset < end or length < 1 or offset + length > self.length:
                raise ValueError("breaks lie inside the shift, in order, and do not overlap")
            end = offset + length

    def cover(self) -> Flags:
        """Which slots of the shift are worked, shape (length,)."""
        worked = np.ones(self.length, dtype=np.bool_)
        for offset, length in self.breaks:
            worked[offset : offset + length] = False
        return worked


def micro_shapes(lengths: tuple[int, ...], *, slot_minutes: float, hourly: float, fixed: float) -> tuple[ShiftShape, ...]:
    """Shapes of plain micro-shifts: hourly pay and a fixed cost each (a claim, a log-in, a hand-over).

    >>> micro_shapes((2, 4), slot_minutes=15.0, hourly=20.0, fixed=0.5)[0].cost
    10.5
    """
    return tuple(ShiftShape(length, length * slot_minutes / 60.0 * hourly + fixed) for length in lengths)


def with_break_choices(length: int, cost: float, *, break_slots: int, earliest: int, latest: int, step: int = 1) -> tuple[ShiftShape, ...]:
    """One shape for each place that a single break may take, so that the plan can lay breaks against the
    curve.
    """
    return with_breaks(length, cost, ((earliest, latest, break_slots),), step=step, break_step=step)


def with_breaks(length: int, cost: float, windows: tuple[tuple[int, int, int], ...], *, step: int = 1, break_step: int = 1) -> tuple[ShiftShape, ...]:
    """One shape for each way to place the breaks: `windows` are earliest and latest start, and slots, of each.

    >>> len(with_breaks(16, 4.0, ((2, 4, 1), (8, 9, 2))))
    6
    """
    places = product(*(range(earliest, latest + 1, break_step) for earliest, latest, _ in windows))
    sizes = tuple(size for *_, size in windows)
    return tuple(ShiftShape(length, cost, tuple(zip(chosen, sizes, strict=True)), step) for chosen in places)


@dataclass(frozen=True, slots=True)
class Columns:
    """Every shift that may be offered: `shape`, `start` (columns,), `matrix` (slots, columns) of cover,
    `cost`.
    """

    shape: Ints
    start: Ints
    matrix: sparse.csc_matrix
    cost: Floats


def columns_of(shapes: tuple[ShiftShape, ...], *, slots: int, allowed: Flags | None = None) -> Columns:
    """All starts of all shapes that end in time and stay inside `allowed` slots (slots,), if given."""
    usable = np.ones(slots, dtype=np.bool_) if allowed is None else allowed
    blocked = np.concatenate(([0], np.cumsum(~usable)))
    kinds, starts, rows, pointers, costs = [], [], [], [0], []
    for kind, shape in enumerate(shapes):
        offsets = np.flatnonzero(shape.cover())
        first = np.arange(0, slots - shape.length + 1, shape.step)
        first = first[blocked[first + shape.length] == blocked[first]]
        kinds.append(np.full(first.size, kind, dtype=np.int64))
        starts.append(first)
        rows.append((first[:, None] + offsets[None, :]).ravel())
        pointers.extend(pointers[-1] + offsets.size * np.arange(1, first.size + 1))
        costs.append(np.full(first.size, shape.cost))
    indices = np.concatenate(rows) if rows else np.zeros(0, dtype=np.int64)
    count = len(pointers) - 1
    matrix = sparse.csc_matrix((np.ones(indices.size), indices, np.asarray(pointers)), shape=(slots, count))
    return Columns(np.concatenate(kinds), np.concatenate(starts), matrix, np.concatenate(costs))
