"""What is forecast: contacts and handle time of one queue, channel and language, and what is wrong with
them.
"""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Flags, Floats
from tandem.core.kit.intervals import DayGrid, Timeline, weekdays

MINIMUM_DAYS = 14  # two of each weekday: less cannot tell a weekday from a day


@dataclass(frozen=True, slots=True)
class DemandSeries:
    """Counts per interval; NaN is unknown, never zero.

    `contacts` has shape (timeline.length,), in contacts an interval. `handle_seconds`, when given,
    has the same shape: mean handle time of the contacts of the interval.
    """

    name: str
    timeline: Timeline
    contacts: Floats
    handle_seconds: Floats | None = None

    def __post_init__(self) -> None:
        if self.contacts.shape != (self.timeline.length,):
            raise ValueError(f"{self.name}: {self.contacts.size} counts for {self.timeline.length} intervals")
        if np.any(self.contacts < 0):
            raise ValueError(f"{self.name}: contacts are counts, never below zero")
        if not np.any(np.isfinite(self.contacts)):
            raise ValueError(f"{self.name}: no interval has a count")
        if self.handle_seconds is not None and self.handle_seconds.shape != self.contacts.shape:
            raise ValueError(f"{self.name}: handle times and contacts have different lengths")

    def until(self, length: int) -> "DemandSeries":
        """The first `length` intervals."""
        handle = None if self.handle_seconds is None else self.handle_seconds[:length]
        return DemandSeries(self.name, self.timeline.part(0, length), self.contacts[:length], handle)


@dataclass(frozen=True, slots=True)
class Quality:
    """What the history is made of, for people to read before they trust a forecast.

    `closed` has shape (7, slots): weekday and slot that never hold a row, so the queue is closed.
    `unknown` counts missing intervals inside the opening pattern; `outliers` are dates, flagged and
    kept.
    """

    days: int
    closed: Flags
    unknown: int
    longest_gap: int
    outliers: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """What to say aloud."""
        said = []
        if self.closed.any():
            said.append(f"{int(self.closed.sum())} of {self.closed.size} weekly intervals never have rows: closed.")
        if self.unknown:
            said.append(f"{self.unknown} intervals are missing inside the opening pattern (longest gap {self.longest_gap}): treated as unknown, not as zero.")
        if self.outliers:
            said.append(f"{len(self.outliers)} unusual days, kept but weighed down: {', '.join(self.outliers)}.")
        return tuple(said)


def quality_of(series: DemandSeries, grid: DayGrid) -> Quality:
    """Tell closed hours from missing data: an interval of the week that never holds a row is closed.

    The grid may run on beyond the history; what lies there is not missing.
    """
    length = series.timeline.length
    known = np.isfinite(series.contacts)
    place = weekdays(grid.dates)[grid.day[:length]] * grid.slots + grid.slot[:length]
    met = np.bincount(place, minlength=7 * grid.slots) > 0
    seen = np.bincount(place[known], minlength=7 * grid.slots) > 0
    missing = ~known & seen[place]
    edges = np.flatnonzero(np.diff(np.concatenate(([0], missing.astype(np.int8), [0]))))
    gaps = edges[1::2] - edges[::2]
    closed = (met & ~seen).reshape(7, grid.slots)
    days = int(grid.day[length - 1]) + 1
    return Quality(days, closed, int(missing.sum()), int(gaps.max()) if gaps.size else 0)
