"""Replications with intervals, common random numbers between plans, and sweeps through any `map`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields

import numpy as np

from tandem.core.kit.arrays import Floats
from tandem.core.kit.statistics import Estimate, mean_interval
from tandem.core.orchestration.twin import queue, state
from tandem.core.orchestration.twin.pay import Earnings, PayTerms, earnings_of
from tandem.core.orchestration.twin.queue import QueueModel, simulate_queue
from tandem.core.orchestration.twin.service import simulate_service
from tandem.core.orchestration.twin.world import World


@dataclass(frozen=True, slots=True)
class Figures:
    """What one replication came to; `contacts` counts arrivals, deflected ones included.

    `paid_serving_share` is None where nothing is paid by the hour.
    """

    service_level: float
    asa_seconds: float
    abandon: float
    occupancy: float
    p_wait: float
    resolved: float
    cost: float
    hourly_pay: float
    serving_share: float
    paid_serving_share: float | None
    contacts: float


@dataclass(frozen=True, slots=True)
class Report:
    """Each figure over replications, with its 95 % interval."""

    service_level: Estimate
    asa_seconds: Estimate
    abandon: Estimate
    occupancy: Estimate
    p_wait: Estimate
    resolved: Estimate
    cost: Estimate
    hourly_pay: Estimate
    serving_share: Estimate
    paid_serving_share: Estimate | None
    contacts: Estimate


@dataclass(frozen=True, slots=True)
class RunWorld:
    """One replication of a world, picklable, for pools of processes and for Ray."""

    world: World
    cycles: float
    warm_cycles: int
    terms: PayTerms | None = None

    def __call__(self, seed: int) -> Figures:
        moving = simulate_service(self.world, cycles=self.cycles, seed=seed, warm_cycles=self.warm_cycles)
        pay = earnings_of(moving.by_expert, self.world.experts.pool, self.terms) if self.terms else None
        return _service_figures(moving.by_kind.sum(axis=0), moving.by_expert, pay)


@dataclass(frozen=True, slots=True)
class RunQueue:
    """One replication of a single queue, picklable."""

    model: QueueModel
    cycles: int
    warm_cycles: int

    def __call__(self, seed: int) -> Figures:
        tally = simulate_queue(self.model, cycles=self.cycles, seed=seed, warm_cycles=self.warm_cycles)
        total = tally.sum(axis=0)
        staffed = float(self.model.experts.sum()) * self.model.interval_seconds * self.cycles
        arrived, served = max(total[queue.ARRIVED], 1.0), max(total[queue.SERVED], 1.0)
        occupancy = total[queue.BUSY] / staffed if staffed else 0.0
        return Figures(
            service_level=float(total[queue.WITHIN] / arrived),
            asa_seconds=float(total[queue.SERVED_WAIT_SUM] / served),
            abandon=float(total[queue.ABANDONED] / arrived),
            occupancy=float(occupancy),
            p_wait=float(total[queue.WAITED] / arrived),
            resolved=1.0,
            cost=0.0,
            hourly_pay=0.0,
            serving_share=float(occupancy),
            paid_serving_share=None,
            contacts=float(total[queue.ARRIVED]),
        )


def _service_figures(total: Floats, by_expert: Floats, pay: Earnings | None) -> Figures:
    offered = max(total[state.ARRIVED] - total[state.DEFLECTED], 1.0)
    served = max(total[state.SERVED], 1.0)
    finished = max(by_expert[:, state.TAKEN].sum(), 1.0)
    online = float(by_expert[:, state.ONLINE].sum())
    occupancy = float(by_expert[:, state.SERVING].sum()) / online if online else 0.0
    return Figures(
        service_level=float(total[state.WITHIN] / offered),
        asa_seconds=float(total[state.SERVED_WAIT_SUM] / served),
        abandon=float(total[state.ABANDONED] / offered),
        occupancy=occupancy,
        p_wait=float(total[state.WAITED] / offered),
        resolved=float(by_expert[:, state.WON].sum() / finished),
        cost=pay.cost if pay else 0.0,
        hourly_pay=float(pay.hourly.mean()) if pay and pay.hourly.size else 0.0,
        serving_share=pay.serving_share if pay else occupancy,
        paid_serving_share=pay.paid_serving_share if pay else None,
        contacts=float(total[state.ARRIVED]),
    )


Mapper = Callable[[Callable[[int], Figures], Iterable[int]], Iterable[Figures]]


def replicate(run: Callable[[int], Figures], *, replications: int, seed: int, mapper: Mapper = map) -> Report:
    """Run replications with seeds that two plans share (common random numbers), and report intervals.

    `mapper` is `map`, a pool's, or one over Ray. Raises ValueError for fewer than two replications.
    """
    if replications < 2:
        raise ValueError("an interval needs at least two replications")
    return report_of(list(mapper(run, replication_seeds(seed, replications))))


@dataclass(frozen=True, slots=True)
class Compared:
    """A plan's report, and how its figures differ from the first plan's on the same customers."""

    report: Report
    gain: Report


@dataclass(frozen=True, slots=True)
class _Piece:
    """One replication of one plan, picklable."""

    plan: int
    seed: int


@dataclass(frozen=True, slots=True)
class _RunPiece:
    plans: tuple[Callable[[int], Figures], ...]

    def __call__(self, piece: _Piece) -> Figures:
        return self.plans[piece.plan](piece.seed)


Sweeper = Callable[[Callable[[_Piece], Figures], Iterable[_Piece]], Iterable[Figures]]


def sweep(plans: Sequence[Callable[[int], Figures]], *, replications: int, seed: int, mapper: Sweeper = map) -> list[Compared]:
    """Run every plan under the same seeds, and lay each beside the first by paired differences.

    Plans are `RunWorld`s or `RunQueue`s, not a mixture: the two simulators draw differently. All replications of
    all plans go through `mapper` at once. Raises ValueError for fewer than two replications.
    """
    if replications < 2:
        raise ValueError("an interval needs at least two replications")
    pieces = [_Piece(plan, number) for plan in range(len(plans)) for number in replication_seeds(seed, replications)]
    made = list(mapper(_RunPiece(tuple(plans)), pieces))
    each = [made[first : first + replications] for first in range(0, len(made), replications)]
    return [Compared(report_of(figures), report_of([_minus(a, b) for a, b in zip(figures, each[0], strict=True)])) for figures in each]


def _minus(one: Figures, other: Figures) -> Figures:
    def less(name: str) -> float | None:
        mine, its = getattr(one, name), getattr(other, name)
        return None if mine is None or its is None else mine - its

    return Figures(**{field.name: less(field.name) for field in fields(Figures)})  # type: ignore[arg-type] # None only where both may be


def replication_seeds(seed: int, replications: int) -> list[int]:
    """Seeds of the replications: the same for every plan compared under one seed."""
    return [seed * 1_000_003 + number for number in range(replications)]


def report_of(figures: Sequence[Figures]) -> Report:
    """Intervals of each figure."""

    def over(name: str) -> Estimate:
        return mean_interval([getattr(figure, name) for figure in figures])

    by_the_hour = all(figure.paid_serving_share is not None for figure in figures)
    return Report(
        over("service_level"),
        over("asa_seconds"),
        over("abandon"),
        over("occupancy"),
        over("p_wait"),
        over("resolved"),
        over("cost"),
        over("hourly_pay"),
        over("serving_share"),
        over("paid_serving_share") if by_the_hour else None,
        over("contacts"),
    )


def difference(one: Sequence[Figures], other: Sequence[Figures], name: str) -> Estimate:
    """Interval of the paired difference of a figure between two plans under common random numbers."""
    return mean_interval(np.array([getattr(a, name) - getattr(b, name) for a, b in zip(one, other, strict=True)]))
