"""Off-policy evaluation: what another policy would have achieved, from logs with propensities, before it is
switched on.
"""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.kit.statistics import Estimate

_LEAST_PROPENSITY = 1e-6


@dataclass(frozen=True, slots=True)
class LoggedChoices:
    """Logged decisions, arrays (n,): `reward`, `propensity` of the logged choice under the logging policy,
    `target` probability of the same choice under the new policy, `modelled` reward of the logged choice, and
    `modelled_target` the model's mean reward under the new policy's choices."""

    reward: Floats
    propensity: Floats
    target: Floats
    modelled: Floats
    modelled_target: Floats

    def __post_init__(self) -> None:
        if np.any(self.propensity <= _LEAST_PROPENSITY) or np.any(self.propensity > 1 + 1e-9):
            raise ValueError("every logged choice had a probability above 0: without exploration nothing can be told")
        if np.any(self.target < 0):
            raise ValueError("a policy's probabilities are never below zero")


@dataclass(frozen=True, slots=True)
class PolicyValue:
    """Value of the new policy by three estimators, and how many choices the logs are really worth."""

    ips: Estimate
    self_normalised: Estimate
    doubly_robust: Estimate
    effective_size: float


def evaluate_policy(log: LoggedChoices, *, clip: float = 50.0) -> PolicyValue:
    """Estimate the mean reward of a new policy from another's log.

    Inverse propensity scores, mean of w r with w = target / propensity (Horvitz, Thompson 1952);
    self-normalised, sum w r / sum w (Swaminathan, Joachims 2015); doubly robust, modelled value plus
    w (r - modelled) (Dudik, Langford, Li 2011), unbiased if either propensities or model are right.
    Weights are clipped at `clip`. Intervals are normal at 95 %.
    """
    weight = np.minimum(log.target / log.propensity, clip)
    ips = _normal(weight * log.reward)
    total = float(weight.sum())
    ratio = float((weight * log.reward).sum()) / total if total > 0 else float("nan")
    spread = weight * (log.reward - ratio) / max(total / weight.size, 1e-12)
    half = 1.959964 * float(spread.std(ddof=1)) / np.sqrt(weight.size)
    normalised = Estimate(ratio, ratio - half, ratio + half, int(weight.size))
    robust = _normal(log.modelled_target + weight * (log.reward - log.modelled))
    return PolicyValue(ips, normalised, robust, total**2 / max(float((weight**2).sum()), 1e-12))


def _normal(values: Floats) -> Estimate:
    mean = float(values.mean())
    half = 1.959964 * float(values.std(ddof=1)) / float(np.sqrt(values.size))
    return Estimate(mean, mean - half, mean + half, int(values.size))
