"""Staffing of queues that are no plain queue of calls: chat with several at once, deferred work with a due time."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.cli.science.targets import offered_level

if TYPE_CHECKING:
    from tandem.core.kit.arrays import Flags, Floats, Ints
    from tandem.core.orchestration.staffing import Targets

Measures = dict[str, "Floats"]


def per_queue(text: str, what: str) -> dict[str, str]:
    """`chat=3,web=2` or a bare `3` for every queue (key ""). Raises ValueError for anything else."""
    found: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, equals, value = part.rpartition("=")
        if (equals and not (name.strip() and value.strip())) or name.strip() in found:
            raise ValueError(f"expected {what} such as 3 or chat=3,web=2, got {text!r}")
        found[name.strip()] = value.strip()
    return found


def chat_slots(text: str) -> dict[str, int]:
    """Conversations at once by queue. Raises ValueError for what is no whole number from 1."""
    slots = per_queue(text, "--concurrency")
    for value in slots.values():
        if not value.isdigit() or int(value) < 1:
            raise ValueError(f"expected a number of conversations from 1 in --concurrency, got {value!r}")
    return {name: int(value) for name, value in slots.items()}


def staffed_chat(rates: Floats, handle: Floats, slots: int, *, crowding: float, patience: float | None, targets: Targets) -> tuple[Ints, Measures]:
    """Experts for chat in each interval: the k-th conversation at once makes all last `crowding` longer."""
    import numpy as np

    from tandem.core.orchestration.staffing import chat_experts_for, chat_service

    if patience is None:
        raise ValueError("chat needs --patience or --waits: how long customers wait decides how many are lost")
    level = offered_level(targets, "chat")
    needed = np.zeros(rates.size, dtype=np.int64)
    names = ("service_level", "abandon", "asa_seconds", "occupancy")
    measures: Measures = {name: np.zeros(rates.size) for name in names}
    measures["service_level"][:] = 1.0
    for place in np.flatnonzero(rates > 0).tolist():
        seconds = handle[place] * (1 + crowding * np.arange(slots))
        needed[place] = chat_experts_for(
            float(rates[place]), seconds, service_level=level, seconds=targets.seconds, patience_seconds=patience,
            abandon=1.0 if targets.abandon is None else targets.abandon,
        )  # fmt: skip
        got = chat_service(float(rates[place]), seconds, int(needed[place]), patience_seconds=patience, seconds=targets.seconds)
        for name, value in zip(names, (got.service_level, got.abandon, got.asa_seconds, got.slot_occupancy), strict=True):
            measures[name][place] = value
    return needed, measures


def staffed_deferred(work: Floats, due_seconds: int, step: float, *, spare: Floats, opened: Flags) -> tuple[Ints, Measures, Floats]:
    """Experts for deferred work (seconds of each interval) done within `due_seconds`, and the `spare` idle time used.

    Every interval of the time covered has a place in the arrays; nobody works where `opened` says no.
    """
    import numpy as np

    from tandem.core.orchestration.staffing import staff_deferred

    due = int(due_seconds // step)
    if due < 1:
        raise ValueError(f"deferred work is due after an interval of {step / 60:g} minutes or later")
    made = staff_deferred(work, due, interval_seconds=step, spare_seconds=spare, open_intervals=opened)
    blank = np.full(work.size, np.nan)
    paid = made.experts * step
    busy = np.divide(made.worked_seconds - made.spare_used_seconds, paid, out=np.zeros(work.size), where=paid > 0)
    # every deadline is met, or staffing has refused: the service level of what is due is 1
    measures = {"service_level": np.ones(work.size), "abandon": np.zeros(work.size), "asa_seconds": blank, "occupancy": busy}
    return made.experts, measures, made.spare_used_seconds
