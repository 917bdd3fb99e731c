"""Forecasts as the staffing commands read them: contacts at a quantile, handle times and queues by interval."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cli.science.grids import opened_in
from tandem.cli.science.queuerows import check_same_intervals, interval_seconds, labels, rows_by_queue
from tandem.cli.science.refusing import refuse
from tandem.cli.science.tables import TIME_NAMES, column_named, moments, numbers, optional_column, read_table

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from tandem.core.kit.arrays import Flags, Floats, Ints

CONTACTS = ("contacts", "mean", "calls")
BANDS = {
    0.025: "low95",
    0.1: "low80",
    0.25: "low50",
    0.5: "median",
    0.75: "high50",
    0.9: "high80",
    0.975: "high95",
}


@dataclass(frozen=True, slots=True)
class Demand:
    """A forecast by row of its file: `instants`, `contacts` to staff for, `handle` seconds, `queue` and whether it is `open`.

    `closed` is where a column `open` says 0: nobody works then.
    """

    path: Path
    time_column: str
    instants: np.ndarray[Any, Any]
    contacts: Floats
    handle: Floats
    queue: list[str]
    open: Flags
    closed: Flags

    def check_open(self, rows: Ints) -> None:
        """Refuse contacts of a live queue in a closed interval: nobody would be there."""
        import numpy as np

        odd = np.flatnonzero(self.closed[rows] & (self.contacts[rows] > 0))
        if odd.size:
            expected = "expected no contacts of a live queue while closed; deferred work (--due) may wait"
            refuse(self.path, expected, line=int(rows[odd[0]]) + 2, column="open")

    def check_same_intervals(self) -> float:
        """The seconds of the intervals on which every queue lies. Refuses a queue that lies on others."""
        spans = {name: (self.instants[rows[0]], int(step)) for name, rows, step in self.rows_of(list(dict.fromkeys(self.queue)))}
        return float(check_same_intervals(spans, self.path, self.time_column))

    def rows_of(self, names: list[str]) -> Iterator[tuple[str, Ints, float]]:
        """Each queue with its rows in order of time and the seconds of its intervals. Refuses intervals that are uneven."""
        import numpy as np

        places = rows_by_queue(self.queue)
        for name in names:
            rows = places[name][np.argsort(self.instants[places[name]], kind="stable")]
            yield name, rows, float(interval_seconds(self.instants[rows], rows, self.path, self.time_column))


def read_demand(path: Path, *, zone: str, quantile: float | None, aht: float | None) -> Demand:
    """Read a forecast; refuses the first wrong cell."""
    table = read_table(path)
    time = column_named(table, path, TIME_NAMES)
    instants = moments(table, path, time, zone=zone)
    expected, opened = numbers(table, path, column_named(table, path, CONTACTS)), opened_in(table, path)
    closed = expected < 0 if opened is None else opened <= 0
    contacts, handle = _contacts(table, path, quantile), handle_times(table, path, aht)
    return Demand(path, time, instants, contacts, handle, labels(table), (expected > 0) & ~closed, closed)


def _contacts(table: pl.DataFrame, path: Path, quantile: float | None) -> Floats:
    column = column_named(table, path, CONTACTS)
    if quantile is None:
        return numbers(table, path, column)
    import numpy as np

    levels = [level for level, name in BANDS.items() if name in table.columns]
    if len(levels) < 2 or not min(levels) <= quantile <= max(levels):
        refuse(
            path,
            f"expected bands (low95 ... high95) around the quantile {quantile:g}, from `tandem forecast`",
            line=1,
        )
    bands = np.stack([numbers(table, path, BANDS[level]) for level in levels])
    upper = int(np.searchsorted(levels, quantile))
    if levels[upper] == quantile:
        return np.asarray(bands[upper])
    part = (quantile - levels[upper - 1]) / (levels[upper] - levels[upper - 1])
    return np.asarray(bands[upper - 1] + part * (bands[upper] - bands[upper - 1]))


def handle_times(table: pl.DataFrame, path: Path, aht: float | None) -> Floats:
    import numpy as np

    column = optional_column(table, "aht_seconds", "aht", "handle_seconds")
    if aht is not None:
        if aht <= 0:
            refuse("--aht", "expected seconds above 0")
        return np.full(table.height, aht)
    if column is None:
        refuse(path, "expected a column aht_seconds, or --aht", line=1)
    values = numbers(table, path, column)
    if np.any(values <= 0):
        refuse(
            path,
            "expected a handle time above 0 seconds",
            line=int(np.flatnonzero(values <= 0)[0]) + 2,
            column=column,
        )
    return values
