"""The forecaster: fit to a history, then mean, bands and sample paths for what follows."""

from dataclasses import dataclass, field

import numpy as np
from scipy import special

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.kit.calendars import Calendar
from tandem.core.kit.intervals import DAY_SECONDS, DayGrid, Timeline
from tandem.core.orchestration.forecasting.days import DayTable, day_table
from tandem.core.orchestration.forecasting.distributions import count_quantiles
from tandem.core.orchestration.forecasting.handle_times import handle_time_forecast
from tandem.core.orchestration.forecasting.intraday import fit_intraday
from tandem.core.orchestration.forecasting.methods import history_of
from tandem.core.orchestration.forecasting.selection import Backtest, Choice, choose
from tandem.core.orchestration.forecasting.series import MINIMUM_DAYS, DemandSeries, Quality
from tandem.core.orchestration.forecasting.spread import Spread, fit_spread

BANDS = (0.5, 0.8, 0.95)


@dataclass(frozen=True, slots=True)
class DemandForecast:
    """What is expected, interval by interval.

    `mean` (n,) contacts an interval; `ahead` (n,) days ahead, 0 for the first local day;
    `handle_seconds` (n,) or None. `spread` gives quantiles and paths.
    """

    name: str
    timeline: Timeline
    mean: Floats
    ahead: Ints
    spread: Spread
    choice: Choice
    quality: Quality
    handle_seconds: Floats | None = None

    def quantile(self, level: float) -> Floats:
        """The level-quantile of each interval's contacts, shape (n,)."""
        return self.quantiles(np.array([level]))[:, 0]

    def quantiles(self, levels: Floats) -> Floats:
        """Quantiles of each interval's contacts, shape (n, levels)."""
        return self.spread.quantiles(self.mean, self.ahead, wanted=levels)

    def band(self, share: float) -> tuple[Floats, Floats]:
        """The central band that holds `share` of outcomes: low and high, each shape (n,)."""
        both = self.quantiles(np.array([(1 - share) / 2, (1 + share) / 2]))
        return both[:, 0], both[:, 1]

    def cdf(self, counts: Floats) -> tuple[Floats, Floats]:
        """P(contacts < y) and P(contacts <= y) of outcomes, shape (n,) each."""
        return self.spread.cdf(counts, self.mean, self.ahead)

    def paths(self, count: int, *, seed: int) -> Floats:
        """Joint sample paths of counts, shape (count, n): a busy day is busy all day.

        Gaussian copula: the normal score of an interval is a day's score (autoregressive over days)
        and a slot's (autoregressive over slots), mixed by their share of the variance; margins are the
        bands' own.
        """
        generator = np.random.default_rng(seed)
        days = int(self.ahead.max()) + 1
        day_score = _autoregressive(generator.standard_normal((count, days)), self.spread.day_memory)
        slot_score = _autoregressive(generator.standard_normal((count, self.mean.size)), self.spread.slot_memory)
        excess = self.spread.variance(self.mean, self.ahead)
        shared = self.spread.day_share * (excess - self.mean) / np.maximum(excess, 1e-12)
        score = np.sqrt(shared) * day_score[:, self.ahead] + np.sqrt(1 - shared) * slot_score
        levels = self.spread.levels(np.clip(special.ndtr(score), 1e-9, 1 - 1e-9).T, self.mean)
        order = np.argsort(levels, axis=1)
        drawn = count_quantiles(self.mean, excess, np.take_along_axis(levels, order, axis=1))
        paths = np.empty_like(drawn)
        np.put_along_axis(paths, order, drawn, axis=1)
        return np.asarray(np.rint(paths).T, dtype=np.float64)


@dataclass(frozen=True, slots=True)
class FittedDemand:
    """A forecaster fitted to one series; `predict` says what follows it."""

    forecast: DemandForecast

    def predict(self) -> DemandForecast:
        """The forecast of the horizon that was fitted for."""
        return self.forecast


@dataclass(frozen=True, slots=True)
class DemandForecaster:
    """Forecasts one series; scikit-learn's manner: parameters here, `fit` returns the fitted value.

    `horizon` counts intervals ahead. `method` names one of `methods`, or is None to choose by rolling
    backtest. `most_origins` bounds the backtest.
    """

    horizon: int
    calendar: Calendar = field(default_factory=Calendar)
    method: str | None = None
    most_origins: int = 28

    def __post_init__(self) -> None:
        if self.horizon < 1:
            raise ValueError("the horizon is at least one interval")

    def fit(self, series: DemandSeries) -> FittedDemand:
        """Fit and forecast; a day that has begun is updated by what was seen of it.

        Raises ValueError for less than two weeks of history.
        """
        length = series.timeline.length
        if length * series.timeline.step_seconds < MINIMUM_DAYS * DAY_SECONDS:
            raise ValueError(f"{series.name}: a forecast needs at least {MINIMUM_DAYS} days of history")
        table, grid = day_table(series, self.calendar, ahead=self.horizon)
        origin, days = _span(grid, length)
        history = history_of(table, self.calendar, known_days=origin)
        choice, backtest, by_method = choose(history, known_days=origin, days=days, most_origins=self.most_origins)
        method = self.method or choice.method
        if method not in by_method:
            raise ValueError(f"expected a method of {', '.join(by_method)}, got {method!r}")
        by_day = by_method[method]
        spread = fit_spread(backtest, days=days)
        place = grid.day[length:] - origin
        by_day[0] *= _begun_day_factor(table, by_day[0], backtest, origin=origin, seen=int(grid.slot[length]))
        mean = by_day[place, grid.slot[length:]]
        handle = handle_time_forecast(series, table, grid, origin=origin)
        forecast = DemandForecast(
            series.name,
            series.timeline.following(self.horizon),
            mean,
            place,
            spread,
            Choice(method, choice.profile, choice.reason, choice.scores),
            table.quality,
            handle,
        )
        return FittedDemand(forecast)


def _span(grid: DayGrid, length: int) -> tuple[int, int]:
    """First local day that is forecast (a begun day is forecast whole), and how many days there are."""
    origin = int(grid.day[length])
    return origin, int(grid.day[-1]) - origin + 1


def _begun_day_factor(table: DayTable, expected: Floats, backtest: Backtest, *, origin: int, seen: int) -> float:
    """What the part of a begun day that has been seen says about its rest, by learnt shrinkage; 1 at midnight."""
    if seen == 0:
        return 1.0
    update = fit_intraday(backtest.actual[:, 0], backtest.forecast[:, 0])
    return update.factor(table.counts[origin, :seen], expected[:seen])


def _autoregressive(noise: Floats, memory: float) -> Floats:
    result = noise.copy()
    fresh = np.sqrt(1 - memory * memory)
    for place in range(1, noise.shape[1]):
        result[:, place] = memory * result[:, place - 1] + fresh * noise[:, place]
    return result
