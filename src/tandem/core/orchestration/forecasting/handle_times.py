"""Handle time ahead: by weekday and slot, steadied towards the day's and the whole history's mean."""

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.kit.intervals import DayGrid
from tandem.core.orchestration.forecasting.days import DayTable
from tandem.core.orchestration.forecasting.series import DemandSeries

_HALF_LIFE_DAYS = 42.0
_STEADYING_CONTACTS = 60.0  # contacts' worth of the coarser mean at each step down


def handle_time_forecast(series: DemandSeries, table: DayTable, grid: DayGrid, *, origin: int) -> Floats | None:
    """Expected handle time in seconds of each forecast interval, shape (ahead,); None without history.

    Contacts-weighted means, newest first, shrunk slot of week -> slot of day -> all:
    (sum w n a + k m) / (sum w n + k), the empirical Bayes mean with k contacts of doubt.
    """
    if series.handle_seconds is None:
        return None
    length = series.timeline.length
    known = np.isfinite(series.handle_seconds) & np.isfinite(series.contacts) & (series.contacts > 0)
    seconds = np.where(known, series.handle_seconds, 0.0)
    age = origin - 1 - grid.day[:length]
    weight = np.where(known, series.contacts, 0.0) * 0.5 ** (np.maximum(age, 0) / _HALF_LIFE_DAYS)
    if weight.sum() <= 0:
        return None
    overall = float((weight * seconds).sum() / weight.sum())
    slot, like = grid.slot[:length], table.like[grid.day[:length]]
    by_slot = _shrunk(slot, weight, seconds, size=grid.slots, towards=np.full(grid.slots, overall))
    place = like * grid.slots + slot
    by_week = _shrunk(place, weight, seconds, size=7 * grid.slots, towards=np.tile(by_slot, 7))
    return np.asarray(by_week[table.like[grid.day[length:]] * grid.slots + grid.slot[length:]], dtype=np.float64)


def _shrunk(place: Ints, weight: Floats, seconds: Floats, *, size: int, towards: Floats) -> Floats:
    mass = np.bincount(place, weights=weight, minlength=size)
    total = np.bincount(place, weights=weight * seconds, minlength=size)
    return np.asarray((total + _STEADYING_CONTACTS * towards) / (mass + _STEADYING_CONTACTS), dtype=np.float64)
