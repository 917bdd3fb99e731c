"""`tandem simulate`: what would happen, with intervals; and calibration from a per-contact log."""
# Imports stay inside, so that `tandem --help` is quick.

from __future__ import annotations

import time
from collections.abc import Container, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from tandem.cli.science.calibrating import UNKNOWN_PATIENCE, calibrated
from tandem.cli.science.mapping import Workers, mapper_for, shown
from tandem.cli.science.output import Json, aligned, emit
from tandem.cli.science.refusing import check_chart, refuse, refuse_idle, refusing

if TYPE_CHECKING:
    from tandem.cli.science.scenarios import Scenario
    from tandem.core.orchestration.twin.replications import Compared, Report

_SHOWN = {
    "service_level": ("service level", "{:.2%}"),
    "asa_seconds": ("mean wait, answered (s)", "{:.2f}"),
    "abandon": ("gives up", "{:.2%}"),
    "occupancy": ("occupancy", "{:.2%}"),
    "p_wait": ("waits", "{:.2%}"),
    "resolved": ("resolved", "{:.2%}"),
    "cost": ("cost", "{:,.2f}"),
    "hourly_pay": ("pay an hour at work", "{:.2f}"),
    "paid_serving_share": ("paid time serving", "{:.2%}"),
}


def simulate(
    context: typer.Context,
    scenario: Annotated[Path | None, typer.Argument(help="TOML: queues, pools, routing.")] = None,
    fit: Annotated[
        Path | None,
        typer.Option(help="Calibrate from this log: arrived, waited_seconds, abandoned, handle_seconds, server."),
    ] = None,
    interval: Annotated[str, typer.Option(help="Interval of the calibration.")] = "30min",
    patience: Annotated[float | None, typer.Option(help="With --fit: mean patience in seconds, in place of the log's.")] = None,
    zone: Annotated[str, typer.Option(help="IANA zone in which days and weeks of the log are read.")] = "UTC",
    save: Annotated[Path | None, typer.Option(help="Write the calibrated scenario to this .toml.")] = None,
    replications: Annotated[int | None, typer.Option(min=2, help="Independent runs.")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed; two scenarios under one seed meet the same customers.")] = None,
    versus: Annotated[list[Path] | None, typer.Option(help="Another scenario to lay beside it, on the same customers; may be repeated.")] = None,
    chart: Annotated[Path | None, typer.Option(help="Draw to this .svg, .png or .html.")] = None,
    workers: Workers = "1",
    json_: Json = False,
) -> None:
    """Simulate a service and report each figure with its 95 % interval.

    Example: tandem simulate scenario.toml --replications 40

    Example: tandem simulate --fit calls.csv --save scenario.toml

    Example: tandem simulate now.toml --versus more_experts.toml --workers 2
    """
    check_chart(chart)
    if (scenario is None) == (fit is None):
        refuse("tandem simulate", "expected a scenario or --fit LOG, one of the two")
    if fit is None:
        if patience is not None:
            refuse("--patience", "expected --fit LOG beside it; a scenario has patience_seconds of its own")
        refuse_idle(context, ("interval", "zone", "save"), "without --fit")
    from tandem.cli.science.scenarios import read_scenario

    calibration: dict[str, Any] = {}
    if fit is not None:
        plan, calibration = calibrated(fit, interval=interval, zone=zone, patience=patience, save=save)
    else:
        plan = read_scenario(cast("Path", scenario))
    others = [read_scenario(path) for path in versus or []]
    with refusing():
        compared, rate = _run(
            [plan, *others],
            replications or plan.replications,
            plan.seed if seed is None else seed,
            workers=workers,
            quiet=json_,
        )
    report = compared[0].report
    hidden = {"abandon"} if calibration.get("patience") == UNKNOWN_PATIENCE else set()
    result: dict[str, Any] = _figures(report, (*_SHOWN, "contacts"), hidden)
    result["arrivals_per_second"] = rate
    result["service_level_definition"] = "served within t / offered"
    result["calibration"] = calibration
    result["versus"] = [_beside(path, other) for path, other in zip(versus or [], compared[1:], strict=True)]
    if chart is not None:
        _draw(report, chart, hidden)
    emit(result, as_json=json_, lines=[*_lines(report, rate, calibration, hidden), *_versus_lines(versus or [], compared[1:])])


def _run(plans: list[Scenario], replications: int, seed: int, *, workers: str, quiet: bool) -> tuple[list[Compared], float]:
    """Replications of each plan, and simulated arrivals a second of the clock, compilation left out."""
    from tandem.core.orchestration.twin.replications import RunQueue, RunWorld, sweep

    runs: list[RunQueue | RunWorld] = [RunWorld(plan.world, plan.cycles, plan.warm_cycles, plan.terms) for plan in plans]
    plain = [RunQueue(plan.queue, int(plan.cycles), plan.warm_cycles) for plan in plans if plan.queue is not None and plan.cycles == int(plan.cycles)]
    if len(plain) == len(plans):  # one simulator for all, so that they meet the same customers
        runs = [*plain]
    runs[0](seed)  # the first call loads or compiles the machine code
    begun = time.perf_counter()
    pieces = replications * len(plans)
    with mapper_for(workers, pieces=pieces) as mapper:
        compared = sweep(runs, replications=replications, seed=seed, mapper=shown(mapper, pieces, quiet=quiet))
    took = time.perf_counter() - begun
    return compared, sum(one.report.contacts.mean for one in compared) * replications / took


def _figures(report: Report, names: Iterable[str], hidden: Container[str] = ()) -> dict[str, Any]:
    """Figures by name; null where there is nothing to say: what is hidden, and paid time when nothing is paid by the hour."""
    found = {name: None if name in hidden else getattr(report, name) for name in names}
    return {name: None if figure is None else asdict(figure) for name, figure in found.items()}


def _beside(path: Path, other: Compared) -> dict[str, Any]:
    """A second scenario's figures, and their differences from the first's."""
    return {"scenario": str(path), **_figures(other.report, _SHOWN), "difference": _figures(other.gain, _SHOWN)}


def _versus_lines(paths: list[Path], others: list[Compared]) -> list[str]:
    lines = []
    for path, other in zip(paths, others, strict=True):
        rows = [("", "mean", "difference", "95 % interval")]
        for name, (label, shape) in _SHOWN.items():
            gain, signed = getattr(other.gain, name), shape.replace("{:", "{:+")
            if gain is None or (name in {"cost", "hourly_pay"} and gain.mean == 0):
                continue
            mean = shape.format(getattr(other.report, name).mean)
            rows.append((label, mean, signed.format(gain.mean), f"{signed.format(gain.low)} to {signed.format(gain.high)}"))
        lines += ["", f"{path.name}, on the same customers:", *aligned(rows)]
    return lines


def _lines(report: Report, rate: float, calibration: dict[str, Any], hidden: Container[str]) -> list[str]:
    rows = [("", "mean", "95 % interval")]
    for name, (label, shape) in _SHOWN.items():
        figure = getattr(report, name)
        if figure is None or name in hidden or (name in {"cost", "hourly_pay"} and figure.mean == 0):
            continue
        rows.append((label, shape.format(figure.mean), f"{shape.format(figure.low)} to {shape.format(figure.high)}"))
    said = [f"calibrated {name}: {value}" for name, value in calibration.items() if value is not None]
    return [
        *said,
        *aligned(rows),
        f"{report.contacts.size} runs of {report.contacts.mean:,.0f} contacts, {rate:,.0f} arrivals a second",
    ]


def _draw(report: Report, path: Path, hidden: Container[str]) -> None:
    from tandem.cli.science.charts import estimates_chart, save_chart

    rows = [
        {
            "figure": _SHOWN[name][0],
            "mean": getattr(report, name).mean,
            "low": getattr(report, name).low,
            "high": getattr(report, name).high,
        }
        for name in ("service_level", "abandon", "occupancy", "p_wait")
        if name not in hidden
    ]
    save_chart(estimates_chart(rows, "Simulated service, 95 % intervals"), path)
