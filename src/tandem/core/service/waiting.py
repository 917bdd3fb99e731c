"""What a waiting customer is told: the place in the queue and the expected wait, with a range."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from scipy.special import gammaincinv

SLOT_SECONDS = 300.0  # a desk slot is held this long where nothing was measured yet
ACCEPTING_SECONDS = (10.0, 25.0, 60.0)  # low, expected, high: from an offer to a free person until they accept it


@dataclass(frozen=True, slots=True)
class WaitEstimate:
    """Expected wait in seconds with an 80 % range; all None when nobody is there to answer."""

    place: int
    expected_seconds: float | None
    low_seconds: float | None
    high_seconds: float | None
    answering: int


def estimate_wait(place: int, *, slots: int, answering: int, hold_seconds: float | None, free: int = 0) -> WaitEstimate:
    """Wait of the `place`-th in line (1 = next) when `slots` desk slots each free up every `hold_seconds`.

    Departures of `slots` busy servers with mean holding time h form a Poisson stream of rate slots/h, so the
    wait until the `place`-th departure is Erlang(place, slots/h); the range is its 10th to 90th percentile.
    Assumes that all slots are busy and first come, first served (Gross and Harris, Queueing Theory, 2.2).
    Of the slots, `free` are idle now: a place within them waits only until an offer is accepted.

    >>> e = estimate_wait(3, slots=6, answering=2, hold_seconds=240.0)
    >>> e.place, e.expected_seconds, round(e.low_seconds), round(e.high_seconds)
    (3, 120.0, 44, 213)
    """
    if place < 1:
        raise ValueError("a place in a queue is 1 or more")
    if place <= free:
        low, expected, high = ACCEPTING_SECONDS
        return WaitEstimate(place, expected, low, high, answering)
    if slots < 1:
        return WaitEstimate(place, None, None, None, answering)
    beat = (hold_seconds if hold_seconds and hold_seconds > 0 else SLOT_SECONDS) / slots
    behind = place - free
    low, high = (float(gammaincinv(behind, q)) * beat for q in (0.1, 0.9))
    return WaitEstimate(place, behind * beat, low, high, answering)


def minutes_in_words(estimate: WaitEstimate) -> tuple[int, int, int] | None:
    """(about, from, to) in whole minutes, rounded away from false precision; None when nobody can say."""
    if estimate.expected_seconds is None or estimate.low_seconds is None or estimate.high_seconds is None:
        return None
    low = max(1, int(estimate.low_seconds // 60))
    about = max(low, round(estimate.expected_seconds / 60))
    return about, low, max(about, ceil(estimate.high_seconds / 60))
