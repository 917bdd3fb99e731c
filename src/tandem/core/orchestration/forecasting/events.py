"""Planned events and manual overrides: layers over the statistical base, kept apart from it and named."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.kit.intervals import Timeline


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """A launch, campaign or outage: multiplies demand by `factor` between two instants, reason given."""

    start: datetime
    end: datetime
    factor: float
    reason: str

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None or self.start >= self.end:
            raise ValueError("an event runs between two aware instants, start before end")
        if not 0 <= self.factor < 1000 or not self.reason.strip():
            raise ValueError("an event has a factor of at least 0 and a reason")


@dataclass(frozen=True, slots=True)
class Override:
    """A person's figure in place of the forecast's: contacts an interval, with who and why."""

    start: datetime
    end: datetime
    contacts: float
    author: str
    reason: str

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None or self.start >= self.end:
            raise ValueError("an override runs between two aware instants, start before end")
        if self.contacts < 0 or not self.author.strip() or not self.reason.strip():
            raise ValueError("an override has contacts of at least 0, an author and a reason")


@dataclass(frozen=True, slots=True)
class Layers:
    """The base and what people laid over it, each apart; `final` is what staffing uses. Shapes (n,)."""

    base: Floats
    event_factor: Floats
    override: Floats
    final: Floats


def layered(
    base: Floats,
    timeline: Timeline,
    *,
    events: tuple[PlannedEvent, ...] = (),
    overrides: tuple[Override, ...] = (),
) -> Layers:
    """Lay events (multiplied together) and overrides (the last one wins) over a base forecast."""
    instants = timeline.instants()
    factor = np.ones(base.size)
    for event in events:
        factor[_between(instants, event.start, event.end)] *= event.factor
    override = np.full(base.size, np.nan)
    for entry in overrides:
        override[_between(instants, entry.start, entry.end)] = entry.contacts
    return Layers(base, factor, override, np.where(np.isfinite(override), override, base * factor))


def measured_uplift(actual: Floats, base: Floats) -> float:
    """The factor that an event turned out to have: contacts that came over those the base expected.

    >>> measured_uplift(np.array([30.0, 30.0]), np.array([20.0, 20.0]))
    1.5
    """
    known = np.isfinite(actual) & np.isfinite(base)
    expected = float(base[known].sum())
    if expected <= 0:
        raise ValueError("an uplift is measured against a base above zero")
    return float(actual[known].sum()) / expected


def _between(
    instants: "np.ndarray[tuple[int, ...], np.dtype[np.datetime64]]", start: datetime, end: datetime
) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    first = np.datetime64(int(start.timestamp()), "s")
    last = np.datetime64(int(end.timestamp()), "s")
    return np.asarray((instants >= first) & (instants < last))
