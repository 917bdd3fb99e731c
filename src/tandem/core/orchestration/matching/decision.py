"""One routing decision: the choice, its propensity for later evaluation, and why in words."""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Flags, Floats, Ints
from tandem.core.orchestration.matching.rules import EXPLORATION, OPTIMISM

_CANDIDATES = 24  # only these can plausibly win a draw; propensities are computed among them
_DRAWS = 400


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who could have been chosen: place in the list of experts, chance, price, idle time,
    propensity.
    """

    expert: int
    chance: float
    uncertainty: float
    price: float
    idle_seconds: float
    index: float
    propensity: float


@dataclass(frozen=True, slots=True)
class Decision:
    """Whom a contact goes to. `propensity` is the probability with which this policy chose that expert."""

    expert: int
    propensity: float
    candidates: tuple[Candidate, ...]
    explanation: str


@dataclass(frozen=True, slots=True)
class MatchingPolicy:
    """Thompson exploration with a price, a dial and a floor of work for newcomers.

    index = dial x (sampled chance - price) + (1 - dial) x idle / longest idle; sampled is
    mean + (OPTIMISM + EXPLORATION z) deviations, z standard normal, as in `rules.thompson`. With chance `floor_rate`
    the contact goes to one of the qualified newcomers with fewest offers below `floor_offers`, evenly;
    `explore` false uses means in place of samples (for contacts on which nothing may be tried).
    """

    dial: float = 0.9
    floor_rate: float = 0.05
    floor_offers: int = 30
    explore: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.dial <= 1 or not 0 <= self.floor_rate < 1:
            raise ValueError("the dial lies between 0 and 1, the floor rate from 0 to below 1")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of each expert for the contact's kind, arrays (experts,): see `outcomes`.

    `eligible` is the hard rule (skill, brand, language, certificate): nothing else can override it.
    """

    eligible: Flags
    chance: Floats
    uncertainty: Floats
    price: Floats
    idle_seconds: Floats
    offers: Floats


def decide(standing: Standing, policy: MatchingPolicy, *, seed: int) -> Decision:
    """Choose an expert. Raises ValueError when nobody is eligible.

    Propensities are estimated by `_DRAWS` draws with the same rule, smoothed so that none of the
    candidates has zero, and mixed with the floor's share: they are what the choice is drawn from, so
    they are exact for evaluation.
    """
    able = np.flatnonzero(standing.eligible)
    if not able.size:
        raise ValueError("nobody is eligible for this contact")
    generator = np.random.default_rng(seed)
    short = _shortlist(standing, able, policy)
    shares = _shares(standing, short, policy, generator)
    new = _newest(standing, able, policy)
    pool, weight = short, shares
    if new.size and policy.floor_rate > 0:
        pool = np.concatenate([short, np.setdiff1d(new, short)])
        weight = np.concatenate([shares * (1 - policy.floor_rate), np.zeros(pool.size - short.size)])
        weight[np.isin(pool, new)] += policy.floor_rate / new.size
    chosen = int(generator.choice(pool.size, p=weight / weight.sum()))
    longest = max(float(standing.idle_seconds[able].max()), 1e-9)
    index = _index(standing, pool, policy, longest)
    candidates = tuple(_candidate(standing, int(e), i, w) for e, i, w in zip(pool, index.tolist(), weight.tolist(), strict=True))
    best = candidates[chosen]
    return Decision(
        best.expert,
        best.propensity,
        candidates,
        _explained(best, candidates, policy, newcomer=bool(np.isin(best.expert, new))),
    )


def _newest(standing: Standing, able: Ints, policy: MatchingPolicy) -> Ints:
    """Eligible newcomers below the floor, those with the fewest offers, as many as are considered at all."""
    new = able[standing.offers[able] < policy.floor_offers]
    if new.size <= _CANDIDATES:
        return new
    return np.sort(new[np.argpartition(standing.offers[new], _CANDIDATES)[:_CANDIDATES]])


def _index(
    standing: Standing,
    experts: Ints,
    policy: MatchingPolicy,
    longest: float,
) -> Floats:
    hope = OPTIMISM * standing.uncertainty[experts] if policy.explore else 0.0
    chance = standing.chance[experts] + hope - standing.price[experts]
    idle = standing.idle_seconds[experts] / longest
    return np.asarray(policy.dial * chance + (1 - policy.dial) * idle, dtype=np.float64)


def _shortlist(standing: Standing, able: Ints, policy: MatchingPolicy) -> Ints:
    if able.size <= _CANDIDATES:
        return able
    longest = max(float(standing.idle_seconds[able].max()), 1e-9)
    reach = _index(standing, able, policy, longest) + (2.0 * policy.dial * standing.uncertainty[able] if policy.explore else 0.0)
    return np.sort(able[np.argpartition(-reach, _CANDIDATES)[:_CANDIDATES]])


def _shares(
    standing: Standing,
    short: Ints,
    policy: MatchingPolicy,
    generator: np.random.Generator,
) -> Floats:
    longest = max(float(standing.idle_seconds[short].max()), 1e-9)
    index = _index(standing, short, policy, longest)
    if not policy.explore:
        shares = np.zeros(short.size)
        shares[int(np.argmax(index))] = 1.0
        return shares
    noise = generator.standard_normal((_DRAWS, short.size)) * (EXPLORATION * policy.dial * standing.uncertainty[short])
    wins = np.bincount(np.argmax(index + noise, axis=1), minlength=short.size)
    return np.asarray((wins + 0.5) / (_DRAWS + 0.5 * short.size), dtype=np.float64)


def _candidate(standing: Standing, expert: int, index: float, propensity: float) -> Candidate:
    return Candidate(
        expert,
        float(standing.chance[expert]),
        float(standing.uncertainty[expert]),
        float(standing.price[expert]),
        float(standing.idle_seconds[expert]),
        index,
        propensity,
    )


def _explained(best: Candidate, candidates: tuple[Candidate, ...], policy: MatchingPolicy, *, newcomer: bool) -> str:
    leader = max(candidates, key=lambda candidate: candidate.index)
    words = (
        f"Chosen of {len(candidates)} considered: resolves this with chance {best.chance:.0%} "
        f"(give or take {best.uncertainty:.0%}), idle for {best.idle_seconds:.0f} s; weights: resolution "
        f"{policy.dial:.0%}, fairness {1 - policy.dial:.0%}; price of the time {best.price:.2f}. "
    )
    if best.expert == leader.expert:
        return words + "Highest index."
    if newcomer:
        return words + f"New here: has fewer than {policy.floor_offers} offers, and newcomers have a floor of work."
    return words + f"Explored: the highest index was {leader.index:.3f} against {best.index:.3f}, not yet told apart."
