"""Staffing against pyworkforce 0.5.4: answers and processor time."""

import time

import numpy as np

from bench.science.peers import find_peers
from bench.science.timing import row, seconds
from tandem.core.orchestration.staffing import Targets, experts_for


def main() -> None:
    find_peers()
    from pyworkforce.queuing import ErlangA

    row("load, Erlangs", "true fewest", "pyworkforce", "our ms", "its ms", "times faster")
    row(*["---"] * 6)
    for load, aht in ((200, 6.0), (2000, 6.0), (6000, 6.0)):
        rate, handle = load / (aht * 60), aht * 60
        targets = Targets(service_level=0.8, seconds=20.0)
        ours = int(experts_for(rate, handle, targets, patience_seconds=120.0)[0])
        spent = seconds(lambda r=rate, h=handle, t=targets: [experts_for(r, h, t, patience_seconds=120.0) for _ in range(20)]) / 20
        begun = time.process_time()
        peer = ErlangA(transactions=load / aht * 30, aht=aht, asa=20 / 60, interval=30, patience=2.0)
        theirs = peer.required_positions(service_level=0.8)["raw_positions"]
        took = time.process_time() - begun
        row(load, ours, theirs, f"{spent * 1e3:.3f}", f"{took * 1e3:.0f}", f"{took / spent:,.0f}")
    rates = np.random.default_rng(1).uniform(1, 100, 96 * 50) / 900
    spent = seconds(lambda: experts_for(rates, 300.0, Targets(service_level=0.8, abandon=0.05), patience_seconds=150.0))
    print(f"\n96 intervals x 50 queues, service level and abandonment together: {spent:.3f} s")


if __name__ == "__main__":
    main()
