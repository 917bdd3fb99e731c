"""Scores of forecasts at the interval that staffing uses; MAPE is left out, as it explodes on small ones."""

import numpy as np

from tandem.core.kit.arrays import Floats


def wape(actual: Floats, forecast: Floats) -> float:
    """Weighted absolute percentage error: sum |y - f| / sum y, over known intervals.

    >>> wape(np.array([10.0, 0.0]), np.array([8.0, 1.0]))
    0.3
    """
    known = np.isfinite(actual) & np.isfinite(forecast)
    total = float(actual[known].sum())
    return float(np.abs(actual - forecast)[known].sum()) / total if total > 0 else float("nan")


def bias(actual: Floats, forecast: Floats) -> float:
    """Signed error: (sum f - sum y) / sum y; positive is too high.

    >>> bias(np.array([10.0, 10.0]), np.array([11.0, 10.0]))
    0.05
    """
    known = np.isfinite(actual) & np.isfinite(forecast)
    total = float(actual[known].sum())
    return (float(forecast[known].sum()) - total) / total if total > 0 else float("nan")


def mase(actual: Floats, forecast: Floats, *, naive_error: float) -> float:
    """Mean absolute error over that of the weekly naive forecast on the history (Hyndman, Koehler 2006).

    `naive_error` is the mean absolute difference of the history with itself a week earlier.
    """
    known = np.isfinite(actual) & np.isfinite(forecast)
    if not known.any() or naive_error <= 0:
        return float("nan")
    return float(np.abs(actual - forecast)[known].mean()) / naive_error


def weekly_naive_error(history: Floats, *, intervals_a_week: int) -> float:
    """Mean absolute difference of a history with itself a week earlier: the scale of MASE."""
    change = np.abs(history[intervals_a_week:] - history[:-intervals_a_week])
    return float(np.nanmean(change)) if np.isfinite(change).any() else float("nan")


def pinball(actual: Floats, quantiles: Floats, *, levels: Floats) -> float:
    """Mean pinball loss over intervals and levels (Koenker, Bassett 1978), in contacts.

    `quantiles` has shape (n, k), `levels` (k,). Loss at level p is p (y - q) above and (1 - p)(q - y) below.

    >>> pinball(np.array([3.0]), np.array([[1.0]]), levels=np.array([0.9]))
    1.8
    """
    known = np.isfinite(actual)
    gap = actual[known, None] - quantiles[known]
    return float(np.mean(np.maximum(levels * gap, (levels - 1.0) * gap)))


def coverage(below: Floats, upto: Floats, *, level: float) -> float:
    """Share of outcomes inside the central band, ties shared: mean overlap of [F(y-1), F(y)] with the band.

    For counts the plain share is at the mercy of ties (a quiet interval's band always holds its zero);
    the randomised probability integral transform (Czado, Gneiting, Held 2009, Biometrics 65:1254) puts
    the outcome evenly inside its own step, and this is its expectation.

    >>> coverage(np.array([0.0]), np.array([1.0]), level=0.8)
    0.8
    """
    low, high = (1 - level) / 2, (1 + level) / 2
    known = np.isfinite(below) & np.isfinite(upto)
    width = np.maximum(upto - below, 1e-12)[known]
    shared = np.minimum(upto[known], high) - np.maximum(below[known], low)
    return float(np.mean(np.clip(shared / width, 0.0, 1.0)))


def plain_coverage(actual: Floats, low: Floats, high: Floats) -> float:
    """Share of known outcomes with low <= y <= high, as one would count by hand."""
    known = np.isfinite(actual)
    return float(np.mean((actual[known] >= low[known]) & (actual[known] <= high[known])))
