"""Patience: laws of how long customers wait before they give up, and estimates from censored waits."""

from collections.abc import Callable
from dataclasses import dataclass
from math import gamma

import numpy as np

from tandem.core.kit.arrays import Flags, Floats

_STEPS = 600  # pieces of the survival curve


@dataclass(frozen=True, slots=True)
class PatienceCurve:
    """P(patience > t) as steps: `survival[i]` holds on [edges[i], edges[i+1]), the last one for ever.

    `edges` ascends from 0, seconds; `survival` lies in 0..1, never rises. Shapes (k,).
    """

    edges: Floats
    survival: Floats

    def __post_init__(self) -> None:
        if self.edges.shape != self.survival.shape or not self.edges.size or self.edges[0] != 0:
            raise ValueError("a patience curve has as many edges as survivals, from time 0")
        if np.any(np.diff(self.edges) <= 0) or np.any(np.diff(self.survival) > 1e-12):
            raise ValueError("a patience curve's edges rise and its survival never does")
        if self.survival[0] > 1 or self.survival[-1] < 0:
            raise ValueError("survival lies between 0 and 1")

    def mean_within(self, seconds: float) -> float:
        """Integral of the survival to `seconds`: mean of min(patience, seconds)."""
        ends = np.minimum(np.append(self.edges[1:], seconds), seconds)
        return float((np.maximum(ends - self.edges, 0.0) * self.survival).sum())


def exponential_patience(mean_seconds: float, *, longest: float = 0.0) -> PatienceCurve:
    """Exponential patience in steps; the exact law is Erlang A, this is for mixing with other laws."""
    end = longest or 30.0 * mean_seconds
    return _curve(lambda t: np.asarray(np.exp(-t / mean_seconds), dtype=np.float64), end)


def weibull_patience(mean_seconds: float, *, shape: float) -> PatienceCurve:
    """Weibull patience with that mean: shape below 1 means that those who wait grow patient."""
    scale = mean_seconds / gamma(1 + 1 / shape)
    return _curve(
        lambda t: np.asarray(np.exp(-((t / scale) ** shape)), dtype=np.float64),
        scale * 700.0 ** (1 / shape) / 4,
    )


def _curve(survival: Callable[[Floats], Floats], end: float) -> PatienceCurve:
    # quadratic spacing: most of what matters happens early; each step holds the survival of its middle
    edges = end * np.linspace(0.0, 1.0, _STEPS + 1) ** 2
    middle = (edges[:-1] + edges[1:]) / 2
    values = survival(middle)
    return PatienceCurve(np.append(edges[:-1], end), np.append(values, 0.0))


def exponential_mean(waits: Floats, abandoned: Flags) -> float:
    """Maximum likelihood mean patience in seconds under the exponential law: total wait over abandonments.

    Waits of served customers are censored: they would have waited at least so long (Brown et al. 2005,
    JASA 100:36). Raises ValueError when nobody abandoned.

    >>> exponential_mean(np.array([10.0, 20.0, 30.0]), np.array([True, False, False]))
    60.0
    """
    _check(waits, abandoned)
    lost = int(abandoned.sum())
    if not lost:
        raise ValueError("nobody abandoned: patience is longer than these waits can tell")
    return float(waits.sum()) / lost


def kaplan_meier(waits: Floats, abandoned: Flags) -> PatienceCurve:
    """Survival of patience from censored waits (Kaplan, Meier 1958, JASA 53:457).

    S(t) = prod over abandonment times up to t of (1 - lost / still waiting). Beyond the longest wait
    the last value holds.

    >>> kaplan_meier(np.array([10.0, 20.0, 30.0]), np.array([True, False, True])).survival
    array([1.        , 0.66666667, 0.        ])
    """
    _check(waits, abandoned)
    times, place = np.unique(waits, return_inverse=True)
    lost = np.bincount(place, weights=abandoned, minlength=times.size)
    left = np.bincount(place, minlength=times.size)
    waiting = waits.size - np.concatenate(([0], np.cumsum(left)[:-1]))
    survival = np.cumprod(1 - lost / waiting)
    keep = (lost > 0) & (times > 0)
    start = float(survival[times == 0][0]) if np.any(times == 0) else 1.0
    return PatienceCurve(np.concatenate(([0.0], times[keep])), np.concatenate(([start], survival[keep])))


def _check(waits: Floats, abandoned: Flags) -> None:
    if waits.shape != abandoned.shape or not waits.size:
        raise ValueError("waits and abandonment flags come in pairs, at least one")
    if np.any(~np.isfinite(waits)) or np.any(waits < 0):
        raise ValueError("waits are seconds, finite and never below zero")
