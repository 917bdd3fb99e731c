"""The methods that compete for a series: plain means by weekday, and day level times intraday profile."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.kit.calendars import ORDINARY, Calendar
from tandem.core.orchestration.forecasting.days import DayTable
from tandem.core.orchestration.forecasting.levels import LevelRule, design_matrix, fit_level, is_seasonal
from tandem.core.orchestration.forecasting.profiles import special_profile, weekday_profiles

_NO_MONTH = 1e6  # a ridge so stiff that day of month plays no part
MEANS = {"mean of last 4": 4, "mean of last 8": 8}
LEVELS = {
    "steady level": LevelRule(learning=0.1, fade=1.0, month_ridge=_NO_MONTH),
    "quick level": LevelRule(learning=0.35, fade=0.9, month_ridge=_NO_MONTH),
    "quick level, day of month": LevelRule(learning=0.35, fade=0.9, month_ridge=2.0),
    "slow level, day of month": LevelRule(learning=0.15, fade=0.98, month_ridge=2.0),
}
BLENDS = {
    "blend of quick level, day of month and mean of last 8": ("quick level, day of month", "mean of last 8"),
    "blend of both levels with day of month": ("quick level, day of month", "slow level, day of month"),
    "blend of steady level and mean of last 8": ("steady level", "mean of last 8"),
}
SIMPLEST = "mean of last 4"


@dataclass(frozen=True, slots=True)
class ProfileRule:
    """How long a weekday's shape is remembered and how much it is smoothed along the day."""

    half_life_weeks: float
    smoothing: int


@dataclass(frozen=True, slots=True)
class History:
    """A day table with its regressors, ready to be forecast from any origin."""

    table: DayTable
    design: Floats
    kinds: int
    stated: Floats
    """Stated uplift by day, NaN where nobody stated one; shape (days,)."""


def history_of(table: DayTable, calendar: Calendar, *, known_days: int) -> History:
    """Regressors for all days of the table; `known_days` of history decide whether seasons are fitted."""
    kinds = len(calendar.kinds())
    design = design_matrix(table.dates, table.like, table.kind, kinds=kinds, seasonal=is_seasonal(known_days))
    stated = np.full(table.dates.size, np.nan)
    for index in np.flatnonzero(table.kind != ORDINARY):
        uplift = calendar.stated_uplift(date.fromisoformat(str(table.dates[index])))
        stated[index] = np.nan if uplift is None else uplift
    return History(table, design, kinds, stated)


def profile_table(history: History, *, origin: int, days: int, rule: ProfileRule) -> Floats:
    """Shares by slot of the `days` days from `origin` on, shape (days, slots)."""
    table = history.table
    base = weekday_profiles(
        table, origin=origin, half_life_weeks=rule.half_life_weeks, smoothing=rule.smoothing
    )
    shares = base[table.like[origin : origin + days]]
    for ahead in np.flatnonzero(table.kind[origin : origin + days] != ORDINARY):
        kind = int(table.kind[origin + ahead])
        shares[ahead] = special_profile(table, shares[ahead], origin=origin, kind=kind)
    return shares


def level_totals(history: History, *, origin: int, days: int, rule: LevelRule) -> Floats:
    """Expected contacts of each of the `days` days from `origin` on, shape (days,)."""
    fit = fit_level(history.table, history.design, origin=origin, rule=rule, kinds=history.kinds)
    ahead = history.design[origin : origin + days].copy()
    stated = history.stated[origin : origin + days]
    told = np.isfinite(stated)
    ahead[told, 39 : 39 + history.kinds] = 0.0  # a stated factor replaces the measured one
    # half the squared scale turns the median of a log-normal into its mean
    logs = (
        fit.log_totals(ahead)
        + 0.5 * fit.scale**2
        + np.where(told, np.log(np.where(told, stated, 1.0) + 1e-9), 0.0)
    )
    return np.asarray(np.maximum(np.exp(logs) - 1.0, 0.0), dtype=np.float64)


def weekday_means(history: History, *, origin: int, days: int, weeks: int) -> Floats:
    """Mean of the last `weeks` ordinary days like each target day, slot by slot, shape (days, slots)."""
    table = history.table
    result = np.zeros((days, table.slots))
    for weekday in np.unique(table.like[origin : origin + days]):
        ordinary = table.ordinary[:origin] & (table.weekday[:origin] == weekday)
        rows = np.flatnonzero(ordinary & np.isfinite(table.totals[:origin]))[-weeks:]
        counts = table.counts[rows]
        known = np.isfinite(counts)
        mean = np.where(known, counts, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
        result[table.like[origin : origin + days] == weekday] = mean
    for ahead in np.flatnonzero(table.kind[origin : origin + days] != ORDINARY):
        result[ahead] *= _special_factor(history, day=origin + int(ahead), origin=origin)
    return result


def _special_factor(history: History, *, day: int, origin: int) -> float:
    stated = history.stated[day]
    if np.isfinite(stated):
        return float(stated)
    table = history.table
    past = np.flatnonzero((table.kind[:origin] == table.kind[day]) & np.isfinite(table.totals[:origin]))
    ratios = []
    for index in past:
        same = table.ordinary[:index] & (table.weekday[:index] == table.like[index])
        usual = table.totals[:index][same & np.isfinite(table.totals[:index])][-8:]
        if usual.size and usual.mean() > 0:
            ratios.append(table.totals[index] / usual.mean())
    # one ordinary day's worth of doubt
    return float((np.sum(ratios) + 1.0) / (len(ratios) + 1.0)) if ratios else 1.0
