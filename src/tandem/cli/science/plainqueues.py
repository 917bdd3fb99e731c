"""Scenarios of one plain queue: recognised for the fast simulator, and written from a calibration."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tandem.cli.science.writing import Comment, Days, Table, scenario_toml

_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

if TYPE_CHECKING:
    from tandem.core.orchestration.twin.fit import FittedService
    from tandem.core.orchestration.twin.queue import QueueModel
    from tandem.core.orchestration.twin.world import World


def plain_queue(world: World, queues: list[Any], pools: list[Any]) -> QueueModel | None:
    """The world as one plain queue, when it has one queue and one pool that do nothing else."""
    import numpy as np

    from tandem.core.orchestration.twin.queue import QueueModel

    special = {"deflected", "retry", "reopen", "assisted"} & set(queues[0])
    special |= {
        "shifts",
        "show_up",
        "concurrency",
        "pay_per_contact",
        "guarantee_per_hour",
        "pay_per_hour",
    } & set(pools[0])
    if len(queues) > 1 or len(pools) > 1 or special:
        return None
    intervals = world.kinds.rates.shape[0]
    staff = pools[0]["experts"]
    counts = [staff] if isinstance(staff, int) else staff
    return QueueModel(
        world.kinds.rates[:, 0].copy(),
        np.array(counts * (intervals // len(counts)), dtype=np.int64),
        world.interval_seconds,
        float(world.experts.handle_seconds[0, 0]),
        float(world.kinds.patience_seconds[0]),
        float(world.kinds.target_seconds[0]),
        world.handle_cv,
        world.day_cv,
        world.slot_cv,
        world.day_intervals,
    )


def scenario_text(fitted: FittedService, *, name: str, patience: float | None) -> str:
    """A scenario of one queue as TOML, from a calibration; without patience nobody gives up, and the file says why."""
    day = int(86_400 // fitted.interval_seconds)
    unknown = Comment("is not known: nobody in the log gave up, so nobody does here")
    top: Table = {"interval": f"{fitted.interval_seconds / 60:g}min", "handle_cv": round(fitted.handle_cv, 4), "day_cv": round(fitted.day_cv, 4),
           "slot_cv": round(fitted.slot_cv, 4), "replications": 20, "seed": 1}  # fmt: skip
    queue: Table = {
        "name": name,
        "aht_seconds": round(fitted.handle_seconds, 2),
        "patience_seconds": unknown if patience is None else round(patience, 2),
        "target": "80/20",
        "contacts": _by_day([round(float(rate * fitted.interval_seconds), 2) for rate in fitted.rates], day),
    }
    return scenario_toml(top, queues=[queue], pools=[{"name": "experts", "experts": _by_day([round(float(count)) for count in fitted.experts], day)}])


def _by_day(figures: Sequence[float], day: int) -> Sequence[float] | Days:
    """A list, a line a day from Monday on when it is a week."""
    return figures if len(figures) <= day else Days(figures, _WEEK)
