"""Peers that `tandem evaluate forecast` can put beside the forecaster, from the extra `science`."""
# Imports stay inside: peers are heavy and optional.

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from tandem.cli.saying import fail

if TYPE_CHECKING:
    from tandem.core.kit.arrays import Floats
    from tandem.core.orchestration.forecasting.evaluation import Peer


def mstl_peer(day: int) -> Peer:
    """statsforecast's MSTL on days of `day` intervals and weeks, AutoETS on the trend; unknown filled a week apart."""
    try:
        from statsforecast.models import MSTL, AutoETS
    except ImportError:
        fail("--mstl: statsforecast is not installed; install the extra `science`")
    import numpy as np

    def forecast(history: Floats, horizon: int) -> tuple[Floats, Floats]:
        filled = history.copy()
        for place in np.flatnonzero(~np.isfinite(filled)):
            filled[place] = filled[place - 7 * day] if place >= 7 * day else 0.0
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of its own dependencies
            model = MSTL(season_length=[day, 7 * day], trend_forecaster=AutoETS(model="ZZN"))
            made = model.forecast(y=filled, h=horizon, level=[50, 80, 95])
        names = ("lo-95", "lo-80", "lo-50", "mean", "hi-50", "hi-80", "hi-95")
        return np.maximum(made["mean"], 0.0), np.maximum(np.column_stack([made[name] for name in names]), 0.0)

    return forecast
