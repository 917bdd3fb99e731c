"""How far off a forecast tends to be: gamma-Poisson spread, mended by what past errors looked like.

Arrivals are doubly stochastic: a busy day is busy all day. The variance of an interval is
mean + growth(h) phi(mean) mean^2, with phi falling by size of the interval (quiet intervals are
relatively wilder) and growth rising by days ahead (Avramidis, Deslauriers, L'Ecuyer 2004, Management
Science 50:896; Oreshkin, Regnard, L'Ecuyer 2016, Operations Research 64:510). What that law still gets
wrong is mended on the normal scale by the quantiles of
past probability integral transforms.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy import special

from tandem.core.kit.arrays import Flags, Floats, Ints
from tandem.core.orchestration.forecasting.distributions import count_cdf, count_quantiles
from tandem.core.orchestration.forecasting.selection import Backtest

_KNOTS = special.ndtri(np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975]))
_QUIET = 0.1  # contacts an interval below which an outcome says nothing about spread
_NODES = np.log(np.array([0.3, 1.0, 3.0, 8.0, 20.0, 50.0, 120.0, 300.0, 1000.0]))  # sizes at which phi is fitted
_GROUP_EDGES = (8.0, 60.0)  # quiet, middling and busy intervals are mended apart
_PLAIN = np.tile(_KNOTS, (len(_GROUP_EDGES) + 1, 1))
_NODE_WIDTH = 0.6  # how far, in log size, a node listens
_NODE_DOUBT = 60.0  # intervals' worth of the overall phi at each node
_DOUBT_DAYS = 3.0  # days of evidence at which past errors and the law weigh the same
_PRIOR_PHI = 0.03  # until something has been seen: about 17 % beyond Poisson noise


@dataclass(frozen=True, slots=True)
class Spread:
    """Fitted spread.

    `phi` has the shape of the size nodes: squared coefficient of variation beyond Poisson of an
    interval of that size; `growth` (days ahead,) multiplies it, mean one. `day_share` is the
    part of it that a whole day shares; `day_memory` and `slot_memory` are correlations of neighbours.
    `mended` (size groups, knots): where the normal score of each knot really lies.
    """

    phi: Floats
    growth: Floats
    day_share: float
    day_memory: float
    slot_memory: float
    mended: Floats
    evidence_days: int

    def variance(self, mean: Floats, ahead: Ints) -> Floats:
        """Variance of counts with these means, so many days ahead (0 is the first). Shape of `mean`."""
        phi = np.interp(np.log(np.maximum(mean, 1e-9)), _NODES, self.phi)
        phi = phi * self.growth[np.minimum(ahead, self.growth.size - 1)]
        return np.asarray(mean + phi * mean * mean, dtype=np.float64)

    def levels(self, wanted: Floats, mean: Floats) -> Floats:
        """The levels of the law at which the wanted levels really lie; shape (n, levels)."""
        score = np.broadcast_to(special.ndtri(wanted), (mean.size, np.shape(wanted)[-1]))
        result = np.empty(score.shape)
        for group, rows in enumerate(_size_groups(mean)):
            result[rows] = special.ndtr(_bent(score[rows], _KNOTS, self.mended[group]))
        return result

    def true_levels(self, lawful: Floats, mean: Floats) -> Floats:
        """The inverse: what a level of the law really means; shape (n,)."""
        score = special.ndtri(np.clip(lawful, 1e-12, 1 - 1e-12))
        result = np.empty(score.shape)
        for group, rows in enumerate(_size_groups(mean)):
            result[rows] = special.ndtr(_bent(score[rows], self.mended[group], _KNOTS))
        return result

    def quantiles(self, mean: Floats, ahead: Ints, *, wanted: Floats) -> Floats:
        """Quantiles of counts, shape (n, levels)."""
        return count_quantiles(mean, self.variance(mean, ahead), self.levels(wanted, mean))

    def cdf(self, counts: Floats, mean: Floats, ahead: Ints) -> tuple[Floats, Floats]:
        """P(count < y) and P(count <= y) of each outcome."""
        below, upto = count_cdf(counts, mean, self.variance(mean, ahead))
        at_zero = np.where(below <= 0.0, 0.0, self.true_levels(below, mean))
        return at_zero, self.true_levels(upto, mean)


def _size_groups(mean: Floats) -> tuple[Flags, ...]:
    edges = (-np.inf, *_GROUP_EDGES, np.inf)
    return tuple((mean >= low) & (mean < high) for low, high in pairwise(edges))


def _bent(score: Floats, source: Floats, target: Floats) -> Floats:
    inside = np.interp(score, source, target)
    low, high = score < source[0], score > source[-1]
    return np.where(low, score + target[0] - source[0], np.where(high, score + target[-1] - source[-1], inside))


def fit_spread(backtest: Backtest, *, days: int, open_slots: Flags | None = None) -> Spread:
    """Fit the spread to a backtest; with none, a cautious prior.

    `open_slots` of the backtest's shape leaves out closed intervals.
    """
    mean, actual = backtest.forecast, backtest.actual
    use = np.isfinite(actual) & (mean >= _QUIET)
    if open_slots is not None:
        use &= open_slots
    evidence = int((use.any(axis=2)).sum())
    if use.sum() < 20:
        flat = np.full(_NODES.size, _PRIOR_PHI)
        return Spread(flat, np.ones(days), 0.5, 0.6, 0.5, _PLAIN.copy(), evidence)
    phi, overall = _phi_by_size(actual[use], mean[use])
    by_day, shared = _day_phi(actual, mean, use)
    shared = min(shared, overall)
    growth = np.maximum(overall - shared, 0.0) + by_day
    growth = growth / max(float(growth.mean()), 1e-9)
    spread = Spread(
        phi,
        growth,
        shared / max(overall, 1e-9),
        _day_memory(actual, mean, use),
        _slot_memory(actual, mean, use),
        _PLAIN.copy(),
        evidence,
    )
    return _mended(spread, actual, mean, use)


def _phi_by_size(actual: Floats, mean: Floats) -> tuple[Floats, float]:
    """Moment estimates of phi at each node of size, never rising with size, and overall by volume."""
    squares = ((actual / mean) - 1) ** 2 - 1 / mean
    logs = np.log(mean)
    overall = max(float((mean * squares).sum() / mean.sum()), 1e-4)
    phi = np.empty(_NODES.size)
    for place, node in enumerate(_NODES):
        near = np.exp(-0.5 * ((logs - node) / _NODE_WIDTH) ** 2)
        # the inverse variance of the relative square, so that the quiet ones do not shout
        weight = near / (1.0 / mean + overall) ** 2
        mass = near.sum()
        local = float((weight * squares).sum() / max(weight.sum(), 1e-12))
        phi[place] = (mass * max(local, 1e-4) + _NODE_DOUBT * overall) / (mass + _NODE_DOUBT)
    return np.asarray(np.maximum.accumulate(phi[::-1])[::-1], dtype=np.float64), overall


def _day_phi(actual: Floats, mean: Floats, use: Flags) -> tuple[Floats, float]:
    """Phi of whole days by days ahead (a line, never falling), and its mean."""
    expected = np.where(use, mean, 0.0).sum(axis=2)
    came = np.where(use, actual, 0.0).sum(axis=2)
    seen = expected > 0
    squares = np.where(seen, (came / np.maximum(expected, 1e-9) - 1) ** 2 - 1 / np.maximum(expected, 1e-9), np.nan)
    squares = np.minimum(squares, np.nanquantile(squares, 0.98))
    average = max(float(np.nanmean(squares)), 1e-5)
    days = mean.shape[1]
    if days < 3 or mean.shape[0] < 5:
        return np.full(days, average), average
    by_day = np.array([float(np.nanmean(column)) if np.isfinite(column).any() else average for column in squares.T])
    slope = max(float(np.polyfit(np.arange(days), by_day, 1)[0]), 0.0)
    line = average + slope * (np.arange(days) - (days - 1) / 2)
    return np.maximum(line, average * 0.25), average


def _day_memory(actual: Floats, mean: Floats, use: Flags) -> float:
    expected = np.where(use, mean, 0.0).sum(axis=2)
    ratio = np.where(use, actual, 0.0).sum(axis=2) / np.maximum(expected, 1e-9) - 1
    if ratio.shape[1] < 2:
        return 0.6  # typical of call centres
    return _correlation(ratio[:, :-1].ravel(), ratio[:, 1:].ravel(), fallback=0.6)


def _slot_memory(actual: Floats, mean: Floats, use: Flags) -> float:
    score = np.where(use, (actual - mean) / np.sqrt(np.maximum(mean, 1e-9)), np.nan)
    score = score - np.nanmean(np.where(use, score, 0.0), axis=2, keepdims=True)
    both = use[:, :, :-1] & use[:, :, 1:]
    return max(_correlation(score[:, :, :-1][both], score[:, :, 1:][both], fallback=0.3), 0.0)


def _correlation(one: Floats, other: Floats, *, fallback: float) -> float:
    known = np.isfinite(one) & np.isfinite(other)
    if known.sum() < 10 or one[known].std() == 0 or other[known].std() == 0:
        return fallback
    return float(np.clip(np.corrcoef(one[known], other[known])[0, 1], -0.2, 0.95))


def _mended(spread: Spread, actual: Floats, mean: Floats, use: Flags) -> Spread:
    """Bend the knots to where past outcomes fell, believing them by the days of evidence."""
    ahead = np.broadcast_to(np.arange(mean.shape[1])[None, :, None], mean.shape)
    sizes = mean[use]
    below, upto = count_cdf(actual[use], sizes, spread.variance(sizes, ahead[use]))
    mended = _PLAIN.copy()
    for group, rows in enumerate(_size_groups(sizes)):
        slots = use & (mean >= ((-np.inf, *_GROUP_EDGES)[group])) & (mean < (*_GROUP_EDGES, np.inf)[group])
        evidence = int(slots.any(axis=2).sum())
        if rows.sum() >= 30:
            fell = _fallen(below[rows], upto[rows], np.sqrt(sizes[rows]))
            belief = evidence / (evidence + _DOUBT_DAYS)
            mended[group] = (1 - belief) * _KNOTS + belief * special.ndtri(np.clip(fell, 1e-4, 1 - 1e-4))
        mended[group] = np.maximum.accumulate(mended[group] + np.arange(_KNOTS.size) * 1e-6)
    return replace(spread, mended=mended)


def _fallen(below: Floats, upto: Floats, weight: Floats) -> Floats:
    """Levels at which the knots' shares of past outcomes fell; an outcome lies evenly inside its own step."""
    place = np.concatenate([below + part * (upto - below) for part in (1 / 6, 0.5, 5 / 6)])
    weights = np.tile(weight, 3)
    order = np.argsort(place)
    mass = np.cumsum(weights[order])
    mass = (mass - 0.5 * weights[order]) / mass[-1]
    return np.asarray(np.interp(special.ndtr(_KNOTS), mass, place[order]), dtype=np.float64)
