"""Rolling-origin evaluation: the forecaster beside the usual baselines, on the same origins and intervals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.orchestration.forecasting.baselines import (
    WEEKS,
    baseline_phi,
    baseline_quantiles,
    weekly_mean,
)
from tandem.core.orchestration.forecasting.distributions import count_cdf
from tandem.core.orchestration.forecasting.forecaster import DemandForecaster
from tandem.core.orchestration.forecasting.scores import (
    bias,
    coverage,
    mase,
    pinball,
    plain_coverage,
    wape,
    weekly_naive_error,
)
from tandem.core.orchestration.forecasting.series import DemandSeries

LEVELS = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
COVERAGE_DEFINITION = "mean overlap of each outcome's step [F(y-1), F(y)] with the central band (randomised PIT); plain_coverage counts low <= y <= high"
Stopwatch = Callable[[], float]
Peer = Callable[[Floats, int], tuple[Floats, Floats]]
"""From a history and a horizon to means (horizon,) and quantiles (horizon, levels) at `LEVELS`."""


@dataclass(frozen=True, slots=True)
class Score:
    """Scores of one method over all origins; `fit_seconds` is the mean time of one fit and forecast."""

    wape: float
    mase: float
    bias: float
    pinball: float
    coverage80: float
    coverage95: float
    plain_coverage80: float
    plain_coverage95: float
    fit_seconds: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The model and its baselines, and the methods that the model chose, by how often."""

    model: Score
    baselines: dict[str, Score]
    origins: int
    intervals: int
    methods: dict[str, int]


@dataclass(slots=True)
class _Record:
    """What one method said of each origin's horizon; grows while origins roll."""

    means: list[Floats]
    quantiles: list[Floats]
    below: list[Floats]
    upto: list[Floats]
    seconds: float = 0.0


def rolling_origins(series: DemandSeries, *, horizon: int, origins: int, stride_days: int | None = None) -> Ints:
    """Local midnights to forecast from, spread over the later half of the history, newest last.

    Half of the history, and at least four weeks, comes before the first. Raises ValueError when there
    is too little history for one origin.
    """
    local = series.timeline.local()
    midnight = np.flatnonzero(local == local.astype("datetime64[D]"))
    per_day = series.timeline.slots_a_day
    usable = midnight[(midnight + horizon <= series.timeline.length) & (midnight >= 28 * per_day)]
    if not usable.size:
        raise ValueError(f"{series.name}: needs four weeks of history before an origin and a horizon after it")
    spare = usable[usable >= series.timeline.length // 2] if usable[-1] >= series.timeline.length // 2 else usable
    stride = stride_days or max(1, spare.size // max(origins, 1))
    if stride % 7 == 0 and stride_days is None:
        stride -= 1  # origins on every weekday
    return np.sort(spare[::-1][::stride][:origins])


def evaluate(
    series: DemandSeries,
    forecaster: DemandForecaster,
    *,
    origins: Ints,
    stopwatch: Stopwatch,
    peers: Mapping[str, Peer] | None = None,
) -> Evaluation:
    """Forecast from each origin and score what followed, baselines and peers beside it on the same rows.

    `stopwatch` returns seconds; it is a parameter because the core has no clock. A peer gives quantiles
    and no distribution, so its `coverage` is the plain share.
    """
    horizon = forecaster.horizon
    week = 7 * series.timeline.slots_a_day
    model = _Record([], [], [], [])
    plain = {name: _Record([], [], [], []) for name in (*WEEKS, *(peers or {}))}
    methods: dict[str, int] = {}
    actual = []
    for origin in origins:
        came = series.contacts[origin : origin + horizon]
        actual.append(came)
        begun = stopwatch()
        forecast = forecaster.fit(series.until(int(origin))).predict()
        quantiles = forecast.quantiles(LEVELS)
        model.seconds += stopwatch() - begun
        below, upto = forecast.cdf(came)
        _note(model, forecast.mean, quantiles, below, upto)
        methods[forecast.choice.method] = methods.get(forecast.choice.method, 0) + 1
        for name, weeks in WEEKS.items():
            _baseline(plain[name], series.contacts[:origin], came, week=week, weeks=weeks, stopwatch=stopwatch)
        for name, peer in (peers or {}).items():
            begun = stopwatch()
            mean, quantiles = peer(series.contacts[:origin], horizon)
            plain[name].seconds += stopwatch() - begun
            _note(plain[name], mean, quantiles, np.full(horizon, np.nan), np.full(horizon, np.nan))
    outcome = np.concatenate(actual)
    scale = weekly_naive_error(series.contacts[: origins[0]], intervals_a_week=week)
    scored = {name: _score(record, outcome, scale, origins.size) for name, record in plain.items()}
    known = int(np.isfinite(outcome).sum())
    return Evaluation(_score(model, outcome, scale, origins.size), scored, int(origins.size), known, methods)


def _baseline(record: _Record, history: Floats, came: Floats, *, week: int, weeks: int, stopwatch: Stopwatch) -> None:
    begun = stopwatch()
    mean = weekly_mean(history, horizon=came.size, week=week, weeks=weeks)
    phi = baseline_phi(history, week=week, weeks=weeks)
    quantiles = baseline_quantiles(mean, phi, LEVELS)
    record.seconds += stopwatch() - begun
    below, upto = count_cdf(came, mean, mean + phi * mean * mean)
    _note(record, mean, quantiles, below, upto)


def _note(record: _Record, mean: Floats, quantiles: Floats, below: Floats, upto: Floats) -> None:
    record.means.append(mean)
    record.quantiles.append(quantiles)
    record.below.append(below)
    record.upto.append(upto)


def _score(record: _Record, actual: Floats, scale: float, origins: int) -> Score:
    mean, quantiles = np.concatenate(record.means), np.concatenate(record.quantiles)
    below, upto = np.concatenate(record.below), np.concatenate(record.upto)
    plain80 = plain_coverage(actual, quantiles[:, 1], quantiles[:, 5])
    plain95 = plain_coverage(actual, quantiles[:, 0], quantiles[:, 6])
    spread = bool(np.isfinite(upto).any())
    return Score(
        wape=wape(actual, mean),
        mase=mase(actual, mean, naive_error=scale),
        bias=bias(actual, mean),
        pinball=pinball(actual, quantiles, levels=LEVELS),
        coverage80=coverage(below, upto, level=0.8) if spread else plain80,
        coverage95=coverage(below, upto, level=0.95) if spread else plain95,
        plain_coverage80=plain80,
        plain_coverage95=plain95,
        fit_seconds=record.seconds / origins,
    )
