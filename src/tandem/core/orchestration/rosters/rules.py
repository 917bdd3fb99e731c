"""What a named roster may hold, and what counts how much."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RosterRules:
    """What a roster may hold: shift `lengths` and start `step` in slots, and what counts how much.

    `shortage_cost` a slot short; `fairness_cost` a slot of spread between most and least hours (as share
    of each person's limit). `deterministic_time` bounds CP-SAT by work, not by the wall clock, so that
    the same input gives the same roster on any machine.
    """

    lengths: tuple[int, ...]
    slots_a_day: int = 96
    step: int = 2
    shortage_cost: float = 20.0
    fairness_cost: float = 0.0
    deterministic_time: float = 20.0
    seed: int = 1
    workers: int = 1
