"""The methods that compete for a series: plain means by weekday, and day level times intraday profile."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.kit.calendars import ORDINARY, Calendar
from tandem.core.orchestration.forecasting.days import DayTable
from tandem.core.orchestration.forecasting.levels import (
    LevelRule,
    design_matrix,
    fit_levels,
    is_seasonal,
    log_totals,
)
from tandem.core.orchestration.forecasting.passes import recent_means
from tandem.core.orchestration.forecasting.profiles import smoothed, special_profile, weekday_profiles

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


def profile_tables(history: History, *, origins: Ints, days: int, rules: tuple[ProfileRule, ...]) -> list[Floats]:
    """Shares by slot of the `days` days from each origin on, one array (origins, days, slots) a rule."""
    table = history.table
    raw = {memory: weekday_profiles(table, origins=origins, half_life_weeks=memory) for memory in {rule.half_life_weeks for rule in rules}}
    ahead = origins[:, None] + np.arange(days)
    special = np.argwhere(table.kind[ahead] != ORDINARY)
    made = []
    for rule in rules:
        base = smoothed(raw[rule.half_life_weeks], table, passes=rule.smoothing)
        shares = base[np.arange(origins.size)[:, None], table.like[ahead]]
        for place, day in special:
            origin = int(origins[place])
            kind = int(table.kind[origin + day])
            shares[place, day] = special_profile(table, shares[place, day], origin=origin, kind=kind)
        made.append(shares)
    return made


def level_totals(history: History, *, origins: Ints, days: int, rules: tuple[LevelRule, ...]) -> list[Floats]:
    """Expected contacts of the `days` days from each origin on, one array (origins, days) a rule."""
    coefficients, local, scales = fit_levels(history.table, history.design, origins=origins, rules=rules, kinds=history.kinds)
    days_ahead = origins[:, None] + np.arange(days)
    ahead, stated = history.design[days_ahead], history.stated[days_ahead]
    told = np.isfinite(stated)
    ahead[told, 39 : 39 + history.kinds] = 0.0  # a stated factor replaces the measured one
    made = []
    for row, rule in enumerate(rules):
        logs = log_totals(ahead, coefficients[row], local[row], rule)
        # half the squared scale turns the median of a log-normal into its mean
        totals = np.exp(logs + 0.5 * scales[row][:, None] ** 2) - 1.0
        made.append(np.maximum(np.where(told, totals * stated, totals), 0.0))
    return made


def weekday_means(history: History, *, origins: Ints, days: int, weeks: int) -> Floats:
    """Mean of the last `weeks` ordinary days like each target day, slot by slot, (origins, days, slots)."""
    table = history.table
    usable = table.ordinary & np.isfinite(table.totals)
    means = recent_means(table.counts, usable, table.weekday, origins, weeks)
    ahead = origins[:, None] + np.arange(days)
    result = means[np.arange(origins.size)[:, None], table.like[ahead]]
    for place, day in np.argwhere(table.kind[ahead] != ORDINARY):
        origin = int(origins[place])
        result[place, day] *= _special_factor(history, day=origin + int(day), origin=origin)
    return np.asarray(result, dtype=np.float64)


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
