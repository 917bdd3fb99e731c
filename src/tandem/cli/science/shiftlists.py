"""Who is at work when, from a pool of a scenario: always, so many an interval, or a list of shifts."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cli.science.refusing import refuse

if TYPE_CHECKING:
    from tandem.core.kit.arrays import Floats, Ints


class PoolShifts:
    """Collects the shifts of all pools; `arrays` hands them to the twin."""

    __slots__ = ("blocks", "ends", "experts", "intervals", "path", "shows", "starts", "step")

    def __init__(self, path: Path, *, intervals: int, step: float) -> None:
        self.path, self.intervals, self.step = path, intervals, step
        self.experts: list[int] = []
        self.starts: list[float] = []
        self.ends: list[float] = []
        self.shows: list[float] = []
        self.blocks: list[int] = []

    def add(self, pool: dict[str, Any], where: str, *, first_expert: int, show_up: float) -> int:
        """Add a pool; returns how many experts it has."""
        if ("experts" in pool) == ("shifts" in pool):
            refuse(self.path, f"{where}: expected either experts or shifts")
        if "shifts" in pool:
            return self._listed(pool["shifts"], where, first_expert, show_up)
        staff = pool["experts"]
        counts = staff if isinstance(staff, list) else [staff]
        if any(isinstance(one, bool) or not isinstance(one, int) or one < 0 for one in counts) or not counts or max(counts) < 1:
            refuse(
                self.path,
                f"{where}: expected experts to be whole numbers, at least one of them above 0, got {staff!r}",
            )
        if len(counts) == 1:
            for expert in range(counts[0]):
                self._shift(first_expert + expert, 0.0, float("inf"), show_up)
            return int(counts[0])
        if len(counts) != self.intervals:
            refuse(
                self.path,
                f"{where}: expected experts of {self.intervals} intervals as in contacts, got {len(counts)}",
            )
        for expert in range(max(counts)):  # expert i is there whenever more than i are
            self._spells([count > expert for count in counts], first_expert + expert, show_up)
        return int(max(counts))

    def _spells(self, there: list[bool], expert: int, show_up: float) -> None:
        begun = None
        for interval, present in enumerate([*there, False]):
            if present and begun is None:
                begun = interval
            elif not present and begun is not None:
                self._shift(expert, begun * self.step, interval * self.step, show_up)
                begun = None

    def arrays(self) -> tuple[Ints, Floats, Floats, Floats, Ints]:
        """Expert, start, end, show-up by block, block."""
        import numpy as np

        return (
            np.array(self.experts, dtype=np.int64),
            np.array(self.starts),
            np.array(self.ends),
            np.array(self.shows),
            np.array(self.blocks, dtype=np.int64),
        )

    def _shift(self, expert: int, start: float, end: float, show_up: float, *, block: int | None = None) -> int:
        if block is None:
            block = len(self.shows)
            self.shows.append(show_up)
        self.experts.append(expert)
        self.starts.append(start)
        self.ends.append(end)
        self.blocks.append(block)
        return block

    def _listed(self, shifts: Any, where: str, first: int, show_up: float) -> int:
        if not isinstance(shifts, list) or not shifts:
            refuse(self.path, f'{where}: expected shifts such as [{{start = "08:00", end = "12:00", seats = 5}}]')
        expert = first
        for shift in shifts:
            start, end = (self._clock(shift, key, where) for key in ("start", "end"))
            seats = shift.get("seats", 1)
            if end <= start or isinstance(seats, bool) or not isinstance(seats, int) or seats < 1:
                refuse(
                    self.path,
                    f"{where}: expected a shift that ends after its start with a seat or more, got {shift}",
                )
            if end > self.intervals * self.step:
                refuse(self.path, f"{where}: the shift to {shift['end']} ends after the last interval")
            for _ in range(seats):
                self._shift(expert, start, end, show_up)
                expert += 1
        return expert - first

    def _clock(self, shift: Any, key: str, where: str) -> float:
        text = str(shift.get(key, "")) if isinstance(shift, dict) else ""
        hours, _, minutes = text.partition(":")
        if not hours.isdigit() or not minutes.isdigit() or int(minutes) > 59:
            refuse(self.path, f"{where}: expected {key} of a shift as HH:MM, got {text!r}")
        return int(hours) * 3600.0 + int(minutes) * 60.0
