"""The level of a day: weekday, day of month, special days and season by ridge, and a local level on top.

log(total_d + 1) = x_d' b + l_d + noise; b by weighted ridge regression on weekday, day of month,
kind of special day and, with over a year of history, three annual harmonics; l by exponential
smoothing of the residuals of ordinary days, fading by `fade` a day ahead. Pay days and due dates
make day of month matter in banking and utilities (Ibrahim, Ye, L'Ecuyer, Shen 2016, International
Journal of Forecasting 32:865, review the ingredients).
"""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Dates, Flags, Floats, Ints
from tandem.core.orchestration.forecasting.days import DayTable

_YEAR = 365.25
_SEASONS_FROM_DAYS = 400
_RIDGE_WEEKDAY, _RIDGE_KIND, _RIDGE_SEASON = 0.3, 0.5, 1.0
_SURPRISE = 3.0  # residuals beyond so many robust deviations move the level no further


@dataclass(frozen=True, slots=True)
class LevelRule:
    """How fast the local level learns, how it fades ahead, and how far day of month is believed."""

    learning: float
    fade: float
    month_ridge: float
    half_life_days: float = 400.0


@dataclass(frozen=True, slots=True)
class LevelFit:
    """Fitted coefficients and the local level at the origin."""

    coefficients: Floats
    local: float
    scale: float
    rule: LevelRule

    def log_totals(self, design: Floats) -> Floats:
        """Expected log total of the days that follow the origin, shape (days ahead,)."""
        ahead = np.arange(1, design.shape[0] + 1)
        return np.asarray(design @ self.coefficients + self.local * self.rule.fade**ahead, dtype=np.float64)


def design_matrix(dates: Dates, like: Ints, kind: Ints, *, kinds: int, seasonal: bool) -> Floats:
    """Regressors of each day, shape (days, 39 + kinds [+ 6])."""
    month_day = (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    parts = [np.ones((dates.size, 1)), np.eye(7)[like], np.eye(31)[month_day], np.eye(kinds + 1)[kind][:, 1:]]
    if seasonal:
        phase = (
            2
            * np.pi
            * (dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.float64)
            / _YEAR
        )
        parts.append(np.column_stack([wave(k * phase) for k in (1, 2, 3) for wave in (np.sin, np.cos)]))
    return np.hstack(parts)


def is_seasonal(days: int) -> bool:
    """Whether a history is long enough to tell a season from a trend."""
    return days >= _SEASONS_FROM_DAYS


def fit_level(table: DayTable, design: Floats, *, origin: int, rule: LevelRule, kinds: int) -> LevelFit:
    """Fit the level on the days before `origin` (an index into the table)."""
    logs = np.log(table.totals[:origin] + 1.0)
    known = np.isfinite(logs)
    logs = np.where(known, logs, 0.0)
    age = origin - 1 - np.arange(origin)
    weight = known * table.trust[:origin] * 0.5 ** (age / rule.half_life_days)
    past = design[:origin]
    penalty = np.full(design.shape[1], _RIDGE_SEASON)
    penalty[0] = 1e-6
    penalty[1:8] = _RIDGE_WEEKDAY
    penalty[8:39] = rule.month_ridge
    penalty[39 : 39 + kinds] = _RIDGE_KIND
    weighted = past * weight[:, None]
    coefficients = np.linalg.solve(weighted.T @ past + np.diag(penalty), weighted.T @ logs)
    residual = np.where(known, logs - past @ coefficients, np.nan)
    usable = known & table.ordinary[:origin]
    scale = 1.4826 * float(np.median(np.abs(residual[usable]))) if usable.any() else 0.1
    return LevelFit(coefficients, _local_level(residual, usable, scale, rule.learning), scale, rule)


def _local_level(residual: Floats, usable: Flags, scale: float, learning: float) -> float:
    """Exponential smoothing of clipped residuals, written as one weighted sum over the last 90 usable days."""
    recent = np.flatnonzero(usable)[-90:]
    if not recent.size:
        return 0.0
    clipped = np.clip(residual[recent], -_SURPRISE * scale, _SURPRISE * scale)
    weights = learning * (1 - learning) ** np.arange(recent.size)[::-1]
    return float(weights @ clipped)
