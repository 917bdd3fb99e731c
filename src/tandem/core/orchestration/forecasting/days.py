"""A history as days by slots: totals that allow for missing slots, special days, outlying days."""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Dates, Flags, Floats, Ints
from tandem.core.kit.calendars import ORDINARY, PUBLIC_HOLIDAY, Calendar
from tandem.core.kit.intervals import DayGrid, weekdays
from tandem.core.orchestration.forecasting.passes import running_medians
from tandem.core.orchestration.forecasting.series import DemandSeries, Quality, quality_of

_ENOUGH_SEEN = 0.5  # a day counts once half of its usual volume has been observed
_OUTLYING = 4.5  # robust standard deviations of the log total from its weekday's neighbours


@dataclass(frozen=True, slots=True)
class DayTable:
    """History by local day.

    `counts` (days, slots) with NaN for unknown and 0 for closed; `totals` (days,) the whole day's
    contacts with unknown slots filled in by the weekday's usual shares, NaN when too little was seen;
    `weekday`, `kind` (days,) codes, kind 0 ordinary; `like` (days,) the weekday whose pattern the day
    follows; `trust` (days,) weight in 0..1, below 1 for outlying days.
    """

    dates: Dates
    counts: Floats
    totals: Floats
    weekday: Ints
    kind: Ints
    like: Ints
    trust: Floats
    quality: Quality

    @property
    def slots(self) -> int:
        """Slots a day."""
        return int(self.counts.shape[1])

    @property
    def ordinary(self) -> Flags:
        """Days that are not special, shape (days,)."""
        return np.asarray(self.kind == ORDINARY, dtype=np.bool_)


def day_table(series: DemandSeries, calendar: Calendar, *, ahead: int = 0) -> tuple[DayTable, DayGrid]:
    """Lay a history, and `ahead` intervals after it that are unknown, over local days.

    The grid covers history and future; totals and counts of the future are NaN (0 where closed).
    """
    timeline = series.timeline.part(0, series.timeline.length + ahead)
    grid = DayGrid.of(timeline)
    weekday = weekdays(grid.dates)
    quality = quality_of(series, grid)
    contacts = np.append(series.contacts, np.full(ahead, np.nan))
    counts = np.where(quality.closed[weekday], 0.0, grid.matrix(contacts))
    kind = calendar.codes_for(grid.dates)
    totals = _filled_totals(counts, weekday)
    like = likenesses(counts, totals, weekday, kind, calendar=calendar)
    trust = _trust(totals, weekday, kind)
    outlying = tuple(str(day) for day in grid.dates[(trust < 0.5) & (kind == ORDINARY)])
    noted = Quality(quality.days, quality.closed, quality.unknown, quality.longest_gap, outlying)
    return DayTable(grid.dates, counts, totals, weekday, kind, like, trust, noted), grid


def _filled_totals(counts: Floats, weekday: Ints) -> Floats:
    known = np.isfinite(counts)
    seen = np.where(known, counts, 0.0)
    if known.all():
        return np.asarray(seen.sum(axis=1), dtype=np.float64)
    share = np.zeros((7, counts.shape[1]))
    for day in range(7):
        rows = weekday == day
        mean = seen[rows].sum(axis=0) / np.maximum(known[rows].sum(axis=0), 1)
        share[day] = mean / max(mean.sum(), 1e-12)
    observed = (share[weekday] * known).sum(axis=1)
    return np.where(observed >= _ENOUGH_SEEN, seen.sum(axis=1) / np.maximum(observed, _ENOUGH_SEEN), np.nan)


def rest_day(totals: Floats, weekday: Ints, kind: Ints) -> int:
    """The quietest weekday: what a public holiday is taken to be like until one has been seen."""
    usual = (kind == ORDINARY) & np.isfinite(totals)
    means = [totals[usual & (weekday == day)].mean() if (usual & (weekday == day)).any() else np.inf for day in range(7)]
    return int(np.argmin(means))


def likenesses(counts: Floats, totals: Floats, weekday: Ints, kind: Ints, *, calendar: Calendar) -> Ints:
    """The weekday whose intraday pattern each day follows, shape (days,): its own, unless special.

    For each kind of special day, the candidate (its own weekday, or one weekday for the whole kind)
    under which the kind's past days are most likely as a multinomial draw. A kind never seen follows
    the quietest weekday if it is a public holiday, else its own.
    """
    like = weekday.copy()
    shares = _weekday_shares(counts, weekday, kind)
    names = calendar.kinds()
    quiet = rest_day(totals, weekday, kind)
    for code in sorted(set(kind.tolist()) - {ORDINARY}):
        days = np.flatnonzero((kind == code) & np.isfinite(totals))
        if names[code - 1] == PUBLIC_HOLIDAY and not days.size:
            like[kind == code] = quiet
            continue
        seen = np.nan_to_num(counts[days])
        own = float((seen * np.log(shares[weekday[days]])).sum())
        each = [float((seen * np.log(shares[day])).sum()) for day in range(7)]
        # a whole kind's own pattern must earn its place: two nats a day of evidence
        if days.size and max(each) > own + 2.0 * days.size:
            like[kind == code] = int(np.argmax(each))
    return like


def _weekday_shares(counts: Floats, weekday: Ints, kind: Ints) -> Floats:
    shares = np.zeros((7, counts.shape[1]))
    for day in range(7):
        rows = counts[(weekday == day) & (kind == ORDINARY)]
        mean = np.nan_to_num(rows).sum(axis=0) / np.maximum(np.isfinite(rows).sum(axis=0), 1) + 1e-4
        shares[day] = mean / mean.sum()
    return shares


def _trust(totals: Floats, weekday: Ints, kind: Ints) -> Floats:
    """Weight of each day by how far its log total lies from the running median of its weekday."""
    trust = np.ones(totals.size)
    logs = np.log(np.maximum(totals, 0.0) + 1.0)
    for day in range(7):
        rows = np.flatnonzero((weekday == day) & (kind == ORDINARY) & np.isfinite(totals))
        if rows.size < 5:
            continue
        values = logs[rows]
        gap = np.abs(values - running_medians(values))
        # a Poisson day's own noise is never outlying
        scale = max(1.4826 * float(np.median(gap)), float(np.exp(-np.median(values) / 2)), 0.02)
        trust[rows] = np.minimum(1.0, (_OUTLYING * scale / np.maximum(gap, 1e-12)) ** 2)
        trust[rows[gap > _OUTLYING * scale]] *= 0.49
    return trust
