"""Thousands of series at once: the same fit through any `map`, and sparse queues that borrow strength."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.orchestration.forecasting.forecaster import DemandForecast, DemandForecaster
from tandem.core.orchestration.forecasting.series import DemandSeries

Mapper = Callable[[Callable[[DemandSeries], DemandForecast], Iterable[DemandSeries]], Iterable[DemandForecast]]
_SPARSE_A_DAY = 30.0  # contacts a day below which a queue's own shape is mostly noise
_BORROWING_CONTACTS = 400.0  # contacts of own history at which own shape and the group's weigh the same


@dataclass(frozen=True, slots=True)
class FitOne:
    """A picklable fit of one series, for pools of processes and for Ray."""

    forecaster: DemandForecaster

    def __call__(self, series: DemandSeries) -> DemandForecast:
        return self.forecaster.fit(series).predict()


def forecast_many(series: Sequence[DemandSeries], forecaster: DemandForecaster, *, mapper: Mapper = map) -> list[DemandForecast]:
    """Forecast every series; then let sparse ones borrow the intraday shape of their group.

    `mapper` is `map`, a pool's `map`, or one over Ray: the result is the same. Series of a group share
    one timeline; series on another timeline keep their own shape.
    """
    forecasts = list(mapper(FitOne(forecaster), series))
    return borrowed(forecasts, series)


def borrowed(forecasts: Sequence[DemandForecast], series: Sequence[DemandSeries]) -> list[DemandForecast]:
    """Shrink the shape of sparse queues towards the group's, keeping each one's day totals.

    share = (n own + k group) / (n + k) with n the queue's own contacts in history and k the contacts'
    worth of the group: the empirical Bayes mean of a multinomial under a Dirichlet prior.
    """
    result = list(forecasts)
    groups: dict[tuple[object, int, int], list[int]] = {}
    for place, forecast in enumerate(forecasts):
        timeline = forecast.timeline
        groups.setdefault((timeline.start, timeline.step_seconds, timeline.length), []).append(place)
    for members in groups.values():
        if len(members) < 2:
            continue
        total = np.sum([forecasts[place].mean for place in members], axis=0)
        for place in members:
            own = series[place]
            daily = float(np.nanmean(own.contacts)) * own.timeline.slots_a_day
            if daily < _SPARSE_A_DAY:
                contacts = float(np.nansum(own.contacts))
                result[place] = replace(forecasts[place], mean=_blended(forecasts[place], total, contacts))
    return result


def _blended(forecast: DemandForecast, group: Floats, contacts: float) -> Floats:
    own_weight = contacts / (contacts + _BORROWING_CONTACTS)
    days = int(forecast.ahead.max()) + 1
    own_total = np.bincount(forecast.ahead, weights=forecast.mean, minlength=days)[forecast.ahead]
    group_total = np.bincount(forecast.ahead, weights=group, minlength=days)[forecast.ahead]
    own_share = forecast.mean / np.maximum(own_total, 1e-12)
    group_share = group / np.maximum(group_total, 1e-12)
    return np.asarray((own_weight * own_share + (1 - own_weight) * group_share) * own_total, dtype=np.float64)
