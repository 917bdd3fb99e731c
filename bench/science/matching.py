"""Matching while learning, in the twin: resolution, wait, regret, newcomers, and the time of one decision."""

import numpy as np

from bench.science.timing import row, seconds
from tandem.core.orchestration.matching import MatchingPolicy, Standing, decide
from tandem.core.orchestration.matching.rules import BEST_SCORE, PRICE_SHARE, THOMPSON
from tandem.core.orchestration.twin import state as s
from tandem.core.orchestration.twin.service import simulate_service
from tandem.core.orchestration.twin.world import Experts, Kinds, Routing, Shifts, World

KINDS, SPREAD, RUNS, CONTACTS = 10, 0.08, 24, 20_000


def run(count: int, occupancy: float, routing: Routing, truth: np.ndarray, seed: int) -> s.Moving:
    experts = Experts(np.full((KINDS, count), 180.0), truth, np.ones(count, dtype=np.int64), np.zeros(count, dtype=np.int64))
    rates = np.full((1, KINDS), occupancy * count / 180 / KINDS)
    world = World(Kinds.plain(rates, patience_seconds=0.0), experts, Shifts.always(count), routing, CONTACTS / rates.sum())
    return simulate_service(world, cycles=1, seed=seed, buckets=20, expected_contacts=CONTACTS)


def truth_of(count: int, seed: int, common: float) -> np.ndarray:
    """True chances; `common` is the share of the variance that an expert's intents have in common."""
    generator = np.random.default_rng(seed)
    own, shared = generator.standard_normal((KINDS, count)), generator.standard_normal((1, count))
    return np.clip(0.7 + SPREAD * (np.sqrt(1 - common) * own + np.sqrt(common) * shared), 0.02, 0.98)


def worth(truth: np.ndarray) -> np.ndarray:
    """Prices of time for one who knows the truth, by the same rule as the learner's."""
    return PRICE_SHARE * (truth - truth.mean(axis=1, keepdims=True)).max(axis=0)


POLICIES = {
    "longest idle": lambda _: Routing(),
    "learning, floor of 20 offers": lambda _: Routing(THOMPSON, floor_rate=0.02, floor_offers=20.0),
    "learning, no price of time": lambda _: Routing(THOMPSON, floor_rate=0.02, floor_offers=20.0, price_share=0.0),
    "dial at 0.5 of the truth": lambda truth: Routing(BEST_SCORE, scores=truth, dial=0.5),
    "knows the truth": lambda truth: Routing(BEST_SCORE, scores=truth),
    "knows the truth, with prices": lambda truth: Routing(BEST_SCORE, scores=truth, prices=worth(truth)),
}


def tried(count: int, occupancy: float, common: float) -> None:
    curves, waits, fewest = {}, {}, {}
    for name, routing in POLICIES.items():
        made = []
        for seed in range(RUNS):
            truth = truth_of(count, seed, common)
            made.append(run(count, occupancy, routing(truth), truth, seed))
        curves[name] = np.mean([m.curve[:, 1] / m.curve[:, 0] for m in made], axis=0)
        waits[name] = np.mean([m.by_kind[:, s.SERVED_WAIT_SUM].sum() / m.by_kind[:, s.SERVED].sum() for m in made])
        fewest[name] = min(m.offers.min() for m in made)
    best, plain = (curves[name][4:6].mean() for name in ("knows the truth, with prices", "longest idle"))
    for name, curve in curves.items():
        at = curve[4:6].mean()
        row(
            f"{common:.0%}", count, f"{occupancy:.0%}", name, f"{curve.mean():.1%}", f"{at:.1%}", f"{curve[15:].mean():.1%}",
            f"{(at - plain) * 100:+.1f}", f"{1 - at / best:.1%}", f"{waits[name]:.2f}", f"{fewest[name]:.0f}",
        )  # fmt: skip


def main() -> None:
    figures = ("resolved, all", "at 5,000", "last 5,000", "gain at 5,000", "regret at 5,000", "mean wait s", "fewest offers")
    row("common", "experts", "occupancy", "policy", *figures)
    row(*["---"] * 11)
    for common in (0.0, 0.5):
        for count, occupancy in ((20, 0.7), (40, 0.72), (100, 0.8)):
            tried(count, occupancy, common)
    generator = np.random.default_rng(1)
    size = 5000
    standing = Standing(
        np.ones(size, dtype=bool), generator.uniform(0.4, 0.9, size), np.full(size, 0.05), np.zeros(size),
        generator.uniform(0, 900, size), generator.integers(0, 200, size).astype(float),
    )  # fmt: skip
    spent = seconds(lambda: [decide(standing, MatchingPolicy(), seed=seed) for seed in range(50)]) / 50
    print(f"\na decision among 5,000 experts, with propensities and words: {spent * 1e3:.2f} ms of processor time")


if __name__ == "__main__":
    main()
