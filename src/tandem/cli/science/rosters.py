"""`tandem roster`: who works which shifts, by name, with cost, bound and what binds where people are too few."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli.saying import fail
from tandem.cli.science.grids import read_grids
from tandem.cli.science.output import Json, emit
from tandem.cli.science.people import Defaults, read_locked, read_people
from tandem.cli.science.queuerows import check_same_intervals
from tandem.cli.science.refusing import check_chart, check_writable, refusing
from tandem.cli.science.rostering import NamedPlan, draw_roster, lines_of, result_of, shift_table, short_of
from tandem.cli.science.ruletexts import breaks_in, hours_in, slots_in
from tandem.cli.science.tables import write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tandem.core.kit.arrays import Flags, Floats
    from tandem.core.kit.intervals import Timeline
    from tandem.core.orchestration.rosters import RosterRules

_SHORTAGE = 20.0  # an hour short counts as so many hours of pay unless told otherwise


def roster(
    people: Annotated[
        Path,
        typer.Argument(help="CSV or Parquet, a row a person: person, skills[, available, max_hours, min_hours, rest_hours, hourly, prefers, avoids, zone]."),
    ],
    requirement: Annotated[Path, typer.Argument(help="CSV or Parquet: timestamp, seats or experts[, queue]; `tandem staff` writes it.")],
    lengths: Annotated[str, typer.Option(help="Lengths of shifts, from start to end.")] = "2h,4h,6h,8h",
    start_every: Annotated[str, typer.Option(help="Shifts start every so often.")] = "30min",
    breaks: Annotated[str, typer.Option(help="Breaks due by length of shift, such as 30min@6h,15min@4h:paid.")] = "",
    shifts_a_day: Annotated[int, typer.Option(min=1, help="Most shifts a person and day.")] = 1,
    gap: Annotated[str, typer.Option(help="Least time between two shifts of a day.")] = "1h",
    rest: Annotated[str, typer.Option(help="Least rest between working days.")] = "11h",
    hours_a_day: Annotated[float, typer.Option(help="Most paid hours a person and day; 0 for no limit.")] = 0.0,
    max_hours: Annotated[float, typer.Option(help="Most paid hours a person over the requirement, where the file says none.")] = 40.0,
    hourly: Annotated[float, typer.Option(help="Pay an hour where the file says none.")] = 1.0,
    shift_cost: Annotated[float, typer.Option(help="Cost of each shift whatever its length.")] = 0.0,
    shortage_cost: Annotated[float | None, typer.Option(help="What an hour short counts; by default twenty hours of pay.")] = None,
    fairness: Annotated[float, typer.Option(help="What an hour away from an equal share of hours counts.")] = 0.0,
    wish: Annotated[float, typer.Option(help="What an avoided hour counts more, and a preferred one less.")] = 0.1,
    locked: Annotated[Path | None, typer.Option(help="Shifts that stand, as --out writes them; the rest is made anew.")] = None,
    allow_short: Annotated[bool, typer.Option("--allow-short", help="Give the best roster there is where people are too few.")] = False,
    rounds: Annotated[int, typer.Option(min=1, help="Rounds of search; work, not time, so results repeat.")] = 250,
    seed: Annotated[int, typer.Option(help="Seed of the search.")] = 1,
    zone: Annotated[str, typer.Option(help="Zone of times without an offset, and of days.")] = "UTC",
    out: Annotated[Path | None, typer.Option(help="Write the shifts to this .csv or .parquet.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw to this .svg, .png or .html.")] = None,
    json_: Json = False,
) -> None:
    """Roster named people over a requirement: no roster can cost less than `bound`; what stays short says why.

    Example: tandem roster people.csv need.csv --lengths 2h,4h,8h --breaks 30min@6h --shifts-a-day 2 --out roster.csv
    """
    check_writable(out)
    check_chart(chart)
    with refusing():
        needed = _Needed(requirement, zone)
        defaults = Defaults(max_hours, hours_in(rest), hourly, wish)
    step = needed.timeline.step_seconds
    experts = read_people(people, needed.timeline, skills=needed.queues, open_=needed.open, defaults=defaults)
    mean_pay = sum(expert.pay for expert in experts) / len(experts) * 3600 / step
    with refusing():
        rules = _rules(
            step,
            lengths=lengths, start_every=start_every, breaks=breaks, gap=gap, shifts_a_day=shifts_a_day, hours_a_day=hours_a_day,
            shift_cost=shift_cost, fairness=fairness, rounds=rounds, seed=seed,
            shortage_cost=_SHORTAGE * mean_pay if shortage_cost is None else shortage_cost,
        )  # fmt: skip
    standing = read_locked(locked, needed.timeline, experts, rules, queues=needed.queues) if locked else ()
    from tandem.core.orchestration.rosters import InfeasibleRosterError, plan_roster

    with refusing(), _progress(quiet=json_) as told:
        try:
            made = plan_roster(needed.required, needed.queues, experts, rules, locked=standing, progress=told)
        except InfeasibleRosterError as error:
            raise ValueError(f"{locked}: {error}") from error
    plan = NamedPlan(made, needed.timeline, needed.queues, needed.required, experts, rules)
    if made.shortage.sum() > 0 and not allow_short:
        fail(f"{people}: no roster found covers {requirement}: {'; '.join(short_of(plan))}; --allow-short gives the best there is")
    if out is not None:
        write_table(shift_table(plan), out)
    if chart is not None:
        draw_roster(plan, chart)
    result = result_of(plan, out)
    emit(result, as_json=json_, lines=lines_of(plan, result))


class _Needed:
    """The requirement of all queues on one timeline; slots in which no queue has a row are closed."""

    __slots__ = ("open", "queues", "required", "timeline")

    def __init__(self, path: Path, zone: str) -> None:
        import numpy as np

        from tandem.core.kit.intervals import Timeline

        time, grids = read_grids(path, zone)
        step = check_same_intervals({name: (grid.start, grid.step) for name, grid in grids.items()}, path, time)
        start = min(grid.start for grid in grids.values())
        places = {name: int((grid.start - start).astype("timedelta64[s]").astype(np.int64)) for name, grid in grids.items()}
        length = max(places[name] // step + grid.need.size for name, grid in grids.items())
        self.queues = tuple(grids)
        self.required: Floats = np.zeros((len(grids), length))
        self.open: Flags = np.zeros(length, dtype=np.bool_)
        for row, (name, grid) in enumerate(grids.items()):
            first = places[name] // step
            self.required[row, first : first + grid.need.size] = grid.need
            self.open[first : first + grid.need.size] |= grid.open
        self.timeline: Timeline = Timeline(start.astype("datetime64[s]").item().replace(tzinfo=UTC), step, length, zone)


def _rules(
    step: int,
    *,
    lengths: str,
    start_every: str,
    breaks: str,
    gap: str,
    shifts_a_day: int,
    hours_a_day: float,
    shift_cost: float,
    shortage_cost: float,
    fairness: float,
    rounds: int,
    seed: int,
) -> RosterRules:
    """Rules in slots of `step` seconds; costs an hour become costs a slot. Raises ValueError for what does not fit."""
    from tandem.core.orchestration.rosters import RosterRules

    every = slots_in(start_every, step, "a start every") if hours_in(start_every) * 3600 > step else 1
    return RosterRules(
        tuple(slots_in(text, step, "a shift") for text in lengths.split(",")),
        step=every,
        breaks=breaks_in(breaks, step),
        most_shifts_a_day=shifts_a_day,
        gap_slots=slots_in(gap, step, "a gap"),
        most_slots_a_day=int(hours_a_day * 3600 / step + 1e-9),
        shift_cost=shift_cost,
        shortage_cost=shortage_cost * step / 3600,
        fairness_cost=fairness * step / 3600,
        rounds=rounds,
        seed=seed,
    )


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Callable[[float], None] | None]:
    """A bar on standard error while a person looks on."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    with typer.progressbar(length=100, label="searching", file=sys.stderr) as bar:
        yield lambda share: bar.update(max(0, int(100 * share) - bar.pos))
