"""The usual baselines, row by row without a calendar: what any method must beat."""

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.orchestration.forecasting.distributions import count_quantiles

WEEKS = {"weekly_naive": 1, "mean_of_last_4": 4, "mean_of_last_8": 8}


def weekly_mean(history: Floats, *, horizon: int, week: int, weeks: int) -> Floats:
    """Mean of the same interval in the last `weeks` weeks, shape (horizon,).

    Unknown intervals are left out; beyond a week ahead the forecast repeats.

    >>> weekly_mean(np.array([1.0, 2.0, 3.0, 4.0]), horizon=3, week=2, weeks=2)
    array([2., 3., 2.])
    """
    usable = min(weeks, history.size // week)
    if usable < 1:
        raise ValueError("a weekly baseline needs a week of history")
    rows = history[history.size - usable * week :].reshape(usable, week)
    known = np.isfinite(rows)
    mean = np.where(known, rows, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    fallback = float(np.nanmean(history))
    mean = np.where(known.any(axis=0), mean, fallback)
    return np.asarray(mean[np.arange(horizon) % week], dtype=np.float64)


def baseline_phi(history: Floats, *, week: int, weeks: int, tests: int = 8) -> float:
    """Squared coefficient of variation beyond Poisson of a baseline's errors on the last `tests` weeks."""
    gaps, means = [], []
    for back in range(1, tests + 1):
        end = history.size - back * week
        if end < (weeks + 1) * week and back > 1:
            break
        if end < week:
            break
        made = weekly_mean(history[:end], horizon=week, week=week, weeks=weeks)
        came = history[end : end + week]
        use = np.isfinite(came) & (made >= 1.0)
        gaps.append((came[use] - made[use]) ** 2 - made[use])
        means.append(made[use] ** 2)
    if not gaps or np.concatenate(means).sum() == 0:
        return 0.05
    return max(float(np.concatenate(gaps).sum() / np.concatenate(means).sum()), 1e-4)


def baseline_quantiles(mean: Floats, phi: float, levels: Floats) -> Floats:
    """Gamma-Poisson quantiles about a baseline: as honest a band as a plain mean can have."""
    return count_quantiles(mean, mean + phi * mean * mean, levels)
