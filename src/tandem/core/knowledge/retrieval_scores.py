"""How well a search finds what a question needs, with bootstrap intervals over the questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tandem.core.kit.statistics import Estimate

RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """A labelled question: what was found, best first, and what is needed."""

    found: tuple[str, ...]
    needed: frozenset[str]

    def __post_init__(self) -> None:
        if not self.needed:
            raise ValueError("a labelled question needs at least one article")


def recall(asked: Asked, k: int) -> float:
    """Share of the needed articles among the first k, of as many as could be there: hits / min(k, needed).

    >>> recall(Asked(("a", "b", "c"), frozenset("acx")), 2)
    0.5
    """
    return len(asked.needed.intersection(asked.found[:k])) / min(k, len(asked.needed))


def reciprocal_rank(asked: Asked) -> float:
    """One over the place of the first needed article; 0 when none was found.

    >>> reciprocal_rank(Asked(("b", "a"), frozenset("a")))
    0.5
    """
    return next((1 / place for place, found in enumerate(asked.found, start=1) if found in asked.needed), 0.0)


def ndcg(asked: Asked, k: int) -> float:
    """Discounted gain of the first k over the best possible: sum of 1 / log2(place + 1) (Jarvelin and Kekalainen 2002).

    >>> round(ndcg(Asked(("b", "a"), frozenset("a")), 10), 4)
    0.6309
    """
    gains = 1 / np.log2(np.arange(2, k + 2))
    held = [found in asked.needed for found in asked.found[:k]]
    return float(gains[: len(held)][held].sum() / gains[: min(k, len(asked.needed))].sum())


def bootstrap(values: Sequence[float], *, seed: int, level: float = 0.95) -> Estimate:
    """Mean of independent questions with the percentile bootstrap's interval (Efron 1979, Ann. Statist. 7:1).

    Resamples the questions with replacement RESAMPLES times under `seed`. Raises ValueError for no value.

    >>> bootstrap([1.0, 1.0], seed=1).low
    1.0
    """
    sample = np.asarray(values, dtype=np.float64)
    if sample.size == 0:
        raise ValueError("a mean needs at least one question")
    generator = np.random.default_rng(seed)
    means = sample[generator.integers(0, sample.size, size=(RESAMPLES, sample.size))].mean(axis=1)
    low, high = np.quantile(means, [0.5 - level / 2, 0.5 + level / 2])
    return Estimate(float(sample.mean()), float(low), float(high), int(sample.size), level)
