"""People, rules and need of a roster as arrays for machine code."""

from math import gcd
from typing import NamedTuple

import numpy as np

from tandem.core.kit.arrays import Flags, Floats, Ints
from tandem.core.orchestration.rosters.people import Assignment, RosterExpert
from tandem.core.orchestration.rosters.rules import RosterRules


class Crew(NamedTuple):
    """What the compiled loops read; a named tuple because numba takes it as it is.

    Of the shifts: `lengths`, `paid` units (kinds,), `windows` (kinds, breaks, 3) earliest, latest, slots.
    Of time: `starts` (slots,). Of people: `day_end` (people, slots) the slot after each one's local day; `skills` (people, skills) numbers of own skills, -1
    after the last; `disliked` (people, slots + 1) sums; `runs` (people, slots) available slots from each on;
    `next_use` (people, slots + 1) the first slot from each on where a shift can start, `slots` if none;
    `limits` (people, 5) units, rest, shifts a day, gap, units a day; `unit_pay`; `end_cost` (people, units + 1);
    `locks` (people, n, 3) start, length, units, start -1 after the last. `shift_cost`, `shortage_cost`.
    """

    lengths: Ints
    paid: Ints
    windows: Ints
    starts: Ints
    day_end: Ints
    skills: Ints
    disliked: Floats
    runs: Ints
    next_use: Ints
    limits: Ints
    unit_pay: Floats
    end_cost: Floats
    locks: Ints
    shift_cost: float
    shortage_cost: float

    def modes(self) -> int:
        """Modes of the dynamic program: rested, or shifts and units worked today."""
        return int(1 + (self.limits[0, 2] - 1) * (self.limits[0, 4] + 1))


def crew_of(
    experts: tuple[RosterExpert, ...],
    skills: tuple[str, ...],
    rules: RosterRules,
    *,
    days: tuple[Ints, ...],
    fair_share: float,
    locked: tuple[Assignment, ...],
) -> Crew:
    """Lay people and rules out; `days` are the local days of each person's slots."""
    slots = days[0].size
    unit = unit_slots(rules, locked)
    lengths = np.array(sorted(set(rules.lengths)), dtype=np.int64)
    paid = np.array([rules.paid_slots(int(length)) // unit for length in lengths], dtype=np.int64)
    windows = [rules.break_windows(int(length)) for length in lengths]
    window_table = np.zeros((lengths.size, max(1, *(len(one) for one in windows)), 3), dtype=np.int64)
    for kind, one in enumerate(windows):
        window_table[kind, : len(one)] = np.array(one, dtype=np.int64).reshape(-1, 3)
    most_units = max(expert.most_slots for expert in experts) // unit
    day_units = rules.most_slots_a_day // unit
    limits = np.array([[expert.most_slots // unit, expert.rest_slots, rules.most_shifts_a_day, rules.gap_slots, day_units] for expert in experts])
    starts = np.arange(slots) % rules.step == 0
    runs = np.stack([_runs(expert.available) for expert in experts])
    locks = _locks(experts, rules, locked, unit)
    return Crew(
        lengths,
        paid,
        window_table,
        starts.astype(np.int64),
        np.stack([np.searchsorted(own, own, side="right") for own in days]).astype(np.int64),
        _skill_numbers(experts, skills),
        np.stack([_summed(expert.dislike, slots) for expert in experts]),
        runs,
        np.stack([_next_use(starts & (own >= lengths[0]), fixed[fixed[:, 0] >= 0, 0]) for own, fixed in zip(runs, locks, strict=True)]),
        limits.astype(np.int64),
        np.array([expert.pay * unit for expert in experts]),
        np.stack([_end_cost(expert, rules, unit=unit, most_units=most_units, fair_share=fair_share) for expert in experts]),
        locks,
        rules.shift_cost,
        rules.shortage_cost,
    )


def unit_slots(rules: RosterRules, locked: tuple[Assignment, ...]) -> int:
    """The greatest number of slots of which every paid length is a multiple."""
    return gcd(*(rules.paid_slots(length) for length in rules.lengths), *(rules.paid_slots(shift.length) for shift in locked))


def _skill_numbers(experts: tuple[RosterExpert, ...], skills: tuple[str, ...]) -> Ints:
    table = np.full((len(experts), len(skills)), -1, dtype=np.int64)
    for index, expert in enumerate(experts):
        own = [place for place, skill in enumerate(skills) if skill in expert.skills]
        table[index, : len(own)] = own
    return table


def _summed(figures: Floats | None, slots: int) -> Floats:
    return np.zeros(slots + 1) if figures is None else np.concatenate(([0.0], np.cumsum(figures)))


def _runs(available: Flags) -> Ints:
    """Slots available without a gap from each slot on."""
    blocked = np.append(np.flatnonzero(~available), available.size)
    return np.asarray(blocked[np.searchsorted(blocked, np.arange(available.size))] - np.arange(available.size), dtype=np.int64)


def _next_use(usable: Flags, locked: Ints) -> Ints:
    """The first slot from each on that is usable or where a locked shift starts; past the end there is none."""
    found = np.append(np.unique(np.concatenate([np.flatnonzero(usable), locked])), usable.size)
    return np.asarray(found[np.searchsorted(found, np.arange(usable.size + 1))], dtype=np.int64)


def _end_cost(expert: RosterExpert, rules: RosterRules, *, unit: int, most_units: int, fair_share: float) -> Floats:
    """What a total of hours costs beside the shifts: promised hours not worked, and distance from a fair share."""
    worked = unit * np.arange(most_units + 1, dtype=np.float64)
    promised = expert.pay * np.maximum(expert.least_slots - worked, 0.0)
    away = (worked - fair_share * expert.most_slots) ** 2 / max(expert.most_slots, 1)
    return np.asarray(promised + rules.fairness_cost * away, dtype=np.float64)


def _locks(experts: tuple[RosterExpert, ...], rules: RosterRules, locked: tuple[Assignment, ...], unit: int) -> Ints:
    own = [sorted((shift for shift in locked if shift.expert == index), key=lambda shift: shift.start) for index in range(len(experts))]
    table = np.full((len(experts), max(1, *(len(shifts) for shifts in own)), 3), -1, dtype=np.int64)
    for index, shifts in enumerate(own):
        for place, shift in enumerate(shifts):
            table[index, place] = (shift.start, shift.length, rules.paid_slots(shift.length) // unit)
    return table
