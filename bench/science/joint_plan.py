"""Joint plan on the bank's real calls: micro-shifts by risk and show-up against Erlang C with 8-hour shifts.

Each of the last weeks: forecast from the past only, plan, then meet the calls that came (30-minute counts, drawn
evenly within). Pay is by the hour in both plans; 60 % of the hours are
self-scheduled in the joint plan and each of those claimers comes with chance 0.9.
"""

import os
import sys

import numpy as np

from bench.science.forecast import bank
from bench.science.timing import row
from tandem.core.kit.calendars import holidays_of
from tandem.core.orchestration.forecasting import DemandForecaster
from tandem.core.orchestration.rosters import micro_shapes, plan_cover
from tandem.core.orchestration.staffing import Targets, experts_for, seats_to_sell
from tandem.core.orchestration.twin.replay import replay

HANDLE, PATIENCE, SHOW_UP, SHARE = 188.0, 367.0, 0.9, 0.6
HOURLY, PREMIUM = 18.0, 0.1  # pay an hour, and by how much a self-scheduled hour is dearer in the last column
WEEK = 336


def shifts(need: np.ndarray, lengths: tuple[int, ...]) -> np.ndarray:
    """Experts covered by shifts of those lengths in half-hours."""
    return plan_cover(need, micro_shapes(lengths, slot_minutes=30.0, hourly=2.0, fixed=0.01)).covered


def outcome(counts: np.ndarray, firm: np.ndarray, gig: np.ndarray, seed: int) -> tuple[float, float, float, float]:
    """Contacts within 20 s, contacts, paid expert-hours, and those of them that were self-scheduled."""
    generator = np.random.default_rng(seed)
    arrivals = np.sort(np.concatenate([1800.0 * (slot + generator.random(int(n))) for slot, n in enumerate(counts)]))
    came = generator.binomial(gig.astype(int), SHOW_UP)
    staff = firm.astype(int) + came
    change = np.diff(np.concatenate([[0], staff]))
    patience, handle = generator.exponential(PATIENCE, arrivals.size), generator.lognormal(np.log(HANDLE) - 0.46, 0.96, arrivals.size)
    got = replay(arrivals, patience, handle, change_times=1800.0 * np.arange(counts.size), changes=change.astype(np.int64))
    return float((~got.abandoned & (got.waited <= 20)).sum()), float(arrivals.size), staff.sum() / 2, came.sum() / 2


def plans(forecast: object, level: float, quantile: float, history: np.ndarray, actual: np.ndarray) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    mean = forecast.mean / 1800
    upper = forecast.quantile(quantile) / 1800
    classic_mean = history.reshape(-1, WEEK)[-8:].mean(axis=0) / 1800
    none = np.zeros(WEEK)
    erlang_c = experts_for(classic_mean, HANDLE, Targets(service_level=level)).astype(float)
    erlang_f = experts_for(mean, HANDLE, Targets(service_level=level)).astype(float)
    erlang_a = experts_for(upper, HANDLE, Targets(service_level=level, abandon=0.08), patience_seconds=PATIENCE).astype(float)
    firm = shifts(np.floor(erlang_a * (1 - SHARE)), (8, 16))
    gig = seats_to_sell(np.maximum(erlang_a - firm, 0), show_up=SHOW_UP, confidence=0.6).astype(float)
    oracle = experts_for(actual / 1800, HANDLE, Targets(service_level=level, abandon=0.08), patience_seconds=PATIENCE)
    return {
        "oracle: knows the calls, Erlang A, micro-shifts, all come": (shifts(oracle.astype(float), (1, 2, 4, 8)), none),
        "Erlang C, mean of last 8, 8-hour shifts": (shifts(erlang_c, (16,)), none),
        "Erlang C, our forecast, 8-hour shifts": (shifts(erlang_f, (16,)), none),
        "joint: our quantile, Erlang A, 40 % firm and 60 % micro-shifts": (firm, shifts(gig, (1, 2, 4, 8))),
    }


def main() -> None:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    series, holidays = bank(1800), holidays_of("IL", [1998, 1999, 2000])
    weeks = [series.timeline.length // WEEK - back for back in range(int(sys.argv[1]) if len(sys.argv) > 1 else 10, 0, -1)]
    row(
        "plan",
        "planned for",
        "service level that came",
        "paid hours a week",
        "paid hours a 100 contacts",
        "self-scheduled",
        "pay a 100 contacts",
        "with self-scheduled hours 10 % dearer",
    )
    row(*["---"] * 8)
    for level, quantile in ((0.70, 0.5), (0.75, 0.55), (0.8, 0.6), (0.85, 0.65), (0.9, 0.75)):
        totals: dict[str, np.ndarray] = {}
        for week in weeks:
            origin = week * WEEK
            forecast = DemandForecaster(WEEK, holidays).fit(series.until(origin)).predict()
            counts = np.rint(series.contacts[origin : origin + WEEK])
            for name, (firm, gig) in plans(forecast, level, quantile, series.contacts[:origin][-8 * WEEK :], counts).items():
                runs = [outcome(counts, firm, gig, seed) for seed in range(3)]
                totals[name] = totals.get(name, np.zeros(4)) + np.mean(runs, axis=0)
        for name, (within, contacts, hours, own) in totals.items():
            pay, dearer = HOURLY * hours, HOURLY * (hours + PREMIUM * own)
            row(
                name, f"{level:.0%}", f"{within / contacts:.1%}", f"{hours / len(weeks):,.0f}", f"{100 * hours / contacts:.2f}",
                f"{own / hours:.0%}", f"{100 * pay / contacts:.1f}", f"{100 * dearer / contacts:.1f}",
            )  # fmt: skip


if __name__ == "__main__":
    main()
