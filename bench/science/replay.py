"""The bank's January calls day by day: real waits and abandonment beside the twin's.

Staff is inferred from the calls that each server took; the one free figure, how long a server may be
unseen and still be at work, is chosen on odd days and judged on even ones.
"""

import os
from pathlib import Path

import numpy as np

from bench.science.timing import row
from tandem.cli.science.calibrating import read_log
from tandem.core.orchestration.twin import queue as q
from tandem.core.orchestration.twin.fit import ContactLog, FittedService, fit_service
from tandem.core.orchestration.twin.queue import QueueModel, simulate_queue
from tandem.core.orchestration.twin.replay import draw_patience, replay, staff_on_duty

FILE = Path(os.environ["TANDEM_TRIAL_DATA"]) / "demand" / "anonymous_bank_1999_january_calls.tsv.gz"
RUNS = 20


def simulated(log: ContactLog, patience: object, beyond: float, gap: float) -> tuple[float, float, float, float]:
    """Mean wait and abandonment, with their standard deviation over runs."""
    generator = np.random.default_rng(1)
    served = ~log.abandoned
    start = (log.arrived_seconds + log.waited_seconds)[served]
    times, changes = staff_on_duty(start, start + log.handle_seconds[served], log.server[served], longest_gap=gap)
    waits, lost = [], []
    for _ in range(RUNS):
        drawn = draw_patience(patience, generator, log.day.size, beyond_seconds=beyond)
        handle = generator.choice(log.handle_seconds[served], log.day.size)
        came = replay(log.arrived_seconds, drawn, handle, change_times=times, changes=changes)
        waits.append(came.waited.mean())
        lost.append(came.abandoned.mean())
    return float(np.mean(waits)), float(np.std(waits)), float(np.mean(lost)), float(np.std(lost))


def main() -> None:
    log = read_log(FILE)
    fitted = fit_service(log, interval_seconds=1800.0)
    days = np.unique(log.day)
    gaps = (300.0, 450.0, 600.0, 900.0, 1200.0)
    real = {day: log.of_days(np.array([day])) for day in days}

    def error(gap: float) -> float:
        return sum(abs(simulated(real[d], fitted.patience, fitted.patience_seconds, gap)[2] - real[d].abandoned.mean()) * real[d].day.size for d in days[::2])

    gap = min(gaps, key=error)
    row("day", "calls", "real wait s", "twin wait s", "real abandon", "twin abandon")
    row(*["---"] * 6)
    table = []
    for day in days:
        wait, wait_sd, lost, lost_sd = simulated(real[day], fitted.patience, fitted.patience_seconds, gap)
        own = real[day]
        table.append((own.day.size, own.waited_seconds.mean(), wait, own.abandoned.mean(), lost))
        row(
            np.datetime64(int(day), "D"),
            own.day.size,
            f"{own.waited_seconds.mean():.1f}",
            f"{wait:.1f} +- {wait_sd:.1f}",
            f"{own.abandoned.mean():.1%}",
            f"{lost:.1%} +- {lost_sd:.1%}",
        )
    for label, part in (("all days", slice(None)), ("even days, not used to choose the gap", slice(1, None, 2))):
        held = np.array(table)[part]
        weight = held[:, 0] / held[:, 0].sum()
        print(
            f"\n{label}: unseen for {gap:.0f} s; wait {weight @ held[:, 1]:.1f} s real, {weight @ held[:, 2]:.1f} s twin; abandon "
            f"{weight @ held[:, 3]:.2%} real, {weight @ held[:, 4]:.2%} twin; correlation over days: wait "
            f"{np.corrcoef(held[:, 1], held[:, 2])[0, 1]:.3f}, abandon {np.corrcoef(held[:, 3], held[:, 4])[0, 1]:.3f}"
        )

    calibrated_week(log, fitted)


def calibrated_week(log: ContactLog, fitted: FittedService) -> None:
    """The week that `tandem simulate --fit` writes, run for 500 weeks, beside the month by weekday."""
    slots = int(86_400 // fitted.interval_seconds)
    model = QueueModel(
        fitted.rates, np.rint(fitted.experts).astype(np.int64), fitted.interval_seconds, fitted.handle_seconds, fitted.patience_seconds,
        handle_cv=fitted.handle_cv, day_cv=fitted.day_cv, slot_cv=fitted.slot_cv, day_intervals=slots,
    )  # fmt: skip
    tally = simulate_queue(model, cycles=500, seed=1).reshape(7, slots, -1).sum(axis=1)
    print("\nThe calibrated week beside the month\n")
    row("weekday", "calls", "real answered within 20 s", "twin", "real wait, answered s", "twin", "real abandon", "twin")
    row(*["---"] * 8)
    weekday = (log.day + 3) % 7
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "all")
    for place, name in enumerate(names):
        rows = weekday == place if place < 7 else np.ones(weekday.size, dtype=bool)
        seen = tally[place] if place < 7 else tally.sum(axis=0)
        waits, lost = log.waited_seconds[rows], log.abandoned[rows]
        row(
            name, rows.sum(), f"{(~lost & (waits <= 20)).mean():.1%}", f"{seen[q.WITHIN] / seen[q.ARRIVED]:.1%}", f"{waits[~lost].mean():.1f}",
            f"{seen[q.SERVED_WAIT_SUM] / seen[q.SERVED]:.1f}", f"{lost.mean():.1%}", f"{seen[q.ABANDONED] / seen[q.ARRIVED]:.1%}",
        )  # fmt: skip


if __name__ == "__main__":
    main()
