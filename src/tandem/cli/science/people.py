"""Files of named rosters: people with what they can and may do, and shifts that stand already."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tandem.cli.science.refusing import refuse
from tandem.cli.science.ruletexts import breaks_from
from tandem.cli.science.tables import TIME_NAMES, column_named, moments, numbers, optional_column, read_table
from tandem.cli.science.windows import inside

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    from tandem.core.kit.arrays import Flags, Floats
    from tandem.core.kit.intervals import Timeline
    from tandem.core.orchestration.rosters import Assignment, RosterExpert, RosterRules

PERSON_NAMES = ("person", "name", "expert")
SKILL_NAMES = ("skills", "queues", "skill", "queue")


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for people whose row does not say: hours, pay an hour, and what an unwished hour counts."""

    hours: float
    rest_hours: float
    hourly: float
    wish: float


def read_people(path: Path, timeline: Timeline, *, skills: tuple[str, ...], open_: Flags, defaults: Defaults) -> tuple[RosterExpert, ...]:
    """People over a timeline; nobody is available while all queues are closed. Refuses the first wrong cell."""
    table = read_table(path)
    name_column = column_named(table, path, PERSON_NAMES)
    hours = {key: _figures(table, path, key, default) for key, default in (
        ("max_hours", defaults.hours), ("min_hours", 0.0), ("rest_hours", defaults.rest_hours), ("hourly", defaults.hourly),
    )}  # fmt: skip
    people: list[RosterExpert] = []
    for row, cells in enumerate(table.iter_rows(named=True)):
        place = _Place(path, row + 2)
        name = str(cells[name_column] or "").strip()
        if not name or any(one.name == name for one in people):
            place.refuse("expected a name" if not name else f"{name} stands here twice", name_column)
        own = {key: float(figures[row]) for key, figures in hours.items()}
        people.append(_person(name, table, cells, place, timeline, skills=skills, open_=open_, hours=own, wish=defaults.wish))
    return tuple(people)


def _person(
    name: str,
    table: pl.DataFrame,
    cells: dict[str, Any],
    place: _Place,
    timeline: Timeline,
    *,
    skills: tuple[str, ...],
    open_: Flags,
    hours: dict[str, float],
    wish: float,
) -> RosterExpert:
    """One row as a person of the roster; `hours` by the names of their columns, `wish` what an unwished hour counts."""
    import numpy as np

    from tandem.core.orchestration.rosters import RosterExpert

    local = _local_times(table, cells, place, timeline)
    windows = {key: _windows(cells, table, key, local, place) for key in ("available", "prefers", "avoids")}
    free = windows["available"] if windows["available"] is not None else np.ones(local.size, dtype=np.bool_)
    if hours["min_hours"] > hours["max_hours"]:
        place.refuse(f"expected at most max_hours ({hours['max_hours']:g})", "min_hours")
    slot_hours = timeline.step_seconds / 3600
    dislike = wish * slot_hours * (_counted(windows["avoids"], local.size) - _counted(windows["prefers"], local.size))
    return RosterExpert(
        name,
        _own_skills(table, cells, place, skills),
        free & open_,
        int(hours["max_hours"] / slot_hours + 1e-9),
        rest_slots=int(np.ceil(hours["rest_hours"] / slot_hours - 1e-9)),
        pay=hours["hourly"] * slot_hours,
        least_slots=int(np.ceil(hours["min_hours"] / slot_hours - 1e-9)),
        dislike=dislike if dislike.any() else None,
        days=(local.astype("datetime64[D]") - local[0].astype("datetime64[D]")).astype(np.int64),
    )


def _local_times(table: pl.DataFrame, cells: dict[str, Any], place: _Place, timeline: Timeline) -> np.ndarray[Any, Any]:
    """The timeline on the person's own clock."""
    from tandem.core.kit.intervals import local_times, zone_named

    column = optional_column(table, "zone")
    zone = str((cells[column] if column else None) or timeline.zone).strip()
    try:
        zone_named(zone)
    except ValueError as error:
        place.refuse(str(error), column)
    return local_times(timeline.instants(), zone)


def _own_skills(table: pl.DataFrame, cells: dict[str, Any], place: _Place, skills: tuple[str, ...]) -> frozenset[str]:
    """The person's skills; all of them when the file has no column for them."""
    column = optional_column(table, *SKILL_NAMES)
    own = _skills(str(cells[column] or ""), skills) if column else frozenset(skills)
    if not own:
        place.refuse("expected one skill or more, separated by spaces", column)
    return own


def read_locked(path: Path, timeline: Timeline, people: tuple[RosterExpert, ...], rules: RosterRules, *, queues: tuple[str, ...]) -> tuple[Assignment, ...]:
    """Shifts that stand, in the form that `tandem roster --out` writes: person, start, minutes[, queue][, breaks]."""
    import numpy as np

    from tandem.core.orchestration.rosters import Assignment

    table = read_table(path)
    name_column, time_column = column_named(table, path, PERSON_NAMES), column_named(table, path, TIME_NAMES)
    starts = moments(table, path, time_column, zone=timeline.zone)
    minutes = numbers(table, path, column_named(table, path, ("minutes",)))
    queue_column, break_column = optional_column(table, "queue", "skill"), optional_column(table, "breaks")
    offsets = (starts - timeline.instants()[0]).astype(np.int64)
    index_of = {expert.name: index for index, expert in enumerate(people)}
    shifts = []
    for row, cells in enumerate(table.iter_rows(named=True)):
        place, step = _Place(path, row + 2), timeline.step_seconds
        name = str(cells[name_column] or "").strip()
        queue = str((cells[queue_column] if queue_column else None) or "").strip()
        if name not in index_of:
            place.refuse(f"expected a person of the people file, got {name!r}", name_column)
        if queue not in queues:
            place.refuse(f"expected a queue of the requirement ({', '.join(queues)}), got {queue!r}", queue_column)
        start, length = int(offsets[row]), int(minutes[row] * 60)
        if start % step or length % step or length == 0:
            place.refuse(f"expected a shift on intervals of {step // 60} minutes", time_column)
        if start < 0 or start + length > timeline.length * step:
            place.refuse("expected a shift within the requirement's times", time_column)
        try:
            cuts = breaks_from(str((cells[break_column] if break_column else None) or ""), step, size=length // step)
        except ValueError as error:
            place.refuse(str(error), break_column)
        if not cuts:
            cuts = tuple((earliest, slots) for earliest, _, slots in rules.break_windows(length // step))
        shifts.append(Assignment(index_of[name], queue, start // step, length // step, cuts))
    return tuple(shifts)


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path
    line: int

    def refuse(self, expected: str, column: str | None) -> None:
        """Refuse at this line."""
        refuse(self.path, expected, line=self.line, column=column)


def _figures(table: pl.DataFrame, path: Path, column: str, default: float) -> Floats:
    import numpy as np

    found = optional_column(table, column)
    if found is None:
        return np.full(table.height, default)
    values = numbers(table, path, found, empty=True)
    return np.where(np.isfinite(values), values, default)


def _skills(text: str, known: tuple[str, ...]) -> frozenset[str]:
    """Skills separated by ; or |, or by spaces when no queue's name holds one; `*` is all."""
    if text.strip() == "*":
        return frozenset(known)
    spaced = any(" " in name for name in known)
    tidy = text.replace("|", ";")
    parts = tidy.split(";") if spaced or ";" in tidy else tidy.split()
    return frozenset(part.strip() for part in parts if part.strip())


def _windows(cells: dict[str, Any], table: pl.DataFrame, key: str, local: np.ndarray[Any, Any], place: _Place) -> Flags | None:
    column = optional_column(table, key)
    text = str((cells[column] if column else None) or "").strip()
    if not text:
        return None
    try:
        return inside(text, local)
    except ValueError as error:
        place.refuse(str(error), column)
        raise


def _counted(flags: Flags | None, slots: int) -> Floats:
    import numpy as np

    return np.zeros(slots) if flags is None else flags.astype(np.float64)
