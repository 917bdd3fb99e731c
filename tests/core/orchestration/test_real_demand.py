"""The bank's 1999 calls and Denver's ambulances: better than the usual baselines where staffing looks."""

import csv
import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tandem.core.kit.calendars import holidays_of
from tandem.core.kit.intervals import Timeline
from tandem.core.orchestration.forecasting import DemandForecaster, DemandSeries, evaluate, rolling_origins

FOLDER = os.environ.get("TANDEM_TRIAL_DATA", "")
pytestmark = [
    pytest.mark.trial,
    pytest.mark.proves("R1", "R72"),
    pytest.mark.skipif(not FOLDER or not Path(FOLDER, "demand").is_dir(), reason="TANDEM_TRIAL_DATA names no trial data"),
]


def column(name, place):
    with gzip.open(Path(FOLDER, "demand", name), "rt") as file:
        return [row[place] for row in csv.reader(file)][1:]


def bank(step):
    counts = np.array(column("anonymous_bank_1999_6min.csv.gz", 1), dtype=float).reshape(-1, step // 360).sum(axis=1)
    return DemandSeries("bank", Timeline(datetime(1999, 1, 1, tzinfo=UTC), step, counts.size), counts)


def denver():
    times = np.array(column("denver_ems_hourly_2011_2019.csv.gz", 0), dtype="datetime64[s]")
    place = ((times - times[0]).astype(int)) // 3600
    counts = np.full(place[-1] + 1, np.nan)
    counts[place] = np.array(column("denver_ems_hourly_2011_2019.csv.gz", 1), dtype=float)
    start = datetime.fromtimestamp(int(times[0].astype(int)), tz=UTC)
    tail = counts.size % 24 + 24 * 365 * 3  # the last three years are history enough, and quick
    timeline = Timeline(start, 3600, counts.size, "America/Denver")
    return DemandSeries("denver", timeline.part(counts.size - tail, tail), counts[-tail:])


def beats(series, calendar, horizon, origins):
    chosen = rolling_origins(series, horizon=horizon, origins=origins)
    result = evaluate(series, DemandForecaster(horizon, calendar), origins=chosen, stopwatch=lambda: 0.0)
    for baseline in result.baselines.values():
        assert result.model.wape < baseline.wape
        assert result.model.pinball < baseline.pinball
    return result.model


@pytest.mark.parametrize(("step", "days"), [(1800, 1), (1800, 7), (3600, 1), (3600, 7)])
def test_the_bank_is_forecast_better_than_by_the_usual_means(step, days):
    calendar = holidays_of("IL", [1998, 1999, 2000])
    model = beats(bank(step), calendar, days * 86_400 // step, 60 // days + 20)
    assert abs(model.coverage80 - 0.8) < 0.05
    assert abs(model.coverage95 - 0.95) < 0.03


@pytest.mark.parametrize("days", [1, 7])
def test_denver_is_forecast_better_than_by_the_usual_means(days):
    model = beats(denver(), holidays_of("US", range(2015, 2020)), days * 24, 20)
    assert abs(model.coverage80 - 0.8) < 0.05
