"""How likely an expert takes a shift at a pay: a logistic curve per kind of shift, with honest uncertainty.

logit P(accept) = b0 + b_pay log(pay / reference) + b' x; maximum a posteriori with normal priors, b_pay not
below zero (more pay never puts people off), Laplace's approximation of the posterior (MacKay 1992).
"""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from tandem.core.kit.arrays import Flags, Floats

FEATURES = ("lead hours (log)", "night", "weekend", "length (hours)", "accepted before")
_PRIOR_MEAN = np.array([-1.0, 2.0, 0.0, 0.0, 0.0, 0.0, 0.0])
_PRIOR_SD = np.array([1.5, 1.5, 0.5, 0.7, 0.7, 0.5, 1.5])


@dataclass(frozen=True, slots=True)
class Offers:
    """Shift offers, arrays (n,): what was offered, to whom, when; `accepted` what came of them.

    `hourly_pay`; `lead_hours` from offer to start; `start_hour` local, 0..24; `weekend`; `length_hours`;
    `accepted_before` the person's past share of accepted offers (0.5 when unknown).
    """

    hourly_pay: Floats
    lead_hours: Floats
    start_hour: Floats
    weekend: Flags
    length_hours: Floats
    accepted_before: Floats

    def __post_init__(self) -> None:
        if np.any(self.hourly_pay <= 0) or np.any(self.lead_hours < 0) or np.any(self.length_hours <= 0):
            raise ValueError("pay and length are above zero, lead time is not below it")

    def design(self, reference_pay: float) -> Floats:
        """Regressors, shape (n, 7)."""
        night = (self.start_hour < 7) | (self.start_hour >= 21)
        return np.column_stack(
            [
                np.ones(self.hourly_pay.size),
                np.log(self.hourly_pay / reference_pay),
                np.log1p(self.lead_hours) - 3.0,
                night.astype(np.float64),
                self.weekend.astype(np.float64),
                self.length_hours - 2.0,
                self.accepted_before - 0.5,
            ]
        )

    def at_pay(self, pay: float) -> "Offers":
        """The same offers at one pay."""
        return Offers(
            np.full_like(self.hourly_pay, pay),
            self.lead_hours,
            self.start_hour,
            self.weekend,
            self.length_hours,
            self.accepted_before,
        )


@dataclass(frozen=True, slots=True)
class AcceptanceCurve:
    """A fitted curve: `mean` (7,) and `covariance` (7, 7) of the coefficients; `seen` offers behind it."""

    reference_pay: float
    mean: Floats
    covariance: Floats
    seen: int

    def chance(self, offers: Offers) -> Floats:
        """Most likely chance of acceptance, shape (n,)."""
        return np.asarray(special.expit(offers.design(self.reference_pay) @ self.mean), dtype=np.float64)

    def draws(self, offers: Offers, *, count: int, seed: int) -> Floats:
        """Chances under draws of the coefficients from the posterior, shape (count, n)."""
        generator = np.random.default_rng(seed)
        root = np.linalg.cholesky(self.covariance + 1e-10 * np.eye(self.mean.size))
        coefficients = self.mean + generator.standard_normal((count, self.mean.size)) @ root.T
        coefficients[:, 1] = np.maximum(coefficients[:, 1], 0.0)
        return np.asarray(special.expit(coefficients @ offers.design(self.reference_pay).T), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class AcceptanceModel:
    """Estimator of an acceptance curve; with no offers it returns the prior, and says so by `seen`.

    `reference_pay` is an ordinary hourly pay, the pay at which the intercept is read.
    """

    reference_pay: float

    def __post_init__(self) -> None:
        if self.reference_pay <= 0:
            raise ValueError("the reference pay is above zero")

    def fit(self, offers: Offers, accepted: Flags) -> AcceptanceCurve:
        """Fit to offers and their outcomes."""
        design = offers.design(self.reference_pay)
        outcome = accepted.astype(np.float64)

        def loss(coefficients: Floats) -> tuple[float, Floats]:
            score = design @ coefficients
            gap = (coefficients - _PRIOR_MEAN) / _PRIOR_SD
            value = float(np.logaddexp(0.0, score).sum() - outcome @ score + 0.5 * gap @ gap)
            return value, design.T @ (special.expit(score) - outcome) + gap / _PRIOR_SD

        bounds = [(None, None), (0.0, None), *[(None, None)] * (len(_PRIOR_MEAN) - 2)]
        found = optimize.minimize(loss, _PRIOR_MEAN.copy(), jac=True, method="L-BFGS-B", bounds=bounds)
        chance = special.expit(design @ found.x)
        precision = (design * (chance * (1 - chance))[:, None]).T @ design + np.diag(1 / _PRIOR_SD**2)
        return AcceptanceCurve(self.reference_pay, np.asarray(found.x), np.linalg.inv(precision), int(outcome.size))

    def prior(self) -> AcceptanceCurve:
        """The curve before any offer has been seen."""
        return AcceptanceCurve(self.reference_pay, _PRIOR_MEAN.copy(), np.diag(_PRIOR_SD**2), 0)
