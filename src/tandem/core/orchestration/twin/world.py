"""A whole service as the twin sees it: kinds of contact, experts, claimed shifts, routing rules."""

from dataclasses import dataclass, field

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.orchestration.matching.rules import BEST_SCORE, FIRST_COME, LONGEST_IDLE, PRICE_SHARE, THOMPSON


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds of contact (queue x channel x language x intent), every array (kinds,) unless stated.

    `rates` (intervals, kinds) contacts a second over the cycle; `patience_seconds` 0 when nobody leaves;
    `target_seconds` of the service level; `deflected` share that the AI settles alone; `retry` chance
    that a customer who left comes again after `retry_seconds`; `reopen` chance that one whose problem
    stays open comes again after `reopen_seconds`. The AI stands by an expert in a share `assisted` of contacts,
    whose handle time it multiplies by `assist_handle` and whose chance to be resolved it raises by
    `assist_gain` (below 0 where it harms); left empty it never does.
    """

    rates: Floats
    patience_seconds: Floats
    target_seconds: Floats
    deflected: Floats
    retry: Floats
    retry_seconds: Floats
    reopen: Floats
    reopen_seconds: Floats
    assisted: Floats = field(default_factory=lambda: np.zeros(0))
    assist_handle: Floats = field(default_factory=lambda: np.zeros(0))
    assist_gain: Floats = field(default_factory=lambda: np.zeros(0))

    def __post_init__(self) -> None:
        if self.assisted.size and (np.any(self.assist_handle <= 0) or np.any((self.assisted < 0) | (self.assisted > 1))):
            raise ValueError("the AI assists a share from 0 to 1, with a factor on handle time above 0")

    @classmethod
    def plain(cls, rates: Floats, *, patience_seconds: float, target_seconds: float = 20.0) -> "Kinds":
        """Kinds that differ in volume only: no AI, no retrials, no reopenings."""
        same = np.zeros(rates.shape[1])
        return cls(
            rates,
            same + patience_seconds,
            same + target_seconds,
            same,
            same,
            same + 600.0,
            same,
            same + 86_400.0,
        )


@dataclass(frozen=True, slots=True)
class Experts:
    """Experts: `handle_seconds` (kinds, experts) means, 0 where the expert may not serve the kind;
    `resolves` (kinds, experts) true chances; `slots` (experts,) contacts at once; `pool` (experts,).

    `crowding` is how much longer a contact takes for each further one held at once.
    """

    handle_seconds: Floats
    resolves: Floats
    slots: Ints
    pool: Ints
    crowding: float = 0.3

    def __post_init__(self) -> None:
        if self.handle_seconds.shape != self.resolves.shape or self.handle_seconds.shape[1] != self.slots.size:
            raise ValueError("handle times and chances are (kinds, experts)")
        if not np.all((self.resolves >= 0) & (self.resolves <= 1)):
            raise ValueError("a chance to resolve lies between 0 and 1")

    @classmethod
    def alike(cls, kinds: int, count: int, *, handle_seconds: float, resolves: float = 1.0) -> "Experts":
        """Experts who are all the same and may serve everything."""
        shape = (kinds, count)
        none = np.zeros(count, dtype=np.int64)
        return cls(np.full(shape, handle_seconds), np.full(shape, resolves), none + 1, none)


@dataclass(frozen=True, slots=True)
class Shifts:
    """Claimed shifts over the cycle, one entry each: `expert`, `start_seconds`, `end_seconds`, and the
    chance `show_up` that its owner comes. A break is the gap between two entries with the same `block`:
    whoever misses one part of a block misses all. Shifts of an expert do not overlap."""

    expert: Ints
    start_seconds: Floats
    end_seconds: Floats
    show_up: Floats
    block: Ints

    @classmethod
    def always(cls, count: int) -> "Shifts":
        """Everyone at work all the time: for steady states."""
        none = np.zeros(count)
        return cls(np.arange(count), none, none + np.inf, none + 1.0, np.arange(count))


@dataclass(frozen=True, slots=True)
class Routing:
    """Rules and their figures: the codes are those of `matching.rules`, which production calls too.

    `scores` (kinds, experts) for scored rules, else empty; `prices` (experts,) shadow prices;
    `weights` (kinds,) of waiting; `pool_share` (pools,) of idleness; `dial` 0 fair to 1 likeliest;
    `price_share` is how much of an expert's learnt advantage elsewhere prices their time (Thompson only).
    """

    to_expert: int = LONGEST_IDLE
    to_kind: int = FIRST_COME
    scores: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    prices: Floats = field(default_factory=lambda: np.zeros(0))
    weights: Floats = field(default_factory=lambda: np.zeros(0))
    pool_share: Floats = field(default_factory=lambda: np.zeros(0))
    dial: float = 1.0
    floor_rate: float = 0.0
    floor_offers: float = 0.0
    outcome_delay_seconds: float = 0.0
    price_share: float = PRICE_SHARE

    def __post_init__(self) -> None:
        if not LONGEST_IDLE <= self.to_expert <= THOMPSON:
            raise ValueError(f"no such rule for choosing experts: {self.to_expert}")
        if self.to_expert == BEST_SCORE and not self.scores.size:
            raise ValueError("choosing by score needs scores")
        if not 0 <= self.dial <= 1 or not 0 <= self.floor_rate <= 1 or not 0 <= self.price_share <= 1:
            raise ValueError("the dial, the floor rate and the share of the price lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a run needs but its seed. `interval_seconds` a row of the rates; a day, to which `day_cv`
    belongs, has `day_intervals`, 0 for the whole cycle.
    """

    kinds: Kinds
    experts: Experts
    shifts: Shifts
    routing: Routing
    interval_seconds: float
    handle_cv: float = 1.0
    day_cv: float = 0.0
    slot_cv: float = 0.0
    day_intervals: int = 0

    def __post_init__(self) -> None:
        if self.day_intervals < 0 or (self.day_intervals and self.kinds.rates.shape[0] % self.day_intervals):
            raise ValueError("a cycle is made of whole days")
        if self.experts.handle_seconds.shape[0] != self.kinds.rates.shape[1]:
            raise ValueError("experts and rates speak of different numbers of kinds")

    @property
    def cycle_seconds(self) -> float:
        """Length of the cycle."""
        return float(self.kinds.rates.shape[0]) * self.interval_seconds
