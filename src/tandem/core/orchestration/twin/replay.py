"""Replaying a real day: its own arrivals and staff, patience and handle times drawn or its own."""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Flags, Floats, Ints
from tandem.core.kit.compiled import fast_compiled
from tandem.core.orchestration.staffing.patience import PatienceCurve
from tandem.core.orchestration.twin.heaps import replace_least
from tandem.core.orchestration.twin.queue import NEVER, restaffed


@dataclass(frozen=True, slots=True)
class ReplayedContacts:
    """What became of each arrival: `waited` seconds (n,), `abandoned` (n,)."""

    waited: Floats
    abandoned: Flags


def replay(arrivals: Floats, patience: Floats, handle: Floats, *, change_times: Floats, changes: Ints) -> ReplayedContacts:
    """Serve given arrivals first come first served by given staff.

    `arrivals` (n,) ascending seconds; `patience`, `handle` (n,) seconds of each; `change_times` (m,)
    ascending when `changes` (m,) experts come (positive) or go. Raises ValueError when arrivals do not
    ascend.
    """
    if np.any(np.diff(arrivals) < 0) or np.any(np.diff(change_times) < 0):
        raise ValueError("arrivals and staff changes come in order of time")
    waited, lost = np.zeros(arrivals.size), np.zeros(arrivals.size, dtype=np.bool_)
    most = int(np.maximum(changes, 0).sum()) + 1
    _replay(arrivals, patience, handle, change_times, changes, np.zeros(most), waited, lost)
    return ReplayedContacts(waited, lost)


@fast_compiled
def _replay(
    arrivals: Floats,
    patience: Floats,
    handle: Floats,
    change_times: Floats,
    changes: Ints,
    heap: Floats,
    waited: Floats,
    lost: Flags,
) -> None:
    size = 0
    upcoming = 0
    for index in range(arrivals.size):
        now = arrivals[index]
        while True:
            start = max(now, heap[0]) if size > 0 else NEVER
            if upcoming >= change_times.size or change_times[upcoming] > start:
                break
            size = restaffed(heap, size, changes[upcoming], change_times[upcoming])
            upcoming += 1
        wait = start - now
        if wait > patience[index] or start >= NEVER:
            lost[index] = True
            waited[index] = patience[index]
            continue
        waited[index] = wait
        replace_least(heap, size, start + handle[index])


def draw_patience(curve: PatienceCurve, generator: np.random.Generator, count: int, *, beyond_seconds: float) -> Floats:
    """Draw patience by the inverse of a survival curve, seconds; within a step evenly between its edges.

    A curve estimated from censored waits may not end at zero: patience beyond its last edge is drawn as
    that edge plus an exponential of mean `beyond_seconds`.
    """
    level = generator.random(count)
    place = np.searchsorted(-curve.survival, -level, side="left")
    inside = place < curve.edges.size
    upper = curve.edges[np.minimum(place, curve.edges.size - 1)]
    lower = curve.edges[np.maximum(np.minimum(place, curve.edges.size - 1) - 1, 0)]
    drawn = np.where(place == 0, 0.0, lower + (upper - lower) * generator.random(count))
    tail = curve.edges[-1] + beyond_seconds * generator.standard_exponential(count)
    return np.where(inside, drawn, tail)


def staff_on_duty(starts: Floats, ends: Floats, servers: Ints, *, longest_gap: float, edge: float = 0.0) -> tuple[Floats, Ints]:
    """When experts were at work, from the contacts they served: staff changes (times, +1 or -1).

    An expert is at work from the first contact's start to the last one's end, with breaks where more than
    `longest_gap` seconds lie between contacts; `edge` seconds are added at both ends, since an expert
    was there a little before being busy. Approximate: idle time before the first contact is unseen.
    """
    times, signs = [], []
    for server in np.unique(servers):
        own = servers == server
        order = np.argsort(starts[own])
        begin, end = starts[own][order], ends[own][order]
        cut = np.flatnonzero(begin[1:] - np.maximum.accumulate(end)[:-1] > longest_gap)
        for first, last in zip(np.append(0, cut + 1), np.append(cut, begin.size - 1), strict=True):
            times += [begin[first] - edge, end[first : last + 1].max() + edge]
            signs += [1, -1]
    order = np.argsort(times, kind="stable")
    return np.asarray(times, dtype=np.float64)[order], np.asarray(signs, dtype=np.int64)[order]
