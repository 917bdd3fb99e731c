"""Means, shares and their intervals: every figure that a person reads carries its uncertainty."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from tandem.core.kit.arrays import Floats


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the interval that holds the truth at `level` confidence, and its sample size."""

    mean: float
    low: float
    high: float
    size: int
    level: float = 0.95

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"an interval runs from low to high, got {self.low} to {self.high}")

    def holds(self, value: float) -> bool:
        """Whether the interval contains the value."""
        return self.low <= value <= self.high


def mean_interval(values: ArrayLike, *, level: float = 0.95) -> Estimate:
    """Mean of independent replications with Student's t interval, mean +- t(n-1) s / sqrt(n).

    Assumes independent, roughly normal values. Raises ValueError for no finite value.

    >>> one = mean_interval([1.0, 2.0, 3.0])
    >>> one.mean, round(one.low, 4), round(one.high, 4)
    (2.0, -0.4841, 4.4841)
    """
    sample = np.asarray(values, dtype=float)
    sample = sample[np.isfinite(sample)]
    if sample.size == 0:
        raise ValueError("a mean needs at least one finite value")
    mean = float(sample.mean())
    if sample.size == 1:
        return Estimate(mean, mean, mean, 1, level)
    quantile = float(special.stdtrit(sample.size - 1, 0.5 + level / 2))
    half = quantile * float(sample.std(ddof=1)) / float(np.sqrt(sample.size))
    return Estimate(mean, mean - half, mean + half, int(sample.size), level)


def share_interval(hits: int, trials: int, *, level: float = 0.95) -> Estimate:
    """Share with Wilson's score interval (Wilson 1927, JASA 22:209), honest for few trials.

    >>> share_interval(8, 10).low
    0.49016247153664183
    """
    if trials <= 0 or not 0 <= hits <= trials:
        raise ValueError(f"a share needs 0 <= hits <= trials and trials > 0, got {hits} of {trials}")
    z = float(special.ndtri(0.5 + level / 2))
    share = hits / trials
    scale = 1 + z * z / trials
    centre = (share + z * z / (2 * trials)) / scale
    half = z * float(np.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))) / scale
    return Estimate(share, max(0.0, centre - half), min(1.0, centre + half), trials, level)


def gini(amounts: ArrayLike) -> float:
    """Gini coefficient of non-negative amounts: 0 all equal, towards 1 one holds all.

    >>> gini([1.0, 1.0, 1.0, 1.0])
    0.0
    >>> gini([0.0, 0.0, 0.0, 4.0])
    0.75
    """
    ordered: Floats = np.sort(np.asarray(amounts, dtype=float))
    if ordered.size == 0 or ordered[0] < 0:
        raise ValueError("Gini needs at least one amount and none below zero")
    total = float(ordered.sum())
    if total == 0:
        return 0.0
    ranks = np.arange(1, ordered.size + 1)
    return float((2 * ranks - ordered.size - 1) @ ordered / (ordered.size * total))
