"""The statistical peer of the forecasts: statsforecast's MSTL with AutoETS on daily and weekly seasons."""

import warnings

import numpy as np

from tandem.core.kit.arrays import Floats

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)


def mstl(history: Floats, *, horizon: int, day: int) -> tuple[Floats, Floats]:
    """Mean and quantiles (horizon, levels) of MSTL + AutoETS; unknown intervals are filled a week apart."""
    from statsforecast.models import MSTL, AutoETS

    filled = history.copy()
    for place in np.flatnonzero(~np.isfinite(filled)):
        filled[place] = filled[place - 7 * day] if place >= 7 * day else 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = MSTL(season_length=[day, 7 * day], trend_forecaster=AutoETS(model="ZZN"))
        made = model.forecast(y=filled, h=horizon, level=[50, 80, 95])
    quantiles = np.column_stack([
        made["lo-95"], made["lo-80"], made["lo-50"], made["mean"], made["hi-50"], made["hi-80"], made["hi-95"],
    ])  # fmt: skip
    return np.maximum(made["mean"], 0.0), np.maximum(quantiles, 0.0)
