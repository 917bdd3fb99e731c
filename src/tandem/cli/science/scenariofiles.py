"""`tandem scenario`: a scenario for the twin from a forecast and a plan, so that what was planned can be tried."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tandem.cli.science.covering import StandingShifts
from tandem.cli.science.forecastfiles import handle_times
from tandem.cli.science.grids import Grid
from tandem.cli.science.output import Json, aligned, emit
from tandem.cli.science.refusing import refuse, refusing
from tandem.cli.science.tables import TIME_NAMES, column_named, moments, numbers, optional_column, read_table

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
    if out.suffix != ".toml" or not out.parent.is_dir():
        refuse(out, "expected a path ending in .toml in a folder that exists")
    from tandem.cli.science.targets import parse_target

    with refusing():
        parse_target(target)
        if patience < 0 or not 0 < show_up <= 1 or day_cv < 0 or slot_cv < 0 or pay_per_hour < 0:
            raise ValueError("patience, variation and pay are never below 0, --show-up is above 0 and at most 1")
        queues = _queues(forecast, plan, aht, zone=zone)
    text = _text(queues, target=target, patience=patience, show_up=show_up, day_cv=day_cv, slot_cv=slot_cv, pay_per_hour=pay_per_hour)
    partial = out.with_name(f".{out.name}.{os.getpid()}")
    partial.write_text(text, encoding="utf-8")
    partial.replace(out)
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
    import numpy as np

    table = read_table(forecast)
    time = column_named(table, forecast, TIME_NAMES)
    instants = moments(table, forecast, time, zone=zone)
    contacts = numbers(table, forecast, column_named(table, forecast, ("contacts", "mean", "calls")))
    handle = handle_times(table, forecast, aht)
    column = optional_column(table, "queue")
    label = [str(one or "") for one in table[column].to_list()] if column else [""] * table.height
    standing = StandingShifts(plan, zone)
    found = []
    for name in dict.fromkeys(label):
        rows = np.array([row for row, one in enumerate(label) if one == name])
        grid = Grid(instants[rows], contacts[rows], rows, forecast, time)
        staff = standing.covering(name, grid)
        if not staff.any():
            raise ValueError(f"{plan}: nobody is planned for {name or 'the queue'}")
        weight = contacts[rows]
        seconds = float(weight @ handle[rows] / weight.sum()) if weight.sum() else float(handle[rows].mean())
        found.append(_Queue(name or "all", grid.need, staff, seconds, grid.step))
    standing.check_all_used()
    if len({(one.step, one.contacts.size) for one in found}) > 1:
        raise ValueError(f"{forecast}: expected every queue on the same intervals from the same start to the same end")
    return found


def _text(queues: list[_Queue], *, target: str, patience: float, show_up: float, day_cv: float, slot_cv: float, pay_per_hour: float) -> str:
    parts = [f'interval = "{queues[0].step // 60}min"\nday_cv = {day_cv:g}\nslot_cv = {slot_cv:g}\nreplications = 20\nseed = 1\n']
    for one in queues:
        contacts = ", ".join(f"{count:.2f}" for count in one.contacts)
        parts.append(
            f'[[queue]]\nname = "{one.name}"\naht_seconds = {one.handle_seconds:.1f}\npatience_seconds = {patience:g}\n'
            f'target = "{target}"\ncontacts = [{contacts}]\n'
        )
    for one in queues:
        staff = ", ".join(f"{round(count)}" for count in one.staff)
        pay = f"pay_per_hour = {pay_per_hour:g}\n" if pay_per_hour else ""
        shows = f"show_up = {show_up:g}\n" if show_up < 1 else ""
        parts.append(f'[[pool]]\nname = "{one.name}"\nqueues = ["{one.name}"]\n{shows}{pay}experts = [{staff}]\n')
    return "\n".join(parts)
