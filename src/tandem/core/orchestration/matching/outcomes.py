"""What is known of who resolves what: outcomes that come late, are censored, and differ in difficulty.

A contact counts as resolved when nobody comes back on it within the window (168 hours). Until then it
counts in part: if reopenings by age a have distribution R (given that one comes at all within the window)
and the kind reopens with chance q, a contact still quiet at age a will stay so with chance
(1 - q) / (1 - q R(a)).
"""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Flags, Floats, Ints
from tandem.core.kit.compiled import compiled
from tandem.core.orchestration.matching.rules import CONFIDENCE, PRICE_SHARE, posterior

WINDOW_SECONDS = 168 * 3600.0
_DOUBT = 1.0  # fully known experts' worth of one half behind a kind's average


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Closed contacts, arrays (n,): `kind`, `expert`, `age_seconds` since closing, `reopened`.

    `difficulty` (n,) is the chance that an average expert resolves this contact (case mix), or NaN to
    take the kind's average.
    """

    kind: Ints
    expert: Ints
    age_seconds: Floats
    reopened: Flags
    difficulty: Floats

    def __post_init__(self) -> None:
        if np.any(self.age_seconds < 0):
            raise ValueError("an age is never below zero")


@dataclass(frozen=True, slots=True)
class ExpertRecord:
    """Learnt record: counts by kind and expert, and overall, in outcomes corrected for difficulty.

    `own_wins`, `own_tries` (kinds, experts); `wins`, `tries` (experts,); `kind_means` (kinds,) of an average
    expert.
    """

    own_wins: Floats
    own_tries: Floats
    wins: Floats
    tries: Floats
    kind_means: Floats

    def chances(self) -> tuple[Floats, Floats]:
        """Posterior mean and standard deviation of resolving, both (kinds, experts)."""
        mean, sd = np.empty_like(self.own_wins), np.empty_like(self.own_wins)
        _chances(self.kind_means, self.own_wins, self.own_tries, self.wins, self.tries, mean, sd)
        return mean, sd

    def prices(self, able: Flags, *, share: float = PRICE_SHARE) -> Floats:
        """What each expert's time is worth elsewhere (experts,): `share` of the most by which they beat the
        average expert in any kind that they may serve, `able` (kinds, experts).

        Keeps the best at something free for it. Simpler than the duals of `batch.shadow_prices`, and at least
        as good in the twin; needs no rates.
        """
        above = np.where(able, self.chances()[0] - self.kind_means[:, None], 0.0)
        return np.asarray(share * np.maximum(above.max(axis=0), 0.0), dtype=np.float64)


@compiled
def _chances(kind_means: Floats, own_wins: Floats, own_tries: Floats, wins: Floats, tries: Floats, mean: Floats, sd: Floats) -> None:
    for kind in range(mean.shape[0]):
        for expert in range(mean.shape[1]):
            value, variance = posterior(kind_means[kind], own_wins[kind, expert], own_tries[kind, expert], wins[expert], tries[expert])
            mean[kind, expert] = value
            sd[kind, expert] = np.sqrt(variance)


@dataclass(frozen=True, slots=True)
class OutcomeLearner:
    """Estimator of expert records. `reopening_ages` (m,) past reopenings' ages in seconds: the curve R.

    `forgetting` is the weight kept of old counts by `update`.
    """

    kinds: int
    experts: int
    reopening_ages: Floats
    forgetting: float = 1.0

    def fit(self, outcomes: Outcomes) -> ExpertRecord:
        """Learn from scratch."""
        shape = (self.kinds, self.experts)
        empty = ExpertRecord(
            np.zeros(shape),
            np.zeros(shape),
            np.zeros(self.experts),
            np.zeros(self.experts),
            np.full(self.kinds, 0.5),
        )
        return self.update(empty, outcomes)

    def update(self, record: ExpertRecord, outcomes: Outcomes) -> ExpertRecord:
        """Learn from further outcomes; the old record is left as it is."""
        won, weight = self._credit(outcomes)
        mass = np.bincount(outcomes.kind, weights=weight, minlength=self.kinds)
        sums = np.bincount(outcomes.kind, weights=won * weight, minlength=self.kinds)
        before = record.own_tries.sum(axis=1) * self.forgetting
        total = before + mass
        means = (record.kind_means * before + sums + 0.5 * 10) / (total + 10)  # ten outcomes' doubt
        hard = np.where(np.isfinite(outcomes.difficulty), outcomes.difficulty, means[outcomes.kind])
        # case mix: what was won beyond what an average expert wins on these cases, put on the kind's average
        fair = np.clip(won - hard + means[outcomes.kind], -0.5, 1.5)
        place = outcomes.kind * self.experts + outcomes.expert
        keep = self.forgetting
        own_wins = keep * record.own_wins + self._by_place(place, fair * weight)
        own_tries = keep * record.own_tries + self._by_place(place, weight)
        overall = np.bincount(outcomes.expert, weights=fair * weight, minlength=self.experts)
        tries = np.bincount(outcomes.expert, weights=weight, minlength=self.experts)
        return ExpertRecord(
            own_wins,
            own_tries,
            keep * record.wins + overall,
            keep * record.tries + tries,
            _average_expert(own_wins, own_tries),
        )

    def _by_place(self, place: Ints, weights: Floats) -> Floats:
        sums = np.bincount(place, weights=weights, minlength=self.kinds * self.experts)
        return np.asarray(sums.reshape(self.kinds, self.experts), dtype=np.float64)

    def _credit(self, outcomes: Outcomes) -> tuple[Floats, Floats]:
        """Expected outcome of each contact, and how much of an outcome it is yet."""
        ages = np.sort(self.reopening_ages)
        known = np.searchsorted(ages, outcomes.age_seconds, side="right") / max(ages.size, 1)
        known = np.where(outcomes.age_seconds >= WINDOW_SECONDS, 1.0, known)
        settled = outcomes.reopened | (known >= 1.0)
        rate = float(outcomes.reopened[settled].mean()) if settled.any() else 0.3
        stays = (1 - rate) / np.maximum(1 - rate * known, 1e-9)
        won = np.where(outcomes.reopened, 0.0, np.where(settled, 1.0, stays))
        return won, np.where(settled, 1.0, known)


def _average_expert(own_wins: Floats, own_tries: Floats) -> Floats:
    """Chance of an average expert in each kind, (kinds,): experts weigh alike once they are known.

    sum w / (n + c) over sum n / (n + c), the moment estimate under the prior; a mean over contacts would
    flatter the kind, since the good ones get more of them. One half until something is known.
    """
    share = 1.0 / (own_tries + CONFIDENCE)
    return np.asarray(((own_wins * share).sum(axis=1) + 0.5 * _DOUBT) / ((own_tries * share).sum(axis=1) + _DOUBT), dtype=np.float64)
