"""Multi-skill staffing, verified by simulation: a flexible expert is never counted twice.

Fluid program for a start: min sum c_g n_g with work flows x_gk, sum_k x_gk <= n_g and
sum_g x_gk >= carried load of queue k, so each expert's time is shared among skills (Bassamboo, Harrison,
Zeevi 2006, Operations Research 54:419). Then add the expert who mends most per cost until the simulated
targets hold, and take out whoever is not missed (a local form of Cezik and L'Ecuyer 2008, Management
Science 54:310). All plans compared meet the same simulated customers.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from tandem.core.kit.arrays import Floats, Ints
from tandem.core.kit.statistics import Estimate, mean_interval
from tandem.core.orchestration.matching.rules import COST_OF_WAIT, LONGEST_IDLE
from tandem.core.orchestration.twin.service import simulate_service
from tandem.core.orchestration.twin.state import ABANDONED, ARRIVED, WITHIN
from tandem.core.orchestration.twin.world import Experts, Kinds, Routing, Shifts, World

_MOST_STEPS = 400


@dataclass(frozen=True, slots=True)
class SkillDemand:
    """Queues in a steady state, arrays (queues,): contacts a second, seconds, greatest share lost, and the
    service
    level to reach within `target_seconds`."""

    rates: Floats
    handle_seconds: Floats
    patience_seconds: Floats
    target_seconds: Floats
    service_level: Floats
    abandon: Floats

    def __post_init__(self) -> None:
        parts = (
            self.handle_seconds,
            self.patience_seconds,
            self.target_seconds,
            self.service_level,
            self.abandon,
        )
        if any(part.shape != self.rates.shape for part in parts):
            raise ValueError("every queue has one of each figure")
        if np.any(self.handle_seconds <= 0) or np.any(self.rates < 0) or np.any(self.service_level >= 1):
            raise ValueError("handle times are above 0, rates at least 0, service levels below 1")


@dataclass(frozen=True, slots=True)
class SkillGroup:
    """Experts with the same skills: which queues they serve, and what one costs."""

    name: str
    queues: tuple[int, ...]
    cost: float = 1.0


@dataclass(frozen=True, slots=True)
class SkillPlan:
    """Experts of each group, with the simulated service of each queue; `bound` is the fluid cost."""

    experts: Ints
    cost: float
    bound: float
    service_level: tuple[Estimate, ...]
    abandon: tuple[Estimate, ...]


def spare_capacity(demand: SkillDemand, groups: tuple[SkillGroup, ...], experts: Ints) -> float:
    """Greatest share z such that z times every queue's load can be worked; below 1 there is no steady state
    unless customers leave.

    >>> one = np.ones(2); rates = one / 6.0
    >>> two = SkillDemand(rates, one * 60, one * 60, one * 20, one * 0.8, one)
    >>> round(spare_capacity(two, (SkillGroup("both", (0, 1)),), np.array([14])), 2)
    0.7
    """
    # 10 Erlangs each in the doctest: 14 experts do 70 % of 20
    load = demand.rates * demand.handle_seconds
    pairs = [(g, k) for g, group in enumerate(groups) for k in group.queues]
    cost = np.zeros(len(pairs) + 1)
    cost[-1] = -1.0
    rows = np.zeros((len(groups) + load.size, len(pairs) + 1))
    for column, (g, k) in enumerate(pairs):
        rows[g, column] = 1.0
        rows[len(groups) + k, column] = -1.0
    rows[len(groups) :, -1] = load
    solved = linprog(cost, A_ub=rows, b_ub=np.concatenate([experts, np.zeros(load.size)]), method="highs")
    return float(solved.x[-1])


def plan_multiskill(
    demand: SkillDemand,
    groups: tuple[SkillGroup, ...],
    *,
    seed: int,
    contacts: int = 20_000,
    replications: int = 5,
) -> SkillPlan:
    """The cheapest numbers found that meet every queue's targets in simulation.

    Raises ValueError when a queue has no group, or the targets are out of reach of `_MOST_STEPS` additions.
    """
    for queue in range(demand.rates.size):
        if demand.rates[queue] > 0 and not any(queue in group.queues for group in groups):
            raise ValueError(f"queue {queue + 1} is served by no group")
    experts, bound = _fluid(demand, groups)
    cost = np.array([group.cost for group in groups])
    for _ in range(_MOST_STEPS):
        lack = _shortfall(demand, groups, experts, seed, contacts)
        if lack <= 0:
            break
        trials = [_shortfall(demand, groups, experts + step, seed, contacts) for step in np.eye(len(groups), dtype=np.int64)]
        gains = (lack - np.array(trials)) / cost
        experts = experts + np.eye(len(groups), dtype=np.int64)[int(np.argmax(gains))]
    else:
        raise ValueError("the targets are out of reach: raise patience, targets' seconds or add groups")
    experts = _pruned(demand, groups, experts, cost, seed, contacts)
    while True:  # other customers than those the plan was found on
        levels, losses = _verified(demand, groups, experts, seed + 1, contacts, replications)
        short = [k for k, level in enumerate(levels) if level.mean < demand.service_level[k] or losses[k].mean > demand.abandon[k]]
        if not short:
            return SkillPlan(experts, float(cost @ experts), bound, levels, losses)
        able = [g for g, group in enumerate(groups) if short[0] in group.queues]
        experts = experts + np.eye(len(groups), dtype=np.int64)[min(able, key=lambda g: cost[g])]


def _fluid(demand: SkillDemand, groups: tuple[SkillGroup, ...]) -> tuple[Ints, float]:
    load = demand.rates * demand.handle_seconds * (1 - np.minimum(demand.abandon, 0.5))
    pairs = [(g, k) for g, group in enumerate(groups) for k in group.queues]
    count = len(groups)
    cost = np.concatenate([[group.cost for group in groups], np.zeros(len(pairs))])
    rows = np.zeros((count + load.size, count + len(pairs)))
    for column, (g, k) in enumerate(pairs, start=count):
        rows[g, column] = 1.0
        rows[count + k, column] = -1.0
    rows[:count, :count] = -np.eye(count)
    solved = linprog(cost, A_ub=rows, b_ub=np.concatenate([np.zeros(count), -load]), method="highs")
    return np.floor(solved.x[:count] + 1e-9).astype(np.int64), float(solved.fun)


def _world(demand: SkillDemand, groups: tuple[SkillGroup, ...], experts: Ints, contacts: int) -> World:
    group_of = np.repeat(np.arange(len(groups)), experts)
    able = np.array([[k in groups[g].queues for g in group_of] for k in range(demand.rates.size)], dtype=np.float64)
    able = able.reshape(demand.rates.size, group_of.size)
    kinds = Kinds.plain(demand.rates[None, :], patience_seconds=0.0)
    kinds = Kinds(
        kinds.rates,
        demand.patience_seconds,
        demand.target_seconds,
        kinds.deflected,
        kinds.retry,
        kinds.retry_seconds,
        kinds.reopen,
        kinds.reopen_seconds,
    )
    people = Experts(
        able * demand.handle_seconds[:, None],
        np.ones_like(able),
        np.ones(group_of.size, dtype=np.int64),
        group_of,
    )
    # generalised c-mu with weights 1 / target: queues with tighter targets wait relatively less
    weights = 1.0 / (np.maximum(demand.target_seconds, 1.0) * (1 - demand.service_level))
    length = contacts / max(float(demand.rates.sum()), 1e-12)
    return World(
        kinds,
        people,
        Shifts.always(group_of.size),
        Routing(LONGEST_IDLE, COST_OF_WAIT, weights=weights),
        length,
    )


def _simulated(demand: SkillDemand, groups: tuple[SkillGroup, ...], experts: Ints, seed: int, contacts: int) -> tuple[Floats, Floats]:
    """Service level and share lost of each queue; nobody at work serves nobody."""
    if experts.sum() == 0:
        return np.zeros(demand.rates.size), np.ones(demand.rates.size)
    moving = simulate_service(_world(demand, groups, experts, contacts), cycles=1, seed=seed)
    arrived = np.maximum(moving.by_kind[:, ARRIVED], 1.0)
    idle = demand.rates <= 0
    return np.where(idle, 1.0, moving.by_kind[:, WITHIN] / arrived), moving.by_kind[:, ABANDONED] / arrived


def _shortfall(demand: SkillDemand, groups: tuple[SkillGroup, ...], experts: Ints, seed: int, contacts: int) -> float:
    levels, losses = _simulated(demand, groups, experts, seed, contacts)
    return float(np.maximum(demand.service_level - levels, 0).sum() + np.maximum(losses - demand.abandon, 0).sum())


def _pruned(demand: SkillDemand, groups: tuple[SkillGroup, ...], experts: Ints, cost: Floats, seed: int, contacts: int) -> Ints:
    """Take out experts, dearest first, as long as every target holds; then swap dear ones for cheaper."""
    improved = True
    while improved:
        improved = False
        for g in np.argsort(-cost, kind="stable"):
            if experts[g] and _shortfall(demand, groups, experts - np.eye(cost.size, dtype=np.int64)[g], seed, contacts) <= 0:
                experts = experts - np.eye(cost.size, dtype=np.int64)[g]
                improved = True
        for g, h in ((g, h) for g in range(cost.size) for h in range(cost.size)):
            if experts[g] and cost[h] < cost[g] - 1e-9:
                swapped = experts - np.eye(cost.size, dtype=np.int64)[g] + np.eye(cost.size, dtype=np.int64)[h]
                if _shortfall(demand, groups, swapped, seed, contacts) <= 0:
                    experts, improved = swapped, True
    return experts


def _verified(
    demand: SkillDemand,
    groups: tuple[SkillGroup, ...],
    experts: Ints,
    seed: int,
    contacts: int,
    replications: int,
) -> tuple[tuple[Estimate, ...], tuple[Estimate, ...]]:
    runs = [_simulated(demand, groups, experts, seed * 1009 + number, contacts) for number in range(replications)]
    levels, losses = np.array([run[0] for run in runs]), np.array([run[1] for run in runs])
    return tuple(mean_interval(column) for column in levels.T), tuple(mean_interval(column) for column in losses.T)
