"""Experts of each queue over its intervals: plain queues, chat and deferred work, each by its own model."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cli.science.otherqueues import Measures, staffed_chat, staffed_deferred

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tandem.cli.science.forecastfiles import Demand
    from tandem.core.kit.arrays import Floats, Ints
    from tandem.core.orchestration.staffing import PatienceCurve, Targets

MEASURES = ("service_level", "abandon", "asa_seconds", "occupancy")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long customers wait: a mean (Erlang A), a curve from a log (M/M/n+G), or for ever (Erlang C)."""

    mean_seconds: float | None
    curve: PatienceCurve | None
    found: dict[str, Any]

    @classmethod
    def of(cls, seconds: float | None, waits: Path | None) -> Patience:
        """From --patience or from the censored waits of a log. Raises ValueError for both, or for a log that
        cannot tell.
        """
        if waits is None:
            return cls(seconds, None, {})
        if seconds is not None:
            raise ValueError("expected --patience or --waits, one of the two")
        from tandem.cli.science.calibrating import read_log
        from tandem.core.orchestration.staffing import exponential_mean, kaplan_meier

        log = read_log(waits)
        mean = exponential_mean(log.waited_seconds, log.abandoned)
        told = {"mean_seconds": mean, "contacts": int(log.abandoned.size), "abandoned": int(log.abandoned.sum())}
        return cls(mean, kaplan_meier(log.waited_seconds, log.abandoned), {str(waits): told})


class QueueStaffing:
    """Staffs queue after queue; deferred ones last, since they may use the idle time of the others."""

    def __init__(
        self, targets: Targets, patience: Patience, slots: dict[str, int], crowding: float, due: dict[str, str], use_idle: float, *, carry_over: bool
    ) -> None:
        if not 0 <= use_idle <= 1 or not crowding >= 0:
            raise ValueError("--use-idle is a share from 0 to 1, --crowding is never below 0")
        self.targets, self.patience, self.carry_over = targets, patience, carry_over
        self.slots, self.crowding, self.due, self.use_idle = slots, crowding, due, use_idle
        self.idle: dict[int, float] = {}
        self.done: list[tuple[Ints, Ints, Measures]] = []

    def in_order(self, label: Sequence[str]) -> list[str]:
        """Queues with those of deferred work last. Raises ValueError when an option names a queue that is not there."""
        names = list(dict.fromkeys(label))
        for option, given in (("--due", self.due), ("--concurrency", self.slots)):
            unknown = [name for name in given if name and name not in names]
            if unknown:
                raise ValueError(f"{option}: there is no queue {unknown[0]!r} in the forecast")
        return sorted(names, key=lambda name: self._due_of(name) is not None)

    def add(self, demand: Demand, name: str, rows: Ints, step: float) -> None:
        """Staff one queue; `rows` are its places in the table, in order of time."""
        import numpy as np

        due = self._due_of(name)
        if due is not None:
            needed, measures = self._deferred(demand, name, rows, due, step)
        else:
            demand.check_open(rows)
            needed, measures = self._live(name, demand.contacts[rows] / step, demand.handle[rows], step)
            for moment, count, busy in zip(demand.instants[rows].astype(np.int64).tolist(), needed, measures["occupancy"], strict=True):
                self.idle[moment] = self.idle.get(moment, 0.0) + self.use_idle * float(count) * (1 - float(busy)) * step
        self.done.append((rows, needed, measures))

    def _deferred(self, demand: Demand, name: str, rows: Ints, due: int, step: float) -> tuple[Ints, Measures]:
        """A deferred queue over every interval from its first row to its last; those without a row are closed."""
        import numpy as np

        from tandem.core.orchestration.staffing import ImpossibleDeadlineError

        seconds = demand.instants[rows].astype(np.int64)
        place = (seconds - seconds[0]) // int(step)
        moments = np.arange(place[-1] + 1) * int(step) + seconds[0]
        work, opened = np.zeros(moments.size), np.zeros(moments.size, dtype=np.bool_)
        work[place], opened[place] = demand.contacts[rows] * demand.handle[rows], ~demand.closed[rows]
        spare = np.array([self.idle.get(moment, 0.0) for moment in moments.tolist()])
        try:
            needed, measures, used = staffed_deferred(work, due, step, spare=spare, opened=opened)
        except ImpossibleDeadlineError as error:
            comes, ends = (np.datetime64(int(moments[at]), "s") for at in (error.arrives, error.due))
            whose = f"work of {name}" if name else "work"
            raise ValueError(f"{demand.path}: {whose} that comes at {comes} UTC is due in the interval of {ends} UTC, and all between is closed") from error
        self.idle.update(zip(moments.tolist(), (spare - used).tolist(), strict=True))  # what is left is the next queue's
        return needed[place], {measure: column[place] for measure, column in measures.items()}

    def arrays(self, height: int) -> tuple[Ints, Measures]:
        """Experts and measures by row of the table."""
        import numpy as np

        needed = np.zeros(height, dtype=np.int64)
        columns: Measures = {name: np.zeros(height) for name in MEASURES}
        for rows, experts, measures in self.done:
            needed[rows] = experts
            for name in MEASURES:
                columns[name][rows] = measures[name]
        return needed, columns

    def _due_of(self, name: str) -> int | None:
        from tandem.core.kit.intervals import parse_duration

        text = self.due.get(name) or self.due.get("")
        return parse_duration(text) if text else None

    def _live(self, name: str, rates: Floats, handle: Floats, step: float) -> tuple[Ints, Measures]:
        import numpy as np

        from tandem.core.orchestration.staffing import effective_rates, experts_for, service_of

        quiet = rates <= 0  # nobody new comes: whoever holds a contact ends it, and no seat is needed for that
        if self.carry_over:
            rates = effective_rates(rates, handle, interval_seconds=step)
        rates = np.where(quiet, 0.0, rates)
        slots = self.slots.get(name, self.slots.get("", 1))
        if slots > 1:
            return staffed_chat(rates, handle, slots, crowding=self.crowding, patience=self.patience.mean_seconds, targets=self.targets)
        curve, mean = self.patience.curve, None if self.patience.curve is not None else self.patience.mean_seconds
        needed = experts_for(rates, handle, self.targets, patience_seconds=mean, curve=curve)
        got = service_of(
            rates, handle, needed, patience_seconds=mean, curve=curve, seconds=self.targets.seconds, definition=self.targets.definition
        )  # fmt: skip
        return needed, {name: getattr(got, name) for name in MEASURES}
