"""Shapes of shifts from the command line, and shifts that stand already."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from tandem.cli.science.queuerows import labels, rows_by_queue
from tandem.cli.science.refusing import refuse
from tandem.cli.science.ruletexts import breaks_from, breaks_in, slots_in
from tandem.cli.science.tables import TIME_NAMES, column_named, moments, numbers, optional_column, read_table

if TYPE_CHECKING:
    from tandem.cli.science.grids import Grid
    from tandem.core.kit.arrays import Floats, Ints
    from tandem.core.orchestration.rosters import ShiftShape


def shapes_in(lengths: str, start_every: str, breaks: str, step: int, *, hourly: float, fixed: float) -> tuple[ShiftShape, ...]:
    """Every kind of shift, with one shape for each way to place its breaks. Raises ValueError for what does not fit."""
    from tandem.core.orchestration.rosters import RosterRules, with_breaks

    every = slots_in(start_every, step, "a start every") if start_every else 1
    sizes = tuple(slots_in(text, step, "a shift") for text in lengths.split(","))
    rules = RosterRules(sizes, breaks=breaks_in(breaks, step))
    shapes: list[ShiftShape] = []
    for size in sizes:
        cost = rules.paid_slots(size) * step / 3600 * hourly + fixed
        shapes += with_breaks(size, cost, rules.break_windows(size), step=every)
    return tuple(shapes)


class StandingShifts:
    """Shifts of a file that stand: start, minutes[, seats][, queue][, breaks], as `tandem shifts --out` writes them."""

    def __init__(self, path: Path | None, zone: str) -> None:
        self.path = path
        self.queues: dict[str, Ints] = {}
        if path is None:
            return
        import numpy as np

        table = read_table(path)
        self.column = column_named(table, path, TIME_NAMES)
        self.starts = moments(table, path, self.column, zone=zone)
        self.minutes = numbers(table, path, column_named(table, path, ("minutes",)))
        seats = optional_column(table, "seats")
        self.seats = numbers(table, path, seats) if seats else np.ones(table.height)
        breaks = optional_column(table, "breaks")
        self.breaks = [str(one or "") for one in table[breaks].to_list()] if breaks else [""] * table.height
        self.queues = rows_by_queue(labels(table))

    def covering(self, queue: str, grid: Grid) -> Floats:
        """Experts that stand in each slot of a queue's grid; the queue is then done with."""
        import numpy as np

        standing = np.zeros(grid.need.size)
        for row in self.queues.pop(queue, np.zeros(0, dtype=np.int64)).tolist():
            offset = int((self.starts[row] - grid.start).astype("timedelta64[s]").astype(np.int64))
            length = int(self.minutes[row] * 60)
            if offset % grid.step or length % grid.step or length == 0:
                self._refuse(row, f"expected a shift on intervals of {grid.step // 60} minutes")
            first, size = offset // grid.step, length // grid.step
            if first < 0 or first + size > grid.need.size:
                self._refuse(row, "expected a shift within the requirement's times")
            at_work = np.ones(size, dtype=np.bool_)
            for cut, slots in self._breaks_of(row, grid.step, size=size):
                at_work[cut : cut + slots] = False
            standing[first : first + size] += self.seats[row] * at_work
        return standing

    def check_all_used(self) -> None:
        """Refuse shifts of a queue that the requirement does not have."""
        for queue, rows in self.queues.items():
            self._refuse(int(rows[0]), f"there is no queue {queue!r} in the requirement")

    def _breaks_of(self, row: int, step: int, *, size: int) -> tuple[tuple[int, int], ...]:
        try:
            return breaks_from(self.breaks[row], step, size=size)
        except ValueError as error:
            self._refuse(row, str(error), column="breaks")

    def _refuse(self, row: int, expected: str, *, column: str | None = None) -> NoReturn:
        refuse(str(self.path), expected, line=row + 2, column=column or self.column)
