"""Named rosters: who works which shifts, under skills, availability, hours, rest, breaks, wishes and fairness."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.orchestration.rosters.binding import Binding, bindings_of
from tandem.core.orchestration.rosters.crew import Crew, crew_of
from tandem.core.orchestration.rosters.mending import annealed, replanned
from tandem.core.orchestration.rosters.people import Assignment, RosterExpert, breaches, covered_by, local_days
from tandem.core.orchestration.rosters.rules import RosterRules
from tandem.core.orchestration.rosters.search import add_plan, plan_person, proved, sum_prices, total_cost, tuned


class _Pace(NamedTuple):
    """How fast a search goes down: steps of prices a slot left open, as shares of the cost of a shortage (first and
    last; while people are settled), passes while people are settled, single shifts changed a person and round, and
    the first temperature of these changes over the last.
    """

    first_step: float
    last_step: float
    dive_step: float
    dive_passes: int
    changes: int
    cooled: float


# how the work of a round is shared; measured on 200 people for a week, enough of them and too few
_ONE_SHIFT = _Pace(0.15, 7.5e-5, 0.015, 12, 100, 4)
_SEVERAL = _Pace(0.03, 7.5e-5, 0.004, 6, 1000, 20)  # a plan of a person takes twenty times as long: fewer rounds, more changes in each
_PROVED_FROM = 0.6  # share of the passes after which prices are worth a proof, every fifth pass
_DIVE_BATCH = 40  # people are settled in forty batches
_GROUPS = ((4, 0.1), (3, 0.2), (6, 0.1))  # people planned anew together, and tries a person and round
_SMALL_CREW = 100  # fewer people get the tries of so many: they are quick, and a whole person is a larger share
_LOOKS = 10  # times that the gap is looked at while a group size lasts
_STAGES = 5


class InfeasibleRosterError(ValueError):
    """No roster keeps the rules; the message says which of them binds."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The roster with its proof: no roster costs less than `bound`.

    `shortage` (skills, slots) stays open; `binding` says why, `reasons` at each (skill, slot); `worth`
    (skills, slots) is the price that the bound puts on one more expert there.
    """

    assignments: tuple[Assignment, ...]
    cost: float
    bound: float
    gap: float
    shortage: Floats
    binding: tuple[Binding, ...]
    reasons: dict[tuple[int, int], str]
    worth: Floats


def plan_roster(
    required: Floats,
    skills: tuple[str, ...],
    experts: tuple[RosterExpert, ...],
    rules: RosterRules,
    *,
    days: Ints | None = None,
    locked: tuple[Assignment, ...] = (),
    progress: Callable[[float], None] | None = None,
) -> Roster:
    """Roster named people over a requirement (skills, slots).

    Prices of slots give a bound and a first roster (people settled one after another while prices adapt);
    single shifts and groups of people are then changed as long as rounds last. `locked` shifts are kept,
    count as hours, and the rest is made anew around them. `days` (slots,) is the local day of each slot.
    `progress` is told the share done. Raises InfeasibleRosterError when locked shifts break a rule.

    >>> day = np.ones(8, dtype=bool)
    >>> people = (RosterExpert("a", frozenset({"chat"}), day, 8), RosterExpert("b", frozenset({"chat"}), day, 8))
    >>> roster = plan_roster(np.array([[1.0, 1, 1, 1, 1, 1, 0, 0]]), ("chat",), people, RosterRules((2, 4), slots_a_day=8, step=1))
    >>> roster.cost, roster.gap < 0.002, roster.binding
    (6.0, True, ())
    """
    _check(required, skills, experts, rules, days=days, locked=locked)
    days_of = tuple(local_days(expert, rules, days) for expert in experts)
    whole = np.ceil(required - 1e-9)
    standing = np.stack([covered_by(locked, skill=skill, slots=required.shape[1]) for skill in skills])
    need = np.ascontiguousarray(np.maximum(whole - standing, 0.0))
    capacity = sum(expert.most_slots for expert in experts)
    crew = crew_of(experts, skills, rules, days=days_of, fair_share=min(1.0, float(whole.sum()) / max(capacity, 1)), locked=locked)
    work = _Work(crew, need, rules, progress)
    prices, bound = work.priced()
    plans = work.settled(prices, bound)
    assignments = _assignments(crew, plans, skills) + locked
    short = np.maximum(whole - np.stack([covered_by(assignments, skill=skill, slots=required.shape[1]) for skill in skills]), 0.0)
    cost = work.cost
    least = min(max(bound, 0.0), cost)
    binding, reasons = bindings_of(short, skills, experts, assignments, rules, days=days_of)
    ordered = tuple(sorted(assignments, key=lambda shift: (shift.start, shift.expert)))
    return Roster(ordered, cost, least, (cost - least) / max(least, 1e-9), short, binding, reasons, prices)


def _check(
    required: Floats, skills: tuple[str, ...], experts: tuple[RosterExpert, ...], rules: RosterRules, *, days: Ints | None, locked: tuple[Assignment, ...]
) -> None:
    if required.shape[0] != len(skills):
        raise ValueError(f"a requirement has one row a skill: {len(skills)} skills, {required.shape[0]} rows")
    if not experts or np.any(~np.isfinite(required)) or np.any(required < 0):
        raise ValueError("a roster needs people, and a requirement of at least 0 in every slot")
    if any(expert.available.size != required.shape[1] for expert in experts) or (days is not None and days.size != required.shape[1]):
        raise ValueError("availability and days have one entry for each slot of the requirement")
    broken = breaches(locked, experts, rules, days=days)
    if broken:
        raise InfeasibleRosterError(f"no roster keeps the locked shifts: {broken[0]}")


class _Work:
    """Scratch, plans and progress of one search."""

    def __init__(self, crew: Crew, need: Floats, rules: RosterRules, progress: Callable[[float], None] | None) -> None:
        people, slots = crew.runs.shape
        self.crew, self.need, self.rules, self.progress = crew, need, rules, progress
        self.best = np.empty((slots + 1, crew.modes(), crew.end_cost.shape[1]))
        self.came = np.empty(self.best.shape, dtype=np.int64)
        most = max(int(np.unique(own).size) for own in crew.day_end) * rules.most_shifts_a_day + crew.locks.shape[1] + 2
        self.plans = np.full((people, most, 3 + crew.windows.shape[1]), -1, dtype=np.int64)
        self.order = np.random.default_rng(rules.seed)
        self.pace = _ONE_SHIFT if crew.modes() == 1 else _SEVERAL
        self.cost = 0.0
        self.done = 0
        self.chance = np.array([rules.seed, 0], dtype=np.int64)

    def priced(self) -> tuple[Floats, float]:
        """Prices (skills, slots) that prove the highest bound found, and the bound."""
        crew, rules, plan = self.crew, self.rules, self.plans[0].copy()
        most = crew.shortage_cost
        prices = np.where(self.need > 0, min(most, 1.2 * float(crew.unit_pay.mean()) / self._unit()), 0.0)
        kept, bound = prices, proved(crew, prices, self.need, self.best, self.came, plan)
        for number in range(rules.rounds):
            step = most * self.pace.first_step * (self.pace.last_step / self.pace.first_step) ** (number / max(rules.rounds, 1))
            tuned(crew, prices, self.need, step, self.order.permutation(crew.runs.shape[0]), self.best, self.came, plan)
            if number >= _PROVED_FROM * rules.rounds and number % 5 == 4:
                now = proved(crew, prices, self.need, self.best, self.came, plan)
                if now > bound:
                    kept, bound = prices.copy(), now
            self._tell(number / max(rules.rounds, 1))
        return kept, bound

    def settled(self, prices: Floats, bound: float) -> Ints:
        """Plans (people, shifts, ...) near the least cost, found by settling people one by one and mending."""
        crew, rules = self.crew, self.rules
        people = max(crew.runs.shape[0], _SMALL_CREW)
        short = self._dived(prices)
        self.cost = total_cost(crew, self.plans, short)
        self._next()
        if self._far(bound) and rules.rounds:
            hot = max(2.0 * float(crew.unit_pay.mean()) / self._unit(), 0.01 * crew.shortage_cost, 1e-6)
            changes = max(self.pace.changes * crew.runs.shape[0], _ONE_SHIFT.changes * _SMALL_CREW)
            self._anneal(short, changes * rules.rounds, hot)
        self._next()
        for group, share in _GROUPS:
            tries = int(share * people * rules.rounds)
            for _ in range(_LOOKS):
                if self._far(bound) and tries:
                    self.cost = replanned(crew, prices, self.plans, short, group, tries // _LOOKS + 1, self.best, self.came, self.chance)
        self._next()
        return self.plans

    def _dived(self, prices: Floats) -> Floats:
        """Settle people batch by batch at prices that go on adapting to the others; returns what is short."""
        crew = self.crew
        order = self.order.permutation(crew.runs.shape[0])
        now, short, plan = prices.copy(), self.need.copy(), self.plans[0].copy()
        prefix = np.zeros((self.need.shape[0], self.need.shape[1] + 1))
        size = -(-order.size // _DIVE_BATCH)
        for first in range(0, order.size, size):
            for person in order[first : first + size]:
                sum_prices(now, short, 0.0, crew.shortage_cost, prefix)
                plan_person(crew, person, prefix, self.best, self.came, self.plans[person])
                add_plan(crew, self.plans[person], short, 1.0)
            left = order[first + size :]
            for number in range(self.pace.dive_passes if left.size else 0):
                step = crew.shortage_cost * self.pace.dive_step * 0.8**number
                tuned(crew, now, np.maximum(short, 0.0), step, self.order.permutation(left), self.best, self.came, plan)
            self._tell(first / order.size)
        # whoever could still fill a gap at the full cost of a shortage does
        for person in order:
            add_plan(crew, self.plans[person], short, -1.0)
            sum_prices(now, short, 1.0, crew.shortage_cost, prefix)
            plan_person(crew, person, prefix, self.best, self.came, self.plans[person])
            add_plan(crew, self.plans[person], short, 1.0)
        return short

    def _anneal(self, short: Floats, changes: int, hot: float) -> None:
        """Change single shifts; what was there before stays when it was cheaper."""
        plans, before, open_ = self.plans.copy(), self.cost, short.copy()
        self.cost = annealed(self.crew, self.plans, short, changes, hot, hot / self.pace.cooled, self.chance)
        if self.cost > before:
            self.plans[:], short[:], self.cost = plans, open_, before

    def _far(self, bound: float) -> bool:
        return self.cost - bound > self.rules.gap * max(bound, 1e-9)

    def _unit(self) -> int:
        """Slots of a paid unit."""
        return max(1, self.rules.paid_slots(int(self.crew.lengths[0])) // int(self.crew.paid[0]))

    def _next(self) -> None:
        self.done += 1
        self._tell(0.0)

    def _tell(self, part: float) -> None:
        if self.progress is not None:
            self.progress(min(1.0, (self.done + part) / _STAGES))


def _assignments(crew: Crew, plans: Ints, skills: tuple[str, ...]) -> tuple[Assignment, ...]:
    """Plans as shifts, locked ones left out."""
    made = []
    for person, plan in enumerate(plans):
        for row in plan:
            if row[0] < 0:
                break
            if row[1] < 0:
                continue
            cuts = [(int(row[3 + place]), int(window[2])) for place, window in enumerate(crew.windows[row[1]]) if window[2] > 0]
            made.append(Assignment(person, skills[row[2]], int(row[0]), int(crew.lengths[row[1]]), tuple(cuts)))
    return tuple(made)
