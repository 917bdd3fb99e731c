"""Scenarios of one plain queue: recognised for the fast simulator, and written from a calibration."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from typing import TYPE_CHECKING, Any

_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

if TYPE_CHECKING:
    import numpy as np

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


def scenario_text(
    *,
    name: str,
    rates: np.ndarray[Any, Any],
    interval_seconds: float,
    aht: float,
    aht_cv: float,
    patience: float | None,
    experts: np.ndarray[Any, Any],
    day_cv: float,
    slot_cv: float,
) -> str:
    """A scenario of one queue as TOML, from a calibration; without patience nobody gives up, and the file says why."""
    day = int(86_400 // interval_seconds)
    contacts = _listed([f"{rate * interval_seconds:.2f}" for rate in rates], day)
    staff = _listed([f"{round(float(count))}" for count in experts], day)
    patient = "# patience_seconds is not known: nobody in the log gave up, so nobody does here\n"
    if patience is not None:
        patient = f"patience_seconds = {patience:.2f}\n"
    return (
        f'interval = "{interval_seconds / 60:g}min"\n'
        f"handle_cv = {aht_cv:.4f}\nday_cv = {day_cv:.4f}\nslot_cv = {slot_cv:.4f}\n"
        "replications = 20\nseed = 1\n\n"
        f'[[queue]]\nname = "{name}"\naht_seconds = {aht:.2f}\n{patient}'
        f'target = "80/20"\ncontacts = {contacts}\n\n[[pool]]\nname = "experts"\nexperts = {staff}\n'
    )


def _listed(figures: list[str], day: int) -> str:
    """A list of TOML, a line a day from Monday on when it is a week."""
    if len(figures) <= day:
        return f"[{', '.join(figures)}]"
    lines = [f"  {', '.join(figures[first : first + day])},  # {name}\n" for first, name in zip(range(0, len(figures), day), _WEEK, strict=True)]
    return f"[\n{''.join(lines)}]"
