"""People of a named roster: skills, availability, limits; and the shifts that they are given."""

import itertools
from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Flags


@dataclass(frozen=True, slots=True)
class RosterExpert:
    """One person who can be rostered.

    `available` (slots,) says when; `most_slots` is the greatest number of slots over the horizon;
    `rest_slots` lie between two shifts at least; `pay` is cost a slot; one shift a day at most.
    """

    name: str
    skills: frozenset[str]
    available: Flags
    most_slots: int
    rest_slots: int = 44  # eleven hours of quarter-hours
    pay: float = 1.0

    def __post_init__(self) -> None:
        if self.most_slots < 0 or self.rest_slots < 0 or self.pay < 0:
            raise ValueError(f"{self.name}: limits and pay are never below zero")


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person's shift: slots [start, start + length), worked for one skill."""

    expert: int
    skill: str
    start: int
    length: int

    @property
    def end(self) -> int:
        """First slot after the shift."""
        return self.start + self.length


def can_work(expert: RosterExpert, skill: str, start: int, length: int) -> bool:
    """Whether skill and availability allow the shift."""
    return skill in expert.skills and bool(expert.available[start : start + length].all())


def breaches(assignments: tuple[Assignment, ...], experts: tuple[RosterExpert, ...], *, slots_a_day: int) -> tuple[str, ...]:
    """Every rule that a roster breaks, in words; empty when it is lawful."""
    found = []
    for index, expert in enumerate(experts):
        own = sorted((a for a in assignments if a.expert == index), key=lambda a: a.start)
        found += [
            f"{expert.name}: no skill or not available for the shift at slot {shift.start}"
            for shift in own
            if not can_work(expert, shift.skill, shift.start, shift.length)
        ]
        if sum(shift.length for shift in own) > expert.most_slots:
            found.append(f"{expert.name}: more than {expert.most_slots} slots")
        for earlier, later in itertools.pairwise(own):
            if later.start - earlier.end < expert.rest_slots:
                found.append(f"{expert.name}: less than {expert.rest_slots} slots of rest before slot {later.start}")
            if later.start // slots_a_day == earlier.start // slots_a_day:
                found.append(f"{expert.name}: two shifts on day {later.start // slots_a_day + 1}")
    return tuple(found)


def covered_by(assignments: tuple[Assignment, ...], *, skill: str, slots: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.float64]]":
    """Experts at work for a skill in each slot, shape (slots,)."""
    change = np.zeros(slots + 1)
    for shift in assignments:
        if shift.skill == skill:
            change[shift.start] += 1
            change[shift.end] -= 1
    return np.cumsum(change)[:slots]
