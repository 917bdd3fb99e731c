"""Calibration from a per-contact log: rates, over-dispersion, handle time, patience, staff."""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Flags, Floats, Ints
from tandem.core.orchestration.staffing.patience import PatienceCurve, exponential_mean, kaplan_meier


@dataclass(frozen=True, slots=True)
class ContactLog:
    """A log, one entry a contact that asked for a person, all arrays (n,).

    `day` number of the day; `arrived_seconds` into the day; `waited_seconds`; `abandoned`;
    `handle_seconds` (0 when abandoned); `server` number, -1 when abandoned.
    """

    day: Ints
    arrived_seconds: Floats
    waited_seconds: Floats
    abandoned: Flags
    handle_seconds: Floats
    server: Ints

    def __post_init__(self) -> None:
        sizes = {
            part.size
            for part in (
                self.day,
                self.arrived_seconds,
                self.waited_seconds,
                self.abandoned,
                self.handle_seconds,
                self.server,
            )
        }
        if len(sizes) != 1 or not self.day.size:
            raise ValueError("a log has at least one contact and every figure of each")
        if np.any(self.waited_seconds < 0) or np.any(self.handle_seconds < 0):
            raise ValueError("waits and handle times are never below zero")

    def of_days(self, days: Ints) -> "ContactLog":
        """The entries of some days."""
        keep = np.isin(self.day, days)
        return ContactLog(
            self.day[keep],
            self.arrived_seconds[keep],
            self.waited_seconds[keep],
            self.abandoned[keep],
            self.handle_seconds[keep],
            self.server[keep],
        )


@dataclass(frozen=True, slots=True)
class FittedService:
    """What the log says: `rates` (slots,) contacts a second by time of day, means and spreads."""

    rates: Floats
    interval_seconds: float
    handle_seconds: float
    handle_cv: float
    patience_seconds: float
    patience: PatienceCurve
    day_cv: float
    slot_cv: float
    experts: Floats


def fit_service(log: ContactLog, *, interval_seconds: float) -> FittedService:
    """Fit a queue model by moments and censored estimates.

    `patience_seconds` is the exponential maximum likelihood estimate; `patience` the Kaplan-Meier curve.
    The day factor's CV is what the totals vary beyond Poisson; the slot factor's what remains within
    days. `experts` (slots,) is the mean number of experts seen at work by time of day.
    """
    days = np.unique(log.day)
    slots = int(86_400 // interval_seconds)
    slot = np.minimum((log.arrived_seconds // interval_seconds).astype(np.int64), slots - 1)
    table = np.zeros((days.size, slots))
    np.add.at(table, (np.searchsorted(days, log.day), slot), 1.0)
    mean = table.mean(axis=0)
    day_cv, slot_cv = _spreads(table)
    served = ~log.abandoned & (log.handle_seconds > 0)
    handle = log.handle_seconds[served]
    lost = log.abandoned & (log.waited_seconds > 0)
    return FittedService(
        mean / interval_seconds,
        interval_seconds,
        float(handle.mean()),
        float(handle.std() / handle.mean()),
        exponential_mean(log.waited_seconds, lost),
        kaplan_meier(log.waited_seconds, lost),
        day_cv,
        slot_cv,
        _experts_seen(log, served, days=days, slots=slots, interval=interval_seconds),
    )


def _spreads(table: Floats) -> tuple[float, float]:
    totals = table.sum(axis=1)
    grand = float(totals.mean())
    day = max(float(totals.var(ddof=1)) / grand**2 - 1 / grand, 0.0) if totals.size > 1 else 0.0
    share = table.mean(axis=0) / grand
    expected = totals[:, None] * share[None, :]
    use = expected >= 3
    excess = ((table - expected) ** 2 - expected)[use].sum() / max((expected[use] ** 2).sum(), 1e-12)
    return float(np.sqrt(day)), float(np.sqrt(max(excess, 0.0)))


def _experts_seen(log: ContactLog, served: Flags, *, days: Ints, slots: int, interval: float) -> Floats:
    begin = log.arrived_seconds + log.waited_seconds
    first = np.clip((begin[served] // interval).astype(np.int64), 0, slots - 1)
    last = np.clip(((begin + log.handle_seconds)[served] // interval).astype(np.int64), 0, slots - 1)
    seen: set[tuple[int, int, int]] = set()
    for day, server, low, high in zip(log.day[served], log.server[served], first, last, strict=True):
        seen.update((int(day), int(server), place) for place in range(int(low), int(high) + 1))
    count = np.zeros(slots)
    for _, _, place in seen:
        count[place] += 1
    return count / days.size
