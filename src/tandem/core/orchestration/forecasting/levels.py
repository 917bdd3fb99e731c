"""The level of a day: weekday, day of month, special days and season by ridge, and a local level on top.

log(total_d + 1) = x_d' b + l_d + noise; b by weighted ridge regression on weekday, day of month,
kind of special day and, with over a year of history, three annual harmonics; l by exponential
smoothing of the residuals of ordinary days, fading by `fade` a day ahead. Pay days and due dates
make day of month matter in banking and utilities (Ibrahim, Ye, L'Ecuyer, Shen 2016, International
Journal of Forecasting 32:865, review the ingredients).
"""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Dates, Floats, Ints
from tandem.core.orchestration.forecasting.days import DayTable
from tandem.core.orchestration.forecasting.passes import local_levels, normal_equations, robust_scales

_YEAR = 365.25
_SEASONS_FROM_DAYS = 400
_RIDGE_WEEKDAY, _RIDGE_KIND, _RIDGE_SEASON = 0.3, 0.5, 1.0
HALF_LIFE_DAYS = 400.0  # of a day's weight in the regression


@dataclass(frozen=True, slots=True)
class LevelRule:
    """How fast the local level learns, how it fades ahead, and how far day of month is believed."""

    learning: float
    fade: float
    month_ridge: float


def design_matrix(dates: Dates, like: Ints, kind: Ints, *, kinds: int, seasonal: bool) -> Floats:
    """Regressors of each day, shape (days, 39 + kinds [+ 6])."""
    month_day = (dates - dates.astype("datetime64[M]").astype("datetime64[D]")).astype(np.int64)
    parts = [np.ones((dates.size, 1)), np.eye(7)[like], np.eye(31)[month_day], np.eye(kinds + 1)[kind][:, 1:]]
    if seasonal:
        phase = 2 * np.pi * (dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.float64) / _YEAR
        parts.append(np.column_stack([wave(k * phase) for k in (1, 2, 3) for wave in (np.sin, np.cos)]))
    return np.hstack(parts)


def is_seasonal(days: int) -> bool:
    """Whether a history is long enough to tell a season from a trend."""
    return days >= _SEASONS_FROM_DAYS


def fit_levels(table: DayTable, design: Floats, *, origins: Ints, rules: tuple[LevelRule, ...], kinds: int) -> tuple[Floats, Floats, Floats]:
    """Fit each rule on the days before each origin (indices into the table, ascending).

    Returns coefficients (rules, origins, columns), local levels and robust scales (rules, origins).
    """
    last = int(origins[-1])
    logs = np.log(table.totals[:last] + 1.0)
    known = np.isfinite(logs)
    usable = known & table.ordinary[:last]
    decay = 0.5 ** (1.0 / HALF_LIFE_DAYS)
    past = design[:last]
    squares, products = normal_equations(past, np.where(known, logs, 0.0), known * table.trust[:last], origins, decay)
    fits: dict[float, tuple[Floats, Floats, Floats]] = {}
    for ridge in {rule.month_ridge for rule in rules}:
        penalty = np.diag(_penalties(design.shape[1], ridge, kinds))
        solved = np.linalg.solve(squares + penalty, products[:, :, None])[:, :, 0]
        coefficients = np.asarray(solved, dtype=np.float64)
        residuals: Floats = logs[:, None] - past @ coefficients.T
        fits[ridge] = coefficients, residuals, robust_scales(residuals, usable, origins)
    chosen: Floats = np.stack([fits[rule.month_ridge][0] for rule in rules])
    scales = np.stack([fits[rule.month_ridge][2] for rule in rules])
    local = np.stack([local_levels(fits[rule.month_ridge][1], usable, origins, scales[row], rule.learning) for row, rule in enumerate(rules)])
    return chosen, local, scales


def log_totals(ahead: Floats, coefficients: Floats, local: Floats, rule: LevelRule) -> Floats:
    """Expected log total of the days that follow each origin, shape (origins, days ahead).

    `ahead` (origins, days ahead, columns) is their design, `coefficients` (origins, columns), `local` (origins,).
    """
    steps = np.arange(1, ahead.shape[1] + 1)
    regressed = (ahead @ coefficients[:, :, None])[:, :, 0]
    return np.asarray(regressed + local[:, None] * rule.fade**steps, dtype=np.float64)


def _penalties(columns: int, month_ridge: float, kinds: int) -> Floats:
    penalty = np.full(columns, _RIDGE_SEASON)
    penalty[0] = 1e-6
    penalty[1:8] = _RIDGE_WEEKDAY
    penalty[8:39] = month_ridge
    penalty[39 : 39 + kinds] = _RIDGE_KIND
    return penalty
