"""Forecasts as the staffing commands read them: contacts at a quantile, handle times and queues by interval."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    """A forecast by row of its file: `instants`, `contacts` to staff for, `handle` seconds, `queue` and whether it is `open`."""

    path: Path
    time_column: str
    instants: np.ndarray[Any, Any]
    contacts: Floats
    handle: Floats
    queue: list[str]
    open: Flags

    def rows_of(self, names: list[str]) -> Iterator[tuple[str, Ints, float]]:
        """Each queue with its rows in order of time and the seconds of its intervals. Refuses intervals that are uneven."""
        import numpy as np

        for name in names:
            rows = np.array([row for row, one in enumerate(self.queue) if one == name])
            rows = rows[np.argsort(self.instants[rows])]
            yield name, rows, interval_seconds(self.instants[rows], self.path, rows, self.time_column)


def read_demand(path: Path, *, zone: str, quantile: float | None, aht: float | None) -> Demand:
    """Read a forecast; refuses the first wrong cell."""
    table = read_table(path)
    time = column_named(table, path, TIME_NAMES)
    column = optional_column(table, "queue")
    label = [str(one or "") for one in table[column].to_list()] if column else [""] * table.height
    expected = numbers(table, path, column_named(table, path, CONTACTS))
    return Demand(
        path, time, moments(table, path, time, zone=zone), _contacts(table, path, quantile), handle_times(table, path, aht), label, expected > 0
    )  # fmt: skip


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


def interval_seconds(instants: np.ndarray[Any, Any], path: Path, rows: np.ndarray[Any, Any], column: str) -> float:
    import numpy as np

    gaps = np.diff(instants).astype("timedelta64[s]").astype(np.int64)
    if gaps.size == 0:
        refuse(path, "expected at least two intervals a queue")
    step = int(np.bincount(np.unique(gaps, return_inverse=True)[1]).argmax())
    usual = int(np.unique(gaps)[step])
    if np.any(gaps == 0):
        refuse(path, "duplicate time", line=int(rows[int(np.argmin(gaps)) + 1]) + 2, column=column)
    odd = np.flatnonzero(gaps % usual)
    if odd.size:
        refuse(
            path,
            f"two intervals in one series: expected {usual // 60} minutes",
            line=int(rows[odd[0] + 1]) + 2,
            column=column,
        )
    return float(usual)
