"""Update through the day: how far a morning's surprise should move the afternoon, learnt from past days."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tandem.core.kit.arrays import Floats

if TYPE_CHECKING:
    from tandem.core.orchestration.forecasting.forecaster import DemandForecast

_LEAST_DAYS = 8
_STEADYING = 4.0  # days' worth of doubt in the learnt shrinkage


@dataclass(frozen=True, slots=True)
class IntradayUpdate:
    """Learnt shrinkage: `weight` (slots,) is how much of the log ratio seen so far carries to the rest of
    the day.

    `weight[k]` applies once slots 0..k-1 have been seen.
    """

    weight: Floats

    def factor(self, seen: Floats, expected: Floats) -> float:
        """Factor for the rest of the day, given what was seen and expected in the slots so far."""
        known = np.isfinite(seen)
        expected_sum = float(expected[known].sum())
        if not known.any() or expected_sum <= 0:
            return 1.0
        ratio = (float(seen[known].sum()) + 0.5) / (expected_sum + 0.5)
        return float(ratio ** self.weight[min(seen.size, self.weight.size - 1)])


def fit_intraday(actual: Floats, expected: Floats) -> IntradayUpdate:
    """Learn the shrinkage from past days' counts beside the forecast made before each day.

    Both have shape (days, slots). For each slot k, the least-squares slope through the origin of the
    log ratio of the rest of the day on the log ratio up to k, over days:
    w_k = sum x y / (sum x^2 + doubt var x): noise in a short morning shrinks it by itself (Shen and
    Huang 2008, M&SOM 10:391, update factors by the same penalised regression). Between 0 and 1.

    >>> flat = np.full((10, 4), 100.0); busy = flat * np.linspace(0.8, 1.2, 10)[:, None]
    >>> round(float(fit_intraday(busy, flat).weight[2]), 2)
    0.71
    """
    days, slots = actual.shape
    weight = np.zeros(slots + 1)
    if days < _LEAST_DAYS:
        return IntradayUpdate(weight)
    known = np.isfinite(actual) & np.isfinite(expected)
    came = np.cumsum(np.where(known, actual, 0.0), axis=1)
    due = np.cumsum(np.where(known, expected, 0.0), axis=1)
    rest_came, rest_due = came[:, -1:] - came[:, :-1], due[:, -1:] - due[:, :-1]
    use = (due[:, :-1] > 0) & (rest_due > 0)
    before = np.where(use, np.log((came[:, :-1] + 0.5) / (due[:, :-1] + 0.5)), 0.0)
    after = np.where(use, np.log((rest_came + 0.5) / (np.maximum(rest_due, 0.0) + 0.5)), 0.0)
    seen = use.sum(axis=0)
    energy = (before * before).sum(axis=0)
    doubt = _STEADYING * energy / np.maximum(seen, 1)
    slope = np.clip((before * after).sum(axis=0) / np.maximum(energy + doubt, 1e-12), 0.0, 1.0)
    weight[1:slots] = np.where(seen >= _LEAST_DAYS, slope, 0.0)
    return IntradayUpdate(weight)


def updated_mean(forecast: "DemandForecast", seen: Floats, update: IntradayUpdate) -> Floats:
    """The forecast's mean with today's remaining intervals moved by what was seen; shape (n,).

    `seen` holds the counts of the first intervals of the forecast's first day. Seen intervals keep
    their forecast: it is the record that accuracy is judged by.
    """
    today = forecast.ahead == 0
    if seen.size > today.sum():
        raise ValueError(f"{seen.size} intervals seen, but the first day of the forecast has {int(today.sum())}")
    mean = forecast.mean.copy()
    rest = today.copy()
    rest[: seen.size] = False
    mean[rest] *= update.factor(seen, forecast.mean[: seen.size])
    return mean
