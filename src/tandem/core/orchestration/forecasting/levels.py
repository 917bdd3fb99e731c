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
from tandem.core.orchestration.forecasting.passes import normal_equations

_YEAR = 365.25
_SEASONS_FROM_DAYS = 400
_RIDGE_WEEKDAY, _RIDGE_KIND, _RIDGE_SEASON = 0.3, 0.5, 1.0
HALF_LIFE_DAYS = 400.0  # of a day's weight in the regression
_SURPRISE = 3.0  # residuals beyond so many robust deviations move the level no further


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
        fits[ridge] = coefficients, residuals, _scales(residuals, usable, origins)
    chosen: Floats = np.stack([fits[rule.month_ridge][0] for rule in rules])
    scales = np.stack([fits[rule.month_ridge][2] for rule in rules])
    local = np.array(
        [
            [
                _local_level(
                    fits[rule.month_ridge][1][:origin, place],
                    usable[:origin],
                    float(scales[row, place]),
                    rule,
                )
                for place, origin in enumerate(origins)
            ]
            for row, rule in enumerate(rules)
        ]
    )
    return chosen, local, scales


def log_totals(ahead: Floats, coefficients: Floats, local: float, rule: LevelRule) -> Floats:
    """Expected log total of the days that follow an origin, `ahead` their design; shape (days ahead,)."""
    steps = np.arange(1, ahead.shape[0] + 1)
    return np.asarray(ahead @ coefficients + local * rule.fade**steps, dtype=np.float64)


def _penalties(columns: int, month_ridge: float, kinds: int) -> Floats:
    penalty = np.full(columns, _RIDGE_SEASON)
    penalty[0] = 1e-6
    penalty[1:8] = _RIDGE_WEEKDAY
    penalty[8:39] = month_ridge
    penalty[39 : 39 + kinds] = _RIDGE_KIND
    return penalty


def _scales(residuals: Floats, usable: Flags, origins: Ints) -> Floats:
    """Robust standard deviation of the residuals before each origin, shape (origins,)."""
    scales = np.full(origins.size, 0.1)
    for place, origin in enumerate(origins):
        before = residuals[:origin, place][usable[:origin]]
        if before.size:
            scales[place] = 1.4826 * float(np.median(np.abs(before)))
    return scales


def _local_level(residual: Floats, usable: Flags, scale: float, rule: LevelRule) -> float:
    """Exponential smoothing of clipped residuals, as one weighted sum over the last 90 usable days."""
    recent = residual[usable][-90:]
    clipped = np.clip(recent, -_SURPRISE * scale, _SURPRISE * scale)
    weights = rule.learning * (1 - rule.learning) ** np.arange(recent.size)[::-1]
    return float(weights @ clipped)
