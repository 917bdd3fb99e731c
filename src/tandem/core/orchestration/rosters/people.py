"""People of a named roster: skills, availability, limits; and the shifts that they are given."""

import itertools
from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Flags, Floats, Ints
from tandem.core.orchestration.rosters.rules import RosterRules


@dataclass(frozen=True, slots=True)
class RosterExpert:
    """One person who can be rostered.

    `available` (slots,) says when; `most_slots` is the greatest number of paid slots over the horizon,
    `least_slots` what is paid at any rate; `rest_slots` lie between the last shift of a day and the
    first of the next working day; `pay` is cost a paid slot; `dislike` (slots,) is what working a slot
    counts beside pay (below zero: a wish); `days` (slots,) the local day of each slot where the person lives.
    """

    name: str
    skills: frozenset[str]
    available: Flags
    most_slots: int
    rest_slots: int = 44  # eleven hours of quarter-hours
    pay: float = 1.0
    least_slots: int = 0
    dislike: Floats | None = None
    days: Ints | None = None

    def __post_init__(self) -> None:
        if self.most_slots < 0 or self.rest_slots < 0 or self.pay < 0 or self.least_slots < 0:
            raise ValueError(f"{self.name}: limits and pay are never below zero")
        if self.least_slots > self.most_slots:
            raise ValueError(f"{self.name}: promised {self.least_slots} slots and may work {self.most_slots}")
        if self.days is not None and self.days.shape != self.available.shape:
            raise ValueError(f"{self.name}: days have one entry a slot")
        if self.dislike is not None and self.dislike.shape != self.available.shape:
            raise ValueError(f"{self.name}: a preference has one figure a slot")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person's shift: slots [start, start + length), worked for one skill; `breaks` are (offset, length)."""

    expert: int
    skill: str
    start: int
    length: int
    breaks: tuple[tuple[int, int], ...] = ()

    @property
    def end(self) -> int:
        """First slot after the shift."""
        return self.start + self.length

    def worked(self) -> Flags:
        """Which slots of the shift are worked, shape (length,)."""
        at_work = np.ones(self.length, dtype=np.bool_)
        for offset, length in self.breaks:
            at_work[offset : offset + length] = False
        return at_work


def can_work(expert: RosterExpert, shift: Assignment) -> bool:
    """Whether skill, availability and the horizon allow the shift."""
    inside = shift.start >= 0 and shift.end <= expert.available.size
    return inside and shift.skill in expert.skills and bool(expert.available[shift.start : shift.end].all())


def local_days(expert: RosterExpert, rules: RosterRules, days: Ints | None) -> Ints:
    """The day of each slot for a person: their own, else the roster's, else days from the first slot on."""
    if expert.days is not None:
        return expert.days
    return rules.days_of(expert.available.size) if days is None else days


def breaches(assignments: tuple[Assignment, ...], experts: tuple[RosterExpert, ...], rules: RosterRules, *, days: Ints | None = None) -> tuple[str, ...]:
    """Every rule that a roster breaks, in words; empty when it is lawful. `days` as in `plan_roster`."""
    found: list[str] = []
    for index, expert in enumerate(experts):
        own = sorted((shift for shift in assignments if shift.expert == index), key=lambda shift: shift.start)
        found += [f"{expert.name}: no skill or not available for the shift at slot {shift.start + 1}" for shift in own if not can_work(expert, shift)]
        found += [f"{expert.name}: breaks of the shift at slot {shift.start + 1} are not where they are due" for shift in own if not _rested(shift, rules)]
        found += _breaches_of_time(expert, own, rules, local_days(expert, rules, days))
    return tuple(found)


def _rested(shift: Assignment, rules: RosterRules) -> bool:
    due = rules.break_windows(shift.length)
    return len(due) == len(shift.breaks) and all(
        earliest <= offset <= latest and length == slots for (earliest, latest, slots), (offset, length) in zip(due, shift.breaks, strict=True)
    )


def _breaches_of_time(expert: RosterExpert, own: list[Assignment], rules: RosterRules, day_of: Ints) -> list[str]:
    """Hours, rest, gaps and shifts a day; `own` in order of start."""
    found = []
    if sum(rules.paid_slots(shift.length) for shift in own) > expert.most_slots:
        found.append(f"{expert.name}: more than {expert.most_slots} paid slots")
    for earlier, later in itertools.pairwise(own):
        together = day_of[later.start] == day_of[earlier.start]
        least, word = (rules.gap_slots, "gap") if together else (expert.rest_slots, "rest")
        if later.start - earlier.end < least:
            found.append(f"{expert.name}: less than {least} slots of {word} before slot {later.start + 1}")
    for day, shifts in itertools.groupby(own, key=lambda shift: int(day_of[shift.start])):
        lengths = [shift.length for shift in shifts]
        if len(lengths) > rules.most_shifts_a_day:
            found.append(f"{expert.name}: {len(lengths)} shifts on day {day + 1}, at most {rules.most_shifts_a_day}")
        if rules.most_slots_a_day and sum(map(rules.paid_slots, lengths)) > rules.most_slots_a_day:
            found.append(f"{expert.name}: more than {rules.most_slots_a_day} paid slots on day {day + 1}")
    return found


def covered_by(assignments: tuple[Assignment, ...], *, skill: str, slots: int) -> Floats:
    """Experts at work for a skill in each slot, shape (slots,)."""
    covered = np.zeros(slots)
    for shift in assignments:
        if shift.skill == skill:
            covered[shift.start : shift.end] += shift.worked()
    return covered
