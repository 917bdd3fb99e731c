"""Calibration from a per-contact log: rates, over-dispersion, handle time, patience, staff."""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Flags, Floats, Ints
from tandem.core.orchestration.staffing.patience import PatienceCurve, exponential_mean, kaplan_meier
from tandem.core.orchestration.twin.replay import staff_on_duty

_WEEKLY_FROM_DAYS = 14  # two of each weekday: less cannot tell a weekday from a day


@dataclass(frozen=True, slots=True)
class ContactLog:
    """A log, one entry a contact that asked for a person, all arrays (n,).

    `day` days since 1970 in the service's zone; `arrived_seconds` into the day; `waited_seconds`; `abandoned`;
    `handle_seconds` (0 when abandoned); `server` number, -1 when abandoned.
    """

    day: Ints
    arrived_seconds: Floats
    waited_seconds: Floats
    abandoned: Flags
    handle_seconds: Floats
    server: Ints

    def __post_init__(self) -> None:
        sizes = {
            part.size
            for part in (
                self.day,
                self.arrived_seconds,
                self.waited_seconds,
                self.abandoned,
                self.handle_seconds,
                self.server,
            )
        }
        if len(sizes) != 1 or not self.day.size:
            raise ValueError("a log has at least one contact and every figure of each")
        if np.any(self.waited_seconds < 0) or np.any(self.handle_seconds < 0):
            raise ValueError("waits and handle times are never below zero")

    def of_days(self, days: Ints) -> "ContactLog":
        """The entries of some days."""
        keep = np.isin(self.day, days)
        return ContactLog(
            self.day[keep],
            self.arrived_seconds[keep],
            self.waited_seconds[keep],
            self.abandoned[keep],
            self.handle_seconds[keep],
            self.server[keep],
        )


@dataclass(frozen=True, slots=True)
class FittedService:
    """What the log says: `rates` contacts a second and `experts` at work by interval of the cycle, means, spreads.

    The cycle is a week from Monday (7 x slots) when `weekly`, else one mean day (slots). `missing_days` lie
    between the first and the last day of the log, on a weekday that has contacts in other weeks. Patience is
    None when nobody in the log gave up: it is longer than the waits can tell.
    """

    rates: Floats
    interval_seconds: float
    handle_seconds: float
    handle_cv: float
    patience_seconds: float | None
    patience: PatienceCurve | None
    day_cv: float
    slot_cv: float
    experts: Floats
    weekly: bool
    missing_days: int


def fit_service(log: ContactLog, *, interval_seconds: float, unseen_seconds: float = 600.0) -> FittedService:
    """Fit a queue model by moments and censored estimates.

    From two weeks on, each weekday has a pattern of its own; a weekday without any contact is closed. With
    less, weekdays cannot be told from days and one mean day is fitted. `patience_seconds` is the exponential
    maximum likelihood estimate; `patience` the Kaplan-Meier curve. The day factor's CV is what totals vary
    about their weekday's mean beyond Poisson; the slot factor's what remains within days. `experts` are the mean
    number at work by `replay.staff_on_duty`, where `unseen_seconds` without a contact mean a break.
    """
    days = np.unique(log.day)
    slots = int(86_400 // interval_seconds)
    weekly = bool(days[-1] - days[0] + 1 >= _WEEKLY_FROM_DAYS)
    group = (days + 3) % 7 if weekly else np.zeros_like(days)  # day 0 of 1970 was a Thursday
    groups = 7 if weekly else 1
    slot = np.minimum((log.arrived_seconds // interval_seconds).astype(np.int64), slots - 1)
    table = np.zeros((days.size, slots))
    np.add.at(table, (np.searchsorted(days, log.day), slot), 1.0)
    day_cv, slot_cv = _spreads(table, group)
    served = ~log.abandoned & (log.handle_seconds > 0)
    handle = log.handle_seconds[served]
    lost = log.abandoned & (log.waited_seconds > 0)
    staff = np.stack([_at_work(log.of_days(days[place : place + 1]), slots, interval=interval_seconds, unseen=unseen_seconds) for place in range(days.size)])
    every = np.arange(days[0], days[-1] + 1)
    return FittedService(
        _group_means(table, group, groups).ravel() / interval_seconds,
        interval_seconds,
        float(handle.mean()),
        float(handle.std() / handle.mean()),
        exponential_mean(log.waited_seconds, lost) if lost.any() else None,
        kaplan_meier(log.waited_seconds, lost) if lost.any() else None,
        day_cv,
        slot_cv,
        _group_means(staff, group, groups).ravel(),
        weekly,
        int(np.isin((every + 3) % 7, (days + 3) % 7).sum() - days.size),
    )


def _group_means(table: Floats, group: Ints, groups: int) -> Floats:
    sums, count = np.zeros((groups, table.shape[1])), np.bincount(group, minlength=groups)
    np.add.at(sums, group, table)
    return np.asarray(sums / np.maximum(count, 1)[:, None], dtype=np.float64)


def _spreads(table: Floats, group: Ints) -> tuple[float, float]:
    """CV of the day factor and of the slot factor, about each group's own means; (days, slots), (days,)."""
    groups = int(group.max()) + 1
    seen = np.bincount(group, minlength=groups)[group]
    means = _group_means(table, group, groups)[group]
    mean = np.maximum(means.sum(axis=1), 1e-12)
    totals = table.sum(axis=1)
    use = seen >= 2  # a day alone in its group says nothing about spread
    if not use.any():
        return 0.0, 0.0
    enlarged = seen / np.maximum(seen - 1, 1)  # the mean was fitted to the same days
    day = float((enlarged * (totals / mean - 1) ** 2)[use].mean() - (1 / mean)[use].mean())
    expected = totals[:, None] * means / mean[:, None]
    busy = (expected >= 3) & use[:, None]
    excess = (enlarged[:, None] * (table - expected) ** 2 - expected)[busy].sum() / max(float((expected[busy] ** 2).sum()), 1e-12)
    return float(np.sqrt(max(day, 0.0))), float(np.sqrt(max(float(excess), 0.0)))


def _at_work(log: ContactLog, slots: int, *, interval: float, unseen: float) -> Floats:
    """Mean number of experts at work in each slot of one day, shape (slots,); one at least where any was, as the
    idle time of a quiet queue is not seen.
    """
    served = ~log.abandoned & (log.handle_seconds > 0)
    start = (log.arrived_seconds + log.waited_seconds)[served]
    times, changes = staff_on_duty(start, start + log.handle_seconds[served], log.server[served], longest_gap=unseen)
    if not times.size:
        return np.zeros(slots)
    expert_seconds = np.concatenate(([0.0], np.cumsum(np.cumsum(changes)[:-1] * np.diff(times))))
    by_then = np.interp(np.arange(slots + 1) * interval, times, expert_seconds)
    present = np.diff(by_then) / interval
    return np.asarray(np.where(present > 0, np.maximum(present, 1.0), 0.0), dtype=np.float64)
