"""From a history file to series: one an interval, every queue on its own timeline."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cli.science.refusing import refuse
from tandem.cli.science.tables import TIME_NAMES, column_named, moments, numbers, optional_column, read_table

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from tandem.core.kit.arrays import Floats
    from tandem.core.orchestration.forecasting import DemandSeries

COUNT_NAMES = ("contacts", "calls", "count", "volume", "y")


def read_history(
    path: Path,
    *,
    interval: int | None,
    zone: str,
    source_zone: str | None = None,
    time_column: str | None = None,
    count_column: str | None = None,
) -> list[DemandSeries]:
    """The series of a file, by queue, at `interval` seconds (the file's own when None).

    Rows may come in any order. Coarser intervals are sums; an interval of which a part is missing inside
    the rows' range is unknown. Refuses what cannot be read as one regular series a queue.
    """
    table = read_table(path)
    time = column_named(table, path, TIME_NAMES, wanted=time_column)
    count = column_named(table, path, COUNT_NAMES, wanted=count_column)
    instants = moments(table, path, time, zone=source_zone or zone)
    contacts = numbers(table, path, count, empty=True)
    aht = optional_column(table, "aht_seconds", "aht", "handle_seconds")
    handle = numbers(table, path, aht, empty=True) if aht else None
    series = []
    for name, rows in _groups(table):
        where = _Where(path, time, name)
        part = None if handle is None else handle[rows]
        series.append(_series(where, instants[rows], contacts[rows], part, rows, interval=interval, zone=zone))
    return series


class _Where:
    """Names the place of a row in messages."""

    __slots__ = ("column", "name", "path")

    def __init__(self, path: Path, column: str, name: str) -> None:
        self.path, self.column, self.name = path, column, name

    def refuse(self, expected: str, row: int) -> Any:
        """Refuse at a row of the table."""
        label = f" in {self.name}" if self.name else ""
        refuse(self.path, expected + label, line=row + 2, column=self.column)


def _groups(table: pl.DataFrame) -> list[tuple[str, np.ndarray[Any, Any]]]:
    """Rows of each series: one a combination of queue, channel and language."""
    import numpy as np
    import polars as pl

    keys = [name for name in (optional_column(table, part) for part in ("queue", "channel", "language")) if name]
    if not keys:
        return [("", np.arange(table.height))]
    label = table.select(pl.concat_str([pl.col(key).cast(pl.String).fill_null("") for key in keys], separator=" / "))
    codes = label.to_series().to_numpy()
    names, place = np.unique(codes.astype(str), return_inverse=True)
    order = np.argsort(place, kind="stable")
    bounds = np.searchsorted(place[order], np.arange(len(names) + 1))
    return [(str(name), order[bounds[i] : bounds[i + 1]]) for i, name in enumerate(names)]


def _series(
    where: _Where,
    instants: np.ndarray[Any, Any],
    contacts: Floats,
    handle: Floats | None,
    rows: np.ndarray[Any, Any],
    *,
    interval: int | None,
    zone: str,
) -> DemandSeries:
    import numpy as np

    from tandem.core.kit.intervals import Timeline
    from tandem.core.orchestration.forecasting import DemandSeries

    order = np.argsort(instants, kind="stable")
    seconds = instants[order].astype(np.int64)
    gaps = np.diff(seconds)
    if np.any(gaps == 0):
        where.refuse("duplicate time", int(rows[order[int(np.argmin(gaps)) + 1]]))
    if gaps.size == 0:
        where.refuse("expected more than one interval", int(rows[0]))
    own = _own_step(where, gaps, rows[order])
    step = interval or own
    if step % own:
        where.refuse(f"intervals of {own // 60} minutes cannot be added up to {step / 60:g}", int(rows[order[0]]))
    start = int(seconds[0]) - _misfit(int(seconds[0]), step, zone)
    place = (seconds - start) // step
    length = int(place[-1]) + 1
    values, aht = _added(place, contacts[order], None if handle is None else handle[order], length)
    if step > own:
        whole = _filled_slots(seconds, start, step, own, length)
        values = np.where(whole, values, np.nan)
    timeline = Timeline(datetime.fromtimestamp(start, tz=UTC), step, length, zone)
    return DemandSeries(where.name or where.path.name.split(".")[0], timeline, values, aht)


def _own_step(where: _Where, gaps: np.ndarray[Any, Any], rows: np.ndarray[Any, Any]) -> int:
    """The interval of a series: the usual gap between rows. Every gap must be a multiple of it."""
    import numpy as np

    sizes, counts = np.unique(gaps, return_counts=True)
    step = int(sizes[np.argmax(counts)])
    odd = np.flatnonzero(gaps % step)
    if odd.size:
        where.refuse(
            f"two intervals in one series: most rows are {step // 60} minutes apart, this one {gaps[odd[0]] / 60:g}",
            int(rows[odd[0] + 1]),
        )
    if step < 60 or 86_400 % step:
        where.refuse(f"expected intervals of whole minutes that divide a day, got {step} seconds", int(rows[1]))
    return step


def _misfit(start: int, step: int, zone: str) -> int:
    """Seconds by which a first instant lies inside its interval of the local day."""
    import numpy as np

    from tandem.core.kit.intervals import local_times

    local = local_times(np.array([start], dtype="datetime64[s]"), zone)[0]
    return int((local - local.astype("datetime64[D]").astype("datetime64[s]")).astype(np.int64)) % step


def _added(place: np.ndarray[Any, Any], contacts: Floats, handle: Floats | None, length: int) -> tuple[Floats, Floats | None]:
    import numpy as np

    known = np.isfinite(contacts)
    total = np.bincount(place[known], weights=contacts[known], minlength=length)
    seen = np.bincount(place[known], minlength=length) > 0
    values = np.where(seen, total, np.nan)
    if handle is None:
        return values, None
    use = known & np.isfinite(handle) & (contacts > 0)
    mass = np.bincount(place[use], weights=contacts[use], minlength=length)
    work = np.bincount(place[use], weights=contacts[use] * handle[use], minlength=length)
    return values, np.where(mass > 0, work / np.maximum(mass, 1e-12), np.nan)


def _filled_slots(seconds: np.ndarray[Any, Any], start: int, step: int, own: int, length: int) -> np.ndarray[Any, Any]:
    """Coarse intervals all of whose parts have rows; edges count as whole when the file begins or ends
    there.
    """
    import numpy as np

    place = (seconds - start) // step
    count = np.bincount(place, minlength=length)
    need = np.full(length, step // own)
    first = int(seconds[0]) - start
    need[0] = step // own - first // own
    return count >= need
