"""Gamma-Poisson (negative binomial) counts: quantiles, probabilities, and bands that are honest about ties.

A count whose rate is itself gamma distributed is negative binomial: variance = mean + phi * mean^2
(Jongbloed and Koole 2001, Applied Stochastic Models 17:307). Mass of each count k is spread evenly
over [k - 0.5, k + 0.5], so that quantiles are real numbers and coverage is right on average instead
of conservative.
"""

import numpy as np
from scipy import special

from tandem.core.kit.arrays import Flags, Floats
from tandem.core.kit.compiled import compiled

_SUMMED = 100.0  # counts up to here are summed term by term, which is quicker than the incomplete beta
_LARGE = 400.0  # beyond, the gamma itself is indistinguishable from the count's law


@compiled
def _small_quantiles(mean: Floats, variance: Floats, levels: Floats, result: Floats) -> None:
    for row in range(mean.size):
        mu = mean[row]
        if mu <= 0.0 or mu > _LARGE:
            continue
        excess = max(variance[row] - mu, 1e-9 * mu)
        shape = mu * mu / excess
        fail = mu / (shape + mu)
        mass = np.exp(-shape * np.log1p(mu / shape))
        below = 0.0
        count = 0
        for place in range(levels.shape[1]):
            level = levels[row, place]
            while below + mass < level and count < 100_000:
                below += mass
                mass *= (count + shape) / (count + 1.0) * fail
                count += 1
            inside = (level - below) / mass if mass > 0 else 0.5
            result[row, place] = max(0.0, count - 0.5 + inside)


def count_quantiles(mean: Floats, variance: Floats, levels: Floats) -> Floats:
    """Quantiles of gamma-Poisson counts.

    `mean` and `variance` have shape (n,), variance at least the mean; `levels` has shape (n, k) or
    (k,), ascending along k. Returns shape (n, k).

    >>> np.round(count_quantiles(np.array([10.0]), np.array([10.0]), np.array([0.1, 0.5, 0.9])), 2)
    array([[ 6.02,  9.84, 14.18]])
    """
    wanted = np.ascontiguousarray(np.broadcast_to(levels, (mean.size, np.shape(levels)[-1])), dtype=np.float64)
    result = np.zeros(wanted.shape)
    _small_quantiles(np.ascontiguousarray(mean), np.ascontiguousarray(variance), wanted, result)
    large = np.flatnonzero(mean > _LARGE)
    if large.size:
        shape = mean[large] ** 2 / variance[large]
        scale = variance[large] / mean[large]
        result[large] = special.gammaincinv(shape[:, None], wanted[large]) * scale[:, None]
    return result


def count_cdf(counts: Floats, mean: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """P(count < y) and P(count <= y) for each observed y, shapes (n,).

    >>> below, upto = count_cdf(np.array([0.0]), np.array([1.0]), np.array([1.0]))
    >>> round(float(upto[0]), 6)
    0.367879
    """
    mu = np.maximum(mean, 1e-9)
    excess = np.maximum(variance - mu, 1e-9 * mu)
    shape = mu * mu / excess
    whole = np.floor(counts + 0.5)
    below, upto = np.zeros(mu.shape), np.zeros(mu.shape)
    summed = (mu <= _SUMMED) & (whole <= _SUMMED)
    _small_cdf(whole, mu, shape, summed, below, upto)
    rest = np.flatnonzero(~summed)
    if rest.size:
        keep = shape[rest] / (shape[rest] + mu[rest])
        upto[rest] = special.betainc(shape[rest], whole[rest] + 1.0, keep)
        below[rest] = np.where(whole[rest] >= 1, special.betainc(shape[rest], np.maximum(whole[rest], 1.0), keep), 0.0)
    return below, upto


@compiled
def _small_cdf(whole: Floats, mean: Floats, shape: Floats, use: Flags, below: Floats, upto: Floats) -> None:
    for row in range(whole.size):
        if not use[row]:
            continue
        mass = np.exp(-shape[row] * np.log1p(mean[row] / shape[row]))
        fail = mean[row] / (shape[row] + mean[row])
        total = mass
        before = 0.0
        for count in range(int(whole[row])):
            before = total
            mass *= (count + shape[row]) / (count + 1.0) * fail
            total += mass
        below[row] = before
        upto[row] = min(total, 1.0)
