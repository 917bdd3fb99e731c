"""What a named roster may hold, and what counts how much."""

from dataclasses import dataclass

import numpy as np

from tandem.core.kit.arrays import Ints


@dataclass(frozen=True, slots=True)
class BreakRule:
    """A break of `slots` in every shift of `from_slots` or longer; `paid` breaks count as worked hours."""

    from_slots: int
    slots: int
    paid: bool = False

    def __post_init__(self) -> None:
        if self.from_slots < 1 or self.slots < 1:
            raise ValueError("a break has a length, and a length of shift from which it is due")


@dataclass(frozen=True, slots=True)
class RosterRules:
    """What a roster may hold, in slots, and what counts how much.

    Shifts have one of `lengths` and start every `step` slots. A person works up to `most_shifts_a_day`
    with at least `gap_slots` between them, and up to `most_slots_a_day` paid slots (0: no limit). A shift's
    day is that of its start. `shift_cost` counts for each shift, `shortage_cost` for each slot that nobody
    covers, `fairness_cost` for hours away from an equal share: with w slots worked of at most m and s the
    share of everybody's hours that the requirement takes, fairness_cost (w - s m)^2 / m. `rounds` bounds the
    search by work, not by the clock, so that the same input gives the same roster on any machine; it
    ends earlier once cost is within `gap` of the bound.
    """

    lengths: tuple[int, ...]
    slots_a_day: int = 96
    step: int = 2
    breaks: tuple[BreakRule, ...] = ()
    most_shifts_a_day: int = 1
    gap_slots: int = 4
    most_slots_a_day: int = 0
    shift_cost: float = 0.0
    shortage_cost: float = 20.0
    fairness_cost: float = 0.0
    gap: float = 0.002
    rounds: int = 250
    seed: int = 1

    def __post_init__(self) -> None:
        if not self.lengths or min(self.lengths) < 1 or self.step < 1 or self.slots_a_day < 1:
            raise ValueError("shifts have a length and a step of at least one slot")
        if self.most_shifts_a_day < 1 or self.gap_slots < 0 or self.most_slots_a_day < 0:
            raise ValueError("a day holds at least one shift, gaps and limits are never below zero")
        if min(self.shift_cost, self.shortage_cost, self.fairness_cost) < 0 or self.rounds < 0:
            raise ValueError("costs and rounds are never below zero")
        for length in self.lengths:
            windows = self.break_windows(length)
            if any(latest < earliest for earliest, latest, _ in windows):
                raise ValueError(f"the breaks of a shift of {length} slots do not fit into it")

    def break_windows(self, length: int) -> tuple[tuple[int, int, int], ...]:
        """Earliest and latest start (slots after the shift's) and length of each break of such a shift.

        n breaks lie in n windows of equal length, half a window away from either end of the shift.

        >>> RosterRules((32,), breaks=(BreakRule(24, 2),)).break_windows(32)
        ((8, 22, 2),)
        """
        due = [rule for rule in self.breaks if length >= rule.from_slots]
        part = length / (len(due) + 1)
        return tuple((round((place + 0.5) * part), round((place + 1.5) * part) - rule.slots, rule.slots) for place, rule in enumerate(due))

    def days_of(self, slots: int) -> Ints:
        """The day of each slot when the horizon starts at midnight and no clock changes, shape (slots,)."""
        return np.arange(slots, dtype=np.int64) // self.slots_a_day

    def paid_slots(self, length: int) -> int:
        """Slots of a shift that are paid and count as hours.

        >>> RosterRules((32,), breaks=(BreakRule(24, 2), BreakRule(16, 1, paid=True))).paid_slots(32)
        30
        """
        return length - sum(rule.slots for rule in self.breaks if length >= rule.from_slots and not rule.paid)
