"""Forecasts of contacts and handle time: calendar-aware, distributional, chosen by backtest."""

from tandem.core.orchestration.forecasting.evaluation import Evaluation, Score, evaluate, rolling_origins
from tandem.core.orchestration.forecasting.events import Override, PlannedEvent, layered, measured_uplift
from tandem.core.orchestration.forecasting.forecaster import BANDS, DemandForecast, DemandForecaster
from tandem.core.orchestration.forecasting.intraday import IntradayUpdate, fit_intraday, updated_mean
from tandem.core.orchestration.forecasting.many import forecast_many
from tandem.core.orchestration.forecasting.series import DemandSeries, Quality

__all__ = [
    "BANDS",
    "DemandForecast",
    "DemandForecaster",
    "DemandSeries",
    "Evaluation",
    "IntradayUpdate",
    "Override",
    "PlannedEvent",
    "Quality",
    "Score",
    "evaluate",
    "fit_intraday",
    "forecast_many",
    "layered",
    "measured_uplift",
    "rolling_origins",
    "updated_mean",
]
