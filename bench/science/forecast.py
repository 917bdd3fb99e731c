"""Forecasts of the bank's 1999 calls and Denver's ambulances beside every baseline, at 30 and 60 minutes."""

import csv
import gzip
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from bench.science.timing import row
from tandem.cli.science.peers import mstl_peer
from tandem.core.kit.calendars import Calendar, holidays_of
from tandem.core.kit.intervals import Timeline
from tandem.core.orchestration.forecasting import DemandForecaster, DemandSeries, evaluate, rolling_origins

FOLDER = Path(os.environ["TANDEM_TRIAL_DATA"]) / "demand"


def column(name: str, place: int) -> list[str]:
    with gzip.open(FOLDER / name, "rt") as file:
        return [line[place] for line in csv.reader(file)][1:]


def bank(step: int) -> DemandSeries:
    counts = np.array(column("anonymous_bank_1999_6min.csv.gz", 1), dtype=float).reshape(-1, step // 360).sum(axis=1)
    return DemandSeries("bank", Timeline(datetime(1999, 1, 1, tzinfo=UTC), step, counts.size), counts)


def denver() -> DemandSeries:
    times = np.array(column("denver_ems_hourly_2011_2019.csv.gz", 0), dtype="datetime64[s]")
    place = (times - times[0]).astype(int) // 3600
    counts = np.full(place[-1] + 1, np.nan)
    counts[place] = np.array(column("denver_ems_hourly_2011_2019.csv.gz", 1), dtype=float)
    start = datetime.fromtimestamp(int(times[0].astype(int)), tz=UTC)
    first = counts.size - 24 * 365 * 3
    timeline = Timeline(start, 3600, counts.size, "America/Denver").part(first, counts.size - first)
    return DemandSeries("denver", timeline, counts[first:])


def report(label: str, series: DemandSeries, calendar: Calendar, days: int, origins: int, *, peer: bool) -> None:
    horizon = days * series.timeline.slots_a_day
    chosen = rolling_origins(series, horizon=horizon, origins=origins, stride_days=None if origins < 100 else 1)
    peers = {"MSTL + AutoETS": mstl_peer(series.timeline.slots_a_day)} if peer else {}
    result = evaluate(series, DemandForecaster(horizon, calendar), origins=chosen, stopwatch=time.process_time, peers=peers)
    for name, score in (("Tandem", result.model), *result.baselines.items()):
        row(
            label, f"{days} d", result.origins, name.replace("_", " "), f"{score.wape:.1%}", f"{score.pinball:.3f}", f"{score.bias:+.1%}",
            f"{score.coverage80:.1%}", f"{score.coverage95:.1%}", f"{score.plain_coverage80:.1%}", f"{score.plain_coverage95:.1%}",
            f"{score.fit_seconds * 1e3:.0f}",
        )  # fmt: skip


def main() -> None:
    origins = int(sys.argv[1]) if len(sys.argv) > 1 else 24
    row("series", "ahead", "origins", "method", "WAPE", "pinball", "bias", "in 80 %", "in 95 %", "plain 80", "plain 95", "ms a fit")
    row(*["---"] * 12)
    holidays = holidays_of("IL", [1998, 1999, 2000])
    for minutes in (30, 60):
        for days in (1, 7):
            report(f"bank, {minutes} min", bank(minutes * 60), holidays, days, origins, peer=origins < 100)
    for days in (1, 7):
        report("bank, 30 min, no holidays given", bank(1800), Calendar(), days, origins, peer=False)
    for days in (1, 7):
        report("Denver, 60 min", denver(), holidays_of("US", range(2015, 2020)), days, origins, peer=origins < 100)


if __name__ == "__main__":
    main()
