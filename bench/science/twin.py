"""Speed of the twin beside ciw and simpy on one model, and of a whole service with scored matching."""

import os
import resource
import subprocess
import sys
import time
import warnings

import numpy as np

from bench.science.peers import find_peers
from bench.science.timing import row, seconds
from tandem.core.orchestration.matching.rules import BEST_SCORE, SCORED
from tandem.core.orchestration.twin.queue import ARRIVED, QueueModel, simulate_queue
from tandem.core.orchestration.twin.service import simulate_service
from tandem.core.orchestration.twin.world import Experts, Kinds, Routing, Shifts, World


def ours(cycles: int = 100) -> float:
    model = QueueModel(np.array([48 / 60]), np.array([50]), 50_000.0, 60.0, 120.0)
    count = simulate_queue(model, cycles=cycles, seed=1)[0, ARRIVED]
    return float(count) / seconds(lambda: simulate_queue(model, cycles=cycles, seed=1))


def with_ciw() -> float:
    import ciw

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network = ciw.create_network(
            arrival_distributions=[ciw.dists.Exponential(rate=48 / 60)], service_distributions=[ciw.dists.Exponential(rate=1 / 60)],
            number_of_servers=[50], reneging_time_distributions=[ciw.dists.Exponential(rate=1 / 120)],
        )  # fmt: skip
        ciw.seed(1)
        run = ciw.Simulation(network)
        began = time.process_time()
        run.simulate_until_max_time(20_000)
        return len(run.get_all_records()) / (time.process_time() - began)


def with_simpy() -> float:
    import simpy

    generator = np.random.default_rng(1)
    gaps, waits, lengths = generator.exponential(60 / 48, 40_000), generator.exponential(120, 40_000), generator.exponential(60, 40_000)
    environment = simpy.Environment()
    desk = simpy.Resource(environment, 50)
    done = [0]

    def contact(number):
        with desk.request() as request:
            got = yield request | environment.timeout(waits[number])
            if request in got:
                yield environment.timeout(lengths[number])
        done[0] += 1

    def source():
        for number, gap in enumerate(gaps):
            yield environment.timeout(gap)
            environment.process(contact(number))

    environment.process(source())
    began = time.process_time()
    environment.run()
    return done[0] / (time.process_time() - began)


def service() -> World:
    generator = np.random.default_rng(0)
    kinds, count = 10, 500
    able = generator.random((kinds, count)) < 0.4
    able[generator.integers(0, kinds, count), np.arange(count)] = True
    handle = np.where(able, 180.0 * generator.uniform(0.8, 1.25, (kinds, count)), 0.0)
    chances = np.clip(0.75 + 0.08 * generator.standard_normal((kinds, count)), 0, 1)
    start = generator.uniform(0, 8 * 3600, count)
    shifts = Shifts(
        np.repeat(np.arange(count), 2), np.column_stack([start, start + 4 * 3600 + 1800]).ravel(),
        np.column_stack([start + 4 * 3600, start + 16 * 3600]).ravel(), np.full(count, 0.95), np.repeat(np.arange(count), 2),
    )  # fmt: skip
    routing = Routing(BEST_SCORE, SCORED, scores=chances, dial=0.9, weights=np.full(kinds, 0.01))
    experts = Experts(handle, chances, np.ones(count, dtype=np.int64), np.zeros(count, dtype=np.int64))
    rates = np.full((48, kinds), 0.5 * count / 180 / kinds)
    return World(Kinds.plain(rates, patience_seconds=180.0), experts, shifts, routing, 1800.0, day_cv=0.07, slot_cv=0.05)


def main() -> None:
    find_peers()
    row("model", "simulator", "contacts a second of processor time", "times")
    row(*["---"] * 4)
    fast = ours()
    row("M/M/50+M", "Tandem, one queue", f"{fast:,.0f}", 1)
    for name, peer in (("ciw", with_ciw), ("simpy", with_simpy)):
        rate = peer()
        row("M/M/50+M", name, f"{rate:,.0f}", f"{fast / rate:,.0f}")
    world = service()
    count = simulate_service(world, cycles=6, seed=1).by_kind[:, 0].sum()
    rate = count / seconds(lambda: simulate_service(world, cycles=6, seed=1))
    row("10 skills, 500 experts, scored matching, shifts, breaks, show-up", "Tandem, service", f"{rate:,.0f}", "")
    ours(10)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours(2000)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"\nmemory: {after - before} kB more for a run two hundred times as long")
    code = """
import time
began = time.process_time()
import numpy as np
from bench.science.twin import QueueModel, service, simulate_queue, simulate_service
simulate_queue(QueueModel(np.array([0.8]), np.array([50]), 5e4, 60.0, 120.0), cycles=1, seed=1)
middle = time.process_time()
simulate_service(service(), cycles=0.05, seed=1)
print(f"first call from a warm cache, imports included: queue {middle - began:.2f} s, service after it "
      f"{time.process_time() - middle:.2f} s of processor time")
"""
    subprocess.run([sys.executable, "-c", code], check=True, env=os.environ)


if __name__ == "__main__":
    main()
