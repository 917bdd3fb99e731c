"""Who gets the work: shares of offers and income against merit, concentration, and adverse impact."""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.kit.statistics import gini

FOUR_FIFTHS = 0.8  # the usual rule of thumb for adverse impact


@dataclass(frozen=True, slots=True)
class Fairness:
    """Fairness of a period: Gini of offers and income an hour available, least share against an equal one,
    `impact` (groups,) offers of each group over the best-treated group's, and the groups below 0.8."""

    gini_offers: float
    gini_income: float
    least_share: float
    impact: Floats
    adverse: tuple[int, ...]


def fairness_of(offers: Floats, income: Floats, hours: Floats, group: Ints) -> Fairness:
    """Measure fairness among experts who were available.

    `offers`, `income`, `hours` (experts,) over the period, `group` (experts,) a code from 0. Rates are an
    hour
    available, so that someone who was there for less does not count as treated worse.

    >>> same = np.array([4.0, 4.0])
    >>> fairness_of(same, same, same, np.array([0, 1])).gini_offers
    0.0
    """
    there = hours > 0
    if not there.any():
        raise ValueError("fairness needs someone who was available")
    rate, pay = offers[there] / hours[there], income[there] / hours[there]
    groups = np.unique(group)
    means = np.array([offers[there & (group == g)].sum() / max(hours[there & (group == g)].sum(), 1e-12) for g in groups])
    impact = means / max(float(means.max()), 1e-12)
    adverse = tuple(int(g) for g, ratio in zip(groups, impact, strict=True) if ratio < FOUR_FIFTHS)
    mean = float(rate.mean())
    return Fairness(gini(rate), gini(pay), float(rate.min()) / mean if mean > 0 else 0.0, impact, adverse)
