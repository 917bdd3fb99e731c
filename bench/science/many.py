"""A year of five-minute data, and a thousand series of a year at 30 minutes on two processes, with peak memory."""

import resource
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime

import numpy as np

from bench.science.timing import seconds
from tandem.core.kit.intervals import Timeline
from tandem.core.orchestration.forecasting import DemandForecaster, DemandSeries, forecast_many

LEVELS = np.array([0.025, 0.1, 0.25, 0.75, 0.9, 0.975])
START = datetime(2025, 1, 1, tzinfo=UTC)


def series(name: str, step: int, seed: int) -> DemandSeries:
    slots = 86_400 // step
    place = np.arange(365 * slots)
    curve = np.clip(np.sin(2 * np.pi * (place % slots) / slots - 2), 0, None) * (1 - 0.4 * ((place // slots) % 7 > 4))
    counts = np.random.default_rng(seed).poisson(10 * curve * step / 1800).astype(float)
    return DemandSeries(name, Timeline(START, step, counts.size, "Europe/Paris"), counts)


def main() -> None:
    five = series("five", 300, 1)
    spent = seconds(lambda: DemandForecaster(7 * 288).fit(five).predict().quantiles(LEVELS))
    print(f"a year of 5-minute data, fitted and a week forecast with bands: {spent:.3f} s of processor time")
    crowd = [series(str(number), 1800, number) for number in range(1000)]
    forecaster = DemandForecaster(336, most_origins=16)
    began_all, began = time.process_time(), time.perf_counter()
    with ProcessPoolExecutor(2) as pool:
        forecasts = forecast_many(crowd, forecaster, mapper=lambda f, items: pool.map(f, items, chunksize=100))
    bands = [forecast.quantiles(LEVELS) for forecast in forecasts]
    took = time.perf_counter() - began
    own = time.process_time() - began_all
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"1,000 series on two processes: {took:.1f} s by the clock, {own + children.ru_utime:.1f} s of processor time; "
        f"peak {peak:.0f} MB + {children.ru_maxrss / 1024:.0f} MB in the larger child; {len(bands)} forecasts"
    )


if __name__ == "__main__":
    main()
