"""Interval lengths, and the grid that lays instants of one zone over local days and slots."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from tandem.core.kit.arrays import Dates, Floats, Ints

DAY_SECONDS = 86_400
_UNITS = {"s": 1, "sec": 1, "min": 60, "m": 60, "h": 3600, "d": DAY_SECONDS, "w": 7 * DAY_SECONDS}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(s|sec|min|m|h|d|w)")


def parse_duration(text: str) -> int:
    """Seconds in a written duration such as 15min, 2h, 7d or a bare number of seconds.

    >>> parse_duration("30min"), parse_duration("1.5h"), parse_duration("90")
    (1800, 5400, 90)
    """
    cleaned = text.strip().lower()
    if cleaned.isdigit() and int(cleaned) > 0:
        return int(cleaned)
    match = _DURATION.fullmatch(cleaned)
    seconds = float(match[1]) * _UNITS[match[2]] if match else 0.0
    if seconds < 1 or seconds != int(seconds):
        raise ValueError(f"expected a duration such as 30min, 4h or 7d, got {text!r}")
    return int(seconds)


def zone_named(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises ValueError when there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"expected an IANA zone such as Europe/Paris, got {name!r}") from error


@dataclass(frozen=True, slots=True)
class Timeline:
    """Consecutive intervals of one length: instants `start + i * step_seconds`, read in `zone`."""

    start: datetime
    step_seconds: int
    length: int
    zone: str = "UTC"

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError("a timeline starts at an aware instant; give the zone")
        if self.step_seconds < 60 or DAY_SECONDS % self.step_seconds:
            raise ValueError(f"an interval divides the day into whole minutes, got {self.step_seconds} s")
        if self.length < 1:
            raise ValueError("a timeline has at least one interval")
        zone_named(self.zone)

    @property
    def slots_a_day(self) -> int:
        """Intervals in a day of 24 hours."""
        return DAY_SECONDS // self.step_seconds

    def instants(self) -> Dates:
        """Start of each interval in UTC, datetime64[s], shape (length,)."""
        first = np.datetime64(self.start.astimezone(UTC).replace(tzinfo=None), "s")
        steps = np.arange(self.length) * np.timedelta64(self.step_seconds, "s")
        return np.asarray(first + steps)

    def local(self) -> Dates:
        """Start of each interval on the wall clock of the zone, datetime64[s], shape (length,)."""
        return local_times(self.instants(), self.zone)

    def following(self, length: int) -> "Timeline":
        """The timeline that begins where this one ends."""
        end = self.start.astimezone(UTC) + timedelta(seconds=self.step_seconds * self.length)
        return Timeline(end, self.step_seconds, length, self.zone)

    def part(self, first: int, length: int) -> "Timeline":
        """The intervals from index `first` on."""
        start = self.start.astimezone(UTC) + timedelta(seconds=self.step_seconds * first)
        return Timeline(start, self.step_seconds, length, self.zone)


def local_times(instants: Dates, zone: str) -> Dates:
    """Wall-clock times of UTC instants (sorted or not), datetime64[s], exact across clock changes."""
    return np.asarray(instants + _offsets(instants, zone).astype("timedelta64[s]"))


def _offsets(instants: Dates, zone: str) -> Ints:
    """Offset from UTC in seconds: one look-up a day, and one an interval on days when the clock changes."""
    info = zone_named(zone)
    if zone == "UTC" or instants.size == 0:
        return np.zeros(instants.shape, dtype=np.int64)
    day = instants.astype("datetime64[D]")
    days = np.arange(day.min(), day.max() + 2)
    at_midnight = np.array([_offset(info, moment) for moment in days.astype("datetime64[s]")], dtype=np.int64)
    place = (day - days[0]).astype(np.int64)
    offsets = at_midnight[place]
    for index in np.flatnonzero(at_midnight[place] != at_midnight[place + 1]):
        offsets[index] = _offset(info, instants[index])
    return np.asarray(offsets, dtype=np.int64)


def _offset(info: ZoneInfo, instant: np.datetime64) -> int:
    moment = datetime.fromtimestamp(int(instant.astype(np.int64)), tz=info)
    shift = moment.utcoffset()
    return int(shift.total_seconds()) if shift else 0


@dataclass(frozen=True, slots=True)
class DayGrid:
    """Where each interval of a timeline falls: local day and slot of the day.

    `dates` has shape (days,), datetime64[D]; `day` and `slot` have shape (length,). A day when the
    clock goes back holds one slot twice (its values are averaged, being rates), a day when it goes
    forward misses one (it stays unknown).
    """

    dates: Dates
    day: Ints
    slot: Ints
    slots: int

    @classmethod
    def of(cls, timeline: Timeline) -> "DayGrid":
        """Lay a timeline over its local days; many series on one timeline share one grid, which is read-only."""
        return _laid(timeline)

    def matrix(self, values: Floats) -> Floats:
        """Values by day and slot, shape (days, slots); cells without an interval are NaN."""
        flat = self.day * self.slots + self.slot
        table = np.full(self.dates.size * self.slots, np.nan)
        table[flat] = values
        if np.any(flat[1:] <= flat[:-1]):  # a repeated hour: average what is known
            known = np.isfinite(values)
            count = np.bincount(flat[known], minlength=table.size)
            total = np.bincount(flat[known], weights=values[known], minlength=table.size)
            table = np.where(count > 0, total / np.maximum(count, 1), np.nan)
        return table.reshape(self.dates.size, self.slots)

    def vector(self, table: Floats) -> Floats:
        """Values of a (days, slots) table at each interval of the timeline, shape (length,)."""
        return np.asarray(table[self.day, self.slot], dtype=np.float64)


@lru_cache(maxsize=32)  # of a thousand series on one timeline each would lay it anew; a year at 5 minutes takes 1.7 MB
def _laid(timeline: Timeline) -> DayGrid:
    local = timeline.local()
    dates = local.astype("datetime64[D]")
    unique = np.arange(dates.min(), dates.max() + 1)
    seconds = (local - dates.astype("datetime64[s]")).astype(np.int64)
    grid = DayGrid(unique, (dates - unique[0]).astype(np.int64), seconds // timeline.step_seconds, timeline.slots_a_day)
    for part in (grid.dates, grid.day, grid.slot):
        part.flags.writeable = False
    return grid


def weekdays(dates: Dates) -> Ints:
    """Day of the week, Monday 0 to Sunday 6.

    >>> weekdays(np.array(["1999-01-03"], dtype="datetime64[D]"))
    array([6])
    """
    return np.asarray((dates.astype("datetime64[D]").astype(np.int64) + 3) % 7, dtype=np.int64)
