"""Matching while learning, in the twin: resolution, wait, regret, newcomers, and the time of one decision."""

import numpy as np

from bench.science.timing import row, seconds
from tandem.core.orchestration.matching import MatchingPolicy, Standing, decide
from tandem.core.orchestration.matching.rules import BEST_SCORE, THOMPSON
from tandem.core.orchestration.twin import state as s
from tandem.core.orchestration.twin.service import simulate_service
from tandem.core.orchestration.twin.world import Experts, Kinds, Routing, Shifts, World

KINDS, SPREAD, RUNS, CONTACTS = 10, 0.08, 8, 20_000


def run(count: int, occupancy: float, routing: Routing, truth: np.ndarray, seed: int) -> s.Moving:
    experts = Experts(np.full((KINDS, count), 180.0), truth, np.ones(count, dtype=np.int64), np.zeros(count, dtype=np.int64))
    rates = np.full((1, KINDS), occupancy * count / 180 / KINDS)
    world = World(Kinds.plain(rates, patience_seconds=0.0), experts, Shifts.always(count), routing, CONTACTS / rates.sum())
    return simulate_service(world, cycles=1, seed=seed, buckets=20, expected_contacts=CONTACTS)


def main() -> None:
    row("experts", "occupancy", "policy", "resolved, all", "at 5,000", "last 5,000", "regret at 5,000", "mean wait s", "fewest offers")
    row(*["---"] * 9)
    for count, occupancy in ((20, 0.7), (40, 0.72), (100, 0.8)):
        policies = {
            "longest idle": lambda _: Routing(),
            "learning, floor of 20 offers": lambda _: Routing(THOMPSON, floor_rate=0.02, floor_offers=20.0),
            "dial at 0.5 of the truth": lambda truth: Routing(BEST_SCORE, scores=truth, dial=0.5),
            "knows the truth": lambda truth: Routing(BEST_SCORE, scores=truth),
        }
        curves, waits, fewest = {}, {}, {}
        for name, routing in policies.items():
            made = []
            for seed in range(RUNS):
                truth = np.clip(0.7 + SPREAD * np.random.default_rng(seed).standard_normal((KINDS, count)), 0.02, 0.98)
                made.append(run(count, occupancy, routing(truth), truth, seed))
            curves[name] = np.mean([m.curve[:, 1] / m.curve[:, 0] for m in made], axis=0)
            waits[name] = np.mean([m.by_kind[:, s.SERVED_WAIT_SUM].sum() / m.by_kind[:, s.SERVED].sum() for m in made])
            fewest[name] = min(m.offers.min() for m in made)
        best = curves["knows the truth"]
        for name, curve in curves.items():
            at = curve[4:6].mean()
            row(
                count, f"{occupancy:.0%}", name, f"{curve.mean():.1%}", f"{at:.1%}", f"{curve[15:].mean():.1%}",
                f"{1 - at / best[4:6].mean():.1%}", f"{waits[name]:.2f}", f"{fewest[name]:.0f}",
            )  # fmt: skip
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
