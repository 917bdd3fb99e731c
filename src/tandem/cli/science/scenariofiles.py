"""`tandem scenario`: a scenario for the twin from a forecast and a plan, so that what was planned can be tried."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli.science.covering import StandingShifts
from tandem.cli.science.forecastfiles import read_demand
from tandem.cli.science.grids import Grid
from tandem.cli.science.output import Json, aligned, emit
from tandem.cli.science.queuerows import rows_by_queue
from tandem.cli.science.refusing import check_scenario, refusing
from tandem.cli.science.writing import Table, scenario_toml, write_text

if TYPE_CHECKING:
    from tandem.core.kit.arrays import Floats


def scenario(
    forecast: Annotated[Path, typer.Argument(help="CSV or Parquet: timestamp, contacts[, aht_seconds][, queue]; what is expected to come.")],
    plan: Annotated[Path, typer.Argument(help="Shifts: start, minutes[, queue][, seats][, breaks]; `tandem roster` and `tandem shifts` write them.")],
    out: Annotated[Path, typer.Option(help="Write the scenario to this .toml.")],
    aht: Annotated[float | None, typer.Option(help="Mean handle time in seconds, when the forecast has none.")] = None,
    patience: Annotated[float, typer.Option(help="Mean patience in seconds; 0: nobody gives up.")] = 0.0,
    target: Annotated[str, typer.Option(help="Service level such as 80/20.")] = "80/20",
    show_up: Annotated[float, typer.Option(help="Chance that somebody planned comes.")] = 1.0,
    day_cv: Annotated[float, typer.Option(help="Over-dispersion of a day; `tandem simulate --fit` measures it.")] = 0.07,
    slot_cv: Annotated[float, typer.Option(help="Over-dispersion of an interval.")] = 0.05,
    pay_per_hour: Annotated[float, typer.Option(help="Pay an hour at work.")] = 0.0,
    zone: Annotated[str, typer.Option(help="Zone of times without an offset.")] = "UTC",
    json_: Json = False,
) -> None:
    """Write a scenario in which a plan's shifts meet a forecast's contacts, for `tandem simulate`.

    Example: tandem scenario week.csv roster.csv --patience 180 --show-up 0.9 --out service.toml
    """
    check_scenario(out)
    from tandem.cli.science.targets import parse_target

    with refusing():
        parse_target(target)
        if not min(patience, day_cv, slot_cv, pay_per_hour) >= 0 or not 0 < show_up <= 1:
            raise ValueError("patience, variation and pay are never below 0, --show-up is above 0 and at most 1")
        queues = _queues(forecast, plan, aht, zone=zone)
    text = _text(queues, target=target, patience=patience, show_up=show_up, day_cv=day_cv, slot_cv=slot_cv, pay_per_hour=pay_per_hour)
    write_text(text, out)
    told = [{"queue": one.name, "contacts": float(one.contacts.sum()), "expert_hours": float(one.staff.sum() * one.step / 3600)} for one in queues]
    rows = [("queue", "contacts", "expert-hours"), *((str(one["queue"]), f"{one['contacts']:,.0f}", f"{one['expert_hours']:,.1f}") for one in told)]
    emit({"file": str(out), "queues": told}, as_json=json_, lines=[*aligned(rows), f"written to {out}"])


@dataclass(frozen=True, slots=True)
class _Queue:
    name: str
    contacts: Floats
    staff: Floats
    handle_seconds: float
    step: int


def _queues(forecast: Path, plan: Path, aht: float | None, *, zone: str) -> list[_Queue]:
    demand = read_demand(forecast, zone=zone, quantile=None, aht=aht)
    standing = StandingShifts(plan, zone)
    found, spans = [], set()
    for name, rows in rows_by_queue(demand.queue).items():
        grid = Grid(demand.instants[rows], demand.contacts[rows], rows, forecast, demand.time_column)
        spans.add((grid.start, grid.step, grid.need.size))
        staff = standing.covering(name, grid)
        if not staff.any():
            raise ValueError(f"{plan}: nobody is planned for {name or 'the queue'}")
        weight, handle = demand.contacts[rows], demand.handle[rows]
        seconds = float(weight @ handle / weight.sum()) if weight.sum() else float(handle.mean())
        found.append(_Queue(name or "all", grid.need, staff, seconds, grid.step))
    standing.check_all_used()
    if len(spans) > 1:
        raise ValueError(f"{forecast}: expected every queue on the same intervals from the same start to the same end")
    return found


def _text(queues: list[_Queue], *, target: str, patience: float, show_up: float, day_cv: float, slot_cv: float, pay_per_hour: float) -> str:
    top: Table = {"interval": f"{queues[0].step // 60}min", "day_cv": day_cv, "slot_cv": slot_cv, "replications": 20, "seed": 1}
    met: list[Table] = [
        {"name": one.name, "aht_seconds": round(one.handle_seconds, 1), "patience_seconds": patience, "target": target,
         "contacts": [round(float(count), 2) for count in one.contacts]}
        for one in queues
    ]  # fmt: skip
    staff: list[Table] = [
        {"name": one.name, "queues": [one.name], "show_up": show_up if show_up < 1 else None, "pay_per_hour": pay_per_hour or None,
         "experts": [round(float(count)) for count in one.staff]}
        for one in queues
    ]  # fmt: skip
    return scenario_toml(top, queues=met, pools=staff)
