"""A requirement of experts on consecutive slots, read from rows of a file."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cli.science.queuerows import interval_seconds, labels, rows_by_queue
from tandem.cli.science.refusing import refuse
from tandem.cli.science.tables import TIME_NAMES, column_named, moments, numbers, optional_column, read_table

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from tandem.core.kit.arrays import Flags, Floats

NEED_NAMES = ("seats", "experts", "required", "experts_required", "need")


class Grid:
    """A requirement on consecutive slots; slots without a row, or with a 0 in a column `open`, are closed."""

    __slots__ = ("need", "open", "start", "step")

    def __init__(
        self,
        instants: np.ndarray[Any, Any],
        need: Floats,
        rows: np.ndarray[Any, Any],
        path: Path,
        column: str,
        *,
        opened: Floats | None = None,
    ) -> None:
        import numpy as np

        order = np.argsort(instants, kind="stable")
        seconds = instants[order].astype(np.int64)
        step = interval_seconds(instants[order], rows[order], path, column)
        place = (seconds - seconds[0]) // step
        length = int(place[-1]) + 1
        self.start = instants[order][0]
        self.step = step
        self.need: Floats = np.zeros(length)
        self.need[place] = need[order]
        self.open: Flags = np.zeros(length, dtype=np.bool_)
        self.open[place] = True if opened is None else opened[order] > 0
        blocked = np.flatnonzero(~self.open & (self.need > 0))
        if blocked.size:
            row = int(rows[order[int(np.searchsorted(place, blocked[0]))]])
            refuse(path, "expected nobody to be required while closed", line=row + 2, column="open")


def opened_in(table: pl.DataFrame, path: Path) -> Floats | None:
    """The column `open` (1 or 0), if there is one."""
    column = optional_column(table, "open")
    return None if column is None else numbers(table, path, column)


def read_grids(path: Path, zone: str) -> tuple[str, dict[str, Grid]]:
    """The requirement of each queue of a file, and the name of its column of times."""
    table = read_table(path)
    time = column_named(table, path, TIME_NAMES)
    instants = moments(table, path, time, zone=zone)
    need, opened = numbers(table, path, column_named(table, path, NEED_NAMES)), opened_in(table, path)
    return time, {
        name: Grid(instants[rows], need[rows], rows, path, time, opened=None if opened is None else opened[rows])
        for name, rows in rows_by_queue(labels(table)).items()
    }
